<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\GroupSet;
use PrestaShop\Module\GroupOffers\Moves\ShopGroups;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Customers as if no offer were: ids and figures only, no name, address or postcode. A few reads in the order of the keys, merged in PHP: the
 * database joins and groups nothing.
 */
final class Facts
{
    /**
     * @param Sample|null $sample null: everybody
     *
     * @return array<string, mixed> one page, column by column; `groups` are indexes into the page's `groupSets`
     */
    public static function page(int $after, int $limit, ?Sample $sample = null): array
    {
        $sample ??= Sample::everybody();
        $columns = CustomerColumns::read($after, $limit, $sample);
        $ids = $columns['id'];
        $last = $ids === [] ? $after : $ids[count($ids) - 1];
        $groups = self::groups($ids, $after, $last, $sample);
        $shopGroups = ShopGroups::read();
        $merge = $shopGroups->leaveMerge();
        $index = null;
        $open = 'SELECT `open_customer`, `base_default`, `base_groups`, `written_default`, `written_groups` FROM ' . Enrolments::table() . " WHERE `open_customer` > {$after} AND `open_customer` <= {$last}";
        foreach ($last === $after ? [] : Sql::each($open) as $row) {
            $index ??= array_flip($ids);
            $i = $index[(int) $row['open_customer']] ?? null;
            if ($i !== null) {
                [$columns['default'][$i], $groups[$i]] = $merge->of((int) $row['base_default'], (string) $row['base_groups'], (int) $row['written_default'], (string) $row['written_groups'], $columns['default'][$i], $groups[$i]);
            }
        }
        unset($index);
        $sets = [];
        foreach ($groups as $i => $set) {
            $set = $shopGroups->without($set);
            $groups[$i] = $sets[$set] ??= count($sets);
        }
        $next = count($ids) === $limit ? $last : null;
        // Those that are blocked or pinned may lie behind the last customer of the shop (deleted ones): they are told with the last page.
        $to = $next ?? PHP_INT_MAX;

        return $columns + [
            'groups' => $groups,
            'groupSets' => array_map(static fn ($set): array => GroupSet::ids((string) $set), array_keys($sets)),
            'blocked' => self::blocked($after, $to, $sample),
            'pinned' => self::pinned($after, $to, $sample),
            'next' => $next,
        ];
    }

    /**
     * @param int[] $ids
     *
     * @return string[] sets of groups, in the order of `$ids`
     */
    private static function groups(array $ids, int $after, int $last, Sample $sample): array
    {
        $groups = array_fill(0, count($ids), '');
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT `id_customer`, `id_group` FROM ' . Sql::table('customer_group') . " FORCE INDEX (PRIMARY) WHERE `id_customer` > {$after} AND `id_customer` <= {$last}"
            . $sample->with('`id_customer`') . ' ORDER BY `id_customer`, `id_group`';
        $i = 0;
        $count = count($ids);
        foreach (Sql::tuples($sql) as [$id, $group]) {
            // Both ascend: guests and deleted customers have memberships too and are stepped over.
            while ($i < $count && $ids[$i] < $id) {
                ++$i;
            }
            if ($i < $count && $ids[$i] === (int) $id) {
                $groups[$i] = $groups[$i] === '' ? (string) $group : $groups[$i] . ',' . $group;
            }
        }

        return $groups;
    }

    /** @return array{id: int[], until: string[]} */
    private static function blocked(int $after, int $last, Sample $sample): array
    {
        $blocked = ['id' => [], 'until' => []];
        $sql = 'SELECT `id_customer`, `until_at` FROM ' . Sql::table('groupoffers_block') . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last} AND `until_at` > "
            . Sql::quote(Clock::sql(Clock::now())) . ShopScope::ofCustomers() . $sample->with('`id_customer`') . ' ORDER BY `id_customer`';
        foreach (Sql::rows($sql) as $row) {
            $blocked['id'][] = (int) $row['id_customer'];
            $blocked['until'][] = Clock::iso(Clock::parse((string) $row['until_at']));
        }

        return $blocked;
    }

    /** @return int[] */
    private static function pinned(int $after, int $last, Sample $sample): array
    {
        $pinned = [];
        foreach (Sql::tuples('SELECT `id_customer` FROM ' . Sql::table('groupoffers_pin') . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last}"
            . ShopScope::ofCustomers() . $sample->with('`id_customer`') . ' ORDER BY `id_customer`') as [$id]) {
            $pinned[] = (int) $id;
        }

        return $pinned;
    }
}
