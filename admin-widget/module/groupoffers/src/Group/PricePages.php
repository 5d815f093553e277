<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the shop's tables say about the prices of its active products, page by page in the order of their ids.
 *
 * @phpstan-import-type Figures from SpecificPrices
 */
final class PricePages
{
    private const PAGE = 2000;
    private const LIST = 500;

    /** @var array<int, float>|null highest rate by tax rules group */
    private ?array $taxes = null;

    /**
     * @param int[] $shops
     * @param int[] $offerGroups groups that are the module's own
     */
    public function __construct(private array $shops, private array $offerGroups)
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
