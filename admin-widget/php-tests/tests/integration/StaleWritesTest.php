<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Moves\Repair;

/** F14: the core writes every field of a customer that was loaded some time ago. Invariant 3, Nobody stranded. */
final class StaleWritesTest extends MovesCase
{
    public function testAFormFromBeforeTheStart(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $form = \BackOffice::openForm($id);
        $this->enter($offer, [$id]);
        \BackOffice::saveForm(['firstName' => 'Other'] + $form);
        self::assertSame([$this->group($offer), '3,' . $this->group($offer)], $this->seat($id));
        self::assertSame('Other', Sql::value('SELECT `firstname` FROM ' . Sql::table('customer') . " WHERE `id_customer` = {$id}"));
        self::assertSame('open', $this->outcome($id));
    }

    public function testAFormFromDuringTheOfferSavedAfterItsEnd(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        $form = \BackOffice::openForm($id);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        \BackOffice::saveForm(['groups' => [...$form['groups'], 2]] + $form);
        self::assertSame([3, '2,3'], $this->seat($id), 'what staff added is kept');
    }

    public function testAFormWithoutOurFieldIsJudgedByWhatItWouldGiveBack(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $this->enter($offer, [$id]);
        \BackOffice::saveForm(['customer' => $id, 'defaultGroup' => 3, 'groups' => [3], 'firstName' => 'Other']);
        self::assertSame([$this->group($offer), '3,' . $this->group($offer)], $this->seat($id));
    }

    public function testStaffWhoChangeTheDefaultTakeTheCustomerOutUntilTheEnd(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $this->enter($offer, [$id]);
        $counter = Counter::get();
        $form = \BackOffice::openForm($id);
        \BackOffice::saveForm(['defaultGroup' => 2, 'groups' => [...$form['groups'], 2]] + $form);
        self::assertSame([2, '2,3'], $this->seat($id));
        self::assertSame('staff_kept', $this->outcome($id));
        self::assertNotSame($counter, Counter::get());
        self::assertSame(['blocked_by_staff' => [$id]], $this->enter($offer, [$id], ['expect' => [['default' => 2, 'ids' => [$id]]]])['refused']);
    }

    /** Between the core's write and its last hook a full sync takes the edit for another program's; then even the offer may end. */
    public function testASweepInTheMiddleOfAFormTakesNothingFromStaff(): void
    {
        foreach ([false, true] as $ends) {
            $this->setUp();
            [$id] = $this->customers(1);
            $this->enter($this->offer(), [$id]);
            $form = \BackOffice::openForm($id);
            $closed = 0;
            \Hook::$listeners['actionafterupdatecustomerformhandler'][] = function () use (&$closed, $ends): void {
                $closed = Repair::run()['changedElsewhere'];
                if ($ends) {
                    $this->leaveAt('2026-11-27T20:00:00.000Z');
                }
            };
            \BackOffice::saveForm(['defaultGroup' => 2, 'groups' => [...$form['groups'], 2]] + $form);
            self::assertSame(1, $closed);
            self::assertSame([2, '2,3'], $this->seat($id));
            self::assertSame('staff_kept', $this->outcome($id));
        }
    }

    /** A module that loads a customer before the start and saves it after; and one that loads during the offer and saves after its end. */
    public function testAnObjectLoadedBeforeAndSavedAfterAnEdge(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $old = new \Customer($id);
        $this->enter($offer, [$id]);
        $old->update();
        self::assertSame($this->group($offer), $this->seat($id)[0] ?? null);
        $old = new \Customer($id);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $old->groupBox = [3, $this->group($offer)];
        $old->update();
        self::assertSame([3, '3'], $this->seat($id));
    }

    public function testDeletingACustomerClosesTheEnrolment(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        \BackOffice::deleteCustomer($id);
        self::assertSame('deleted', $this->outcome($id));
    }

    public function testDeletingTheOffersGroupPutsItsMembersBackFirst(): void
    {
        $ids = $this->customers(2);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        \BackOffice::deleteGroup($this->group($offer));
        self::assertSame([[3, '3'], [3, '3']], [$this->seat($ids[0]), $this->seat($ids[1])]);
    }

    /** Invariants 3 and 4: a default is a group that exists, and everybody has one. */
    public function testAFormSavedWhenTheOffersGroupIsGone(): void
    {
        $ids = $this->customers(4);
        foreach (['keep' => [$ids[0], $ids[1]], 'exclusive' => [$ids[2], $ids[3]]] as $membership => [$id, $unaware]) {
            $this->at('2026-11-27T17:00:00.000Z');
            $offer = $this->offer(['membership' => $membership]);
            $group = $this->group($offer);
            $this->enter($offer, [$id, $unaware]);
            $form = \BackOffice::openForm($id);
            $loaded = new \Customer($unaware);
            $this->archived($offer);
            self::assertNull(Sql::row('SELECT 1 FROM ' . Sql::table('group') . " WHERE `id_group` = {$group}"));
            \BackOffice::saveForm(['firstName' => 'Other', 'groups' => [...$form['groups'], 2]] + $form);
            self::assertSame([3, '2,3'], $this->seat($id), "{$membership}: what staff added is kept, the group that is gone is not");
            $loaded->update();
            self::assertSame([3, '3'], $this->seat($unaware), "{$membership}: an object loaded before");
        }
    }

