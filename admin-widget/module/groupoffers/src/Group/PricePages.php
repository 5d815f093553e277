<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the shop's tables say about the prices of its active products, page by page in the order of their ids.
 *
 * @phpstan-import-type PriceRow from SpecificPrices
 * @phpstan-import-type Figures from SpecificPrices
 */
final class PricePages
{
    private const PAGE = 2000;
    private const LIST = 500;

    private const KNOWN = 50000;

    /** @var array<int, float>|null highest rate by tax rules group */
    private ?array $taxes = null;
    private ?bool $hasCustomers = null;
    /** @var array<string, PriceRow> */
    private array $known = [];

    /**
     * @param int[] $shops
     * @param int[] $offerGroups groups that are the module's own
     */
    public function __construct(private array $shops, private array $offerGroups, private string $start, private string $end)
    {
    }

    /** @return \Generator<int, string> which products, as SQL behind `id_product` */
    public function pages(): \Generator
    {
        $table = Sql::table('product_shop');
        $bounds = Sql::row("SELECT MIN(`id_product`) AS first, MAX(`id_product`) AS last FROM {$table}");
        if ($bounds === null || $bounds['first'] === null) {
            return;
        }
        for ($from = (int) $bounds['first']; $from <= (int) $bounds['last']; $from = $to + 1) {
            $next = Sql::value("SELECT `id_product` FROM {$table} WHERE `id_product` >= {$from} ORDER BY `id_product` LIMIT 1 OFFSET " . self::PAGE * max(1, count($this->shops)));
            $to = (int) ($next ?? $bounds['last']);
            yield "BETWEEN {$from} AND {$to}";
        }
    }

    /** @return array<int, array<int, array{price: float, ecotax: float, taxGroup: int}>> active products, by shop */
    public function products(string $which): array
    {
        $found = [];
        foreach (Sql::rows('SELECT `id_product`, `id_shop`, `price`, `ecotax`, `id_tax_rules_group` FROM ' . Sql::table('product_shop')
            . " WHERE `id_product` {$which} AND `active` = 1 AND `id_shop` IN (" . Sql::ints($this->shops) . ')') as $row) {
            $found[(int) $row['id_product']][(int) $row['id_shop']] = ['price' => (float) $row['price'], 'ecotax' => (float) $row['ecotax'], 'taxGroup' => (int) $row['id_tax_rules_group']];
        }

        return $found;
    }

    /**
     * @param array<int, string> $reductions fraction by category
     *
     * @return array<int, float> the largest one by product
     */
    public function planned(string $which, array $reductions): array
    {
        $planned = [];
        if ($reductions !== []) {
            foreach (Sql::rows('SELECT `id_product`, `id_category` FROM ' . Sql::table('category_product') . " WHERE `id_product` {$which}") as $row) {
                $fraction = $reductions[(int) $row['id_category']] ?? null;
                if ($fraction !== null) {
                    $planned[(int) $row['id_product']] = max($planned[(int) $row['id_product']] ?? 0.0, (float) $fraction);
                }
            }
        }

        return $planned;
    }

    /** @return array<int, array<int, float>> fraction by product and group, where the group has its own one for it */
    public function own(string $which): array
    {
        $own = [];
        foreach (Sql::rows('SELECT `id_product`, `id_group`, `reduction` FROM ' . Sql::table('product_group_reduction_cache')
            . " WHERE `id_product` {$which} AND `id_group` NOT IN (" . Sql::ints($this->offerGroups) . ')') as $row) {
            $own[(int) $row['id_product']][(int) $row['id_group']] = (float) $row['reduction'];
        }

        return $own;
    }

    /** @return array<int, PriceRow[]> specific prices by product: those for everybody and those that name a group */
    public function prices(string $which): array
    {
        return $this->rows("s.`id_product` {$which} AND (s.`id_customer` = 0 OR s.`id_group` <> 0)");
    }

    /** @return PriceRow[] those for all products */
    public function pricesOfAll(): array
    {
        return $this->rows('s.`id_product` = 0')[0] ?? [];
    }

    /**
     * @param int[] $products
     *
     * @return array<int, PriceRow[]> specific prices by product that name a customer and no group
     */
    public function pricesOfCustomers(array $products): array
    {
        $this->hasCustomers ??= Sql::row('SELECT 1 FROM ' . Sql::table('specific_price') . ' WHERE `id_customer` > 0 AND `id_group` = 0 LIMIT 1') !== null;
        $rows = [];
        foreach ($this->hasCustomers ? array_chunk($products, self::LIST) : [] as $chunk) {
            $rows += $this->rows('s.`id_product` IN (' . Sql::ints($chunk) . ') AND s.`id_customer` <> 0 AND s.`id_group` = 0');
        }

        return $rows;
    }

