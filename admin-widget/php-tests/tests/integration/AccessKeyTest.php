<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Admin\Connection;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\KeyRights;
use PrestaShop\Module\GroupOffers\Offer\Notices;

/** Two keys: how they are made, renewed and withdrawn, and what the merchant does to them in PrestaShop's own page. */
final class AccessKeyTest extends TestCase
{
    private const STATUS = 'group_offer_status';

    private \Groupoffers $module;

    protected function setUp(): void
    {
        $this->module = new \Groupoffers();
        if ((int) $this->module->id === 0) {
            $this->module->install();
        }
        AccessKey::remove();
        AccessKey::ensure($this->module);
    }

    protected function tearDown(): void
    {
        Clock::set(null);
        unset($_SERVER['PHP_AUTH_USER']);
        Notices::takeBack(AccessKey::NARROWED, 0);
        AccessKey::remove();
        AccessKey::ensure($this->module);
    }

    public function testTheServicesKeyIsThereAndTheOtherIsNot(): void
    {
        self::assertSame([true, false], [AccessKey::exists(), AccessKey::exists(KeyRights::PLANNING)]);
        self::assertEqualsCanonicalizing(KeyRights::wanted(KeyRights::SERVICE), $this->rights((string) AccessKey::reveal()));
        self::assertNull(AccessKey::reveal(), 'it is shown once');
    }

    public function testThePlanningKeyIsMadeShownOnceAndWithdrawnOnItsOwn(): void
    {
        $service = (string) AccessKey::reveal();
        $made = $this->connection(['make' => 'planning'])['planning'];
        self::assertSame(1, preg_match('/^[A-Z2-9]{32}$/', (string) $made['key']));
        self::assertEqualsCanonicalizing(KeyRights::wanted(KeyRights::PLANNING), $this->rights($made['key']));
        self::assertSame(['exists' => true, 'key' => null, 'beforeUntil' => null], $this->connection([])['planning']);
        $this->connection(['withdraw' => 'planning']);
        self::assertSame([200, 401], [$this->ask($service), $this->ask($made['key'])]);
        $this->module->reset();
        self::assertFalse(AccessKey::exists(KeyRights::PLANNING));
    }

    public function testANewKeyStopsNothing(): void
    {
        $this->at('2026-11-27 10:00:00');
        $old = (string) AccessKey::reveal();
        $answer = $this->connection(['make' => 'key']);
        $new = (string) $answer['key'];
        self::assertSame('2026-11-27T10:10:00.000Z', $answer['keyBeforeUntil']);
        $this->at('2026-11-27 10:09:59');
        self::assertSame([200, 200], [$this->ask($old), $this->ask($new)]);
        $this->at('2026-11-27 10:10:00');
        self::assertSame([401, 401, 200], [$this->ask($old), $this->ask($old), $this->ask($new)]);
        self::assertNull($this->connection([])['keyBeforeUntil']);
    }

    public function testOfSeveralNewOnesTheLastTwoWorkAndWithdrawingEndsBoth(): void
    {
        $keys = [(string) AccessKey::reveal()];
        foreach ([1, 2] as $_) {
            $keys[] = (string) $this->connection(['make' => 'key'])['key'];
        }
        self::assertSame([401, 200, 200], array_map([$this, 'ask'], $keys));
        $this->connection(['withdraw' => 'key']);
        self::assertSame([401, 401, 401], array_map([$this, 'ask'], $keys));
        $this->module->reset();
        self::assertFalse(AccessKey::exists());
    }

    public function testWhatTheMerchantSwitchedOffOrDeletedStaysSo(): void
    {
        foreach (['UPDATE %s SET `active` = 0', 'DELETE FROM %s'] as $by) {
            AccessKey::remove();
            AccessKey::ensure($this->module);
            Sql::execute(sprintf($by, Sql::table('webservice_account')) . " WHERE `module_name` = 'groupoffers'", true);
            self::assertTrue($this->module->reset());
            self::assertFalse(AccessKey::exists());
            self::assertSame('0', Sql::value('SELECT COUNT(*) FROM ' . Sql::table('webservice_account') . " WHERE `module_name` = 'groupoffers' AND `active` = 1"));
        }
    }

    public function testARightThatTheMerchantTookAwayStaysAway(): void
    {
        $key = (string) AccessKey::reveal();
        Sql::execute('DELETE FROM ' . Sql::table('webservice_permission') . " WHERE `resource` = 'group_offer_facts'", true);
        $this->module->reset();
        self::assertNotContains('group_offer_facts GET', $this->rights($key));
        self::assertContains('group_offer_facts GET', $this->rights((string) $this->connection(['make' => 'key'])['key']), 'a new key is what a key should be');
    }

    public function testTheKeyOfBeforeKeepsTheServicesRightsAndSaysWhatItLost(): void
    {
        $key = $this->ofBefore();
        Sql::execute('INSERT INTO ' . Sql::table('webservice_permission') . " (`resource`, `method`, `id_webservice_account`) SELECT 'customers', 'GET', MAX(`id_webservice_account`) FROM " . Sql::table('webservice_account'), true);
        $this->module->reset();
        self::assertEqualsCanonicalizing([...KeyRights::wanted(KeyRights::SERVICE), 'customers GET'], $this->rights($key), 'what the merchant added is theirs');
        self::assertSame(200, $this->ask($key));
        self::assertContains('key_narrowed', array_column(Notices::all(), 'code'));
        $this->connection(['make' => 'planning']);
        self::assertNotContains(AccessKey::NARROWED, array_column(Notices::all(), 'code'));
        self::assertSame(200, $this->ask($key));
    }

    public function testAWithdrawnKeyOfBeforeIsNotBroughtBackByTheUpgrade(): void
    {
        $key = $this->ofBefore();
        Sql::execute('UPDATE ' . Sql::table('webservice_account') . " SET `active` = 0 WHERE `module_name` = 'groupoffers'", true);
        $this->module->reset();
        self::assertSame([false, 401], [AccessKey::exists(), $this->ask($key)]);
    }

    /** @return string a key as 0.2.0 had it */
    private function ofBefore(): string
    {
        $key = (string) AccessKey::reveal();
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_state') . " WHERE `name` LIKE 'key\\_service%'");
        foreach (['POST', 'PUT'] as $method) {
            Sql::execute('INSERT INTO ' . Sql::table('webservice_permission') . " (`resource`, `method`, `id_webservice_account`) SELECT 'group_offers', '{$method}', MAX(`id_webservice_account`) FROM " . Sql::table('webservice_account'), true);
        }

        return $key;
    }

    /** @return string[] `resource METHOD` */
    private function rights(string $key): array
    {
        return array_map(
            static fn (array $row): string => "{$row['resource']} {$row['method']}",
            Sql::rows('SELECT p.`resource`, p.`method` FROM ' . Sql::table('webservice_permission') . ' p JOIN ' . Sql::table('webservice_account')
                . ' a ON a.`id_webservice_account` = p.`id_webservice_account` WHERE a.`key` = ' . Sql::quote($key))
        );
    }

    /** @return int the Webservice's status */
    private function ask(string $key): int
    {
        $_SERVER['PHP_AUTH_USER'] = $key;

        return (new \WebserviceRequest())->fetch($key, 'GET', self::STATUS, ['output_format' => 'JSON'], '')['status'];
    }

    /** @return array<string, mixed> */
    private function connection(array $body): array
    {
        return Connection::answer($this->module, $body);
    }

    private function at(string $instant): void
    {
        Clock::set(new \DateTimeImmutable("{$instant} UTC"));
    }
}
