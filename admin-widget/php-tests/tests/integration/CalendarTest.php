<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Admin\OfferRows;
use PrestaShop\Module\GroupOffers\Admin\Rights;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Core\ZoneData;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Offer\Calendar;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\OfferTimes;

/** Whoever may only move customers makes no window and no turn of an offer: the shop keeps them. */
final class CalendarTest extends MovesCase
{
    private const ZONE = 'America/Asuncion';
    private const FRIDAYS = '{"timezone":"America/Asuncion","start":"2026-11-27T16:00","end":"2026-11-27T20:00","recurrence":{"rule":"FREQ=WEEKLY","except":[],"cuts":[]}}';

    protected function setUp(): void
    {
        parent::setUp();
        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        $this->at('2026-11-27T19:30:00.000Z');
    }

    protected function tearDown(): void
    {
        ZoneData::set(self::ZONE, null);
        parent::tearDown();
    }

    public function testNobodyEntersButInAWindowOfTheCalendar(): void
    {
        $ids = $this->customers(1);
        $offer = $this->planned(self::fridays(3));
        foreach ([['18:59', '23:00'], ['19:00', '22:59'], ['19:30', '23:00'], ['19:00', '23:30']] as [$start, $end]) {
            $this->refused(Refusal::BAD_REQUEST, fn () => $this->enterFrom($offer, $ids, "2026-11-27T{$start}:00.000Z", "2026-11-27T{$end}:00.000Z"));
        }
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enterFrom($offer, $ids, '2026-12-04T19:00:00.000Z', '2026-12-04T23:00:00.000Z'));
        self::assertSame(1, $this->enterFrom($offer, $ids, '2026-11-27T19:00:00.000Z', '2026-11-27T23:00:00.000Z')['entered']);

