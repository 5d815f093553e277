<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * `product_group_reduction_cache`, the only table that prices read: for each product and group the largest of the reductions of the product's
 * categories. The core forgets that rule when a reduction changes, and wipes other groups' rows when one is deleted; so after each of our
 * changes the touched products' rows are made right for all groups. Only rows that are wrong are written.
 */
final class PriceCache
{
    /** Rows of category_product, times groups, that are looked at in one transaction. */
    private const ROWS = 20000;
    /** MariaDB makes a derived table of longer literal lists, and then scans. */
    private const LIST = 900;
    /** Reductions are compared as whole numbers: 0.1500 is 1500. */
    private const UNIT = 10000;

    /**
     * Reads ranges of product ids and compares in PHP: two range reads a step, whatever plan the database would make of one large join.
     *
     * @param int[] $categories whose products are looked at
     * @param int $idGroup every product for which this group has a row is looked at too: what it had a reduction for once may be in none of them
     *
     * @return int rows that had to be written or removed
     */
    public static function rebuild(array $categories, int $idGroup = 0): int
    {
        $bounds = self::bounds($categories, $idGroup);
        if ($bounds === null || $bounds['first'] === null) {
            return 0;
        }
        [$reductions, $groups] = self::reductions();
        $touched = array_fill_keys($categories, true);
        $step = max(200, intdiv(self::ROWS, max(1, $groups)));
        $written = 0;
        for ($from = (int) $bounds['first']; $from <= (int) $bounds['last']; $from = $to + 1) {
            $next = Sql::value('SELECT `id_product` FROM ' . Sql::table('category_product') . " WHERE `id_product` >= {$from} ORDER BY `id_product` LIMIT 1 OFFSET {$step}");
            $to = max($from, min((int) ($next ?? $bounds['last']), (int) $bounds['last']));
            $written += Sql::transaction(static fn (): int => self::rebuildPart("BETWEEN {$from} AND {$to}", $touched, $reductions, $idGroup, []));
        }
        self::forgetCached($written);

        return $written;
    }

    /**
     * The rows of these products, as far as an offer's group has a reduction for one of their categories, or a row that may be wrong.
     *
     * @param int[] $products
     *
     * @return int rows that had to be written or removed
     */
    public static function rebuildProducts(array $products): int
    {
        $ours = Sql::table('groupoffers_group');
        $written = 0;
        foreach (array_chunk($products, self::LIST) as $chunk) {
            $ids = Sql::ints($chunk);
            $met = array_map('intval', array_column(Sql::rows('SELECT p.`id_product` FROM ' . Sql::table('category_product') . ' p JOIN ' . Sql::table('group_reduction')
                . " r ON r.`id_category` = p.`id_category` JOIN {$ours} m ON m.`id_group` = r.`id_group` WHERE p.`id_product` IN ({$ids}) UNION SELECT c.`id_product` FROM " . self::table()
                . " c JOIN {$ours} m ON m.`id_group` = c.`id_group` WHERE c.`id_product` IN ({$ids})"), 'id_product'));
            if ($met !== []) {
                $reductions ??= self::reductions()[0];
                $written += Sql::transaction(static fn (): int => self::rebuildPart('IN (' . Sql::ints($met) . ')', [], $reductions, 0, array_fill_keys($met, true)));
            }
        }
        self::forgetCached($written);

        return $written;
    }

    /** The rows of one product for another, over those that it may have. */
    public static function copy(int $from, int $to): void
    {
        Sql::execute('INSERT INTO ' . self::table() . " (`id_product`, `id_group`, `reduction`) SELECT {$to}, c.`id_group`, c.`reduction` FROM " . self::table()
            . " c WHERE c.`id_product` = {$from} ON DUPLICATE KEY UPDATE `reduction` = VALUES(`reduction`)", true);
    }

