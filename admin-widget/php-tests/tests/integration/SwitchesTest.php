<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Health\Cron;
use PrestaShop\Module\GroupOffers\Health\Switches;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\KeyRights;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;
use PrestaShop\Module\GroupOffers\Page\Overview;

/** Each of PrestaShop's switches that bypasses the module is found, named, and gone from the list when it is put right. */
final class SwitchesTest extends MovesCase
{
    private \Groupoffers $module;

    protected function setUp(): void
    {
        parent::setUp();
        $this->module = new \Groupoffers();
        if ((int) $this->module->id === 0) {
            $this->module->install();
        }
        $this->module->enable();
        $this->module->reset();
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_state') . " WHERE `name` IN ('cron_called', 'dead_man_waited')");
        \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
        self::assertSame([], Switches::read());
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Sql::execute('DELETE FROM ' . Sql::table('hook_module_exceptions'));
        \Configuration::updateGlobalValue('PS_DISABLE_NON_NATIVE_MODULE', '0');
        \Configuration::updateGlobalValue('PS_WEBSERVICE', '1');
        AccessKey::renew($this->module, KeyRights::SERVICE);
        $this->module->reset();
        $this->module->enable();
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_state') . " WHERE `name` IN ('cron_called', 'dead_man_waited')");
    }

