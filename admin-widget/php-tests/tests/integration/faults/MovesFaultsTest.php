<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\Customers;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Enter;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Moves\Pause;
use PrestaShop\Module\GroupOffers\Moves\Until;
use WebserviceSpecificManagementGroupOfferMoves as Moves;

/** The database fails while customers are moved. */
final class MovesFaultsTest extends FaultCase
{
    private const HOURLY = '{"turn":"PT1H","by":{"cohorts":3},"coolDown":0,"maxTurns":null}';

    /** New ones, some who switch and lose a turn by it, one who is pinned, one at the checkout, one who is there already. */
    public function testEntering(): void
    {
        $ids = $this->customers(9);
        $rotating = $this->offer(['rotation' => self::HOURLY]);
        $this->turn($rotating, [$ids[0], $ids[1]]);
        $offer = $this->offer(['name' => 'Higher', 'checkout_grace' => 600, 'starts_at' => '2026-11-27 16:55:00']);
        $window = ['window' => ['start' => '2026-11-27T16:55:00.000Z', 'end' => '2026-11-27T20:00:00.000Z']];
        $this->enter($offer, [$ids[2]], $window);
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_pin') . " VALUES ({$ids[3]}, '2026-11-01 00:00:00')");
        Sql::execute('INSERT INTO ' . Sql::table('cart') . " (`id_customer`, `date_add`, `date_upd`) VALUES ({$ids[4]}, '2026-11-27 17:54:00', '2026-11-27 17:54:30')");
        $expect = [['default' => $this->group($rotating), 'ids' => [$ids[0], $ids[1]]], ['default' => $this->group($offer), 'ids' => [$ids[2]]], ['default' => 3, 'ids' => array_slice($ids, 3)]];
        $body = $this->body($offer, [], ['expect' => $expect] + $window);
        $this->atEachStatement(static fn (): array => Enter::handle($body));
        self::assertSame(['entered' => 4, 'switched' => 2, 'already' => 1, 'deferred' => 1], array_slice((array) Enter::handle($body), 0, 4));
    }

    public function testEnteringATurn(): void
    {
        $ids = $this->customers(3);
        $body = $this->turnBody($this->offer(['rotation' => self::HOURLY, 'membership' => 'exclusive']), $ids);
        $this->atEachStatement(static fn (): array => Enter::handle($body));
    }

    /** Each of two chunks is whole by itself, and the batch goes on where it broke off. */
    public function testEnteringInChunks(): void
    {
        $body = $this->body($this->offer(), $this->customers(Customers::CHUNK + 3));
        $this->atEachStatement(static fn (): array => Enter::handle($body));
    }

