<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GroupPlan;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Products whose prices tell what a plan does: those that the merchant names, else those that sell best, some of them with a category's own discount
 * and one, if there is any, with a specific price that stacks with the offer's.
 */
final class Examples
{
    private const CHOSEN = 6;
    /** Of the best sellers; a shop's whole catalogue need not be sorted. */
    private const LOOKED_AT = 500;
    private const LIST = 500;

    /**
     * @param int[] $wanted [] lets the shop choose
     * @param array<string, string|null> $offer a plan's row
     *
     * @return array<int, array{id: int, reference: string, quantity: int}> by product: what the shop sells of it at least
     */
    public static function chosen(array $wanted, array $offer, int $shop): array
    {
        $ids = $wanted === [] ? self::choice($offer, $shop) : $wanted;
        $found = [];
        foreach (Sql::rows('SELECT p.`id_product`, p.`reference`, s.`minimal_quantity` FROM ' . Sql::table('product') . ' p JOIN ' . Sql::table('product_shop')
            . " s ON s.`id_product` = p.`id_product` AND s.`id_shop` = {$shop} WHERE p.`id_product` IN (" . Sql::ints($ids) . ')') as $row) {
            $id = (int) $row['id_product'];
            $found[$id] = ['id' => $id, 'reference' => (string) $row['reference'], 'quantity' => (int) $row['minimal_quantity']];
        }
        $unknown = array_diff($ids, array_keys($found));
        if ($unknown !== []) {
            throw Refusal::notFound('products', implode(', ', $unknown));
        }

        // In the order in which they were named.
        return array_replace(array_intersect_key(array_flip($ids), $found), $found);
    }

    /**
     * @param int[] $products
     *
     * @return array<int, string> addresses of small pictures
     */
    public static function images(array $products, int $shop): array
    {
        $link = \Context::getContext()->link;
        if ($link === null) {
            return [];
        }
        $type = \ImageType::getFormattedName('small');
        $images = [];
        foreach (Sql::rows('SELECT i.`id_product`, i.`id_image`, l.`link_rewrite` FROM ' . Sql::table('image_shop') . ' i LEFT JOIN ' . Sql::table('product_lang')
            . ' l ON l.`id_product` = i.`id_product` AND l.`id_shop` = i.`id_shop` AND l.`id_lang` = ' . Names::language()
            . " WHERE i.`id_shop` = {$shop} AND i.`cover` = 1 AND i.`id_product` IN (" . Sql::ints($products) . ')') as $row) {
            $images[(int) $row['id_product']] = $link->getImageLink((string) ($row['link_rewrite'] ?: 'product'), (string) $row['id_image'], $type);
        }

        return $images;
    }

    /** @return int[] */
    private static function choice(array $offer, int $shop): array
    {
        $shopProducts = Sql::table('product_shop') . " s WHERE s.`id_shop` = {$shop} AND s.`active` = 1 AND s.`visibility` <> 'none'";
        $best = self::ids('SELECT b.`id_product` FROM (SELECT `id_product`, `sale_nbr` FROM ' . Sql::table('product_sale') . ' ORDER BY `sale_nbr` DESC LIMIT ' . self::LOOKED_AT
            . ") b WHERE EXISTS (SELECT 1 FROM {$shopProducts} AND s.`id_product` = b.`id_product`) ORDER BY b.`sale_nbr` DESC, b.`id_product`");
        $first = array_merge($best, self::ids("SELECT s.`id_product` FROM {$shopProducts} ORDER BY s.`id_product` LIMIT " . self::CHOSEN));
        $reduced = [];
        foreach (array_chunk(array_keys(GroupPlan::of($offer, false)->reductions), self::LIST) as $categories) {
            $in = '`id_category` IN (' . Sql::ints($categories) . ')';
            $reduced = array_merge($reduced, array_intersect($best, self::ids('SELECT DISTINCT `id_product` FROM ' . Sql::table('category_product') . " WHERE {$in} AND `id_product` IN (" . Sql::ints($best) . ')')));
            if (count($reduced) < self::CHOSEN / 2) {
                $reduced = array_merge($reduced, self::ids('SELECT DISTINCT c.`id_product` FROM ' . Sql::table('category_product') . " c WHERE c.{$in} AND EXISTS (SELECT 1 FROM {$shopProducts} AND s.`id_product` = c.`id_product`) ORDER BY c.`id_product` LIMIT " . self::CHOSEN));
            }
        }

        $stacked = array_slice(Stacking::among($offer, $best) ?: Stacking::among($offer, null), 0, 1);

        return array_slice(array_values(array_unique(array_merge(array_slice(array_unique($reduced), 0, intdiv(self::CHOSEN, 2)), $stacked, $first))), 0, self::CHOSEN);
    }

    /** @return int[] */
    private static function ids(string $sql): array
    {
        return array_map('intval', array_column(Sql::rows($sql), 'id_product'));
    }
}