    public function testAShopInWhichTheModuleIsDisabled(): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('module_shop') . ' WHERE `id_module` = ' . (int) $this->module->id . ' LIMIT 1');
        self::assertSame([Switches::MODULE_OFF], $this->codes());
        self::assertCount(1, Switches::read()[0]['what']);
        $this->module->enable();
        self::assertSame([], Switches::read());
    }

    public function testModulesThatAreNotPrestaShopsAreOff(): void
    {
        \Configuration::updateGlobalValue('PS_DISABLE_NON_NATIVE_MODULE', '1');
        self::assertSame([['code' => Switches::FOREIGN_OFF, 'what' => []]], ShopDetails::read()['switches']);
    }

    public function testEachHookThatIsUnregisteredIsNamedAndAResetMendsIt(): void
    {
        foreach (array_keys(HookDispatcher::HOOKS) as $hook) {
            Sql::execute('DELETE m FROM ' . Sql::table('hook_module') . ' m JOIN ' . Sql::table('hook') . " h ON h.`id_hook` = m.`id_hook` WHERE h.`name` = '{$hook}' AND m.`id_module` = " . (int) $this->module->id);
            self::assertSame([['code' => Switches::HOOK_MISSING, 'what' => [$hook]]], Switches::read());
            self::assertTrue($this->module->reset());
            self::assertSame([], Switches::read());
        }
    }

    public function testAHookUnderItsOlderNameIsNotMissing(): void
    {
        Sql::execute('UPDATE ' . Sql::table('hook') . " SET `name` = 'displayBackOfficeCustomers' WHERE `name` = 'displayAdminCustomers'");
        self::assertSame([Switches::HOOK_MISSING], $this->codes());
        Sql::execute('INSERT INTO ' . Sql::table('hook_alias') . " (`alias`, `name`) VALUES ('displayAdminCustomers', 'displayBackOfficeCustomers')");
        self::assertSame([], Switches::read());
        Sql::execute('DELETE FROM ' . Sql::table('hook_alias'));
        Sql::execute('UPDATE ' . Sql::table('hook') . " SET `name` = 'displayAdminCustomers' WHERE `name` = 'displayBackOfficeCustomers'");
    }

    public function testPagesThatAreExceptedFromAHook(): void
    {
        $hook = (int) Sql::value('SELECT `id_hook` FROM ' . Sql::table('hook') . " WHERE `name` = 'actionFrontControllerInitAfter'");
        Sql::execute('INSERT INTO ' . Sql::table('hook_module_exceptions') . ' (`id_shop`, `id_module`, `id_hook`, `file_name`) VALUES (1, ' . (int) $this->module->id . ", {$hook}, 'product')");
        self::assertSame([['code' => Switches::HOOK_EXCEPTIONS, 'what' => ['actionFrontControllerInitAfter: product']]], Switches::read());
    }

    public function testTheWebserviceIsOff(): void
    {
        \Configuration::updateGlobalValue('PS_WEBSERVICE', '0');
        self::assertSame([Switches::WEBSERVICE_OFF], array_column(Overview::read()['switches'], 'code'));
    }

    public function testTheKeyIsInactiveOrLacksARight(): void
    {
        $account = (int) Sql::value('SELECT `id_webservice_account` FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers' ORDER BY `id_webservice_account` DESC LIMIT 1");
        Sql::execute('DELETE FROM ' . Sql::table('webservice_permission') . " WHERE `id_webservice_account` = {$account} AND `resource` = 'group_offer_moves'", true);
        self::assertSame([['code' => Switches::KEY_LACKS, 'what' => ['group_offer_moves POST']]], Switches::read());
        self::assertTrue($this->module->reset());
        self::assertSame([Switches::KEY_LACKS], $this->codes(), 'what the merchant took away stays away');
        Sql::execute('UPDATE ' . Sql::table('webservice_account') . " SET `active` = 0 WHERE `id_webservice_account` = {$account}", true);
        self::assertSame([Switches::KEY_OFF], $this->codes());
        self::assertTrue($this->module->reset());
        self::assertSame([Switches::KEY_OFF], $this->codes());
    }

    public function testAMissingAuthorisationIsPutRightByThePageItself(): void
    {
        $rows = ' FROM ' . Sql::table('module_group') . ' WHERE `id_module` = ' . (int) $this->module->id;
        $before = Sql::value("SELECT COUNT(*){$rows}");
        Sql::execute("DELETE{$rows} LIMIT 1", true);
        Overview::read();
        self::assertSame($before, Sql::value("SELECT COUNT(*){$rows}"));
        self::assertSame([], ModuleAccess::repair((int) $this->module->id));
    }

    /** Invariant 4: on a shop that nobody visits nobody is left in an offer without anybody being told. The offer is over at 20:00. */
    public function testAShopSoQuietThatSomebodyOverdueHadToWaitNeedsTheCronAddress(): void
    {
        $this->enter($this->offer(), $this->customers(2));
        \Configuration::updateGlobalValue(DeadMansEnd::LOOK_AT, (string) Clock::parse(self::NOW)->getTimestamp());
        $this->at('2026-11-27T20:19:00.000Z');
        self::assertSame([], Switches::read(), 'usual');
        $this->at('2026-11-27T23:05:00.000Z');
        self::assertSame([['code' => Switches::CRON_NEEDED, 'what' => ['180']]], Switches::read(), 'while they wait');
        (new HookDispatcher($this->module))->dispatch('hookActionFrontControllerInitAfter', []);
        self::assertSame('restored', $this->outcome(self::FIRST));
        self::assertSame([['code' => Switches::CRON_NEEDED, 'what' => ['180']]], Switches::read(), 'and afterwards');
        $this->at('2026-11-27T23:06:00.000Z');
        self::assertSame(200, Cron::answer(Cron::renew())->status);
        self::assertSame([], Switches::read(), 'until cron calls');
    }

    public function testAVisitedShopNeedsNoCron(): void
    {
        $this->enter($this->offer(), $this->customers(1));
        foreach (['19:50', '20:00', '20:06', '20:40'] as $time) {
            $this->at("2026-11-27T{$time}:00.000Z");
            (new HookDispatcher($this->module))->dispatch('hookActionFrontControllerInitAfter', []);
            self::assertSame([], Switches::read(), $time);
        }
        self::assertSame('restored', $this->outcome(self::FIRST));
    }

    /** @return string[] */
    private function codes(): array
    {
        return array_column(Switches::read(), 'code');
    }
}
