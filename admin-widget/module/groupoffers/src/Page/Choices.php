<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_choices`: what the editor offers, with names in the employee's language. */
final class Choices
{
    private const CENTS = 2;

    /** @return array<string, mixed> as in docs/PROTOCOL.md */
    public static function read(): array
    {
        return [
            'details' => ShopDetails::read(),
            'categories' => CategoryTree::read(),
            'homeCategory' => CategoryTree::home(),
            'groups' => self::groups(),
            'payment' => self::payment(),
            'decimals' => self::decimals(),
        ];
    }

    /** @return list<array<string, mixed>> all but the scratch group, which no customer can have */
    private static function groups(): array
    {
        $names = Names::groups();
        $customers = [];
        foreach (Sql::rows('SELECT m.`id_group`, COUNT(*) AS n FROM ' . Sql::table('customer') . ' c JOIN ' . Sql::table('customer_group') . ' m ON m.`id_customer` = c.`id_customer`'
            . ' WHERE c.`is_guest` = 0 AND c.`deleted` = 0' . ShopScope::customers('c.`id_shop`') . ' GROUP BY m.`id_group`') as $row) {
            $customers[(int) $row['id_group']] = (int) $row['n'];
        }
        $groups = [];
        foreach (Sql::rows('SELECT g.`id_group`, g.`reduction`, g.`price_display_method`, g.`show_prices`, COALESCE(o.`id_group_offer`, 0) AS offer FROM ' . Sql::table('group') . ' g LEFT JOIN '
            . Sql::table('groupoffers_group') . ' o ON o.`id_group` = g.`id_group` WHERE o.`id_group` IS NULL OR o.`id_group_offer` > 0 ORDER BY g.`id_group`') as $row) {
            $id = (int) $row['id_group'];
            $groups[] = [
                'id' => $id,
                'name' => $names[$id] ?? '',
                'customers' => $customers[$id] ?? 0,
                'discount' => (float) $row['reduction'],
                'priceDisplayMethod' => (int) $row['price_display_method'] === 1 ? 1 : 0,
                'showPrices' => (int) $row['show_prices'] === 1,
                'offer' => (int) $row['offer'],
            ];
        }

        return $groups;
    }

    /** @return int[] modules that offer to be paid with, as the core finds them: by their hook */
    private static function payment(): array
    {
        $rows = Sql::rows('SELECT DISTINCT m.`id_module` FROM ' . Sql::table('hook') . ' h JOIN ' . Sql::table('hook_module') . ' m ON m.`id_hook` = h.`id_hook`'
            . " WHERE h.`name` IN ('paymentOptions', 'displayPayment') ORDER BY m.`id_module`");

        return array_map('intval', array_column($rows, 'id_module'));
    }

    private static function decimals(): int
    {
        $precision = Sql::value('SELECT `precision` FROM ' . Sql::table('currency') . ' WHERE `id_currency` = ' . (int) \Configuration::getGlobalValue('PS_CURRENCY_DEFAULT'));

        return $precision === null ? self::CENTS : max(0, (int) $precision);
    }
}
