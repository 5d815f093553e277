<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Names as the employee reads them: in their own language, or in the shop's when there is none. */
final class Names
{
    public static function language(): int
    {
        $id = (int) (\Context::getContext()->language->id ?? 0);

        return $id > 0 ? $id : (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT');
    }

    /**
     * @param int[]|null $ids null: all
     *
     * @return array<int, string> by group
     */
    public static function groups(?array $ids = null): array
    {
        return self::column('SELECT `id_group` AS id, `name` FROM ' . Sql::table('group_lang') . ' WHERE `id_lang` = ' . self::language() . ($ids === null ? '' : ' AND `id_group` IN (' . Sql::ints($ids) . ')'));
    }

    /** @return array<int, string> by offer; of the shops that the employee may enter */
    public static function offers(): array
    {
        return self::column('SELECT `id_group_offer` AS id, `name` FROM ' . Sql::table('groupoffers_offer') . ' WHERE 1' . ShopScope::shops('`id_shop`'));
    }

    /**
     * @param int[] $products
     *
     * @return array<int, string>
     */
    public static function products(array $products, int $shop): array
    {
        return self::column('SELECT `id_product` AS id, `name` FROM ' . Sql::table('product_lang') . ' WHERE `id_product` IN (' . Sql::ints($products) . ') AND `id_lang` = ' . self::language() . " AND `id_shop` = {$shop}");
    }

    /** @return array<int, string> */
    private static function column(string $sql): array
    {
        $names = [];
        foreach (Sql::rows($sql) as $row) {
            $names[(int) $row['id']] = (string) $row['name'];
        }

        return $names;
    }
}
