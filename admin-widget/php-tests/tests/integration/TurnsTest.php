<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Audience\Rotation;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\Until;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;
use PrestaShop\Module\GroupOffers\Offer\Offers;

/** Turns are counted where customers are moved; whoever has no calendar yet is believed within the offer's span. */
final class TurnsTest extends MovesCase
{
    private const HOURLY = '{"turn":"PT1H","by":{"cohorts":3},"coolDown":0,"maxTurns":null}';
    private const WEEKLY = '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T20:00","recurrence":{"rule":"FREQ=WEEKLY","except":[],"cuts":[]}}';

    public function testAChangeOfMembershipModeIsNoTurnAndNoneTaken(): void
    {
        $ids = $this->customers(1);
        $offer = $this->rotating();
        $this->join($offer, 0, $ids);
        $this->turn($offer, 17, $ids);
        Offers::update($offer, '1', ['membership' => 'exclusive']);
        self::assertSame(1, $this->turn($offer, 17, $ids, $this->group($offer), ['version' => 2])['switched']);
        self::assertSame([1, 1, '17'], $this->state($offer)[0]);
    }

    public function testATurnTakenBetweenAChangeOfModeAndItsMoveIsTakenBackToo(): void
    {
        $ids = $this->customers(1);
        $offer = $this->rotating();
        $higher = $this->offer();
        $this->join($offer, 0, $ids);
        $this->turn($offer, 17, $ids);
        Offers::update($offer, '1', ['membership' => 'exclusive']);
        $this->enter($higher, $ids, ['expect' => [['default' => $this->group($offer), 'ids' => $ids]]]);
        self::assertSame([0, 0, null], $this->state($offer)[0]);
    }

