<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\Customers;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\Enter;

/** Entering: batches, chunks, what each chunk checks again, and what a retry finds. */
final class EnterTest extends MovesCase
{
    public function testCustomersOfSeveralChunksEnterAndComeBackExactly(): void
    {
        $ids = $this->customers(4500);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " SELECT `id_customer`, 2 FROM " . Sql::table('customer') . ' WHERE `id_customer` >= ' . self::FIRST . ' AND `id_customer` % 3 = 0');
        $before = $this->everything();
        $offer = $this->offer();
        $told = [];
        \Hook::$listeners['actiongroupoffersmoved'][] = static function (array $params) use (&$told): void {
            $told[] = array_map('count', $params['entered'] + ['left' => array_merge(...array_values($params['left'] ?: [[]]))]);
        };
        $answer = $this->enter($offer, $ids);
        self::assertSame([4500, 0, null, []], [$answer['entered'], $answer['already'], $answer['stopped'], $answer['refused']]);
        self::assertSame([[$offer => 4500, 'left' => 0]], $told);
        $group = $this->group($offer);
        self::assertSame([$group, "3,{$group}"], $this->seat(880003));
        self::assertSame([$group, "2,3,{$group}"], $this->seat(880005));
        self::assertSame('2026-11-27 18:00:00', Sql::value('SELECT `date_upd` FROM ' . Sql::table('customer') . ' WHERE `id_customer` = ' . self::FIRST), 'as the core writes it: in the shop\'s zone');
        self::assertSame(4500, $this->leaveAt('2026-11-27T20:00:00.000Z')['restored']);
        self::assertSame($before, $this->everything());
    }

    public function testALeaseFromBeforeTheClockWasSetBackHoldsNobodyUp(): void
    {
        $this->refused(Refusal::LEASE_HELD, static fn () => Lease::acquire('another'));
        $this->at('2026-11-27T16:30:00.000Z');
        self::assertSame($this->lease['number'] + 1, Lease::acquire('another')['number']);
    }

    public function testALeaseLostBetweenTwoChunksStopsTheBatchAndAnotherMayNotResumeIt(): void
    {
        $ids = $this->customers(Customers::CHUNK + 500);
        $body = $this->body($this->offer(), $ids);
        $this->before('COMMIT', 1, static function (): void {
            throw new \RuntimeException('the process dies here');
        });
        try {
            Enter::handle($body);
            self::fail('the batch should have been cut off');
        } catch (\RuntimeException $error) {
            self::assertSame('the process dies here', $error->getPrevious()?->getMessage() ?? $error->getMessage());
        }
        self::assertSame(Customers::CHUNK, (int) Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table()), 'invariant 7: the second chunk is not there in part');
        Lease::acquire('tests');
        $refusal = $this->refused(Refusal::UNFINISHED, fn () => Enter::handle($body));
        self::assertSame(Customers::CHUNK, $refusal->extra['progress']['entered']);
    }

    public function testAnUnfinishedBatchGoesOnUnderItsLease(): void
    {
        $body = $this->body($this->offer(), $this->customers(Customers::CHUNK + 500));
        $this->before('COMMIT', 1, static function (): void {
            throw new \RuntimeException('the process dies here');
        });
        try {
            Enter::handle($body);
            self::fail('the batch should have been cut off');
        } catch (\RuntimeException) {
            self::assertSame(Customers::CHUNK + 500, Enter::handle($body)['entered']);
        }
        self::assertSame(Customers::CHUNK + 500, (int) Sql::value('SELECT COUNT(*) FROM ' . Enrolments::table()));
    }

    /** F22: on PrestaShop 9 a failed statement answers false. Invariant 7, Whole. */
    public function testAFailedStatementRollsTheChunkBackOnPrestaShop9Too(): void
    {
        $ids = $this->customers(5);
        $offer = $this->offer();
        \Db::$silent = true;
        \Db::forget();
        try {
            $this->before('INSERT INTO `ps_groupoffers_enrolment`', 0, static function (): string {
                return 'INSERT INTO `ps_no_such_table` VALUES (1)';
            });
            $this->enter($offer, $ids);
            self::fail('a failed statement must not pass');
        } catch (\RuntimeException $error) {
            self::assertStringContainsString('INSERT failed with database error 1146', $error->getMessage());
        } finally {
            \Db::$silent = false;
            \Db::$before = null;
            \Db::forget();
        }
        self::assertSame([3, '3'], $this->seat($ids[0]));
    }

    public function testPauseHoldVersionAndClockAreCheckedInEachChunk(): void
    {
        $ids = $this->customers(1);
        $offer = $this->offer();
        State::set('hold', 'clock_jumped');
        $this->refused(Refusal::ON_HOLD, fn () => $this->enter($offer, $ids));
        State::set('hold', null);
        $this->refused(Refusal::STALE_VERSION, fn () => $this->enter($offer, $ids, ['version' => 2]));
        $this->at('2026-11-27T15:59:59.999Z');
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enter($offer, $ids));
        $this->at('2026-11-27T20:00:00.000Z');
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enter($offer, $ids));
        $this->at(self::NOW);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = 'paused'");
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enter($offer, $ids));
        self::assertSame([3, '3'], $this->seat($ids[0]));
    }

    public function testTheSameCustomerTwiceIsRefused(): void
    {
        $offer = $this->offer();
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enter($offer, [880001, 880001]));
    }

    /** Instead of the n-th such statement (from 0): `$work`, and what it gives is sent. */
    private function before(string $statement, int $skip, callable $work): void
    {
        \Db::$before = static function (string $sql) use ($statement, &$skip, $work): ?string {
            if (strpos($sql, $statement) !== 0 || $skip-- > 0) {
                return null;
            }
            \Db::$before = null;

            return $work();
        };
    }

    /** @return list<array<string, mixed>> */
    private function everything(): array
    {
        return Sql::rows('SELECT `c`.`id_customer`, `c`.`id_default_group`, `c`.`email`, `c`.`passwd`, GROUP_CONCAT(`g`.`id_group` ORDER BY `g`.`id_group`) AS `groups` FROM ' . Sql::table('customer')
            . ' AS `c` LEFT JOIN ' . Sql::table('customer_group') . ' AS `g` ON `g`.`id_customer` = `c`.`id_customer` WHERE `c`.`id_customer` >= ' . self::FIRST . ' GROUP BY `c`.`id_customer`');
    }
}
