<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The shop's specific prices, as far as they count in a span of time for customers of some group. Those of carts that staff made are not among them.
 *
 * @phpstan-import-type PriceRow from SpecificPrices
 */
final class SpecificPriceRows
{
    private const LIST = 500;
    private const KNOWN = 50000;

    private ?bool $hasCustomers = null;
    /** @var array<string, PriceRow> by what the database says of them */
    private array $known = [];

    /**
     * @param int[] $shops
     * @param int[] $offerGroups groups that are the module's own
     * @param string $start of the span, in the shop's zone
     */
    public function __construct(private array $shops, private array $offerGroups, private string $start, private string $end)
    {
    }

    /** @return array<int, PriceRow[]> specific prices by product: those for everybody and those that name a group */
    public function of(string $which): array
    {
        return $this->rows("s.`id_product` {$which} AND (s.`id_customer` = 0 OR s.`id_group` <> 0)");
    }

    /** @return PriceRow[] those for all products */
    public function ofAllProducts(): array
    {
        return $this->rows('s.`id_product` = 0')[0] ?? [];
    }

    /**
     * @param int[] $products
     *
     * @return array<int, PriceRow[]> specific prices by product that name a customer and no group
     */
    public function ofCustomers(array $products): array
    {
        $this->hasCustomers ??= Sql::row('SELECT 1 FROM ' . Sql::table('specific_price') . ' WHERE `id_customer` > 0 AND `id_group` = 0 LIMIT 1') !== null;
        $rows = [];
        foreach ($this->hasCustomers ? array_chunk($products, self::LIST) : [] as $chunk) {
            $rows += $this->rows('s.`id_product` IN (' . Sql::ints($chunk) . ') AND s.`id_customer` <> 0 AND s.`id_group` = 0');
        }

        return $rows;
    }

    /**
     * @param int[] $products
     *
     * @return array<int, string> of those that have an order of priorities of their own
     */
    public function priorities(array $products): array
    {
        $priorities = [];
        foreach (array_chunk($products, self::LIST) as $chunk) {
            foreach (Sql::rows('SELECT `id_product`, `priority` FROM ' . Sql::table('specific_price_priority') . ' WHERE `id_product` IN (' . Sql::ints($chunk) . ") AND `priority` <> ''") as $row) {
                $priorities[(int) $row['id_product']] = (string) $row['priority'];
            }
        }

        return $priorities;
    }

    /** @return array<int, PriceRow[]> by product */
    private function rows(string $which): array
    {
        if (!(bool) \Configuration::getGlobalValue('PS_SPECIFIC_PRICE_FEATURE_ACTIVE')) {
            return [];
        }
        $start = Sql::quote($this->start);
        $end = Sql::quote($this->end);
        // A zero date (no limit) compares as smaller, and is refused as a literal by a strict server. Thousands of products share a rule, so its
        // columns come as one text, which is taken apart once.
        $sql = "SELECT s.`id_product` AS product, s.`id_customer` AS customer, CONCAT_WS(',', s.`id_group`, s.`id_shop`, s.`id_currency`, s.`id_country`, s.`id_customer`, s.`id_product_attribute`,"
            . ' s.`from_quantity`, s.`id_specific_price_rule`, s.`price`, s.`reduction`, s.`reduction_tax`, s.`reduction_type`, s.`from`, s.`to`) AS sign FROM ' . Sql::table('specific_price') . ' s'
            . " WHERE {$which} AND s.`id_cart` = 0 AND s.`id_shop` IN (0," . Sql::ints($this->shops) . ') AND s.`id_group` NOT IN (' . Sql::ints($this->offerGroups) . ')'
            . " AND s.`from` <= {$end} AND (s.`to` < '1000-01-01' OR s.`to` >= {$start})";
        $found = Sql::rows($sql);
        $bases = $this->bases(array_unique(array_filter(array_map('intval', array_column($found, 'customer')))));
        $rows = [];
        foreach ($found as ['product' => $product, 'customer' => $customer, 'sign' => $sign]) {
            $rows[(int) $product][] = (int) $customer > 0 ? ['base' => $bases[(int) $customer] ?? 0] + self::row((string) $sign) : $this->known((string) $sign);
        }

        return $rows;
    }

    /**
     * @param int[] $customers
     *
     * @return array<int, int> default group as if no offer were, by customer
     */
    private function bases(array $customers): array
    {
        $bases = [];
        foreach (array_chunk($customers, self::LIST) as $chunk) {
            foreach (Sql::rows('SELECT c.`id_customer`, COALESCE(e.`base_default`, c.`id_default_group`) AS base FROM ' . Sql::table('customer') . ' c LEFT JOIN ' . Enrolments::table()
                . ' e ON e.`open_customer` = c.`id_customer` WHERE c.`id_customer` IN (' . Sql::ints($chunk) . ')') as $row) {
                $bases[(int) $row['id_customer']] = (int) $row['base'];
            }
        }

        return $bases;
    }

    /** @return PriceRow */
    private function known(string $sign): array
    {
        if (!isset($this->known[$sign])) {
            if (count($this->known) >= self::KNOWN) {
                $this->known = [];
            }
            $this->known[$sign] = self::row($sign);
        }

        return $this->known[$sign];
    }

    /** @return PriceRow */
    private static function row(string $sign): array
    {
        [$group, $shop, $currency, $country, $customer, $attribute, $quantity, $rule, $price, $reduction, $taxed, $type, $from, $to] = explode(',', $sign);
        $row = [
            'group' => (int) $group, 'shop' => (int) $shop, 'currency' => (int) $currency, 'country' => (int) $country, 'customer' => (int) $customer, 'base' => 0, 'attribute' => (int) $attribute,
            'quantity' => (int) $quantity, 'rule' => (int) $rule, 'price' => (float) $price, 'reduction' => (float) $reduction, 'taxed' => (int) $taxed === 1, 'amount' => $type === 'amount',
            'from' => self::date($from), 'to' => self::date($to),
        ];
        $everywhere = $row['currency'] === 0 && $row['country'] === 0 && $row['customer'] === 0 && $row['attribute'] === 0 && $row['quantity'] <= 1 && $row['from'] === '' && $row['to'] === '';

        return $row + ['everywhere' => $everywhere, 'sign' => $sign];
    }

    private static function date(string $date): string
    {
        return $date < '1000' ? '' : $date;
    }
}
