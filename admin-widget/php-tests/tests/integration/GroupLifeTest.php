<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\GoneGroups;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Page\ScratchGroup;

/** When an offer's group goes, and that it is not forgotten. The offer is over at 20:00 of the 27th. */
final class GroupLifeTest extends MovesCase
{
    private const DAY_AFTER = '2026-11-28T20:00:00.000Z';

    protected function setUp(): void
    {
        parent::setUp();
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_gone_group'));
    }

    public function testTheEmptyGroupGoesADayAfterTheLastWindow(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$id]);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $this->tidyAt('2026-11-28T19:59:59.000Z');
        self::assertSame('0.00', $this->discount($group), 'without its discount, as soon as it is over');
        $this->tidyAt(self::DAY_AFTER);
        self::assertNull($this->discount($group));
        self::assertSame([$group], GoneGroups::ids());
        self::assertSame([3, '3'], $this->seat($id));
        OfferGroups::prepare($offer, null, null, true);
        self::assertSame(0, $this->group($offer), 'and is not made again');
    }

    /** @dataProvider needed */
    public function testAGroupThatIsNeededStays(array $columns): void
    {
        $offer = $this->offer($columns);
        $group = $this->group($offer);
        $this->tidyAt(self::DAY_AFTER);
        self::assertNotNull($this->discount($group));
    }

    /** @return array<string, array{array<string, string>}> */
    public static function needed(): array
    {
        return [
            'a window is to come' => [['ends_at' => '2026-11-28 20:00:01']],
            'it was cut less than a day ago' => [['ends_at' => '2027-11-28 20:00:00', 'cut_at' => '2026-11-27 20:00:01']],
        ];
    }

    public function testAPausedOfferWithWindowsToComeKeepsItsGroupAndACancelledOneDoesNot(): void
    {
        $groups = [];
        foreach (['paused', 'cancelled'] as $intent) {
            $offer = $this->offer(['ends_at' => '2027-11-27 20:00:00']);
            $groups[$intent] = $this->group($offer);
            Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = '{$intent}', `date_upd` = '2026-11-27 20:00:00' WHERE `id_group_offer` = {$offer}");
        }
        $this->tidyAt('2026-11-28T19:59:59.000Z');
        self::assertSame(['paused' => '0.00', 'cancelled' => '0.00'], array_map(fn (int $group): ?string => $this->discount($group), $groups));
        $this->tidyAt(self::DAY_AFTER);
        self::assertSame(['paused' => '0.00', 'cancelled' => null], array_map(fn (int $group): ?string => $this->discount($group), $groups));
    }

    public function testWhoIsStillInsideOrStandsInItKeepsItAlive(): void
    {
        [$id, $other] = $this->customers(2);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$id]);
        $this->tidyAt(self::DAY_AFTER);
        self::assertSame('20.00', $this->discount($group), 'whoever is inside has its prices');
        $this->leaveAt(self::DAY_AFTER);
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$group} WHERE `id_customer` = {$other}");
        $this->tidyAt(self::DAY_AFTER);
        self::assertSame('0.00', $this->discount($group), 'another program wrote somebody into it');
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = 3 WHERE `id_customer` = {$other}");
        $this->tidyAt(self::DAY_AFTER);
        self::assertNull($this->discount($group));
    }

    public function testALaterWindowGetsANewGroup(): void
    {
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->tidyAt(self::DAY_AFTER);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `version` = 2, `ends_at` = '2026-12-27 20:00:00' WHERE `id_group_offer` = {$offer}");
        $again = OfferGroups::prepare($offer, 2, null, false)['idGroup'];
        self::assertNotSame($group, $again);
        self::assertSame('20.00', $this->discount($again));
        [$id] = $this->customers(1);
        $end = '2026-12-27T20:00:00.000Z';
        self::assertSame(1, $this->enter($offer, [$id], ['version' => 2, 'window' => ['start' => '2026-11-27T16:00:00.000Z', 'end' => $end], 'until' => $end])['entered']);
        self::assertSame(1, $this->leaveAt($end)['restored']);
        self::assertSame([3, '3'], $this->seat($id));
    }

    public function testTheGroupOfTrialsGoesWhenNobodyTriesAnything(): void
    {
        $offer = (array) Sql::row('SELECT * FROM ' . Sql::table('groupoffers_offer') . ' WHERE `id_group_offer` = ' . $this->offer());
        $scratch = 0;
        $use = static function (int $group) use (&$scratch): void {
            $scratch = $group;
        };
        ScratchGroup::filled($offer, [1], $use);
        $this->tidyAt('2026-11-28T16:59:59.000Z');
        self::assertSame($scratch, OfferGroups::idFor(ScratchGroup::OFFER));
        ScratchGroup::filled($offer, [1], $use);
        $this->tidyAt('2026-11-29T16:59:58.000Z');
        self::assertSame($scratch, OfferGroups::idFor(ScratchGroup::OFFER), 'used again meanwhile');
        $this->tidyAt('2026-11-29T17:00:00.000Z');
        self::assertSame(0, OfferGroups::idFor(ScratchGroup::OFFER));
    }

    public function testIdsAreKeptAsLongAsTheLedgerAndHoweverMany(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$id]);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $this->tidyAt(self::DAY_AFTER);
        for ($other = 500001; $other <= 500600; ++$other) {
            GoneGroups::add($other);
        }
        Clock::set(Clock::parse(self::DAY_AFTER)->modify('+23 months'));
        Ledger::purge();
        self::assertContains($group, GoneGroups::ids());
        self::assertCount(601, GoneGroups::ids());
        Clock::set(Clock::parse(self::DAY_AFTER)->modify('+25 months'));
        // One row of the ledger stays for its number: the newest.
        Ledger::purge();
        self::assertSame([$group], GoneGroups::ids());
    }

    public function testAnUpgradeTakesOverWhatWasKept(): void
    {
        State::set('groups_gone', '900002,900001');
        require_once _PS_MODULE_DIR_ . 'groupoffers/upgrade/upgrade-0.2.0.php';
        foreach ([1, 2] as $time) {
            $module = new \Groupoffers();
            self::assertTrue(upgrade_module_0_2_0($module), implode(' ', $module->getErrors()));
            self::assertEqualsCanonicalizing([900001, 900002], GoneGroups::ids(), "time {$time}");
        }
        self::assertNull(State::get('groups_gone'));
    }

    private function tidyAt(string $instant): void
    {
        $this->at($instant);
        IdleGroups::clear($this->lease['number']);
    }

    private function discount(int $group): ?string
    {
        return Sql::value('SELECT `reduction` FROM ' . Sql::table('group') . " WHERE `id_group` = {$group}");
    }
}
