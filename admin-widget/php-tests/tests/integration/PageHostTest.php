<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Admin\Gate;
use PrestaShop\Module\GroupOffers\Admin\Rights;
use PrestaShop\Module\GroupOffers\Admin\Root;
use PrestaShop\Module\GroupOffers\Core\JsonAnswer;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\MenuTab;

/** Where the page is in the back office, and whom its gate lets in. */
final class PageHostTest extends TestCase
{
    private const LOOK = '{"resource":"page_connection","method":"GET"}';
    private const CHANGE = '{"resource":"page_connection","method":"POST","body":{"dropTables":false}}';

    private \Groupoffers $module;

    protected function setUp(): void
    {
        $this->module = new \Groupoffers();
        if ((int) $this->module->id === 0) {
            $this->module->install();
        }
        $this->logIn(1);
    }

    protected function tearDown(): void
    {
        $context = \Context::getContext();
        $context->employee = $context->language = $context->link = null;
        if ((int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'") === 0) {
            (new \Groupoffers())->install();
            (new \Groupoffers())->enable();
        }
    }

    public function testTheMenuEntryStandsUnderCustomersInEveryLanguage(): void
    {
        $entry = $this->entry();
        self::assertSame((int) \Tab::getIdFromClassName('AdminParentCustomer'), (int) ($entry['id_parent'] ?? -1));
        self::assertSame('groupoffers', $entry['module'] ?? null);
        $names = 'SELECT COUNT(*) FROM ' . Sql::table('tab_lang') . " WHERE `name` <> '' AND `id_tab` = " . (int) ($entry['id_tab'] ?? 0);
        self::assertSame((int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('lang')), (int) Sql::value($names));
    }

    public function testALanguageThatIsAddedLaterHasItToo(): void
    {
        $names = fn (): array => array_column(Sql::rows('SELECT `name` FROM ' . Sql::table('tab_lang') . ' WHERE `id_tab` = ' . (int) ($this->entry()['id_tab'] ?? 0) . ' ORDER BY `id_lang`'), 'name');
        $before = $names();
        Sql::execute('INSERT INTO ' . Sql::table('lang') . " (`id_lang`, `name`, `iso_code`) VALUES (9, 'Deutsch', 'de')");
        try {
            (new HookDispatcher($this->module))->dispatch('hookActionObjectLanguageAddAfter', []);
            self::assertSame([...$before, 'Group offers'], $names());
            // The core may fill the tables of a new language after the hook.
            Sql::execute('UPDATE ' . Sql::table('tab_lang') . " SET `name` = '' WHERE `id_lang` = 9");
            Sql::execute('UPDATE ' . Sql::table('tab_lang') . " SET `name` = 'Ours' WHERE `id_lang` = 1 AND `id_tab` = " . (int) ($this->entry()['id_tab'] ?? 0));
            MenuTab::repair($this->module);
            self::assertSame(['Ours', ...array_slice($before, 1), 'Group offers'], $names(), 'only what is missing is written');
        } finally {
            Sql::execute('DELETE FROM ' . Sql::table('lang') . ' WHERE `id_lang` = 9');
            Sql::execute('DELETE FROM ' . Sql::table('tab_lang') . ' WHERE `id_lang` = 9');
            MenuTab::ensure($this->module);
        }
    }

    public function testAResetKeepsTheMenuEntryAndAnUninstallTakesItAway(): void
    {
        $before = $this->entry();
        self::assertNotNull($before);
        self::assertTrue($this->module->install());
        self::assertSame($before, $this->entry(), 'a new one would lose the rights of the profiles');
        self::assertTrue($this->module->uninstall(), implode(' ', $this->module->getErrors()));
        self::assertNull($this->entry());
    }

    public function testATokenIsOneEmployeesAndOverWithTheirPassword(): void
    {
        $token = Rights::ofEmployee()->token();
        self::assertSame(200, $this->ask(self::LOOK, $token)->status);
        $this->logIn(2);
        self::assertSame(401, $this->ask(self::LOOK, $token)->status);
        $this->logIn(1, 'another password');
        self::assertSame(401, $this->ask(self::LOOK, $token)->status);
    }

    public function testWhoMayOnlyLookIsToldSoBeforeAnythingIsChanged(): void
    {
        $this->logIn(2);
        self::assertNotContains('edit', Root::boot($this->module, 'page', 0)['rights']);
        self::assertSame(200, $this->ask(self::LOOK)->status);
        self::assertSame(403, $this->ask(self::CHANGE)->status);
        $this->logIn(1);
        self::assertSame(200, $this->ask(self::CHANGE)->status);
    }

    public function testNothingIsChangedByWhatOnlyLooks(): void
    {
        $key = 'SELECT GROUP_CONCAT(`key`) FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers'";
        $before = Sql::value($key);
        foreach ([1, 2] as $employee) {
            $this->logIn($employee);
            foreach (['{"make":"key"}', '{"show":"key"}', '{"switchOn":"webservice"}', '{"dropTables":true}'] as $body) {
                $answer = $this->ask('{"resource":"page_connection","method":"GET","body":' . $body . '}');
                self::assertSame(400, $answer->status, $body);
            }
        }
        self::assertSame($before, Sql::value($key));
        self::assertStringContainsString('"dropTables":false', $this->ask(self::LOOK)->content);
    }

    public function testNobodyIsLetInWithoutALogin(): void
    {
        $token = Rights::ofEmployee()->token();
        \Context::getContext()->employee = null;
        self::assertSame(401, $this->ask(self::LOOK, $token)->status);
        self::assertSame(403, $this->ask(self::LOOK)->status);
    }

    public function testAFormOfAnotherSiteIsRefused(): void
    {
        foreach (['', 'text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'] as $type) {
            self::assertSame(400, $this->ask(self::LOOK, null, $type)->status, $type);
        }
    }

    private function ask(string $body, ?string $token = null, string $type = 'application/json'): JsonAnswer
    {
        $rights = Rights::ofEmployee();

        return (new Gate($this->module, $rights))->answer($type, $token ?? $rights->token(), $body);
    }

    private function logIn(int $id, string $password = 'secret'): void
    {
        $context = \Context::getContext();
        $context->employee = new \Employee();
        $context->employee->id = $context->employee->id_profile = $id;
        $context->employee->passwd = $password;
        $context->language = new \Language(1);
        $context->link = new \Link();
    }

    /** @return array<string, string|null>|null */
    private function entry(): ?array
    {
        return Sql::row('SELECT * FROM ' . Sql::table('tab') . " WHERE `class_name` = 'AdminGroupOffers'");
    }
}
