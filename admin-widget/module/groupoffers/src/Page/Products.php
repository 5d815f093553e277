<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_products`: active products by name, reference or id. */
final class Products
{
    private const MOST = 100;

    /**
     * @param array<string, mixed> $body
     *
     * @return array{products: list<array{id: int, name: string, reference: string}>}
     *
     * @throws Refusal
     */
    public static function answer(array $body): array
    {
        $search = Search::in($body);
        $limit = Search::limit($body, self::MOST);
        $language = Names::language();
        $sql = 'SELECT p.`id_product`, MIN(l.`name`) AS name, MIN(p.`reference`) AS reference FROM ' . Sql::table('product') . ' p JOIN ' . Sql::table('product_shop')
            . ' s ON s.`id_product` = p.`id_product` AND s.`active` = 1' . ShopScope::shops('s.`id_shop`') . ' JOIN ' . Sql::table('product_lang') . " l ON l.`id_product` = p.`id_product` AND l.`id_shop` = s.`id_shop` AND l.`id_lang` = {$language}";
        $where = $search->words === [] ? '1' : $search->anywhere(['l.`name`', 'p.`reference`']);
        $rows = Sql::rows("{$sql} WHERE {$where} GROUP BY p.`id_product` ORDER BY p.`id_product` LIMIT {$limit}");
        if ($search->id() > 0) {
            $rows = array_merge(Sql::rows("{$sql} WHERE p.`id_product` = " . $search->id() . ' GROUP BY p.`id_product`'), $rows);
        }
        $products = [];
        foreach ($rows as $row) {
            $products[(int) $row['id_product']] ??= ['id' => (int) $row['id_product'], 'name' => (string) $row['name'], 'reference' => (string) $row['reference']];
        }

        return ['products' => array_slice(array_values($products), 0, $limit)];
    }
}
