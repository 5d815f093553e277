<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Install\Schema;
use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Moves\Repair;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;
use PrestaShop\Module\GroupOffers\Offer\Notices;

/** What other programs do to customers in an offer: default groups of their own choice, deleted groups. Invariants 1, Return, and 3, Nobody stranded. */
final class OtherProgramsTest extends MovesCase
{
    private const G = 30001;
    private const W = 30002;
    private const X = 30003;

    protected function setUp(): void
    {
        parent::setUp();
        foreach ([self::G, self::W, self::X] as $group) {
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('group') . " (`id_group`, `reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES ({$group}, 0, 0, 1, NOW(), NOW())");
        }
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Sql::execute('DELETE FROM ' . Sql::table('group') . ' WHERE `id_group` BETWEEN ' . self::G . ' AND ' . self::X);
    }

    public function testADefaultOfYesterdayIsOldAndOneOfTheDayBeforeIsAChoice(): void
    {
        foreach (['2026-11-26T20:00:00.001Z' => 'restored', '2026-11-26T20:00:00.000Z' => 'changed_elsewhere'] as $changedAt => $outcome) {
            $this->setUp();
            [$id] = $this->customers(1, '`id_default_group` = ' . self::X);
            $this->at($changedAt);
            $customer = new \Customer($id);
            $customer->id_default_group = 3;
            $customer->update();
            $this->at(self::NOW);
            $this->enter($this->offer(), [$id]);
            Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = ' . self::X . " WHERE `id_customer` = {$id}");
            $this->leaveAt('2026-11-27T20:00:00.000Z');
            self::assertSame($outcome, $this->outcome($id));
            self::assertSame($outcome === 'restored' ? [3, '3'] : [self::X, '3,' . self::X], $this->seat($id));
        }
    }

    /** A turn, or a pause, ends before the window does. */
    public function testTheyAreLeftAloneUntilTheWindowsEndAlsoWhenTheyLeaveBeforeIt(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $this->enter($offer, [$id], ['until' => '2026-11-27T18:00:00.000Z']);
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = ' . self::X . " WHERE `id_customer` = {$id}");
        self::assertSame(1, $this->leaveAt('2026-11-27T18:00:00.000Z')['changedElsewhere']);
        $again = $this->enter($offer, [$id], ['expect' => [['default' => self::X, 'ids' => [$id]]]]);
        self::assertSame(['blocked_by_staff' => [$id]], $again['refused']);
    }

    public function testAWriteOfAnOldObjectDoesNotUndoWhatSqlChoseBefore(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        $old = new \Customer($id);
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = ' . self::X . " WHERE `id_customer` = {$id}");
        $old->update();
        self::assertSame([self::X, '3,' . self::X], $this->seat($id));
        self::assertSame('changed_elsewhere', $this->outcome($id));
    }

    /** A theme of the back office without our field: a form of before the offer changes nothing, another default is a choice. */
    public function testAFormWithoutOurField(): void
    {
        [$id] = $this->customers(1);
        $offer = $this->offer();
        $this->enter($offer, [$id]);
        \BackOffice::saveForm(['customer' => $id, 'defaultGroup' => 3, 'groups' => [3, self::W]]);
        self::assertSame([$this->group($offer), '3,' . self::W . ',' . $this->group($offer)], $this->seat($id), 'the membership alone is new');
        \BackOffice::saveForm(['customer' => $id, 'defaultGroup' => self::X, 'groups' => [3, self::W, self::X]]);
        self::assertSame([self::X, '3,' . self::W . ',' . self::X], $this->seat($id));
        self::assertSame('staff_kept', $this->outcome($id));
    }

    public function testADeletedGroupIsTakenFromTheBasesOfThousands(): void
    {
        $ids = $this->customers(2100, '`id_default_group` = ' . self::G);
        foreach ([self::G, self::W] as $group) {
            Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " SELECT `id_customer`, {$group} FROM " . Sql::table('customer') . ' WHERE `id_customer` >= ' . self::FIRST);
        }
        Sql::execute('DELETE FROM ' . Sql::table('customer_group') . ' WHERE `id_group` = 3 AND `id_customer` >= ' . self::FIRST);
        $this->enter($this->offer(), $ids, ['expect' => [['default' => self::G, 'ids' => $ids]]]);
        $largest = 0;
        \Db::$before = static function (string $sql) use (&$largest): ?string {
            $largest = max($largest, preg_match('/FROM `ps_customer` WHERE .* FOR UPDATE/s', $sql) === 1 ? substr_count($sql, ',') : 0);

            return null;
        };
        \BackOffice::deleteGroup(self::G);
        \Db::$before = null;
        self::assertLessThanOrEqual(1010, $largest);
        self::assertSame(2100, $this->leaveAt('2026-11-27T20:00:00.000Z')['restored']);
        self::assertSame([[self::W, (string) self::W], [self::W, (string) self::W]], [$this->seat($ids[0]), $this->seat($ids[2099])]);
        self::assertSame(2100, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_event') . " WHERE `code` = 'base_group_deleted'"));
    }

    /** No hook ran: the smallest that is left when they leave. */
    public function testGroupsDeletedBySql(): void
    {
        foreach (['keep', 'exclusive'] as $membership) {
            $this->setUp();
            [$id] = $this->customers(1, '`id_default_group` = ' . self::G);
            Sql::execute('UPDATE ' . Sql::table('customer_group') . ' SET `id_group` = ' . self::G . " WHERE `id_customer` = {$id}");
            Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, " . self::W . "), ({$id}, " . self::X . ')');
            $this->enter($this->offer(['membership' => $membership]), [$id], ['expect' => [['default' => self::G, 'ids' => [$id]]]]);
            foreach ([self::G, self::W] as $group) {
                foreach (['group', 'customer_group'] as $table) {
                    Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_group` = {$group}");
                }
            }
            self::assertSame(1, $this->leaveAt('2026-11-27T20:00:00.000Z')['corrected']);
            self::assertSame([self::X, (string) self::X], $this->seat($id));
            $row = Sql::row('SELECT `outcome`, `reason` FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_customer` = {$id} ORDER BY `id_enrolment` DESC");
            self::assertSame(['outcome' => 'corrected', 'reason' => 'default_missing'], $row);
        }
    }

    /** The core gives the customer group to everybody without one whenever it deletes a group. */
    public function testWhoHadNoGroupGetsTheCustomerGroupWithTheOthers(): void
    {
        $ids = $this->customers(2, '`id_default_group` = 0');
        Sql::execute('DELETE FROM ' . Sql::table('customer_group') . ' WHERE `id_customer` >= ' . self::FIRST);
        $offer = $this->offer();
        $this->enter($offer, [$ids[0]], ['expect' => [['default' => 0, 'ids' => [$ids[0]]]]]);
        \BackOffice::deleteGroup(self::G);
        self::assertSame(['rewritten' => 0, 'strandedReturned' => 0, 'changedElsewhere' => 0, 'remaining' => 0, 'hold' => null], Repair::run());
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        self::assertSame([[0, '3'], [0, '3']], [$this->seat($ids[0]), $this->seat($ids[1])]);
    }

    public function testWhatIsRememberedOfACustomerIsExportedErasedAndForgottenAfterADay(): void
    {
        $ids = $this->customers(2);
        foreach ($ids as $id) {
            $customer = new \Customer($id);
            $customer->id_default_group = self::X;
            $customer->update();
        }
        self::assertStringContainsString('default_group_before', (string) json_encode(CustomerData::export([$ids[0]])));
        CustomerData::erase([$ids[0]]);
        self::assertSame([$ids[1]], self::remembered());
        $this->at('2026-11-28T17:00:00.000Z');
        Ledger::purge();
        self::assertSame([], self::remembered());
    }

    public function testAnOlderTableLearnsTheNewOutcomes(): void
    {
        $table = Sql::table('groupoffers_enrolment');
        Sql::execute("ALTER TABLE {$table} MODIFY `outcome` ENUM('open', 'restored', 'staff_kept', 'switched', 'repaired', 'deleted') NOT NULL DEFAULT 'open', DROP `reason`");
        foreach ([...Schema::statements(_DB_PREFIX_), ...Schema::additions(_DB_PREFIX_)] as $statement) {
            Sql::execute($statement);
        }
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        $customer = new \Customer($id);
        $customer->id_default_group = self::X;
        $customer->update();
        CustomerWrites::settle();
        self::assertSame('changed_elsewhere', $this->outcome($id));
    }

    public function testANoticeOfBeforeKeepsItsCodeInTheNewTable(): void
    {
        $table = Sql::table('groupoffers_notice');
        Sql::execute("ALTER TABLE {$table} DROP `params`, ADD `message` TEXT NOT NULL");
        Sql::execute("INSERT INTO {$table} (`code`, `id_group_offer`, `message`, `at`) VALUES ('key_narrowed', 0, 'Of before', '2026-11-27 17:00:00')");
        foreach (Schema::additions(_DB_PREFIX_) as $statement) {
            Sql::execute($statement);
        }
        Notices::put('calendar_ends', 0, ['windows' => 20]);
        self::assertEqualsCanonicalizing(['key_narrowed {}', 'calendar_ends {"windows":20}'], array_map(static fn (array $notice): string => $notice['code'] . ' ' . json_encode($notice['params']), Notices::all()));
    }

    /** @return int[] customers */
    private static function remembered(): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_customer` FROM ' . Sql::table('groupoffers_recent_default')), 'id_customer'));
    }
}
