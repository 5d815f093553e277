<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Admin\Connection;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Health\Cron;
use PrestaShop\Module\GroupOffers\Install\Installer;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

/** The service is gone, and nobody visits the shop: the cron address ends what is overdue (invariants 1, 4). The offers are over at 20:00. */
final class CronTest extends MovesCase
{
    private const LATER = '2026-11-27T20:06:00.000Z';

    protected function setUp(): void
    {
        parent::setUp();
        \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_state') . " WHERE `name` LIKE 'cron\\_%'");
    }

    public function testOneCallPutsEverybodyBackHoweverMany(): void
    {
        $ids = $this->customers(4500);
        $this->enter($this->offer(), $ids);
        $secret = $this->secret();
        $this->at('2026-11-27T20:04:59.000Z');
        self::assertSame([200, ['left' => 0, 'remaining' => 0, 'nextDue' => '2026-11-27T20:00:00.000Z']], $this->call($secret));
        $this->at(self::LATER);
        self::assertSame([200, ['left' => 4500, 'remaining' => 0, 'nextDue' => null]], $this->call($secret));
        self::assertSame([3, '3'], $this->seat($ids[4499]));
        self::assertSame([200, ['left' => 0, 'remaining' => 0, 'nextDue' => null]], $this->call($secret));
    }

    public function testWithoutTheSecretNothingIsDone(): void
    {
        $this->enter($this->offer(), $this->customers(2));
        $secret = $this->secret();
        $this->at(self::LATER);
        $hash = (string) State::get('cron_hash');
        foreach (['', 'x', strrev($secret), $hash, "{$secret} "] as $wrong) {
            [$status, $answer] = $this->call($wrong);
            self::assertSame(403, $status);
            self::assertSame(403, $answer['errors'][0]['code']);
            self::assertStringNotContainsString($secret, (string) json_encode($answer));
        }
        self::assertSame('2', Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table() . " WHERE `outcome` = 'open'"));
        self::assertNull(Cron::lastCalled());
    }

    public function testAShopWithoutASecretLetsNobodyIn(): void
    {
        self::assertSame(403, $this->call('')[0]);
        self::assertSame(403, $this->call(hash('sha256', ''))[0]);
    }

    public function testItIsShownOnceAndANewOneEndsTheOld(): void
    {
        $shown = Connection::answer(new \Groupoffers(), ['show' => 'cron'])['cron'];
        self::assertSame(1, preg_match('/^[0-9a-f]{48}$/D', (string) $shown['secret']));
        self::assertStringEndsWith('/index.php?fc=module&module=groupoffers&controller=cron', $shown['url']);
        self::assertSame([null, true, null], [($again = Connection::answer(new \Groupoffers(), ['show' => 'cron'])['cron'])['secret'], $again['shown'], $again['called']]);
        self::assertNull(State::get('cron_secret'), 'the shop keeps no more of it than its hash');
        $made = Connection::answer(new \Groupoffers(), ['make' => 'cron'])['cron']['secret'];
        self::assertSame([403, 200], [$this->call((string) $shown['secret'])[0], $this->call((string) $made)[0]]);
        self::assertNotNull(Connection::answer(new \Groupoffers(), [])['cron']['called']);
    }

    public function testASecretThatNobodySawIsNotKept(): void
    {
        State::set('cron_hash', hash('sha256', 'unseen'));
        State::set('cron_secret', 'unseen');
        (new Installer(new \Groupoffers()))->install();
        self::assertSame([403, null], [$this->call('unseen')[0], State::get('cron_secret')]);
    }

    public function testWhatHasAgedIsForgottenWithoutAService(): void
    {
        $ids = $this->customers(1);
        $this->enter($this->offer(), $ids);
        $secret = $this->secret();
        $this->at(self::LATER);
        $this->call($secret);
        $this->at('2028-12-01T12:00:00.000Z');
        $this->call($secret);
        self::assertSame('0', Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table() . " WHERE `id_customer` = {$ids[0]}"));
    }

    public function testAResetKeepsTheSecret(): void
    {
        $secret = $this->secret();
        (new Installer(new \Groupoffers()))->install();
        self::assertSame(200, $this->call($secret)[0]);
    }

    public function testWhileAnotherProcessTakesAStepItWaits(): void
    {
        $this->enter($this->offer(), $this->customers(1));
        $secret = $this->secret();
        $this->at(self::LATER);
        $lock = 'CONCAT(DATABASE(), ' . Sql::quote('.' . _DB_PREFIX_ . 'groupoffers_end') . ')';
        $other = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_);
        $other->query("SELECT GET_LOCK({$lock}, 0)");
        $asked = 0;
        \Db::$before = static function (string $sql) use ($other, &$asked) {
            if (str_contains($sql, 'GET_LOCK') && ++$asked === 3) {
                $other->query('SELECT RELEASE_ALL_LOCKS()');
            }

            return null;
        };
        [$status, $answer] = $this->call($secret);
        \Db::$before = null;
        self::assertSame([200, 1, 3], [$status, $answer['left'], $asked]);
    }

    private function secret(): string
    {
        return Cron::renew();
    }

    /** @return array{int, array<string, mixed>} */
    private function call(string $secret): array
    {
        $answer = Cron::answer($secret);

        return [$answer->status, (array) json_decode($answer->content, true)];
    }
}
