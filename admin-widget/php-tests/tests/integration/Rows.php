<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;

/** Rows of the core's tables and the module's, as a test needs them. */
trait Rows
{
    /** @param array<string, float|int|string|null> $columns @return int its id, where the database gives one */
    protected function insert(string $table, array $columns, string $how = 'INSERT'): int
    {
        $set = [];
        foreach ($columns as $column => $value) {
            $set[] = "`{$column}` = " . Sql::quote($value === null ? null : (string) $value);
        }
        Sql::execute("{$how} INTO " . Sql::table($table) . ' SET ' . implode(', ', $set));

        return Sql::insertId();
    }

    /** For everybody, any quantity and at all times, unless told otherwise; one that is there already is left. @param array<string, float|int|string> $columns */
    protected function specificPrice(array $columns): void
    {
        $this->insert('specific_price', $columns + [
            'id_specific_price_rule' => 0, 'id_cart' => 0, 'id_shop' => 0, 'id_shop_group' => 0, 'id_currency' => 0, 'id_country' => 0, 'id_group' => 0, 'id_customer' => 0, 'id_product_attribute' => 0,
            'price' => -1, 'from_quantity' => 1, 'reduction' => 0, 'reduction_tax' => 1, 'reduction_type' => 'percentage', 'from' => '0000-00-00 00:00:00', 'to' => '0000-00-00 00:00:00',
        ], 'INSERT IGNORE');
    }
}