    /** Whose groups come back, whom staff changed, who was deleted, who is at the checkout, who stays. */
    public function testLeaving(): void
    {
        $ids = $this->customers(7);
        $offer = $this->offer(['checkout_grace' => 600]);
        $this->enter($offer, $ids);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$ids[1]}, 2)");
        Sql::execute('DELETE FROM ' . Sql::table('customer') . " WHERE `id_customer` = {$ids[2]}");
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = 2 WHERE `id_customer` = {$ids[3]}");
        Sql::execute('INSERT INTO ' . Sql::table('cart') . " (`id_customer`, `date_add`, `date_upd`) VALUES ({$ids[4]}, '2026-11-27 20:55:00', '2026-11-27 20:56:00')");
        Sql::execute('UPDATE ' . Sql::table('groupoffers_enrolment') . " SET `until_at` = '2026-11-27 21:00:00' WHERE `id_customer` = {$ids[5]}");
        $this->at('2026-11-27T20:00:30.000Z');
        $lease = $this->lease;
        $this->atEachStatement(static fn (): array => (new Moves())->answer('POST', [], ['kind' => 'leave', 'lease' => $lease, 'budget' => ['customers' => 1000, 'ms' => 10000]]));
    }

    public function testTheShopEndsAnOfferByItself(): void
    {
        $ids = $this->customers(4);
        $this->enter($this->offer(), $ids);
        $this->at('2026-11-27T20:06:00.000Z');
        $this->atEachStatement(static fn (): ?array => DeadMansEnd::step());
    }

    public function testEverybodyLeavesAtOnce(): void
    {
        $ids = $this->customers(4);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        $group = $this->group($offer);
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_customer` = {$ids[3]}");
        $this->atEachStatement(static fn (): int => Leave::group($group));
    }

    public function testForgettingWhatHasAged(): void
    {
        foreach (['old', 'older'] as $key) {
            Sql::execute('INSERT INTO ' . Sql::table('groupoffers_batch') . " SET `batch_key` = '{$key}', `body_hash` = '', `created_at` = '2026-11-01 00:00:00'");
        }
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_block') . " SET `id_customer` = 1, `id_group_offer` = 1, `until_at` = '2026-11-01 00:00:00'");
        $this->atEachStatement(static fn (): int => Ledger::purge());
        self::assertSame('0', Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_batch')));
    }

    /** Overwritten and stranded customers, a group of an archived offer: all that a sweep does. */
    public function testRepairing(): void
    {
        $ids = $this->customers(5);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = 3 WHERE `id_customer` = {$ids[0]}");
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_customer` IN ({$ids[1]}, {$ids[2]})");
        $archived = $this->offer(['name' => 'Archived']);
        Sql::execute('UPDATE ' . Sql::table('groupoffers_offer') . " SET `intent` = 'archived' WHERE `id_group_offer` = {$archived}");
        // That one may fail without the repair: below.
        Ledger::purgeDaily();
        $lease = $this->lease;
        $this->atEachStatement(static fn (): array => (new Moves())->answer('POST', [], ['kind' => 'repair', 'lease' => $lease]));
        self::assertSame([$this->group($offer), '3,' . $this->group($offer)], $this->seat($ids[0]));
        self::assertSame([3, '3'], $this->seat($ids[1]));
    }

    /** The rule that asks the merchant before it undoes a mass change must not be half set: then it would ask nobody. */
    public function testAMassChangeIsHeld(): void
    {
        $ids = $this->customers(60);
        $this->enter($this->offer(), $ids);
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `id_default_group` = 3 WHERE `id_customer` >= ' . self::FIRST);
        Ledger::purgeDaily();
        $lease = $this->lease;
        $this->atEachStatement(static fn (): array => (new Moves())->answer('POST', [], ['kind' => 'repair', 'lease' => $lease]));
        self::assertSame([3, '3,' . $this->group((int) Sql::value('SELECT `id_group_offer` FROM ' . Sql::table('groupoffers_offer')))], $this->seat($ids[0]), 'nobody is put right before the merchant has looked');
    }

    public function testChangingWhenTheyLeave(): void
    {
        $ids = $this->customers(4);
        $offer = $this->offer();
        $this->enter($offer, $ids);
        $body = $this->body($offer, [], ['kind' => 'until', 'ids' => array_slice($ids, 0, 2), 'until' => '2026-11-27T18:00:00.000Z']);
        $this->atEachStatement(static fn (): array => Until::handle($body));
        $now = ['key' => self::uuid(), 'until' => self::NOW] + $body;
        $this->atEachStatement(static fn (): array => Until::handle($now));
    }

    public function testPausingEverything(): void
    {
        $ids = $this->customers(4);
        $this->enter($this->offer(), [$ids[0], $ids[1]]);
        $this->enter($this->offer(['name' => 'Second']), [$ids[2], $ids[3]]);
        $this->atEachStatement(static fn (): int => Pause::all());
        self::assertSame(4, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_enrolment') . ' WHERE `until_at` = ' . Sql::quote(Clock::sql(Clock::now()))));
    }

    /** A lease that was taken but not heard of is taken again by the same holder; its token is random, so only that nobody is shut out is compared. */
    public function testTheLease(): void
    {
        $taken = null;
        foreach (Fault::cases() as $fault) {
            for ($position = 0; $position < 6; ++$position) {
                $fault->arm($position);
                try {
                    $taken = Lease::acquire('tests');
                } catch (\Throwable) {
                }
                Fault::disarm();
                $taken = Lease::acquire('tests');
                self::assertSame($taken['number'], Lease::renew($taken), "{$fault->value} at statement {$position}");
                $fault->arm($position);
                try {
                    Lease::release($taken);
                } catch (\Throwable) {
                }
                Fault::disarm();
                Lease::release($taken);
                self::assertNull(Lease::renew($taken));
            }
        }
    }

    /** @param int[] $ids */
    private function turn(int $offer, array $ids): void
    {
        Enter::handle($this->turnBody($offer, $ids));
    }

    /**
     * @param int[] $ids
     *
     * @return array<string, mixed>
     */
    private function turnBody(int $offer, array $ids): array
    {
        return $this->body($offer, $ids, ['window' => ['start' => '2026-11-27T17:00:00.000Z', 'end' => '2026-11-27T20:00:00.000Z'], 'until' => '2026-11-27T18:00:00.000Z']);
    }
}
