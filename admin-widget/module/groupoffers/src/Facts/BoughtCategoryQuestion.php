<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Branches;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** At least so many valid orders of the period with a product that is associated with the category now; everybody else is a no. */
final class BoughtCategoryQuestion
{
    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function answer(array $ask, int $after, int $last): array
    {
        $category = Request::int($ask, 'category');
        $orders = Request::int($ask, 'orders');
        Refusal::ifWrong(!is_bool($ask['subcategories'] ?? null), 'ask.subcategories', $ask['subcategories'] ?? null, 'true | false');
        $within = QuestionFields::within($ask, 'o.`date_add`');
        $categories = Sql::ints(self::tree($category, $ask['subcategories']));
        $sql = 'SELECT o.`id_customer` FROM ' . Sql::table('orders') . ' o JOIN ' . Sql::table('order_detail') . ' d ON d.`id_order` = o.`id_order`'
            . ' JOIN (SELECT DISTINCT `id_product` FROM ' . Sql::table('category_product') . " WHERE `id_category` IN ({$categories})) p ON p.`id_product` = d.`product_id`"
            . " WHERE o.`valid` = 1 AND o.`id_customer` > {$after} AND o.`id_customer` <= {$last} AND {$within}"
            . " GROUP BY o.`id_customer` HAVING COUNT(DISTINCT o.`id_order`) >= {$orders} ORDER BY o.`id_customer`";
        $yes = [];
        foreach (Sql::tuples($sql) as [$id]) {
            $yes[] = (int) $id;
        }

        return ['yes' => $yes, 'no' => [], 'others' => 'no'];
    }

    /** @return int[] */
    private static function tree(int $category, bool $subcategories): array
    {
        Refusal::if(Sql::row('SELECT 1 FROM ' . Sql::table('category') . " WHERE `id_category` = {$category}") === null, 'unknown_id', field: 'ask.category', value: $category);

        return $subcategories ? array_keys(iterator_to_array(Branches::read()->below($category))) : [$category];
    }
}
