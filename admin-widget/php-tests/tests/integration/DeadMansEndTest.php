<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Offer\Notices;

/** The service is gone: visitors' pages alone end what is overdue (invariants 1, 3, 4). The offers are over at 20:00. */
final class DeadMansEndTest extends MovesCase
{
    protected function setUp(): void
    {
        parent::setUp();
        \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
    }

    public function testNobodyLeavesWithinTheGraceAndEverybodyAfterIt(): void
    {
        $ids = $this->customers(3);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        $this->visitAt('2026-11-27T20:00:00.000Z');
        $this->visitAt('2026-11-27T20:04:59.000Z');
        self::assertSame('open', $this->outcome($ids[0]));
        self::assertSame([], Notices::all());
        $this->visitAt('2026-11-27T20:05:01.000Z');
        foreach ($ids as $id) {
            self::assertSame([3, '3'], $this->seat($id));
            self::assertSame('restored', $this->outcome($id));
        }
        self::assertSame([[DeadMansEnd::NOTICE, $offer]], array_map(static fn (array $notice): array => [$notice['code'], $notice['idOffer']], Notices::all()));
    }

    public function testManyGoInStepsOfAtMostTwoThousandAndEachIsAPage(): void
    {
        $ids = $this->customers(4500);
        $this->enter($this->offer(), $ids);
        $left = [];
        for ($page = 0; $page < 100 && $this->inside() > 0; ++$page) {
            $before = $this->inside();
            $this->visitAt('2026-11-27T20:06:00.000Z');
            $left[] = $before - $this->inside();
        }
        self::assertSame(0, $this->inside());
        self::assertLessThanOrEqual(2000, max($left));
        self::assertGreaterThanOrEqual(3, count($left));
        self::assertSame('4500', Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table() . " WHERE `outcome` = 'restored'"));
    }

    public function testAPageWithNothingToDoAsksTheDatabaseNothing(): void
    {
        $this->enter($this->offer(), $this->customers(2));
        $this->visitAt('2026-11-27T17:00:00.000Z');
        $page = new HookDispatcher(new \Groupoffers());
        $this->at('2026-11-27T17:04:59.000Z');
        // The stand-in reads the configuration from its table; the core has it in memory by then.
        $statements = [];
        \Db::$before = static function (string $sql) use (&$statements) {
            if (strpos($sql, 'configuration') === false) {
                $statements[] = $sql;
            }

            return null;
        };
        $page->dispatch('hookActionFrontControllerInitAfter', []);
        \Db::$before = null;
        self::assertSame([], $statements);
    }

    public function testAStepThatFailsIsTriedAgainByOnePageAMinute(): void
    {
        $this->enter($this->offer(), $this->customers(1));
        $this->visitAt('2026-11-27T20:00:00.000Z');
        $fails = 0;
        \Db::$before = static function (string $sql) use (&$fails) {
            return str_contains($sql, 'groupoffers_enrolment') ? ++$fails > 0 && throw new \RuntimeException('gone') : null;
        };
        try {
            foreach (['06:00', '06:01', '06:59'] as $time) {
                $this->visitAt("2026-11-27T20:{$time}.000Z");
            }
        } finally {
            \Db::$before = null;
        }
        self::assertSame(1, $fails);
        $this->visitAt('2026-11-27T20:07:01.000Z');
        self::assertSame(0, $this->inside());
    }

    public function testTheModulesOwnShortcutLetsOnlyThoseThroughWhoHaveToLook(): void
    {
        self::assertSame([DeadMansEnd::LOOK_AT, DeadMansEnd::GRACE], ['GROUPOFFERS_LOOK_AT', 300], 'as in groupoffers.php');
        $this->enter($this->offer(), $this->customers(1));
        $this->at('2026-11-27T20:06:00.000Z');
        $page = static fn (int $ahead) => \Configuration::updateGlobalValue(DeadMansEnd::LOOK_AT, (string) (time() + $ahead)) && (new \Groupoffers())->hookActionFrontControllerInitAfter([]);
        $page(200);
        self::assertSame(1, $this->inside());
        $page(0);
        self::assertSame(0, $this->inside());
    }

    public function testWhoEntersOrIsEndedAfterALookIsNotMissedByTheNext(): void
    {
        $this->visitAt(self::NOW);
        $ids = $this->customers(2);
        $this->at('2026-11-27T17:00:01.000Z');
        $this->enter($this->offer(), $ids);
        Sql::execute('UPDATE ' . Enrolments::table() . " SET `until_at` = '2026-11-27 17:00:02.000'");
        $this->visitAt('2026-11-27T17:05:03.000Z');
        self::assertSame(0, $this->inside());
    }

    public function testWhoIsAtTheCheckoutWaitsForTheGraceAndTheDeadMans(): void
    {
        $ids = $this->customers(2);
        $this->enter($this->offer(['checkout_grace' => 600]), $ids);
        Sql::execute('INSERT INTO ' . Sql::table('cart') . " SET `id_customer` = {$ids[0]}, `date_add` = '2026-11-27 20:55:00', `date_upd` = '2026-11-27 20:55:00'");
        $this->visitAt('2026-11-27T20:06:00.000Z');
        self::assertSame(['open', 'restored'], [$this->outcome($ids[0]), $this->outcome($ids[1])]);
        $this->visitAt('2026-11-27T20:15:00.000Z');
        self::assertSame('restored', $this->outcome($ids[0]));
    }

    public function testAClockSetBackDoesNotSilenceIt(): void
    {
        \Configuration::updateGlobalValue(DeadMansEnd::LOOK_AT, (string) strtotime('2026-12-24T00:00:00Z'));
        $this->enter($this->offer(), $this->customers(1));
        $this->visitAt('2026-11-27T20:06:00.000Z');
        self::assertSame(0, $this->inside());
    }

    public function testOneProcessAtATime(): void
    {
        $this->enter($this->offer(), $this->customers(1));
        $other = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_);
        $taken = $other->query('SELECT GET_LOCK(CONCAT(DATABASE(), ' . Sql::quote('.' . _DB_PREFIX_ . 'groupoffers_end') . '), 0)');
        self::assertSame('1', $taken === false ? null : (string) $taken->fetchColumn());
        $this->visitAt('2026-11-27T20:06:00.000Z');
        self::assertSame(1, $this->inside());
        $other->query('SELECT RELEASE_ALL_LOCKS()');
        $this->visitAt('2026-11-27T20:06:10.000Z');
        self::assertSame(0, $this->inside());
    }

    public function testADatabaseInTroubleBreaksNoPageAndIsTriedAgainLater(): void
    {
        $this->enter($this->offer(), $this->customers(2));
        \Db::$before = static fn (string $sql) => strpos($sql, 'UPDATE') === 0 && strpos($sql, 'groupoffers_enrolment') !== false ? 'SELECT nonsense FROM nowhere' : null;
        $this->visitAt('2026-11-27T20:06:00.000Z');
        \Db::$before = null;
        self::assertSame(2, $this->inside());
        self::assertFalse(DeadMansEnd::isTime(), 'not each page tries it again');
        $this->visitAt('2026-11-27T20:07:01.000Z');
        self::assertSame(0, $this->inside());
    }

    private function visitAt(string $instant): void
    {
        $this->at($instant);
        (new HookDispatcher(new \Groupoffers()))->dispatch('hookActionFrontControllerInitAfter', []);
    }

    private function inside(): int
    {
        return (int) Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table() . " WHERE `outcome` = 'open'");
    }
}
