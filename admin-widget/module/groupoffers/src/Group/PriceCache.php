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
    private const CHUNK = 5000;

    /**
     * @param int[] $categories whose products are looked at
     *
     * @return int rows that had to be written or removed
     */
    public static function rebuild(array $categories): int
    {
        $written = 0;
        foreach (self::chunks($categories) as $products) {
            $written += Sql::transaction(static fn (): int => self::rebuildProducts($products));
        }
        if ($written > 0) {
            \GroupReduction::resetStaticCache();
        }

        return $written;
    }

    /**
     * @param int[] $categories whose products are compared, for all groups
     *
     * @return bool whether every row is what `group_reduction` says
     */
    public static function isRight(array $categories): bool
    {
        if ($categories === []) {
            return true;
        }
        $touched = 'SELECT t.`id_product` FROM ' . Sql::table('category_product') . ' t WHERE t.`id_category` IN (' . Sql::ints($categories) . ')';
        $wrong = Sql::value('SELECT 1 FROM (' . self::expected("cp.`id_product` IN ({$touched})") . ') e LEFT JOIN ' . self::table()
            . ' c ON c.`id_product` = e.`id_product` AND c.`id_group` = e.`id_group` WHERE c.`reduction` IS NULL OR c.`reduction` <> e.`reduction` LIMIT 1');
        if ($wrong !== null) {
            return false;
        }

        return Sql::value('SELECT 1 FROM ' . self::table() . " c WHERE c.`id_product` IN ({$touched}) AND " . self::unfounded() . ' LIMIT 1') === null;
    }

    /** @return int[] categories in which some group has a reduction for the group's products; what a deleted group leaves to be looked at */
    public static function categoriesOf(int $idGroup): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_category` FROM ' . Sql::table('group_reduction') . " WHERE `id_group` = {$idGroup}"), 'id_category'));
    }

    /** Rows of a group that has no reduction left: its products' categories may be unknown by now. */
    public static function clear(int $idGroup): int
    {
        return Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group` = {$idGroup}", true);
    }

    private static function rebuildProducts(array $products): int
    {
        $list = Sql::ints($products);
        $removed = Sql::execute('DELETE c FROM ' . self::table() . " c WHERE c.`id_product` IN ({$list}) AND " . self::unfounded(), true);
        // Read first, then written as literals: INSERT … SELECT would lock what it reads under some settings.
        $values = [];
        $wrong = Sql::rows('SELECT e.* FROM (' . self::expected("cp.`id_product` IN ({$list})") . ') e LEFT JOIN ' . self::table()
            . ' c ON c.`id_product` = e.`id_product` AND c.`id_group` = e.`id_group` WHERE c.`reduction` IS NULL OR c.`reduction` <> e.`reduction`');
        foreach ($wrong as $row) {
            $values[] = sprintf('(%d, %d, %.4F)', (int) $row['id_product'], (int) $row['id_group'], (float) $row['reduction']);
        }
        foreach (array_chunk($values, self::CHUNK) as $chunk) {
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_product`, `id_group`, `reduction`) VALUES ' . implode(', ', $chunk)
                . ' ON DUPLICATE KEY UPDATE `reduction` = VALUES(`reduction`)', true);
        }

        return $removed + count($values);
    }

    private static function expected(string $where): string
    {
        return 'SELECT cp.`id_product`, gr.`id_group`, MAX(gr.`reduction`) AS `reduction` FROM ' . Sql::table('category_product') . ' cp JOIN '
            . Sql::table('group_reduction') . " gr ON gr.`id_category` = cp.`id_category` WHERE {$where} GROUP BY cp.`id_product`, gr.`id_group`";
    }

    private static function unfounded(): string
    {
        return 'NOT EXISTS (SELECT 1 FROM ' . Sql::table('category_product') . ' cp JOIN ' . Sql::table('group_reduction')
            . ' gr ON gr.`id_category` = cp.`id_category` WHERE cp.`id_product` = c.`id_product` AND gr.`id_group` = c.`id_group`)';
    }

    /**
     * @param int[] $categories
     *
     * @return \Generator<int, int[]>
     */
    private static function chunks(array $categories): \Generator
    {
        if ($categories === []) {
            return;
        }
        $last = 0;
        do {
            $products = array_map('intval', array_column(Sql::rows('SELECT DISTINCT `id_product` FROM ' . Sql::table('category_product')
                . ' WHERE `id_category` IN (' . Sql::ints($categories) . ") AND `id_product` > {$last} ORDER BY `id_product` LIMIT " . self::CHUNK), 'id_product'));
            if ($products !== []) {
                yield $products;
                $last = end($products);
            }
        } while (count($products) === self::CHUNK);
    }

    private static function table(): string
    {
        return Sql::table('product_group_reduction_cache');
    }
}
