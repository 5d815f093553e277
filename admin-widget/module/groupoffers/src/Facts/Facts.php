<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\GroupSet;
use PrestaShop\Module\GroupOffers\Moves\ShopGroups;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Customers as if no offer were: ids and figures only, no name or address. Three reads in the order of the keys, merged in PHP: the database
 * sorts and groups nothing.
 */
final class Facts
{
    /** @return array<string, mixed> one page, column by column; `groups` are indexes into the page's `groupSets` */
    public static function page(int $after, int $limit): array
    {
        [$ids, $shops, $defaults] = self::customers($after, $limit);
        $last = $ids === [] ? $after : $ids[count($ids) - 1];
        $groups = self::groups($ids, $after, $last);
        $shopGroups = ShopGroups::read();
        $merge = $shopGroups->leaveMerge();
        $index = array_flip($ids);
        $open = 'SELECT `open_customer`, `base_default`, `base_groups`, `written_default`, `written_groups` FROM ' . Enrolments::table() . " WHERE `open_customer` > {$after} AND `open_customer` <= {$last}";
        foreach ($last === $after ? [] : Sql::each($open) as $row) {
            $i = $index[(int) $row['open_customer']] ?? null;
            if ($i !== null) {
                [$defaults[$i], $groups[$i]] = $merge->of((int) $row['base_default'], (string) $row['base_groups'], (int) $row['written_default'], (string) $row['written_groups'], $defaults[$i], $groups[$i]);
            }
        }
        unset($index);
        $sets = [];
        foreach ($groups as $i => $set) {
            $set = $shopGroups->without($set);
            $groups[$i] = $sets[$set] ??= count($sets);
        }
        $next = count($ids) === $limit ? $last : null;

        return [
            'id' => $ids,
            'shop' => $shops,
            'default' => $defaults,
            'groups' => $groups,
            'groupSets' => array_map(static fn ($set): array => GroupSet::ids((string) $set), array_keys($sets)),
            'blocked' => self::blocked($after, $next === null ? PHP_INT_MAX : $last),
            'next' => $next,
        ];
    }

    /** @return array{int[], int[], int[]} ids ascending, shops, default groups */
    private static function customers(int $after, int $limit): array
    {
        $ids = $shops = $defaults = [];
        $sql = 'SELECT `id_customer`, `id_shop`, `id_default_group` FROM ' . Sql::table('customer')
            . " WHERE `id_customer` > {$after} AND `deleted` = 0 AND `is_guest` = 0 ORDER BY `id_customer` LIMIT {$limit}";
        foreach (Sql::each($sql) as $row) {
            $ids[] = (int) $row['id_customer'];
            $shops[] = (int) $row['id_shop'];
            $defaults[] = (int) $row['id_default_group'];
        }

        return [$ids, $shops, $defaults];
    }

    /**
     * @param int[] $ids
     *
     * @return string[] sets of groups, in the order of `$ids`
     */
    private static function groups(array $ids, int $after, int $last): array
    {
        $groups = array_fill(0, count($ids), '');
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT `id_customer`, `id_group` FROM ' . Sql::table('customer_group') . " FORCE INDEX (PRIMARY) WHERE `id_customer` > {$after} AND `id_customer` <= {$last} ORDER BY `id_customer`, `id_group`";
        $i = 0;
        $count = count($ids);
        foreach (Sql::each($sql) as $row) {
            $id = (int) $row['id_customer'];
            // Both ascend: guests and deleted customers have memberships too and are stepped over.
            while ($i < $count && $ids[$i] < $id) {
                ++$i;
            }
            if ($i < $count && $ids[$i] === $id) {
                $groups[$i] = $groups[$i] === '' ? (string) $row['id_group'] : $groups[$i] . ',' . $row['id_group'];
            }
        }

        return $groups;
    }

    /** @return array{id: int[], until: string[]} */
    private static function blocked(int $after, int $last): array
    {
        $blocked = ['id' => [], 'until' => []];
        $sql = 'SELECT `id_customer`, `until_at` FROM ' . Sql::table('groupoffers_block') . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last} AND `until_at` > "
            . Sql::quote(Clock::sql(Clock::now())) . ' ORDER BY `id_customer`';
        foreach (Sql::rows($sql) as $row) {
            $blocked['id'][] = (int) $row['id_customer'];
            $blocked['until'][] = Clock::iso(Clock::parse((string) $row['until_at']));
        }

        return $blocked;
    }
}
