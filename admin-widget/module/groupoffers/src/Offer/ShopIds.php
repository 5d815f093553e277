<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Whether the ids that an offer names are there in the shop. */
final class ShopIds
{
    /** @param int[] $ids groups of the shop's own */
    public static function groups(string $field, array $ids): void
    {
        self::exist($field, 'group', 'id_group', $ids);
        $own = $ids === [] ? [] : array_column(Sql::rows('SELECT `id_group` FROM ' . Sql::table('groupoffers_group') . ' WHERE `id_group` IN (' . Sql::ints($ids) . ')'), 'id_group');
        Refusal::if($own !== [], 'of_offers', field: $field, value: implode(', ', $own));
    }

    /** @param int[] $ids lists that an audience may name */
    public static function lists(string $field, string $kind, array $ids): void
    {
        self::exist($field, 'groupoffers_list', 'id_list', $ids, " AND `state` IN ('plain', 'frozen', 'named') AND `kind` = '{$kind}'");
    }

    /** @param int[] $ids */
    public static function exist(string $field, string $table, string $column, array $ids, string $where = ''): void
    {
        if ($ids === []) {
            return;
        }
        $there = array_column(Sql::rows("SELECT `{$column}` AS id FROM " . Sql::table($table) . " WHERE `{$column}` IN (" . Sql::ints($ids) . "){$where}"), 'id');
        $unknown = array_diff($ids, array_map('intval', $there));
        Refusal::if($unknown !== [], 'unknown_id', field: $field, value: implode(', ', array_slice($unknown, 0, 20)));
    }
}
