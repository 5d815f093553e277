<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A cart with products, changed in the period, that became no order; everybody else is a no. */
final class OpenCartQuestion
{
    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function answer(array $ask, int $after, int $last): array
    {
        $sql = 'SELECT DISTINCT c.`id_customer` FROM ' . Sql::table('cart') . " c WHERE c.`id_customer` > {$after} AND c.`id_customer` <= {$last} AND "
            . QuestionFields::within($ask, 'c.`date_upd`')
            . ' AND EXISTS (SELECT 1 FROM ' . Sql::table('cart_product') . ' p WHERE p.`id_cart` = c.`id_cart`)'
            . ' AND NOT EXISTS (SELECT 1 FROM ' . Sql::table('orders') . ' o WHERE o.`id_cart` = c.`id_cart`) ORDER BY c.`id_customer`';
        $yes = [];
        foreach (Sql::tuples($sql) as [$id]) {
            $yes[] = (int) $id;
        }

        return ['yes' => $yes, 'no' => [], 'others' => 'no'];
    }
}
