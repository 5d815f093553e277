<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Moves\Repair;

/** F14: the core writes every field of a customer that was loaded some time ago. Invariant 3, Nobody stranded. */
final class StaleWritesTest extends MovesCase
{
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