    /** Invariant 3: also past all hooks, as a program of the merchant's writes back what it read during the offer. */
    public function testTheSweepReturnsWhoWasWrittenIntoAGroupThatIsGone(): void
    {
        [$default, $member] = $this->customers(2);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$default, $member]);
        $this->archived($offer);
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$group} WHERE `id_customer` = {$default}");
        Sql::execute('UPDATE ' . Sql::table('customer_group') . " SET `id_group` = {$group} WHERE `id_customer` = {$member}");
        self::assertSame(['rewritten' => 0, 'strandedReturned' => 2, 'changedElsewhere' => 0, 'remaining' => 0, 'hold' => null], Repair::run());
        self::assertSame([[3, '3'], [3, '3']], [$this->seat($default), $this->seat($member)]);
    }

    public function testTheSweepRepairsWhatNoHookSaw(): void
    {
        $ids = $this->customers(3);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$ids[0], $ids[1]]);
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = 3 WHERE `id_customer` = {$ids[0]}");
        Sql::execute('DELETE FROM ' . Sql::table('customer_group') . " WHERE `id_customer` = {$ids[1]} AND `id_group` = {$group}");
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$group} WHERE `id_customer` = {$ids[2]}");
        self::assertSame(['rewritten' => 2, 'strandedReturned' => 1, 'changedElsewhere' => 0, 'remaining' => 0, 'hold' => null], Repair::run());
        self::assertSame([[$group, "3,{$group}"], [$group, "3,{$group}"], [3, '3']], array_map(fn (int $id) => $this->seat($id), $ids));
        self::assertSame(['rewritten' => 0, 'strandedReturned' => 0, 'changedElsewhere' => 0, 'remaining' => 0, 'hold' => null], Repair::run());
    }

    public function testWhoIsStrandedGetsWhatTheLastLeaveWroteNotAnOlderBase(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $group = $this->group($offer);
        $this->enter($offer, [$id]);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, 2)");
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$group} WHERE `id_customer` = {$id}");
        Sql::execute('DELETE FROM ' . Sql::table('customer_group') . " WHERE `id_customer` = {$id} AND `id_group` = 2");
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, {$group})");
        self::assertSame(1, Repair::run()['strandedReturned']);
        self::assertSame([3, '2,3'], $this->seat($id));
    }

    public function testTheStopRuleHoldsUntilTheMerchantsWord(): void
    {
        $ids = $this->customers(200);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = 3 WHERE `id_customer` >= ' . self::FIRST . ' AND `id_customer` < ' . (self::FIRST + 49));
        self::assertSame(49, Repair::run()['rewritten'], 'below 50 it is repaired');
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = 3 WHERE `id_customer` >= ' . self::FIRST . ' AND `id_customer` < ' . (self::FIRST + 60));
        $stopped = Repair::run();
        self::assertSame(['mass_change', 0], [$stopped['hold'], $stopped['rewritten']]);
        self::assertSame(0, Repair::run()['rewritten']);
        self::assertSame('mass_change', Sql::value('SELECT `code` FROM ' . Sql::table('groupoffers_notice')));
        State::set('hold', null);
        self::assertSame([60, null], [Repair::run()['rewritten'], State::get('hold')]);
    }

    /** The merchant ends an offer of a hundred thousand: for a second or two all its enrolments are locked, and no visitor's page waits for that. */
    public function testASaveThatLeavesNothingToPutRightWaitsForNoLock(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        $other = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_);
        $other->exec('START TRANSACTION');
        $other->exec('UPDATE ' . Sql::table('groupoffers_enrolment') . " SET `until_at` = '2026-11-27 17:30:00'");
        Sql::execute('SET SESSION innodb_lock_wait_timeout = 1');
        \PrestaShopLogger::$messages = [];
        try {
            $customer = new \Customer($id);
            $customer->firstname = 'Other';
            $customer->update();
            self::assertSame([], \PrestaShopLogger::$messages, 'a lock that was waited for in vain would be in the log');
        } finally {
            $other->exec('ROLLBACK');
            Sql::execute('SET SESSION innodb_lock_wait_timeout = DEFAULT');
        }
    }

    private function archived(int $offer): void
    {
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = 'archived' WHERE `id_group_offer` = {$offer}");
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        IdleGroups::clear($this->lease['number']);
    }
}