        $this->at('2026-12-18T19:30:00.000Z');
        $late = $this->refused(Refusal::BAD_REQUEST, fn () => $this->enterFrom($offer, $ids, '2026-12-18T19:00:00.000Z', '2026-12-18T23:00:00.000Z'));
        self::assertStringContainsString('is no window or turn of offer ' . $offer, $late->getMessage());
    }

    public function testItsWindowsFollowTheShopsZoneData(): void
    {
        $ids = $this->customers(1);
        $offer = $this->planned(self::fridays(3));
        ZoneData::set(self::ZONE, [[0, -4 * 3600]]);
        OfferTimes::follow();
        $this->at('2026-12-04T20:30:00.000Z');
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enterFrom($offer, $ids, '2026-12-04T19:00:00.000Z', '2026-12-04T23:00:00.000Z', 2));
        self::assertSame(1, $this->enterFrom($offer, $ids, '2026-12-04T20:00:00.000Z', '2026-12-05T00:00:00.000Z', 2)['entered']);
    }

    public function testAWindowThatTheMerchantEndedIsOver(): void
    {
        $ids = $this->customers(1);
        $offer = $this->planned(self::fridays(3));
        Offers::update($offer, '1', ['schedule' => str_replace('"cuts":[]', '"cuts":["2026-12-04T20:00:00Z"]', self::FRIDAYS)]);
        $this->at('2026-12-04T19:30:00.000Z');
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enterFrom($offer, $ids, '2026-12-04T19:00:00.000Z', '2026-12-04T23:00:00.000Z', 2));
        self::assertSame(1, $this->enterFrom($offer, $ids, '2026-12-04T19:00:00.000Z', '2026-12-04T20:00:00.000Z', 2)['entered']);
    }

    public function testAnOfferThatComesAgainNeedsItsWindowsWithEachNewSchedule(): void
    {
        $plan = ['name' => 'Fridays', 'discount' => '20', 'schedule' => self::FRIDAYS, 'starts_at' => '2026-11-27 19:00:00', 'ends_at' => '2099-12-31 23:59:59'];
        self::assertStringStartsWith('windows: are missing; give the next windows', $this->refused(Refusal::BAD_REQUEST, static fn () => Offers::insert($plan))->getMessage());
        $offer = $this->planned(self::fridays(3));
        $later = str_replace('T20:00', 'T21:00', self::FRIDAYS);
        $this->refused(Refusal::BAD_REQUEST, static fn () => Offers::update($offer, '1', ['schedule' => $later]));
        foreach ([
            ['[["2026-11-27T16:00","2026-11-27T21:00"],["2026-11-27T20:00","2026-11-28T01:00"]]', 'windows[1]: ["2026-11-27T20:00","2026-11-28T01:00"] is not accepted; write ≥ 2026-11-27T21:00'],
            ['[["2026-11-20T16:00","2026-11-20T21:00"]]', 'windows[0]: ["2026-11-20T16:00","2026-11-20T21:00"] is not accepted; write ≥ 2026-11-27T'],
            ['[["2026-11-27T16:00","2026-11-27T20:00"]]', 'windows[0]: ["2026-11-27T16:00","2026-11-27T20:00"] is not accepted; write ≥ '],
            ['[["2026-11-27T16:00","2026-11-31T20:00"]]', 'windows[0][1]: "2026-11-31T20:00" is not a local date and time'],
            ['[["2026-11-27T16:00"]]', 'windows[0]: ["2026-11-27T16:00"] is not accepted'],
            ['{"a":1}', 'windows: '],
            [(string) json_encode(self::fridays(401)), 'windows: has 401 entries; give at most 400'],
        ] as [$windows, $why]) {
            self::assertStringStartsWith($why, $this->refused(Refusal::BAD_REQUEST, static fn () => Offers::update($offer, '1', ['schedule' => $later, 'windows' => $windows]))->getMessage());
        }
        self::assertSame([1, self::fridays(3)], [(int) Offers::existing($offer)['version'], Calendar::of($offer)], 'nothing is kept of what is refused');
        Offers::update($offer, '1', ['schedule' => str_replace('{"rule":"FREQ=WEEKLY","except":[],"cuts":[]}', 'null', self::FRIDAYS), 'ends_at' => '2026-11-27 23:00:00']);
        self::assertNull(Calendar::of($offer), 'one window needs none');
    }

    public function testNewWindowsAloneLeaveThePlanAndItsVersion(): void
    {
        $offer = $this->planned(self::fridays(250));
        self::assertSame('wanted', $this->row($offer)['calendar']);
        $row = (new OfferRows(self::everything()))->answer('PUT', [], ['id' => $offer, 'version' => 1, 'windows' => (string) json_encode(self::fridays(400))])['group_offers'][0];
        self::assertSame([1, ''], [(int) $row['version'], $row['calendar']]);
        self::assertCount(400, Calendar::of($offer) ?? []);
        $this->refused(Refusal::STALE_VERSION, static fn () => Offers::update($offer, '2', ['windows' => '[]']));
        $this->at('2028-10-28T12:00:00.000Z');
        self::assertSame('wanted', $this->row($offer)['calendar'], '300 are left');
    }

    public function testANoticeComesWhenFewWindowsAreLeft(): void
    {
        $this->planned(self::fridays(30));
        Calendar::tellAll();
        self::assertSame([], Notices::all());
        $ends = $this->planned(self::fridays(3), ['schedule' => str_replace('WEEKLY', 'WEEKLY;COUNT=3', self::FRIDAYS), 'ends_at' => '2026-12-11 23:00:00']);
        self::assertSame('', $this->row($ends)['calendar'], 'its last window is the offer\'s last');
        $this->at('2027-02-05T20:00:00.000Z');
        Calendar::tellAll();
        self::assertSame([['calendar_ends', 1]], $this->notices());
        self::assertEquals((object) ['windows' => 20], Notices::all()[0]['params']);
    }

    public function testAnOfferOfBeforeRunsOnTheServicesWordForThirtyDays(): void
    {
        $ids = $this->customers(1);
        $offer = $this->offer(['schedule' => self::FRIDAYS, 'starts_at' => '2026-11-27 19:00:00', 'ends_at' => '2099-12-31 23:59:59']);
        State::set(Calendar::REQUIRED_AT, null);
        Calendar::beginGrace();
        $this->at('2026-12-04T19:30:00.000Z');
        Calendar::beginGrace();
        Calendar::tellAll();
        self::assertEquals((object) ['before' => '2026-12-27 19:30'], Notices::all()[0]['params']);
        self::assertSame(1, $this->enterFrom($offer, $ids, '2026-12-04T19:00:00.000Z', '2026-12-04T23:00:00.000Z')['entered']);
        $this->at('2027-01-01T19:30:00.000Z');
        $window = ['2027-01-01T19:00:00.000Z', '2027-01-01T23:00:00.000Z'];
        $this->refused(Refusal::BAD_REQUEST, fn () => $this->enterFrom($offer, $ids, ...$window));

        Offers::update($offer, '1', ['windows' => (string) json_encode(self::fridays(20))]);
        self::assertSame([], Notices::all());
        self::assertSame(1, $this->enterFrom($offer, $ids, ...$window)['entered']);
    }

    /**
     * @param list<array{string, string}> $windows
     * @param array<string, string> $changes
     */
    private function planned(array $windows, array $changes = []): int
    {
        $row = Offers::insert($changes + ['name' => 'Fridays', 'intent' => 'armed', 'discount' => '20', 'schedule' => self::FRIDAYS, 'starts_at' => '2026-11-27 19:00:00', 'ends_at' => '2099-12-31 23:59:59',
            'checkout_grace' => '0', 'windows' => (string) json_encode($windows)]);
        OfferGroups::prepare((int) $row['id_group_offer'], null, null, false);

        return (int) $row['id_group_offer'];
    }

    /** @return list<array{string, string}> */
    private static function fridays(int $count): array
    {
        $first = new \DateTimeImmutable('2026-11-27 UTC');

        return array_map(static fn (int $week): array => [$first->modify("+{$week} weeks")->format('Y-m-d\T16:00'), $first->modify("+{$week} weeks")->format('Y-m-d\T20:00')], range(0, $count - 1));
    }

    /**
     * @param int[] $ids
     *
     * @return array<string, mixed>
     */
    private function enterFrom(int $offer, array $ids, string $start, string $end, int $version = 1): array
    {
        return $this->enter($offer, $ids, ['window' => ['start' => $start, 'end' => $end], 'until' => $end, 'version' => $version, 'expect' => [['default' => $this->seat($ids[0])[0] ?? 3, 'ids' => $ids]]]);
    }

    /** @return array<string, mixed> as the page has it */
    private function row(int $offer): array
    {
        return (new OfferRows(self::everything()))->answer('GET', ['id' => (string) $offer], [])['group_offers'][0];
    }

    /** @return list<array{string, int}> */
    private function notices(): array
    {
        return array_map(static fn (array $notice): array => [$notice['code'], min(1, $notice['idOffer'])], Notices::all());
    }

    /** The rights of the employee with all of them. */
    private static function everything(): Rights
    {
        \Context::getContext()->employee = new \Employee();
        try {
            return Rights::ofEmployee();
        } finally {
            \Context::getContext()->employee = null;
        }
    }
}
