<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Moves\Repair;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Page\Choices;
use PrestaShop\Module\GroupOffers\Page\Review;
use PrestaShop\Module\GroupOffers\Page\ScratchGroup;
use PrestaShop\Module\GroupOffers\Page\ShownPrices;

/** `page_review`: prices of a plan that is nowhere stored, by the core's own function. */
final class PageReviewTest extends MovesCase
{
    private const CATEGORY = 7401;
    private const PRODUCT = 740001;
    private const RULE = 7400;

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
        \Context::getContext()->employee = new \Employee();
        Sql::execute('INSERT INTO ' . Sql::table('category') . ' (`id_category`, `id_parent`, `active`, `level_depth`, `nleft`, `nright`, `date_add`, `date_upd`) VALUES (' . self::CATEGORY . ', 2, 1, 2, 7401, 7402, NOW(), NOW())');
        $this->product(self::PRODUCT, 100);
        $this->product(self::PRODUCT + 1, 50, self::CATEGORY);
    }

    protected function tearDown(): void
    {
        \Context::getContext()->employee = null;
        $this->clear();
        parent::tearDown();
    }

    public function testTheyAreWhatTheOffersOwnGroupGivesLater(): void
    {
        $columns = ['discount' => '17.50', 'price_display_method' => '1', 'reductions' => (string) json_encode([['idCategory' => self::CATEGORY, 'discount' => 33.33, 'subcategories' => true]])];
        $this->specificPrice(['id_product' => self::PRODUCT, 'reduction' => 0.1]);
        $then = array_column($this->review($this->plan($columns))['examples'], 'then', 'id');
        $group = $this->group($this->offer($columns));
        self::assertSame($then, ShownPrices::of($group, [self::PRODUCT => 1, self::PRODUCT + 1 => 1], 1));
        self::assertSame(['amount' => 74.25, 'taxIncluded' => false, 'shown' => true], $then[self::PRODUCT]);
    }

    public function testHowPricesAreShown(): void
    {
        $then = fn (array $changes): array => $this->review($this->plan($changes))['examples'][0]['then'];
        self::assertSame(['amount' => 80.0, 'taxIncluded' => false, 'shown' => true], $then(['discount' => '20', 'price_display_method' => 1]));
        self::assertFalse($then(['discount' => '20', 'show_prices' => 0])['shown']);
        $reference = $this->wholesale(0, 1, 0);
        self::assertSame(['amount' => 80.0, 'taxIncluded' => false, 'shown' => false], $then(['discount' => '20', 'id_reference_group' => $reference]), 'inherited from the reference group');
        \Configuration::updateGlobalValue('PS_TAX', '0');
        try {
            self::assertSame(['amount' => 80.0, 'taxIncluded' => false, 'shown' => true], $then(['discount' => '20']));
        } finally {
            \Configuration::updateGlobalValue('PS_TAX', '1');
        }
    }

    public function testAGroupsOwnSpecificPriceIsTodaysAndWhatCountsForAllIsNamed(): void
    {
        $group = $this->wholesale(10, 0, 1);
        Sql::execute('INSERT INTO ' . Sql::table('specific_price_rule') . ' VALUES (' . self::RULE . ", 'Summer <b>sale</b>')");
        $this->specificPrice(['id_product' => self::PRODUCT, 'id_group' => $group, 'reduction' => 0.4]);
        $this->specificPrice(['id_product' => self::PRODUCT, 'reduction' => 0.1, 'id_specific_price_rule' => self::RULE]);
        $this->specificPrice(['id_product' => self::PRODUCT, 'id_customer' => 4294967295, 'reduction' => 0.9]);
        $this->specificPrice(['id_product' => self::PRODUCT + 1, 'price' => 30, 'reduction' => 2, 'reduction_type' => 'amount']);
        $this->specificPrice(['id_product' => self::PRODUCT + 1, 'reduction' => 0.5, 'to' => '2026-11-27 12:00:00']);
        [$first, $second] = $this->review($this->plan(['discount' => '20']), $group)['examples'];
        self::assertSame([65.34, 87.12], [$first['today']['amount'], $first['then']['amount']]);
        self::assertSame([['label' => 'Summer <b>sale</b>', 'group' => 0, 'kind' => 'percentage', 'value' => 10.0]], $first['specificPrices']);
        self::assertSame([['label' => '', 'group' => 0, 'kind' => 'price', 'value' => 30.0], ['label' => '', 'group' => 0, 'kind' => 'amount', 'value' => 2.0]], $second['specificPrices']);
        self::assertSame(27.44, $second['then']['amount']);
    }

    public function testTheShopChoosesWhatSellsBestAndSomeOfTheReducedCategories(): void
    {
        for ($i = 2; $i < 12; ++$i) {
            $this->product(self::PRODUCT + $i, 10);
            Sql::execute('INSERT INTO ' . Sql::table('product_sale') . ' (`id_product`, `sale_nbr`) VALUES (' . (self::PRODUCT + $i) . ', ' . (1000 + $i) . ')');
        }
        Sql::execute('UPDATE ' . Sql::table('product_shop') . ' SET `active` = 0 WHERE `id_product` = ' . (self::PRODUCT + 11));
        $plain = array_column($this->review($this->plan(), 3, [])['examples'], 'id');
        self::assertSame(range(self::PRODUCT + 10, self::PRODUCT + 5), $plain);
        $plan = $this->plan(['reductions' => json_encode([['idCategory' => self::CATEGORY, 'discount' => 30, 'subcategories' => false]])]);
        $reduced = array_column($this->review($plan, 3, [])['examples'], 'id');
        self::assertSame([self::PRODUCT + 1, ...range(self::PRODUCT + 10, self::PRODUCT + 6)], $reduced);
        $this->specificPrice(['id_product' => self::PRODUCT, 'reduction' => 0.1]);
        self::assertSame([self::PRODUCT + 1, self::PRODUCT, ...range(self::PRODUCT + 10, self::PRODUCT + 7)], array_column($this->review($plan, 3, [])['examples'], 'id'), 'one that stacks');
        $this->specificPrice(['id_product' => self::PRODUCT + 4, 'reduction' => 0.1]);
        self::assertSame([self::PRODUCT + 1, self::PRODUCT + 4], array_slice(array_column($this->review($plan, 3, [])['examples'], 'id'), 0, 2), 'rather one that sells');
    }

    public function testTheScratchGroupIsOneAndEmptyAgainAndOpensNothing(): void
    {
        $plan = $this->plan(['discount' => '20', 'reductions' => json_encode([['idCategory' => self::CATEGORY, 'discount' => 30, 'subcategories' => false]])]);
        $this->review($plan);
        $scratch = OfferGroups::idFor(ScratchGroup::OFFER);
        $this->review($plan);
        self::assertSame($scratch, OfferGroups::idFor(ScratchGroup::OFFER));
        self::assertSame('0.00', Sql::value('SELECT `reduction` FROM ' . Sql::table('group') . " WHERE `id_group` = {$scratch}"));
        foreach (['product_group_reduction_cache' => 0, 'group_reduction' => 0, 'category_group' => 0, 'carrier_group' => 0, 'customer_group' => 0, 'group_shop' => 2, 'group_lang' => 2] as $table => $rows) {
            self::assertSame($rows, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table($table) . " WHERE `id_group` = {$scratch}"), $table);
        }
        $own = (int) Sql::value('SELECT `id_module` FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'");
        self::assertSame(0, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module_group') . " WHERE `id_group` = {$scratch} AND `id_module` <> {$own}"));
        self::assertNotContains($scratch, array_column(Choices::read()['groups'], 'id'));
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->review($plan, $scratch));
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->review($this->plan(['id_reference_group' => $scratch])));
    }

    public function testItIsEmptiedWhenSomethingFailsAndMadeAnewWhenStaffDeletedIt(): void
    {
        $offer = ['id_group_offer' => '0', 'name' => 'x', 'discount' => '20', 'reductions' => '[]', 'price_display_method' => '-1', 'show_prices' => '-1', 'id_reference_group' => '0', 'id_shop' => '0', 'membership' => 'keep', 'modules_denied' => '[]'];
        $during = null;
        try {
            ScratchGroup::filled($offer, [self::PRODUCT], static function (int $group) use (&$during): void {
                $during = Sql::value('SELECT `reduction` FROM ' . Sql::table('group') . " WHERE `id_group` = {$group}");
                throw new \LogicException('a module that listens to prices');
            });
            self::fail('it is told');
        } catch (\LogicException) {
        }
        $scratch = OfferGroups::idFor(ScratchGroup::OFFER);
        self::assertSame(['20.00', '0.00'], [$during, Sql::value('SELECT `reduction` FROM ' . Sql::table('group') . " WHERE `id_group` = {$scratch}")]);
        \BackOffice::deleteGroup($scratch);
        self::assertSame(0, OfferGroups::idFor(ScratchGroup::OFFER));
        self::assertSame(96.8, $this->review($this->plan(['discount' => '20']))['examples'][0]['then']['amount']);
        self::assertGreaterThan($scratch, OfferGroups::idFor(ScratchGroup::OFFER));
    }

    public function testWhoeverWipesTheCacheMeanwhileIsOutlasted(): void
    {
        $offer = Offers::row($this->offer(['reductions' => (string) json_encode([['idCategory' => self::CATEGORY, 'discount' => 30, 'subcategories' => false]])])) ?? [];
        $runs = 0;
        $price = ScratchGroup::filled($offer, [self::PRODUCT + 1], static function (int $group) use (&$runs): float {
            if (++$runs === 1) {
                // As the core does when somebody saves the product.
                Sql::execute('DELETE FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` = ' . (self::PRODUCT + 1), true);
            }

            return ShownPrices::of($group, [self::PRODUCT + 1 => 1], 1)[self::PRODUCT + 1]['amount'];
        });
        self::assertSame([2, 42.35], [$runs, $price]);
    }

    public function testNobodyStaysInTheScratchGroup(): void
    {
        $this->review($this->plan());
        $scratch = OfferGroups::idFor(ScratchGroup::OFFER);
        [$customer] = $this->customers(1);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$customer}, {$scratch})");
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$scratch} WHERE `id_customer` = {$customer}");
        self::assertSame(1, Repair::run()['strandedReturned']);
        self::assertSame([3, '3'], $this->seat($customer));
    }

    public function testUninstallingTakesTheScratchGroupAway(): void
    {
        $this->review($this->plan());
        $scratch = OfferGroups::idFor(ScratchGroup::OFFER);
        OfferGroups::zeroAll();
        OfferGroups::deleteEmpty();
        self::assertNull(Sql::row('SELECT 1 FROM ' . Sql::table('group') . " WHERE `id_group` = {$scratch}"));
        self::assertSame(0, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('group_shop') . " WHERE `id_group` = {$scratch}"));
    }

    public function testVouchersAreLostOnlyWhereCustomersLeaveTheirGroups(): void
    {
        $ids = $this->customers(2);
        $empty = $this->wholesale(0, 0, 1);
        $offer = $this->offer(['membership' => 'exclusive']);
        $bound = $this->voucher('BOUND', [3, $empty]);
        $this->voucher('NOBODY', [$empty]);
        $this->voucher('OURS', [3, $this->group($offer)]);
        $this->voucher('OVER', [3], ['date_to' => '2026-11-01 00:00:00']);
        $this->voucher('OFF', [3], ['active' => 0]);
        $this->voucher('FREE', [], ['group_restriction' => 0]);
        foreach ([[$ids[0], '2026-11-27 10:00:00'], [$ids[1], '2026-11-26 10:00:00'], [$ids[1], '2025-01-01 00:00:00']] as $i => [$customer, $at]) {
            Sql::execute('INSERT INTO ' . Sql::table('cart') . " (`id_cart`, `id_customer`, `date_add`, `date_upd`) VALUES (" . (740000 + $i) . ", {$customer}, '{$at}', '{$at}')");
            Sql::execute('INSERT INTO ' . Sql::table('cart_cart_rule') . ' VALUES (' . (740000 + $i) . ", {$bound})");
        }
        Sql::execute('INSERT INTO ' . Sql::table('orders') . " (`id_customer`, `id_cart`, `date_add`, `date_upd`) VALUES ({$ids[1]}, 740001, NOW(), NOW())");
        self::assertSame([], $this->review($this->plan(['membership' => 'keep']))['vouchers']);
        $lost = $this->review($this->plan(['membership' => 'exclusive']), 3, [self::PRODUCT], $offer)['vouchers'];
        self::assertSame([['id' => $bound, 'name' => 'Voucher BOUND', 'code' => 'BOUND', 'groups' => ['Customer'], 'carts' => 1]], $lost);
    }

    public function testWhatIsWrongIsNamed(): void
    {
        self::assertNotSame([], $this->review($this->plan(['name' => '', 'audience' => '{', 'rotation' => '{']))['examples'], 'a plan that is being written');
        $message = fn (array $body, int $code): string => $this->refused($code, static fn () => Review::answer($body))->getMessage();
        self::assertStringContainsString('plan:', $message(['group' => 3], Refusal::BAD_REQUEST));
        self::assertStringContainsString('discount', $message(['plan' => $this->plan(['discount' => '101']), 'group' => 3], Refusal::BAD_REQUEST));
        self::assertStringContainsString('plan.reductions', $message(['plan' => $this->plan(['reductions' => []]), 'group' => 3], Refusal::BAD_REQUEST));
        self::assertStringContainsString('group: the shop has none with the id 99', $message(['plan' => $this->plan(), 'group' => 99], Refusal::BAD_REQUEST));
        self::assertStringContainsString('(≤ 20)', $message(['plan' => $this->plan(), 'group' => 3, 'products' => range(1, 21)], Refusal::BAD_REQUEST));
        self::assertStringContainsString('"7"', $message(['plan' => $this->plan(), 'group' => 3, 'products' => ['7']], Refusal::BAD_REQUEST));
        self::assertStringContainsString('749999', $message(['plan' => $this->plan(), 'group' => 3, 'products' => [749999]], Refusal::NOT_FOUND));
        self::assertStringContainsString('offer: the shop has none with the id 999999', $message(['plan' => $this->plan(), 'offer' => 999999, 'group' => 3], Refusal::NOT_FOUND));
    }

    /** @param array<string, mixed> $changes @return array<string, mixed> as the page sends it */
    private function plan(array $changes = []): array
    {
        $schedule = json_encode(['timezone' => 'Europe/Madrid', 'start' => '2026-11-27T17:00', 'end' => '2026-11-27T21:00', 'recurrence' => null]);

        return $changes + ['name' => 'Plan', 'intent' => 'armed', 'priority' => 0, 'id_shop' => 0, 'discount' => '20.00', 'reductions' => '[]', 'price_display_method' => -1, 'show_prices' => -1, 'modules_denied' => '[]', 'membership' => 'keep',
            'id_reference_group' => 0, 'audience' => '{}', 'rotation' => '', 'schedule' => $schedule, 'starts_at' => '2026-11-27 16:00:00', 'ends_at' => '2026-11-27 20:00:00', 'checkout_grace' => 600];
    }

    /** @param array<string, mixed> $plan @param int[] $products @return array<string, mixed> */
    private function review(array $plan, int $group = 3, array $products = [self::PRODUCT, self::PRODUCT + 1], int $offer = 0): array
    {
        return Review::answer(['plan' => $plan, 'offer' => $offer, 'group' => $group, 'products' => $products]);
    }

    private function product(int $id, float $price, int $category = 0): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('product') . " (`id_product`, `reference`, `price`, `active`, `date_add`, `date_upd`) VALUES ({$id}, 'R-{$id}', {$price}, 1, NOW(), NOW())");
        Sql::execute('INSERT INTO ' . Sql::table('product_shop') . " (`id_product`, `id_shop`, `id_tax_rules_group`, `price`, `active`, `date_add`, `date_upd`) VALUES ({$id}, 1, 1, {$price}, 1, NOW(), NOW())");
        Sql::execute('INSERT INTO ' . Sql::table('product_lang') . " (`id_product`, `id_shop`, `id_lang`, `name`, `link_rewrite`) VALUES ({$id}, 1, 1, 'Product {$id}', 'product')");
        if ($category > 0) {
            Sql::execute('INSERT INTO ' . Sql::table('category_product') . " (`id_category`, `id_product`) VALUES ({$category}, {$id})");
        }
    }

    private function wholesale(float $reduction, int $display, int $shown): int
    {
        Sql::execute('INSERT INTO ' . Sql::table('group') . " (`id_group`, `reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES (741, {$reduction}, {$display}, {$shown}, NOW(), NOW())");
        Sql::execute('INSERT INTO ' . Sql::table('group_shop') . ' VALUES (741, 1), (741, 2)');

        return 741;
    }

    /** @param int[] $groups @param array<string, int|string> $columns */
    private function voucher(string $code, array $groups, array $columns = []): int
    {
        $id = $this->insert('cart_rule', $columns + ['code' => $code, 'quantity' => 9, 'group_restriction' => 1, 'active' => 1, 'date_from' => '2026-01-01 00:00:00', 'date_to' => '2026-12-31 00:00:00']);
        Sql::execute('INSERT INTO ' . Sql::table('cart_rule_lang') . " VALUES ({$id}, 1, 'Voucher {$code}')");
        foreach ($groups as $group) {
            Sql::execute('INSERT INTO ' . Sql::table('cart_rule_group') . " VALUES ({$id}, {$group})");
        }

        return $id;
    }

    private function clear(): void
    {
        $scratch = OfferGroups::idFor(ScratchGroup::OFFER);
        foreach (['product', 'product_shop', 'product_lang', 'product_sale', 'category_product'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_product` BETWEEN 740000 AND 749999');
        }
        foreach (['specific_price', 'specific_price_rule', 'cart_rule', 'cart_rule_lang', 'cart_rule_group', 'cart_cart_rule'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table));
        }
        Sql::execute('DELETE FROM ' . Sql::table('orders') . ' WHERE `id_cart` >= 740000');
        Sql::execute('DELETE FROM ' . Sql::table('category') . ' WHERE `id_category` = ' . self::CATEGORY);
        Sql::execute('UPDATE ' . Sql::table('group') . ' SET `reduction` = 0 WHERE `id_group` = 3');
        foreach (['group', 'group_lang', 'group_shop', 'module_group', 'product_group_reduction_cache', 'groupoffers_group'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_group` IN (741, {$scratch})");
        }
    }
}