    /** @return int[] categories in which the group has a reduction: what is to be looked at once it has none */
    public static function categoriesOf(int $idGroup): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_category` FROM ' . Sql::table('group_reduction') . " WHERE `id_group` = {$idGroup}"), 'id_category'));
    }

    /** Rows of a group that has no reduction left: its products' categories may be unknown by now. */
    public static function clear(int $idGroup): int
    {
        return Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group` = {$idGroup}", true);
    }

    /**
     * @param string $which products, behind `id_product`
     * @param array<int, true> $touched categories
     * @param array<int, array<int, int>> $reductions
     * @param array<int, true> $looked products that are looked at in any case
     */
    private static function rebuildPart(string $which, array $touched, array $reductions, int $idGroup, array $looked): int
    {
        $expected = [];
        foreach (Sql::rows('SELECT `id_product`, `id_category` FROM ' . Sql::table('category_product') . " WHERE `id_product` {$which}") as $row) {
            $idProduct = (int) $row['id_product'];
            $idCategory = (int) $row['id_category'];
            if (isset($touched[$idCategory])) {
                $looked[$idProduct] = true;
            }
            foreach ($reductions[$idCategory] ?? [] as $group => $reduction) {
                if ($reduction >= ($expected[$idProduct][$group] ?? 0)) {
                    $expected[$idProduct][$group] = $reduction;
                }
            }
        }
        $stored = Sql::rows('SELECT `id_product`, `id_group`, `reduction` FROM ' . self::table() . " WHERE `id_product` {$which}");
        foreach ($stored as $row) {
            if ($idGroup !== 0 && (int) $row['id_group'] === $idGroup) {
                $looked[(int) $row['id_product']] = true;
            }
        }
        $expected = array_intersect_key($expected, $looked);
        $surplus = [];
        foreach ($stored as $row) {
            $product = (int) $row['id_product'];
            $group = (int) $row['id_group'];
            if (!isset($looked[$product])) {
                continue;
            }
            if (!isset($expected[$product][$group])) {
                $surplus[$group][] = $product;
            } elseif ($expected[$product][$group] === self::units((string) $row['reduction'])) {
                unset($expected[$product][$group]);
            }
        }

        return self::remove($surplus) + self::write($expected);
    }

    /**
     * @param int[] $categories
     *
     * @return array<string, string|null>|null the first and the last product
     */
    private static function bounds(array $categories, int $idGroup): ?array
    {
        $queries = [];
        if ($categories !== []) {
            $queries[] = 'SELECT MIN(`id_product`) AS first, MAX(`id_product`) AS last FROM ' . Sql::table('category_product') . ' WHERE `id_category` IN (' . Sql::ints($categories) . ')';
        }
        if ($idGroup !== 0) {
            $queries[] = 'SELECT MIN(`id_product`) AS first, MAX(`id_product`) AS last FROM ' . self::table() . " WHERE `id_group` = {$idGroup}";
        }

        return $queries === [] ? null : Sql::row('SELECT MIN(`first`) AS first, MAX(`last`) AS last FROM (' . implode(' UNION ALL ', $queries) . ') b');
    }

    /** @param array<int, int[]> $surplus products by group */
    private static function remove(array $surplus): int
    {
        $count = 0;
        foreach ($surplus as $idGroup => $products) {
            foreach (array_chunk($products, self::LIST) as $chunk) {
                $count += Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group` = {$idGroup} AND `id_product` IN (" . Sql::ints($chunk) . ')', true);
            }
        }

        return $count;
    }

    /** @param array<int, array<int, int>> $wrong reduction by product and group */
    private static function write(array $wrong): int
    {
        $values = [];
        foreach ($wrong as $idProduct => $groups) {
            foreach ($groups as $idGroup => $reduction) {
                $values[] = sprintf('(%d, %d, %.4F)', $idProduct, $idGroup, $reduction / self::UNIT);
            }
        }
        foreach (array_chunk($values, 5000) as $chunk) {
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_product`, `id_group`, `reduction`) VALUES ' . implode(', ', $chunk)
                . ' ON DUPLICATE KEY UPDATE `reduction` = VALUES(`reduction`)', true);
        }

        return count($values);
    }

    /** @return array{array<int, array<int, int>>, int} every reduction, by category and group, and the number of groups */
    private static function reductions(): array
    {
        $reductions = [];
        $groups = [];
        foreach (Sql::rows('SELECT `id_category`, `id_group`, `reduction` FROM ' . Sql::table('group_reduction')) as $row) {
            $reductions[(int) $row['id_category']][(int) $row['id_group']] = self::units((string) $row['reduction']);
            $groups[(int) $row['id_group']] = true;
        }

        return [$reductions, count($groups)];
    }

    private static function forgetCached(int $written): void
    {
        if ($written > 0 && method_exists(\GroupReduction::class, 'resetStaticCache')) {
            \GroupReduction::resetStaticCache();
        }
    }

    private static function units(string $reduction): int
    {
        return (int) round((float) $reduction * self::UNIT);
    }

    private static function table(): string
    {
        return Sql::table('product_group_reduction_cache');
    }
}
