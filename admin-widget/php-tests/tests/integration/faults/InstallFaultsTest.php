<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\Installer;
use PrestaShop\Module\GroupOffers\Install\KeyRights;
use PrestaShop\Module\GroupOffers\Install\Schema;

/** The database fails while the module is installed, disabled or removed. */
final class InstallFaultsTest extends FaultCase
{
    /** @var int[] */
    private array $ids;

    protected function tearDown(): void
    {
        Fault::disarm();
        self::install();
        parent::tearDown();
    }

    /** The merchant tries again; invariant 1: everybody is back, whatever was cut off. */
    public function testDisabling(): void
    {
        $this->inside();
        $this->atEachStatementOfAPage(static fn (): bool => (new \Groupoffers())->disable(), static function (): void {
            self::assertTrue((new \Groupoffers())->disable());
        }, fn (): array => $this->seats());
        self::assertSame(0, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('group') . ' WHERE `id_group` > 3 AND `reduction` > 0'));
    }

    public function testUninstalling(): void
    {
        $this->inside();
        $this->atEachStatementOfAPage(static fn (): bool => (new \Groupoffers())->uninstall(), function (): void {
            self::install();
            self::assertTrue((new \Groupoffers())->uninstall());
            self::assertFalse(AccessKey::exists());
        }, fn (): array => $this->seats());
    }

    /** What was cut off is made by the next try, and the key has its rights. */
    public function testInstalling(): void
    {
        State::set(Installer::STATE_DROP_TABLES, '1');
        self::assertTrue((new \Groupoffers())->uninstall());
        $statements = 0;
        Fault::watch(static function () use (&$statements): ?int {
            ++$statements;

            return null;
        });
        self::install();
        Fault::disarm();
        self::assertGreaterThan(40, $statements);
        for ($position = 0; $position < $statements; ++$position) {
            $fault = Fault::cases()[($position + self::seed()) % count(Fault::cases())];
            self::removed();
            $fault->arm($position);
            try {
                (new \Groupoffers())->install();
            } catch (\Throwable) {
                // The core's own part.
            }
            Fault::disarm();
            self::tally($fault);
            $where = "{$fault->value} at statement {$position}, PROOF_SEED=" . self::seed();
            $module = new \Groupoffers();
            self::assertTrue($module->install(), $where . ': ' . implode(' ', $module->getErrors()));
            self::assertSame([], Schema::missing(_DB_PREFIX_), $where);
            self::assertSame(1, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers'"), $where);
            self::assertSame(count(KeyRights::wanted(KeyRights::SERVICE)), (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('webservice_permission')
                . ' WHERE `id_webservice_account` = (SELECT `id_webservice_account` FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers')"), $where);
            self::assertNotNull(AccessKey::reveal(), "{$where}: the key is shown once");
        }
    }

    private function inside(): void
    {
        $this->ids = $this->customers(3);
        $offer = $this->offer();
        $this->enter($offer, $this->ids);
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_customer` = {$this->ids[2]}");
    }

    /** @return array<int, list<mixed>> */
    private function seats(): array
    {
        return array_map(fn (int $id): array => $this->seat($id) ?? [], $this->ids);
    }

    private static function install(): void
    {
        $module = new \Groupoffers();
        self::assertTrue($module->install() && $module->enable(), implode(' ', $module->getErrors()));
    }

    private static function removed(): void
    {
        foreach (Schema::dropStatements(_DB_PREFIX_) as $statement) {
            Sql::execute($statement);
        }
        AccessKey::remove();
        Sql::execute('DELETE FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'");
    }
}
