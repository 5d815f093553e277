<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use WebserviceSpecificManagementGroupOfferControl as Control;
use WebserviceSpecificManagementGroupOfferGroups as Groups;

/** The database fails while an offer is changed and while its group is made what it should be. */
final class OfferFaultsTest extends FaultCase
{
    private const SCHEDULE = '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T20:00","recurrence":null}';
    private const PRODUCTS = [880001, 880002, 880003, 880004];

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
        // 880001 and 880002 in category 3, 880003 in both, 880004 in 4.
        Sql::execute('INSERT INTO ' . Sql::table('category_product') . ' (`id_category`, `id_product`) VALUES (3, 880001), (3, 880002), (3, 880003), (4, 880003), (4, 880004)');
    }

    protected function tearDown(): void
    {
        $this->clear();
        parent::tearDown();
    }

    public function testMakingAGroup(): void
    {
        $offer = $this->offer(['reductions' => '[{"idCategory":3,"discount":30}]', 'schedule' => self::SCHEDULE]);
        OfferGroups::deleteOf($offer);
        $this->atEachStatement($this->prepare($offer, 1));
        $this->pricesAreRight();
    }

    /** Invariant 8, Cache: what had a reduction before and has none now, what gets another. */
    public function testOtherCategories(): void
    {
        $offer = $this->offer(['reductions' => '[{"idCategory":3,"discount":30}]', 'schedule' => self::SCHEDULE]);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `version` = 2, `reductions` = '[{\"idCategory\":4,\"discount\":25}]'");
        $this->atEachStatement($this->prepare($offer, 2));
        $this->pricesAreRight();
    }

    /** What is cut off in the middle of one change, the next one finishes. */
    public function testOtherCategoriesTwice(): void
    {
        $offer = $this->offer(['reductions' => '[{"idCategory":3,"discount":30}]', 'schedule' => self::SCHEDULE]);
        $prepare = $this->prepare($offer, null);
        $change = static function (int $category): void {
            Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `version` = `version` + 1, `reductions` = '[{\"idCategory\":{$category},\"discount\":25}]'");
        };
        for ($position = 0, $cut = true; $cut; ++$position) {
            $change(3);
            $prepare();
            $change(4);
            Fault::Gone->arm($position);
            try {
                $prepare();
                $cut = false;
            } catch (\Throwable) {
            }
            Fault::disarm();
            $change(2);
            $prepare();
            $this->pricesAreRight("cut off at statement {$position}");
        }
        self::assertGreaterThan(20, $position);
    }

    public function testTheGroupOfAnArchivedOffer(): void
    {
        $offer = $this->offer(['reductions' => '[{"idCategory":3,"discount":30}]', 'schedule' => self::SCHEDULE]);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = 'archived'");
        $this->atEachStatement($this->prepare($offer, 1));
        $this->pricesAreRight();
    }

    /** The module is disabled: no discount from here on. */
    public function testNoDiscountsAnyMore(): void
    {
        $this->offer(['reductions' => '[{"idCategory":3,"discount":30}]', 'schedule' => self::SCHEDULE]);
        $this->offer(['name' => 'Second', 'reductions' => '[{"idCategory":4,"discount":10}]', 'schedule' => self::SCHEDULE]);
        $this->atEachStatement(static fn (): int => OfferGroups::zeroAll());
        $this->pricesAreRight();
    }

    public function testAnEarlierEnd(): void
    {
        $this->change(['ends_at' => '2026-11-27 18:00:00', 'schedule' => '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T18:00","recurrence":null}']);
    }

    public function testALaterEnd(): void
    {
        $this->change(['ends_at' => '2026-11-27 22:00:00', 'schedule' => '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T22:00","recurrence":null}']);
    }

    public function testPause(): void
    {
        $this->change(['intent' => 'paused']);
    }

    public function testAnotherMembershipMode(): void
    {
        $this->change(['membership' => 'exclusive', 'discount' => '30']);
    }

    public function testArchiving(): void
    {
        $offer = $this->withCustomers();
        // What follows the change itself is the next sweep's when it fails.
        $request = static fn (): array => Offers::update($offer, '1', ['intent' => 'archived']);
        $sweep = function () use ($offer): void {
            if ((int) Offers::existing($offer)['version'] === 1) {
                Offers::update($offer, '1', ['intent' => 'archived']);
            }
            IdleGroups::clear($this->lease['number']);
        };
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_notice'));
        $this->atEachStatement($request, $sweep);
    }

    public function testPlanningOne(): void
    {
        $fields = ['name' => 'New', 'discount' => '10', 'schedule' => self::SCHEDULE, 'starts_at' => '2026-11-27 16:00:00', 'ends_at' => '2026-11-27 20:00:00'];
        $this->atEachStatement(static fn (): array => Offers::insert($fields), null, false);
    }

    public function testDeletingADraft(): void
    {
        $offer = $this->offer(['intent' => 'draft', 'schedule' => self::SCHEDULE]);
        OfferGroups::prepare($this->offer(['name' => 'Other']), null, null, false);
        $this->atEachStatement(static function () use ($offer): void {
            if (Offers::row($offer) !== null) {
                Offers::delete($offer);
            }
        });
    }

    public function testTheMerchantsWord(): void
    {
        Sql::execute('UPDATE ' . Sql::table('groupoffers_state') . " SET `value` = 'clock_jumped' WHERE `name` = 'hold'");
        $this->atEachStatement(static fn (): array => (new Control())->answer('POST', [], ['kind' => 'confirm']));
    }

    /** @param array<string, string> $given */
    private function change(array $given): void
    {
        $offer = $this->withCustomers();
        $this->atEachStatement(static fn (): array => Offers::update($offer, '1', $given), null, false);
    }

    private function withCustomers(): int
    {
        $ids = $this->customers(3);
        $offer = $this->offer(['schedule' => self::SCHEDULE, 'discount' => '20.00']);
        $this->enter($offer, $ids);

        return $offer;
    }

    private function prepare(int $offer, ?int $version): \Closure
    {
        $body = ['lease' => $this->lease, 'offers' => [['offer' => $offer, 'version' => $version]], 'check' => 'full'];

        return $version === null ? static fn (): array => OfferGroups::prepare($offer, null, null, true) : static fn (): array => (new Groups())->answer('POST', [], $body);
    }

    private function pricesAreRight(string $when = ''): void
    {
        $expected = 'SELECT cp.`id_product`, r.`id_group`, MAX(r.`reduction`) AS `reduction` FROM ' . Sql::table('category_product') . ' cp JOIN ' . Sql::table('group_reduction')
            . ' r ON r.`id_category` = cp.`id_category` WHERE cp.`id_product` >= 880001 GROUP BY cp.`id_product`, r.`id_group` ORDER BY 1, 2';
        $stored = 'SELECT `id_product`, `id_group`, `reduction` FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` >= 880001 ORDER BY 1, 2';
        self::assertEquals(Sql::rows($expected), Sql::rows($stored), "invariant 8 {$when}");
    }

    private function clear(): void
    {
        foreach (['category_product', 'product_group_reduction_cache'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_product` IN (' . Sql::ints(self::PRODUCTS) . ')');
        }
        Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . ' WHERE `id_group` > 3');
    }
}
