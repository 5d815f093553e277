<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\Schema;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

/**
 * The module is disabled, removed, switched off behind its back or reset while an offer runs, and in the middle of a batch: everybody has
 * back what they had (invariant 1), and nothing of the ledger is gone (invariant 7). The offer is over at 20:00.
 */
final class LifecycleTest extends MovesCase
{
    private const MANY = 5000;

    private \Groupoffers $module;
    private string $seats;

    protected function setUp(): void
    {
        parent::setUp();
        \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
        $this->module = new \Groupoffers();
        if ((int) $this->module->id === 0) {
            $this->module->install();
        }
        $this->module->enable();
        $this->customers(self::MANY);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . ' SELECT `id_customer`, 2 FROM ' . Sql::table('customer') . ' WHERE `id_customer` >= ' . self::FIRST . ' AND `id_customer` % 3 = 0');
        $this->seats = $this->seats();
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        if ((int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'") === 0) {
            (new \Groupoffers())->install();
        }
        (new \Groupoffers())->enable();
    }

    public function testDisablingPutsEverybodyBackAndEnablingLetsTheNextLookBringThemIn(): void
    {
        $offer = $this->running();
        self::assertTrue($this->module->disable());
        $this->assertEverybodyIsBack(self::MANY);
        self::assertTrue($this->module->enable());
        $this->assertEverybodyIsBack(self::MANY);
        OfferGroups::prepare($offer, null, null, false);
        $this->lease = array_diff_key(Lease::acquire('tests'), ['expiresAt' => '']);
        self::assertSame(self::MANY, $this->enter($offer, $this->ids())['entered']);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $this->assertEverybodyIsBack(2 * self::MANY);
    }

    public function testUninstallingPutsEverybodyBackTakesKeyAndGroupsAwayAndKeepsTheLedger(): void
    {
        $group = $this->group($this->running());
        $ledger = ShopStatus::read()['ledger'];
        self::assertTrue($this->module->uninstall(), implode(' ', $this->module->getErrors()));
        $this->assertEverybodyIsBack(self::MANY);
        foreach (['group', 'carrier_group'] as $table) {
            self::assertNull(Sql::row('SELECT 1 FROM ' . Sql::table($table) . " WHERE `id_group` = {$group}"));
        }
        self::assertFalse(AccessKey::exists());
        self::assertSame([], Schema::missing(_DB_PREFIX_));

        self::assertTrue((new \Groupoffers())->install());
        $this->assertEverybodyIsBack(self::MANY);
        self::assertTrue(AccessKey::exists());
        self::assertGreaterThanOrEqual($ledger, ShopStatus::read()['ledger'], 'a smaller ledger means a restored backup');
    }

    public function testAResetChangesNothingOfARunningOffer(): void
    {
        $offer = $this->running();
        $before = [$this->seats(), $this->ledger(), $this->group($offer), $this->key()];
        self::assertTrue($this->module->reset());
        self::assertSame($before, [$this->seats(), $this->ledger(), $this->group($offer), $this->key()]);
        self::assertSame(self::MANY, $this->enter($offer, $this->ids())['already'], 'the service goes on with its lease');
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $this->assertEverybodyIsBack(self::MANY);
    }

    /** F13: the core's own disabling, and everybody's SQL, only deletes rows of `module_shop`; no code of ours runs then. */
    public function testSwitchedOffBehindItsBackEverybodyStaysAndTheNextLookEndsIt(): void
    {
        $this->running();
        $before = [$this->seats(), $this->ledger()];
        $this->switchOff();
        $this->at('2026-11-27T22:00:00.000Z');
        self::assertSame($before, [$this->seats(), $this->ledger()]);
        $this->module->enable();
        self::assertSame($before, [$this->seats(), $this->ledger()]);
        Leave::due(20000, 60000);
        $this->assertEverybodyIsBack(self::MANY);
    }

    public function testSwitchedOffAndOnAgainBySqlThePagesEndItWithoutTheService(): void
    {
        $this->running();
        $this->switchOff();
        $this->at('2026-11-27T22:00:00.000Z');
        Sql::execute('INSERT INTO ' . Sql::table('module_shop') . " (`id_module`, `id_shop`) SELECT {$this->module->id}, `id_shop` FROM " . Sql::table('shop'), true);
        for ($page = 0; $page < 100 && $this->seats() !== $this->seats; ++$page) {
            (new HookDispatcher($this->module))->dispatch('hookActionFrontControllerInitAfter', []);
        }
        $this->assertEverybodyIsBack(self::MANY);
    }

