<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A fingerprint of all that a judgement of prices rests on, from counts and sums: a small part of the judgement's own time. What it does not see (a
 * change of the database that leaves counts, sums and dates as they were) a full check does.
 */
final class PriceSigns
{
    private const SETTINGS = ['PS_SPECIFIC_PRICE_FEATURE_ACTIVE', 'PS_SPECIFIC_PRICE_PRIORITIES', 'PS_COMBINATION_FEATURE_ACTIVE', 'PS_TAX', 'PS_ECOTAX_TAX_RULES_GROUP_ID', 'PS_CUSTOMER_GROUP'];

    /** @param array<string, string|null> $offer stored row */
    public static function of(array $offer): string
    {
        [$start, $end] = WorseOffJudge::period($offer);
        $others = '`id_group` NOT IN (' . Sql::ints(OfferGroups::all()) . ')';
        $specific = '`id_cart` = 0 AND ' . $others . " AND (`to` < '1000-01-01' OR `to` >= " . Sql::quote($start) . ')';
        $signs = [
            $offer['version'],
            $end,
            GroupPlan::of($offer, false)->hash(),
            array_map(static fn (string $name) => \Configuration::get($name), self::SETTINGS),
            self::sums('group', '`id_group`, `reduction`, `price_display_method`, `show_prices`', $others),
            self::sums('group_reduction', '`id_group`, `id_category`, `reduction`', $others),
            self::sums('specific_price', '`id_product`, `id_specific_price_rule`, `id_shop`, `id_currency`, `id_country`, `id_group`, `id_customer`, `id_product_attribute`, `price`, `from_quantity`,'
                . ' `reduction`, `reduction_tax`, `reduction_type`, `from`, `to`', $specific),
            self::sums('specific_price_priority', '`id_product`, `priority`'),
            self::sums('currency_shop', '`id_currency`, `id_shop`, `conversion_rate`'),
            self::sums('tax_rule', '`id_tax_rules_group`, `id_country`, `id_state`, `id_tax`'),
            self::sums('tax', '`id_tax`, `rate`, `active`'),
            Sql::row('SELECT COUNT(*), SUM(`active`), SUM(`price`), MAX(`date_upd`) FROM ' . Sql::table('product_shop')),
        ];
        // Read only where they count: they are the largest of these tables.
        if ($offer['reductions'] !== '[]' || Sql::row('SELECT 1 FROM ' . Sql::table('group_reduction') . " WHERE {$others} LIMIT 1") !== null) {
            $signs[] = Sql::row('SELECT COUNT(*) FROM ' . Sql::table('category_product'));
        }
        if (Sql::row('SELECT 1 FROM ' . Sql::table('specific_price') . " WHERE {$specific} AND `id_group` <> 0 AND (`price` >= 0 OR `reduction_type` = 'amount') LIMIT 1") !== null) {
            $signs[] = Sql::row('SELECT COUNT(*), SUM(`price`), SUM(`ecotax`) FROM ' . Sql::table('product_attribute_shop'));
        }

        return hash('sha256', (string) json_encode($signs));
    }

    /** @return array<string, string|null>|null */
    private static function sums(string $table, string $columns, string $where = '1'): ?array
    {
        return Sql::row("SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', {$columns}))) FROM " . Sql::table($table) . " WHERE {$where}");
    }
}
