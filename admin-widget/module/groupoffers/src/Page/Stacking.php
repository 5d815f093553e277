<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\GroupPlan;
use PrestaShop\Module\GroupOffers\Group\WorseOffJudge;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Specific prices and catalogue rules of products that count while an offer runs: those for every group, and those that name the offer's own. */
final class Stacking
{
    private const MOST = 10;

    /**
     * @param array<string, string|null> $offer a plan's row
     * @param int[] $products
     *
     * @return array<int, list<array{label: string, group: int, kind: string, value: float}>> by product; the label is the catalogue rule's name
     */
    public static function of(array $offer, array $products): array
    {
        $found = [];
        foreach (Sql::rows('SELECT p.`id_product`, p.`id_group`, p.`price`, p.`reduction`, p.`reduction_type`, r.`name` FROM ' . Sql::table('specific_price') . ' p LEFT JOIN '
            . Sql::table('specific_price_rule') . ' r ON r.`id_specific_price_rule` = p.`id_specific_price_rule` WHERE p.`id_product` IN (0,' . Sql::ints($products)
            . ') AND ' . self::counts($offer) . ' ORDER BY p.`from_quantity`, p.`id_specific_price`') as $row) {
            foreach ((int) $row['id_product'] === 0 ? $products : [(int) $row['id_product']] as $product) {
                if (count($found[$product] ?? []) < self::MOST) {
                    $found[$product] = array_merge($found[$product] ?? [], self::shown($row));
                }
            }
        }

        return $found;
    }

    /**
     * @param array<string, string|null> $offer a plan's row
     * @param int[]|null $products null: any active one
     *
     * @return int[] one of those that have such a price themselves; none when there is none
     */
    public static function among(array $offer, ?array $products): array
    {
        $which = $products === null ? 'p.`id_product` > 0' : 'p.`id_product` IN (' . Sql::ints($products) . ')';

        return array_map('intval', array_column(Sql::rows('SELECT p.`id_product` FROM ' . Sql::table('specific_price') . ' p JOIN ' . Sql::table('product_shop')
            . ' s ON s.`id_product` = p.`id_product` AND s.`active` = 1 AND s.`id_shop` = ' . ((int) $offer['id_shop'] ?: (int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT'))
            . " AND s.`visibility` <> 'none' WHERE {$which} AND p.`from_quantity` <= 1 AND " . self::counts($offer) . ' LIMIT 1'), 'id_product'));
    }

    /** SQL: a row of specific prices that counts for somebody who is in the offer and no customer of its own. */
    private static function counts(array $offer): string
    {
        if (!(bool) \Configuration::getGlobalValue('PS_SPECIFIC_PRICE_FEATURE_ACTIVE')) {
            return '0';
        }
        [$start, $end] = array_map(Sql::quote(...), WorseOffJudge::period($offer));
        $shops = Sql::ints(GroupPlan::shops((int) $offer['id_shop']));
        $own = (int) $offer['id_group_offer'] > 0 ? OfferGroups::idFor((int) $offer['id_group_offer']) : 0;
        $currency = (int) \Configuration::getGlobalValue('PS_CURRENCY_DEFAULT');

        // A zero date (no limit) compares as smaller, and is refused as a literal by a strict server.
        return "p.`id_cart` = 0 AND p.`id_customer` = 0 AND p.`id_group` IN (0,{$own}) AND p.`id_shop` IN (0,{$shops}) AND p.`id_currency` IN (0,{$currency})"
            . " AND p.`from` <= {$end} AND (p.`to` < '1000-01-01' OR p.`to` >= {$start})";
    }

    /**
     * A price of its own may be reduced too; then both are told.
     *
     * @param array<string, string|null> $row
     *
     * @return list<array{label: string, group: int, kind: string, value: float}>
     */
    private static function shown(array $row): array
    {
        $head = ['label' => (string) $row['name'], 'group' => (int) $row['id_group']];
        $shown = [];
        if ((float) $row['price'] >= 0) {
            $shown[] = $head + ['kind' => 'price', 'value' => (float) $row['price']];
        }
        if ((float) $row['reduction'] > 0) {
            $percent = $row['reduction_type'] === 'percentage';
            $shown[] = $head + ['kind' => $percent ? 'percentage' : 'amount', 'value' => round((float) $row['reduction'] * ($percent ? 100 : 1), 6)];
        }

        return $shown;
    }
}
