<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Branches;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The active categories below the home category: parents before their children, siblings as the back office sorts them. */
final class CategoryTree
{
    public static function home(): int
    {
        return (int) \Configuration::getGlobalValue('PS_HOME_CATEGORY');
    }

    /**
     * Where a parent is not shown (it is switched off, or the home of another shop), its children stand below the nearest one that is.
     *
     * @return list<array{id: int, name: string, parent: int, products: int}>
     */
    public static function read(): array
    {
        $home = self::home();
        $children = [];
        $shown = [];
        foreach (Sql::rows('SELECT c.`id_category`, c.`id_parent`, c.`active`, c.`is_root_category` FROM ' . Sql::table('category') . ' c LEFT JOIN ' . Sql::table('category_shop')
            . ' s ON s.`id_category` = c.`id_category` AND s.`id_shop` = c.`id_shop_default` ORDER BY COALESCE(s.`position`, c.`position`), c.`id_category`') as $row) {
            $id = (int) $row['id_category'];
            $children[(int) $row['id_parent']][] = $id;
            $shown[$id] = (int) $row['active'] === 1 && (int) $row['is_root_category'] === 0 && $id !== $home;
        }
        $names = self::names();
        $products = self::products();
        $tree = [];
        // From the invisible root of all shops' homes.
        $root = (int) \Configuration::getGlobalValue('PS_ROOT_CATEGORY');
        $nearest = [0 => $home];
        foreach ((new Branches($children))->below($root) as $id => $parent) {
            $nearest[$id] = $nearest[$parent];
            if ($id !== $root && ($shown[$id] ?? false)) {
                $tree[] = ['id' => $id, 'name' => $names[$id] ?? '', 'parent' => $nearest[$parent], 'products' => $products[$id] ?? 0];
                $nearest[$id] = $id;
            }
        }

        return $tree;
    }

    /** @return array<int, string> */
    private static function names(): array
    {
        $names = [];
        foreach (Sql::rows('SELECT l.`id_category`, l.`name` FROM ' . Sql::table('category_lang') . ' l JOIN ' . Sql::table('category')
            . ' c ON c.`id_category` = l.`id_category` AND c.`id_shop_default` = l.`id_shop` WHERE l.`id_lang` = ' . Names::language()) as $row) {
            $names[(int) $row['id_category']] = (string) $row['name'];
        }

        return $names;
    }

    /** @return array<int, int> active products that are associated with the category itself: those that a reduction for it alone would meet */
    private static function products(): array
    {
        $counts = [];
        foreach (Sql::rows('SELECT p.`id_category`, COUNT(*) AS n FROM ' . Sql::table('category_product') . ' p JOIN (SELECT DISTINCT `id_product` FROM ' . Sql::table('product_shop')
            . ' WHERE `active` = 1) a ON a.`id_product` = p.`id_product` GROUP BY p.`id_category`') as $row) {
            $counts[(int) $row['id_category']] = (int) $row['n'];
        }

        return $counts;
    }
}
