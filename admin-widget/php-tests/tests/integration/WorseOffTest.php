<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\PriceCache;
use PrestaShop\Module\GroupOffers\Group\WorseOff;
use PrestaShop\Module\GroupOffers\Offer\Offers;

/** Invariant 11: nobody pays more in an offer than without it, on any product, or sees prices differently. */
final class WorseOffTest extends MovesCase
{
    private const WHOLESALE = 711;
    private const CATEGORY = 7101;
    private const PRODUCT = 710001;

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
        $this->group711();
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        $this->clear();
    }

    public function testAnOfferThatTakesOffMoreThanAnyOwnPriceLeavesNobodyOut(): void
    {
        $this->product(self::PRODUCT, 29);
        $this->wholesalePrice(['reduction' => 0.4]);
        $this->wholesalePrice(['id_product' => 0, 'id_specific_price_rule' => 1, 'reduction' => 0.3]);
        $ids = $this->customers(2);
        $this->wholesale($ids, 45);
        self::assertSame([], $this->judged($this->offer(['discount' => 70])));
        // 45 % off what the specific price leaves: 67 % in all.
        self::assertSame([], $this->judged($this->offer(['discount' => 67])));
        self::assertSame(1, $this->judged($this->offer(['discount' => 66.9]))[0]['products']);
    }

    public function testACategoryReductionOfTheGroupThatIsLargerThanTheOffers(): void
    {
        $this->product(self::PRODUCT, 100, [self::CATEGORY]);
        $this->product(self::PRODUCT + 1, 100, [self::CATEGORY]);
        $this->product(self::PRODUCT + 2, 100);
        Sql::execute('INSERT INTO ' . Sql::table('group_reduction') . ' (`id_group`, `id_category`, `reduction`) VALUES (' . self::WHOLESALE . ', ' . self::CATEGORY . ', 0.25)');
        PriceCache::rebuild([self::CATEGORY]);
        $this->wholesale($this->customers(1), 10);
        self::assertSame([self::PRODUCT, self::PRODUCT + 1], $this->dearer($this->offer(['discount' => 20])));
        self::assertSame([], $this->judged($this->offer(['discount' => 25])));
        Sql::execute('UPDATE ' . Sql::table('product_shop') . ' SET `active` = 0 WHERE `id_product` = ' . self::PRODUCT);
        self::assertSame([self::PRODUCT + 1], $this->dearer($this->offer(['discount' => 20])), 'a product that nobody sees does not count');
    }

    public function testACatalogueRuleForAllProductsAndOneThatLiesOutsideOfTheOffersTime(): void
    {
        $this->product(self::PRODUCT, 100);
        $this->product(self::PRODUCT + 1, 10);
        $this->wholesale($this->customers(1));
        $this->wholesalePrice(['id_product' => 0, 'id_specific_price_rule' => 1, 'reduction' => 0.3, 'from' => '2026-11-28 00:00:00', 'to' => '2026-11-30 00:00:00']);
        self::assertSame([], $this->judged($this->offer(['discount' => 20])), 'begins after the end');
        $longer = $this->offer(['discount' => 20, 'ends_at' => '2026-11-28 12:00:00']);
        self::assertSame([self::PRODUCT, self::PRODUCT + 1], $this->dearer($longer), 'begins while it runs');
        $later = $this->offer(['discount' => 20, 'starts_at' => '2026-11-30 00:00:00', 'ends_at' => '2026-12-01 00:00:00']);
        self::assertSame([], $this->judged($later), 'is over when it begins');
    }

    public function testWhatOnlyACombinationOrAQuantityOrACurrencyShowsCountsToo(): void
    {
        $this->wholesale($this->customers(1));
        $cases = [
            'quantity' => ['from_quantity' => 10, 'reduction' => 0.5],
            'currency' => ['id_currency' => 2, 'reduction' => 0.5],
            'country' => ['id_country' => 8, 'reduction' => 0.5],
            'combination' => ['id_product_attribute' => 71, 'reduction' => 0.5],
            'fixed price' => ['price' => 60],
            'amount' => ['reduction' => 40, 'reduction_type' => 'amount'],
        ];
        $this->product(self::PRODUCT, 100);
        Sql::execute('INSERT INTO ' . Sql::table('product_attribute_shop') . ' (`id_product`, `id_product_attribute`, `id_shop`, `price`, `default_on`) VALUES (' . self::PRODUCT . ', 71, 1, 5, NULL), (' . self::PRODUCT . ', 72, 1, 0, 1)');
        foreach ($cases as $name => $columns) {
            $this->wholesalePrice($columns);
            self::assertSame([self::PRODUCT], $this->dearer($this->offer(['discount' => 20])), $name);
            self::assertSame([], $this->judged($this->offer(['discount' => 60])), $name);
            Sql::execute('DELETE FROM ' . Sql::table('specific_price'));
        }
        $this->wholesalePrice(['id_cart' => 5, 'reduction' => 0.5]);
        $this->wholesalePrice(['id_currency' => 77, 'reduction' => 0.5]);
        $this->wholesalePrice(['price' => 120]);
        self::assertSame([], $this->judged($this->offer(['discount' => 20])), 'a cart of staff’s, a currency that is not there, a price that is dearer than without it');
    }

    public function testACustomersOwnPriceStays(): void
    {
        $this->product(self::PRODUCT, 100);
        $ids = $this->customers(2);
        $this->wholesale([$ids[0]]);
        $this->wholesalePrice(['id_group' => 0, 'id_customer' => $ids[0], 'reduction' => 0.5]);
        self::assertSame([], $this->judged($this->offer(['discount' => 20])), 'it names no group');
        $this->wholesalePrice(['id_customer' => $ids[1], 'reduction' => 0.6]);
        self::assertSame([], $this->judged($this->offer(['discount' => 20])), 'that customer has another group, and the price no effect');
        $this->wholesalePrice(['id_customer' => $ids[0], 'reduction' => 0.6]);
        self::assertSame([self::PRODUCT], $this->dearer($this->offer(['discount' => 10])));
    }

    public function testTheJudgementIsKeptUntilSomethingChanges(): void
    {
        $this->product(self::PRODUCT, 100);
        $ids = $this->customers(1);
        $this->wholesale($ids);
        $offer = $this->offer(['discount' => 20]);
        $see = function (bool $full = false) use ($offer): array {
            $this->at(Clock::iso(Clock::plusSeconds(Clock::now(), 1)));

            return [count(OfferGroups::prepare($offer, 1, null, $full)['worseOff']), Sql::value('SELECT `judged_at` FROM ' . Sql::table('groupoffers_worse_off') . " WHERE `id_group_offer` = {$offer} AND `id_group` = 0")];
        };
        $first = $see();
        self::assertSame(0, $first[0]);
        self::assertSame($first, $see());
        self::assertNotSame($first, $see(true), 'a full check judges anew');
        $steps = [
            'INSERT' => fn () => $this->wholesalePrice(['reduction' => 0.3]),
            'UPDATE' => fn () => Sql::execute('UPDATE ' . Sql::table('specific_price') . ' SET `reduction` = 0.1'),
            'rate' => fn () => Sql::execute('UPDATE ' . Sql::table('group') . ' SET `reduction` = 30 WHERE `id_group` = ' . self::WHOLESALE),
            'product' => fn () => Sql::execute('UPDATE ' . Sql::table('product_shop') . " SET `active` = 0, `date_upd` = '2026-11-27 17:00:00' WHERE `id_product` = " . self::PRODUCT),
        ];
        $seen = [];
        foreach ($steps as $name => $change) {
            $before = $see();
            $change();
            $after = $see();
            self::assertNotSame($before[1], $after[1], $name);
            $seen[$name] = $after[0];
        }
        self::assertSame(['INSERT' => 1, 'UPDATE' => 0, 'rate' => 1, 'product' => 0], $seen);
    }

    public function testAGroupThatCameSinceTheJudgementIsJudgedAtEntering(): void
    {
        $this->product(self::PRODUCT, 100);
        $ids = $this->customers(1);
        $offer = $this->offer(['discount' => 20]);
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`id_group`, `reduction`, `date_add`, `date_upd`) VALUES (999999, 30, NOW(), NOW())');
        $this->wholesale($ids, 0, 999999);
        self::assertSame(['worse_off' => $ids], $this->enter($offer, $ids, ['expect' => [['default' => 999999, 'ids' => $ids]]])['refused']);
    }

    /** The same question, asked for each price as the core asks it: one query for each context. */
    public function testRandomPricesAgainstTheCoresOwnQuery(): void
    {
        $seed = (int) (getenv('TEST_SEED') ?: 1);
        mt_srand($seed);
        $this->wholesale($this->customers(1));
        $dearerSeen = 0;
        for ($round = 0; $round < 12; ++$round) {
            $this->clear();
            $this->group711(mt_rand(0, 1) * 10);
            for ($product = self::PRODUCT; $product < self::PRODUCT + 4; ++$product) {
                $this->product($product, mt_rand(0, 4) * 25, [], mt_rand(0, 1));
                foreach (mt_rand(0, 1) === 1 ? [71, 72] : [] as $i => $attribute) {
                    $id = ($product - self::PRODUCT) * 10 + $attribute;
                    Sql::execute('INSERT INTO ' . Sql::table('product_attribute_shop') . " (`id_product`, `id_product_attribute`, `id_shop`, `price`, `default_on`) VALUES ({$product}, {$id}, 1, " . mt_rand(0, 2) * 10 . ', ' . ($i === 0 ? 1 : 'NULL') . ')');
                }
            }
            for ($i = mt_rand(1, 10); $i > 0; --$i) {
                $this->randomPrice();
            }
            $discount = mt_rand(0, 5) * 10;
            $offer = $this->offer(['discount' => $discount]);
            $expected = $this->asTheCoreAsks($discount / 100);
            $report = $this->judged($offer);
            self::assertSame(count($expected), $report[0]['products'] ?? 0, "TEST_SEED={$seed}, round {$round}: " . implode(',', $expected) . ' ' . json_encode($report));
            self::assertSame($expected, $this->dearer($offer), "TEST_SEED={$seed}, round {$round}");
            $dearerSeen += count($expected);
        }
        self::assertGreaterThan(2, $dearerSeen, "TEST_SEED={$seed}");
    }

    private function randomPrice(): void
    {
        $pick = static fn (array $of) => $of[mt_rand(0, count($of) - 1)];
        $product = $pick([0, self::PRODUCT, self::PRODUCT + 1, self::PRODUCT + 2, self::PRODUCT + 3]);
        $amount = mt_rand(0, 2) === 0;
        $this->wholesalePrice([
            'id_product' => $product, 'id_group' => $pick([0, self::WHOLESALE, self::WHOLESALE, 3]), 'id_currency' => $pick([0, 0, 0, 2]), 'id_country' => $pick([0, 0, 0, 6]),
            'id_product_attribute' => $product > 0 && mt_rand(0, 3) === 0 ? ($product - self::PRODUCT) * 10 + 71 : 0, 'from_quantity' => $pick([1, 1, 5]), 'id_specific_price_rule' => $pick([0, 0, 1, 2]),
            'price' => $pick([-1, -1, -1, 40]), 'reduction_type' => $amount ? 'amount' : 'percentage', 'reduction' => $amount ? $pick([5, 10]) : $pick([0, 0.1, 0.3]),
            'reduction_tax' => mt_rand(0, 1), 'from' => $pick(['0000-00-00 00:00:00', '2026-11-27 19:00:00']), 'to' => $pick(['0000-00-00 00:00:00', '2026-11-27 19:30:00']),
        ]);
    }

    /** @return int[] products that are dearer somewhere */
    private function asTheCoreAsks(float $offers): array
    {
        $own = (float) Sql::value('SELECT `reduction` FROM ' . Sql::table('group') . ' WHERE `id_group` = ' . self::WHOLESALE) / 100;
        $dearer = [];
        foreach (Sql::rows('SELECT p.*, a.`id_product_attribute`, a.`price` AS impact FROM ' . Sql::table('product_shop') . ' p LEFT JOIN ' . Sql::table('product_attribute_shop')
            . ' a ON a.`id_product` = p.`id_product` AND a.`id_shop` = p.`id_shop` WHERE p.`active` = 1 AND p.`id_product` BETWEEN ' . self::PRODUCT . ' AND ' . (self::PRODUCT + 9)) as $row) {
            foreach ([1 => 1.0, 2 => 1.1] as $currency => $rate) {
                // Somebody may pay no tax in any country.
                foreach ([[6, 0.21], [6, 0.0], [8, 0.2], [8, 0.0], [21, 0.0]] as [$country, $tax]) {
                    foreach ([1, 4, 5] as $quantity) {
                        // The offer runs until 21:00 in the shop's zone.
                        foreach (['18:00:00', '19:00:00', '19:31:00'] as $time) {
                            $prices = fn (int $group): array => $this->corePrices($row, $currency, $rate, $country, (int) $row['id_tax_rules_group'] === 1 ? $tax : 0.0, $quantity, "2026-11-27 {$time}", $group);
                            [$then, $now] = [$prices(0), $prices(self::WHOLESALE)];
                            $isDearer = array_keys($then) === array_keys($now) ? max($now) * ($own - $offers) : max($then) * (1 - $offers) - min($now) * (1 - $own);
                            if ($isDearer > 0.00001) {
                                $dearer[(int) $row['id_product']] = true;
                            }
                        }
                    }
                }
            }
        }

        ksort($dearer);

        return array_keys($dearer);
    }

    /** @return non-empty-array<int, float> by specific price (0: none), by the row that the core's query brings first; of rows that it ranks alike the database brings any */
    private function corePrices(array $product, int $currency, float $rate, int $country, float $tax, int $quantity, string $at, int $group): array
    {
        $rows = Sql::rows("SELECT *, IF(`id_customer` = 0, 32, 0) + IF(`id_shop` = 1, 16, 0) + IF(`id_currency` = {$currency}, 8, 0) + IF(`id_country` = {$country}, 4, 0) + IF(`id_group` = {$group}, 2, 0) AS score"
            . ' FROM ' . Sql::table('specific_price') . " WHERE `id_shop` IN (0, 1) AND `id_currency` IN (0, {$currency}) AND `id_country` IN (0, {$country}) AND `id_group` IN (0, {$group})"
            . " AND `id_product` IN (0, {$product['id_product']}) AND `id_customer` = 0 AND `id_product_attribute` IN (0, " . (int) $product['id_product_attribute'] . ') AND `id_cart` = 0'
            . " AND (`from` = '0000-00-00 00:00:00' OR '{$at}' >= `from`) AND (`to` = '0000-00-00 00:00:00' OR '{$at}' <= `to`) AND IF(`from_quantity` > 1, `from_quantity`, 0) <= {$quantity}"
            . ' ORDER BY `id_product_attribute` DESC, `id_cart` DESC, `from_quantity` DESC, `id_specific_price_rule` ASC, `score` DESC, `to` DESC, `from` DESC');
        $rank = static fn (array $row): array => [$row['id_product_attribute'], $row['from_quantity'], $row['id_specific_price_rule'], $row['score'], $row['to'], $row['from']];
        $first = array_filter($rows, static fn (array $row): bool => $rank($row) === $rank($rows[0]));

        $prices = array_map(static function (?array $taken) use ($product, $currency, $rate, $tax): float {
            $fixed = $taken !== null && $taken['price'] >= 0;
            $price = $fixed ? (float) $taken['price'] : (float) $product['price'];
            if (!$fixed || (int) $taken['id_currency'] !== $currency) {
                $price *= $rate;
            }
            if (!$fixed || (int) $taken['id_product_attribute'] === 0) {
                $price += (float) $product['impact'] * $rate;
            }
            if ($taken !== null && $taken['reduction_type'] === 'amount') {
                $price -= (float) $taken['reduction'] * ((int) $taken['id_currency'] === 0 ? $rate : 1) / ((int) $taken['reduction_tax'] === 1 ? 1 + $tax : 1);
            } elseif ($taken !== null) {
                $price *= 1 - (float) $taken['reduction'];
            }

            return max(0.0, $price);
        }, $first === [] ? [null] : $first);

        return array_combine($first === [] ? [0] : array_map('intval', array_column($first, 'id_specific_price')), $prices);
    }

    /** @return list<array<string, mixed>> */
    private function judged(int $offer): array
    {
        $report = WorseOff::judged(Offers::row($offer) ?? []);
        self::assertEquals($report, OfferGroups::prepare($offer, null, null, false)['worseOff'], 'what is kept is what is judged');

        return $report;
    }

    /** @return int[] products in the examples */
    private function dearer(int $offer): array
    {
        $products = array_column($this->judged($offer)[0]['examples'] ?? [], 'product');
        sort($products);

        return $products;
    }

    private function group711(int $reduction = 0): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`id_group`, `reduction`, `date_add`, `date_upd`) VALUES (' . self::WHOLESALE . ", {$reduction}, NOW(), NOW())");
        Sql::execute('INSERT IGNORE INTO ' . Sql::table('category') . ' (`id_category`, `id_parent`, `nleft`, `nright`, `level_depth`, `date_add`, `date_upd`) VALUES (' . self::CATEGORY . ', 2, 7000, 7001, 2, NOW(), NOW())');
    }

    /** @param int[] $ids */
    private function wholesale(array $ids, int $reduction = 0, int $group = self::WHOLESALE): void
    {
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$group} WHERE `id_customer` IN (" . Sql::ints($ids) . ')');
        if ($group === self::WHOLESALE) {
            Sql::execute('UPDATE ' . Sql::table('group') . " SET `reduction` = {$reduction} WHERE `id_group` = {$group}");
        }
    }

    /** @param int[] $categories */
    private function product(int $id, float $price, array $categories = [], int $taxGroup = 0): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('product_shop') . " (`id_product`, `id_shop`, `price`, `id_tax_rules_group`, `active`, `date_add`, `date_upd`) VALUES ({$id}, 1, {$price}, {$taxGroup}, 1, '2026-01-01', '2026-01-01')");
        Sql::execute('INSERT INTO ' . Sql::table('product_lang') . " (`id_product`, `id_shop`, `id_lang`, `name`, `link_rewrite`) VALUES ({$id}, 1, 1, 'Product {$id}', 'p')");
        foreach ($categories as $category) {
            Sql::execute('INSERT INTO ' . Sql::table('category_product') . " (`id_category`, `id_product`) VALUES ({$category}, {$id})");
        }
    }

    /** @param array<string, int|float|string> $columns */
    private function wholesalePrice(array $columns): void
    {
        $this->specificPrice($columns + ['id_product' => self::PRODUCT, 'id_group' => self::WHOLESALE]);
    }

    private function clear(): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('specific_price'));
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_worse_off'));
        foreach (['product_shop', 'product_lang', 'category_product', 'product_attribute_shop'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_product` >= ' . self::PRODUCT);
        }
        foreach (['group', 'group_reduction', 'product_group_reduction_cache'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_group` IN (' . self::WHOLESALE . ', 999999)');
        }
        Sql::execute('DELETE FROM ' . Sql::table('category') . ' WHERE `id_category` = ' . self::CATEGORY);
    }
}
