<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\Schema;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

/** What goes before the module does, what stays, and what is forgotten. */
final class InstallerTest extends TestCase
{
    private const CUSTOMER = 770001;

    private \Groupoffers $module;

    protected function setUp(): void
    {
        $this->module = new \Groupoffers();
        if ((int) $this->module->id === 0) {
            $this->module->install();
        }
        $this->clear();
    }

    protected function tearDown(): void
    {
        $this->clear();
        if ((int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'") === 0) {
            (new \Groupoffers())->install();
        }
        (new \Groupoffers())->enable();
    }

    public function testUninstallingTakesKeyAndGroupsAwayAndKeepsTheLedger(): void
    {
        $group = $this->enrolled();
        $ledger = ShopStatus::read()['ledger'];
        self::assertTrue($this->module->uninstall(), implode(" ", $this->module->getErrors()));
        self::assertSame(['3', '3'], $this->customer());
        self::assertNull(Sql::row('SELECT 1 FROM ' . Sql::table('group') . " WHERE `id_group` = {$group}"));
        self::assertSame(0, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('carrier_group') . " WHERE `id_group` = {$group}"));
        self::assertFalse(AccessKey::exists());
        self::assertSame([], Schema::missing(_DB_PREFIX_));

        self::assertTrue((new \Groupoffers())->install());
        self::assertTrue(AccessKey::exists());
        self::assertGreaterThanOrEqual($ledger, ShopStatus::read()['ledger'], 'a smaller ledger means a restored backup');
    }

    public function testErasureTakesTheCustomerOutOfOfferAndLedger(): void
    {
        $this->enrolled();
        self::assertCount(1, CustomerData::export([self::CUSTOMER]));
        CustomerData::erase([self::CUSTOMER]);
        self::assertSame(['3', '3'], $this->customer());
        self::assertSame([], CustomerData::export([self::CUSTOMER]));
    }

    public function testRetentionForgetsWhatIsTwoYearsOverAndTheLedgerDoesNotShrink(): void
    {
        $this->enrolled();
        $this->module->disable();
        $ledger = ShopStatus::read()['ledger'];
        Clock::set(Clock::now()->modify('+23 months'));
        Ledger::purge();
        self::assertCount(1, CustomerData::export([self::CUSTOMER]));
        Clock::set(Clock::now()->modify('+2 months'));
        Ledger::purge();
        Clock::set(null);
        self::assertSame([], CustomerData::export([self::CUSTOMER]));
        self::assertSame($ledger, ShopStatus::read()['ledger']);
    }

    /** @return int the group of a running offer with one customer in it */
    private function enrolled(): int
    {
        $now = Clock::now();
        $end = $now->modify('+1 hour');
        $id = (int) Offers::insert([
            'name' => 'Installer',
            'intent' => 'armed',
            'discount' => '10',
            'schedule' => (string) json_encode(['timezone' => 'UTC', 'start' => $now->format('Y-m-d\TH:i:s'), 'end' => $end->format('Y-m-d\TH:i:s'), 'recurrence' => null]),
            'starts_at' => $now->format('Y-m-d H:i:s'),
            'ends_at' => $end->format('Y-m-d H:i:s'),
        ])['id_group_offer'];
        $group = OfferGroups::prepare($id, 1, null, false)['idGroup'];
        $customer = self::CUSTOMER;
        Sql::execute('INSERT INTO ' . Sql::table('customer') . " SET `id_customer` = {$customer}, `id_default_group` = {$group}, `id_shop` = 1, `id_shop_group` = 1, `email` = 'x@example.com',"
            . " `firstname` = 'X', `lastname` = 'Y', `passwd` = 'z', `active` = 1, `date_add` = NOW(), `date_upd` = NOW()");
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " (`id_customer`, `id_group`) VALUES ({$customer}, 3), ({$customer}, {$group})");
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_enrolment') . " SET `id_customer` = {$customer}, `open_customer` = {$customer}, `id_group_offer` = {$id}, `id_group` = {$group},"
            . " `window_start` = '" . $now->format('Y-m-d H:i:s') . "', `window_end` = '" . $end->format('Y-m-d H:i:s') . "', `base_default` = 3, `base_groups` = '3', `written_default` = {$group},"
            . " `written_groups` = '3,{$group}', `until_at` = '" . $end->format('Y-m-d H:i:s') . "', `opened_at` = '" . Clock::sql($now) . "', `outcome` = 'open'");

        return $group;
    }

    /** @return string[] default group, groups */
    private function customer(): array
    {
        $id = self::CUSTOMER;
        $row = Sql::row('SELECT c.`id_default_group` AS d, (SELECT GROUP_CONCAT(g.`id_group`) FROM ' . Sql::table('customer_group') . " g WHERE g.`id_customer` = {$id}) AS g FROM "
            . Sql::table('customer') . " c WHERE c.`id_customer` = {$id}") ?? [];

        return array_map('strval', array_values($row));
    }

    private function clear(): void
    {
        foreach (['customer', 'customer_group'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_customer` = ' . self::CUSTOMER);
        }
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_enrolment') . ' WHERE `id_customer` IN (0, ' . self::CUSTOMER . ')');
        Clock::set(null);
    }
}