    public function testJoiningLiftsAndIsRepeatable(): void
    {
        $ids = $this->customers(3);
        $offer = $this->rotating();
        $counter = Counter::get();
        self::assertSame(2, $this->join($offer, 2, [$ids[0], $ids[1], 999999999]));
        $this->turn($offer, 17, [$ids[0]]);
        self::assertSame(1, $this->join($offer, 3, $ids));
        self::assertSame(0, $this->join($offer, 3, $ids));
        self::assertSame([[3, 1, '17'], [3, 0, null], [3, 0, null]], $this->state($offer));
        self::assertSame($counter, Counter::get());
        self::assertSame($ids[1], Rotation::page($offer, 0, 2)['next']);
        self::assertSame([$ids[2]], Rotation::page($offer, $ids[1], 2)['customer']);
        $this->refused(Refusal::STALE_VERSION, fn () => $this->join($offer, 3, $ids, 2));
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->join($offer, -1, $ids));
        Lease::release($this->lease);
        $this->refused(Refusal::LEASE_LOST, fn () => $this->join($offer, 9, $ids));
        self::assertSame(3, $this->state($offer)[0][0]);
    }

    public function testTheWindowOfAnOfferOfBeforeIsTrustedInsideItsSpanOnly(): void
    {
        $ids = $this->customers(1);
        $offer = $this->offer(['schedule' => self::WEEKLY, 'ends_at' => '2099-12-31 23:59:59']);
        $window = static fn (string $start, string $end): array => ['window' => ['start' => $start, 'end' => $end], 'until' => $end];
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enter($offer, $ids, $window('2026-11-27T15:00:00.000Z', '2026-11-27T20:00:00.000Z')));
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enter($offer, $ids, $window('2026-11-27T16:00:00.000Z', '2100-01-01T00:00:00.000Z')));
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enter($offer, $ids, $window('2026-12-04T16:00:00.000Z', '2026-12-04T20:00:00.000Z')));
        $this->refused(Refusal::STALE_VERSION, fn () => $this->enter($offer, $ids, ['version' => 2] + $window('2026-11-27T16:00:00.000Z', '2026-11-27T20:00:00.000Z')));
        $this->at('2026-12-04T17:00:00.000Z');
        self::assertSame(1, $this->enter($offer, $ids, $window('2026-12-04T16:00:00.000Z', '2026-12-04T20:00:00.000Z'))['entered']);
        $single = $this->offer(['ends_at' => '2026-12-27 20:00:00']);
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enter($single, $ids, $window('2026-12-04T16:00:00.000Z', '2026-12-04T20:00:00.000Z')));
    }

    public function testANewCutEndsTheOpenWindowInTheSameTransaction(): void
    {
        $ids = $this->customers(1);
        $offer = $this->offer(['schedule' => self::WEEKLY, 'ends_at' => '2099-12-31 23:59:59', 'audience' => '{}']);
        $this->enter($offer, $ids);
        $cut = static fn (string ...$cuts): string => str_replace('"cuts":[]', '"cuts":' . json_encode($cuts), self::WEEKLY);
        Offers::update($offer, '1', ['schedule' => $cut('2026-12-04T17:00:00Z')]);
        self::assertSame('2026-11-27 20:00:00.000', $this->until(), 'a cut in the future is a later matter');
        Offers::update($offer, '2', ['schedule' => $cut('2026-12-04T17:00:00Z', '2026-11-27T17:00:00Z')]);
        self::assertSame('2026-11-27 17:00:00.000', $this->until());
        self::assertSame(1, $this->leaveAt(self::NOW)['left']);
        // The next window; the cut that is there already does nothing to it.
        $this->at('2026-12-04T16:30:00.000Z');
        $this->enter($offer, $ids, ['version' => 3, 'window' => ['start' => '2026-12-04T16:00:00.000Z', 'end' => '2026-12-04T17:00:00.000Z'], 'until' => '2026-12-04T17:00:00.000Z']);
        Offers::update($offer, '3', ['name' => 'Renamed']);
        self::assertSame('2026-12-04 17:00:00.000', $this->until());
    }

    public function testALaterEndRaisesNobodyInAnOfferThatComesAgainOrGoesRound(): void
    {
        $ids = $this->customers(2);
        $weekly = $this->offer(['schedule' => self::WEEKLY]);
        $hourly = $this->offer(['rotation' => self::HOURLY]);
        $this->enter($weekly, [$ids[0]]);
        $this->turn($hourly, 17, [$ids[1]]);
        foreach ([$weekly, $hourly] as $offer) {
            Offers::update($offer, '1', ['ends_at' => '2026-11-27 22:00:00', 'windows' => '[]', 'schedule' => str_replace('T20:00', 'T22:00', $offer === $weekly ? self::WEEKLY : str_replace('{"rule":"FREQ=WEEKLY","except":[],"cuts":[]}', 'null', self::WEEKLY))]);
        }
        self::assertSame(['2026-11-27 20:00:00.000', '2026-11-27 18:00:00.000'], [$this->until($ids[0]), $this->until($ids[1])]);
        Offers::update($weekly, '2', ['ends_at' => '2026-11-27 19:00:00', 'windows' => '[]', 'schedule' => str_replace('T20:00', 'T19:00', self::WEEKLY)]);
        self::assertSame('2026-11-27 19:00:00.000', $this->until($ids[0]), 'an earlier end is lowered');
    }

    public function testUntilIsChangedForThoseOfTheTurn(): void
    {
        $ids = $this->customers(1);
        $offer = $this->rotating();
        $this->turn($offer, 17, $ids);
        $body = $this->body($offer, [], ['kind' => 'until', 'ids' => $ids, 'window' => ['start' => '2026-11-27T17:00:00.000Z', 'end' => '2026-11-27T20:00:00.000Z'], 'until' => '2026-11-27T17:30:00.000Z']);
        self::assertSame(1, Until::handle($body)['changed']);
        self::assertSame('2026-11-27 17:30:00.000', $this->until());
    }

    public function testDeletedAndErasedCustomersLeaveNoPinAndNoTurns(): void
    {
        $ids = $this->customers(2);
        $offer = $this->rotating();
        $this->join($offer, 0, $ids);
        Pins::set($ids, true);
        CustomerWrites::deleted($ids[0]);
        self::assertSame([[$ids[1]], [$ids[1] => true]], [Rotation::page($offer, 0, 10)['customer'], Pins::among($ids)]);
        $export = CustomerData::export([$ids[1]]);
        self::assertSame(['out_of_all_offers_since', 'offer'], [array_key_first($export[0]), array_key_first($export[1])]);
        CustomerData::erase([$ids[1]]);
        self::assertSame([[], []], [Rotation::page($offer, 0, 10)['customer'], Pins::among($ids)]);
    }

    private function rotating(): int
    {
        return $this->offer(['rotation' => self::HOURLY]);
    }

    /** @param int[] $ids */
    private function join(int $offer, int $level, array $ids, int $version = 1): int
    {
        return Rotation::join(['lease' => $this->lease, 'join' => ['offer' => $offer, 'version' => $version, 'level' => $level, 'ids' => $ids]]);
    }

    /**
     * @param int[] $ids
     * @param array<string, mixed> $changes
     *
     * @return array<string, mixed>
     */
    private function turn(int $offer, int $hour, array $ids, int $default = 3, array $changes = []): array
    {
        return $this->enter($offer, $ids, $changes + [
            'window' => ['start' => "2026-11-27T{$hour}:00:00.000Z", 'end' => '2026-11-27T20:00:00.000Z'],
            'until' => '2026-11-27T' . ($hour + 1) . ':00:00.000Z',
            'expect' => [['default' => $default, 'ids' => $ids]],
        ]);
    }

    /** @return list<array{int, int, string|null}> level, turns, hour of the last turn; by customer */
    private function state(int $offer): array
    {
        $page = Rotation::page($offer, 0, 50000);

        return array_map(static fn (int $level, int $turns, int $last): array => [$level, $turns, $last === -1 ? null : Clock::parse($page['lasts'][$last])->format('G')], $page['level'], $page['turns'], $page['last']);
    }

    private function until(?int $customer = null): ?string
    {
        return Sql::value('SELECT `until_at` FROM ' . Sql::table('groupoffers_enrolment') . ' WHERE `open_customer` IS NOT NULL' . ($customer === null ? '' : " AND `open_customer` = {$customer}"));
    }
}