    public function testSwitchedOffBehindItsBackAndThenUninstalledEverybodyIsPutBack(): void
    {
        $this->running();
        $this->switchOff();
        self::assertTrue($this->module->uninstall(), implode(' ', $this->module->getErrors()));
        $this->assertEverybodyIsBack(self::MANY);
    }

    /** @dataProvider goings */
    public function testInTheMiddleOfAnEnterBatchNobodyIsLetInAfterwards(string $going): void
    {
        $offer = $this->offer();
        $this->betweenChunks(3, $going);
        $answer = $this->enter($offer, $this->ids());
        self::assertSame('lease_lost', $answer['stopped'], 'the service must hear that it was stopped');
        $entered = (int) Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table());
        self::assertGreaterThan(0, $entered);
        self::assertLessThan(self::MANY, $entered);
        $this->assertEverybodyIsBack($entered);
    }

    /** @dataProvider goings */
    public function testInTheMiddleOfALeaveEverybodyLeavesOnce(string $going): void
    {
        $this->running();
        $this->at('2026-11-27T20:00:00.000Z');
        $this->betweenChunks(3, $going);
        Leave::due(20000, 60000);
        $this->assertEverybodyIsBack(self::MANY);
    }

    /** Nobody is put back by a reset, and both batches go on. */
    public function testAResetInTheMiddleOfBatchesStopsNone(): void
    {
        $offer = $this->offer();
        $this->betweenChunks(3, 'reset');
        self::assertSame(self::MANY, $this->enter($offer, $this->ids())['entered']);
        $this->at('2026-11-27T20:00:00.000Z');
        $this->betweenChunks(3, 'reset');
        self::assertSame(self::MANY, Leave::due(20000, 60000)['left']);
        $this->assertEverybodyIsBack(self::MANY);
    }

    /** @return array<string, array{string}> */
    public static function goings(): array
    {
        return ['disabled' => ['disable'], 'uninstalled' => ['uninstall']];
    }

    private function running(): int
    {
        $offer = $this->offer();
        self::assertSame(self::MANY, $this->enter($offer, $this->ids())['entered']);
        self::assertNotSame($this->seats, $this->seats());

        return $offer;
    }

    /** The merchant does it while a batch of the service is under way: just before its n-th transaction. */
    private function betweenChunks(int $number, string $going): void
    {
        $seen = 0;
        \Db::$before = function (string $sql) use (&$seen, $number, $going) {
            if (str_starts_with($sql, 'SET TRANSACTION') && ++$seen === $number) {
                \Db::$before = null;
                self::assertTrue((new \Groupoffers())->{$going}());
            }

            return null;
        };
    }

    private function switchOff(): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('module_shop') . ' WHERE `id_module` = ' . (int) $this->module->id, true);
    }

    private function assertEverybodyIsBack(int $enrolments): void
    {
        self::assertSame($this->seats, $this->seats());
        self::assertSame(
            [$enrolments, $enrolments, $enrolments],
            array_map('intval', array_values(Sql::row("SELECT COUNT(*), SUM(`outcome` = 'restored' AND `open_customer` IS NULL AND `closed_at` IS NOT NULL), SUM(`base_default` = 3 AND `base_groups` = IF(`id_customer` % 3 = 0, '2,3', '3')) FROM " . Enrolments::table()) ?? []))
        );
    }

    /** @return int[] */
    private function ids(): array
    {
        return range(self::FIRST, self::FIRST + self::MANY - 1);
    }

    /** Everybody's default group and groups, as one figure. */
    private function seats(): string
    {
        return (string) Sql::value('SELECT CONCAT(COUNT(*), \' \', SUM(CRC32(CONCAT(`id_customer`, \' \', `id_default_group`, \' \', `g`)))) FROM (SELECT c.`id_customer`, c.`id_default_group`, GROUP_CONCAT(m.`id_group` ORDER BY m.`id_group`) AS g FROM '
            . Sql::table('customer') . ' c LEFT JOIN ' . Sql::table('customer_group') . ' m ON m.`id_customer` = c.`id_customer` WHERE c.`id_customer` >= ' . self::FIRST . ' GROUP BY c.`id_customer`, c.`id_default_group`) s');
    }

    private function ledger(): string
    {
        return (string) Sql::value('SELECT CONCAT(COUNT(*), \' \', SUM(CRC32(CONCAT_WS(\' \', `id_enrolment`, `id_customer`, `open_customer`, `base_default`, `base_groups`, `written_default`, `written_groups`, `until_at`, `outcome`)))) FROM ' . Enrolments::table());
    }

    private function key(): string
    {
        return AccessKey::exists() ? (string) Sql::value('SELECT `key` FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers' AND `active` = 1") : '';
    }
}