    /**
     * @param array<int, array<int, array{price: float, ecotax: float, taxGroup: int}>> $products by shop
     * @param int[] $named combinations that specific prices name
     *
     * @return array<int, array<int, Figures>> by product and shop
     */
    public function figures(array $products, array $named): array
    {
        $combinations = [];
        $impacts = [];
        if ((int) \Configuration::getGlobalValue('PS_COMBINATION_FEATURE_ACTIVE') === 1) {
            $table = Sql::table('product_attribute_shop');
            foreach (array_chunk(array_keys($products), self::LIST) as $chunk) {
                foreach (Sql::rows("SELECT `id_product`, `id_shop`, COUNT(*) AS n, MIN(`price`) AS low, MAX(`price`) AS high, MAX(`ecotax`) AS ecotax FROM {$table} WHERE `id_product` IN ("
                    . Sql::ints($chunk) . ') GROUP BY `id_product`, `id_shop`') as $row) {
                    $combinations[(int) $row['id_product']][(int) $row['id_shop']] = $row;
                }
            }
            foreach (array_chunk($named, self::LIST) as $chunk) {
                foreach (Sql::rows("SELECT `id_product`, `id_shop`, `id_product_attribute`, `price` FROM {$table} WHERE `id_product_attribute` IN (" . Sql::ints($chunk) . ')') as $row) {
                    $impacts[(int) $row['id_product']][(int) $row['id_shop']][(int) $row['id_product_attribute']] = (float) $row['price'];
                }
            }
        }
        $this->taxes ??= self::highestTaxes();
        $ecotaxTax = $this->taxes[(int) \Configuration::getGlobalValue('PS_ECOTAX_TAX_RULES_GROUP_ID')] ?? 0.0;
        $figures = [];
        foreach ($products as $product => $shops) {
            foreach ($shops as $shop => $row) {
                $combined = $combinations[$product][$shop] ?? null;
                $tax = $this->taxes[$row['taxGroup']] ?? 0.0;
                $ecotax = max($row['ecotax'], (float) ($combined['ecotax'] ?? 0));
                $figures[$product][$shop] = [
                    'price' => $row['price'],
                    'tax' => $tax,
                    // Shown with tax it weighs more or less against the price, by the two rates.
                    'ecotaxes' => $ecotax > 0 ? [$row['ecotax'], $ecotax * (1 + $ecotaxTax), $row['ecotax'] / (1 + $tax)] : [0.0],
                    'combinations' => (int) ($combined['n'] ?? 0),
                    'low' => (float) ($combined['low'] ?? 0),
                    'high' => (float) ($combined['high'] ?? 0),
                    'named' => $impacts[$product][$shop] ?? [],
                ];
            }
        }

        return $figures;
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

    /**
     * @param int[] $products
     *
     * @return array<int, string> in the shop's default language
     */
    public function names(array $products): array
    {
        $names = [];
        $idLang = (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT');
        foreach (Sql::rows('SELECT `id_product`, MIN(`name`) AS name FROM ' . Sql::table('product_lang') . ' WHERE `id_product` IN (' . Sql::ints($products) . ") AND `id_lang` = {$idLang} AND `id_shop` IN ("
            . Sql::ints($this->shops) . ') GROUP BY `id_product`') as $row) {
            $names[(int) $row['id_product']] = (string) $row['name'];
        }

        return $names;
    }

    /** @return array<int, array<int, float>> conversion rate by shop and active currency, the default one first */
    public function rates(): array
    {
        $default = (int) \Configuration::getGlobalValue('PS_CURRENCY_DEFAULT');
        $rates = [];
        foreach (Sql::rows('SELECT s.`id_shop`, s.`id_currency`, s.`conversion_rate` FROM ' . Sql::table('currency_shop') . ' s JOIN ' . Sql::table('currency')
            . " c ON c.`id_currency` = s.`id_currency` AND c.`active` = 1 AND c.`deleted` = 0 ORDER BY s.`id_shop`, s.`id_currency` <> {$default}, s.`id_currency`") as $row) {
            $rates[(int) $row['id_shop']][(int) $row['id_currency']] = (float) $row['conversion_rate'] ?: 1.0;
        }

        return $rates;
    }

    /** @return int[] active ones */
    public function countries(): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_country` FROM ' . Sql::table('country') . ' WHERE `active` = 1 ORDER BY `id_country`'), 'id_country'));
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

    /** @return array<int, float> fraction by tax rules group: the sum of what may come together in one place, in the country where it is highest */
    private static function highestTaxes(): array
    {
        if ((int) \Configuration::getGlobalValue('PS_TAX') !== 1) {
            return [];
        }
        $highest = [];
        $sums = [];
        foreach (Sql::rows('SELECT r.`id_tax_rules_group`, r.`id_country`, r.`id_state`, SUM(t.`rate`) AS rate FROM ' . Sql::table('tax_rule') . ' r JOIN ' . Sql::table('tax')
            . ' t ON t.`id_tax` = r.`id_tax` AND t.`active` = 1 GROUP BY r.`id_tax_rules_group`, r.`id_country`, r.`id_state`, r.`zipcode_from`') as $row) {
            $group = (int) $row['id_tax_rules_group'];
            $country = (int) $row['id_country'];
            $part = (int) $row['id_state'] === 0 ? 'country' : 'state';
            $sums[$group][$country][$part] = max($sums[$group][$country][$part] ?? 0.0, (float) $row['rate'] / 100);
        }
        foreach ($sums as $group => $countries) {
            $highest[$group] = max(array_map(static fn (array $parts): float => array_sum($parts), $countries));
        }

        return $highest;
    }
}
