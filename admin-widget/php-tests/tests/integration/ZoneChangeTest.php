<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\ZoneData;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\OfferTimes;

/** The shop's zone data is updated: what has not begun follows, and so does the end of those who are inside. */
final class ZoneChangeTest extends MovesCase
{
    private const ZONE = 'America/Asuncion';
    private const TWO_DAYS = '{"timezone":"America/Asuncion","start":"2026-06-20T18:00","end":"2026-06-22T20:00","recurrence":null}';

    protected function tearDown(): void
    {
        ZoneData::set(self::ZONE, null);
        parent::tearDown();
    }

    public function testASingleWindowThatHasNotBegunFollowsWhole(): void
    {
        $offer = $this->planned('2026-06-01T00:00:00.000Z', self::TWO_DAYS, '2026-06-20 22:00:00', '2026-06-23 00:00:00');
        self::assertSame(['1', '2026-06-20 22:00:00', '2026-06-23 00:00:00'], $this->times($offer));
        OfferTimes::follow();
        self::assertSame('1', $this->times($offer)[0], 'nothing changed');

        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        $counter = $this->counter();
        OfferTimes::follow();
        self::assertSame(['2', '2026-06-20 21:00:00', '2026-06-22 23:00:00'], $this->times($offer));
        self::assertNotSame($counter, $this->counter(), 'the service looks');
        OfferTimes::follow();
        self::assertSame('2', $this->times($offer)[0], 'once');
    }

    public function testAWindowThatHasBegunKeepsItsStartAndThoseInsideFollowItsEnd(): void
    {
        foreach ([[-3, '2026-06-22 23:00:00'], [-5, '2026-06-23 01:00:00']] as [$hours, $end]) {
            $this->setUp();
            $offer = $this->planned('2026-06-20T21:00:00.000Z', self::TWO_DAYS, '2026-06-20 22:00:00', '2026-06-23 00:00:00');
            $this->at('2026-06-21T12:00:00.000Z');
            OfferGroups::prepare($offer, null, null, false);
        $this->enter($offer, $this->customers(2), ['window' => ['start' => '2026-06-20T22:00:00.000Z', 'end' => '2026-06-23T00:00:00.000Z'], 'until' => '2026-06-23T00:00:00.000Z']);
            ZoneData::set(self::ZONE, [[0, $hours * 3600]]);
            OfferTimes::follow();
            self::assertSame(['2', '2026-06-20 22:00:00', $end], $this->times($offer));
            self::assertSame(["{$end}.000"], $this->untils($offer));
        }
    }

    public function testAnEndThatHasPassedByTheNewZoneDataIsNow(): void
    {
        $offer = $this->planned('2026-06-20T21:00:00.000Z', self::TWO_DAYS, '2026-06-20 22:00:00', '2026-06-23 00:00:00');
        $this->at('2026-06-22T23:30:00.000Z');
        OfferGroups::prepare($offer, null, null, false);
        $this->enter($offer, $this->customers(1), ['window' => ['start' => '2026-06-20T22:00:00.000Z', 'end' => '2026-06-23T00:00:00.000Z'], 'until' => '2026-06-23T00:00:00.000Z']);
        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        OfferTimes::follow();
        self::assertSame('2026-06-22 23:30:00', $this->times($offer)[2], '20:00 was jumped over');
        self::assertSame(['2026-06-22 23:30:00.000'], $this->untils($offer));
    }

    public function testAnOfferThatComesAgainFollowsAtBothEnds(): void
    {
        $weekly = str_replace('null', '{"rule":"FREQ=WEEKLY;COUNT=4","except":[],"cuts":[]}', self::TWO_DAYS);
        $offer = $this->planned('2026-06-01T00:00:00.000Z', $weekly, '2026-06-20 22:00:00', '2026-07-14 00:00:00');
        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        OfferTimes::follow();
        self::assertSame(['2', '2026-06-20 21:00:00', '2026-07-13 23:00:00'], $this->times($offer));
        $this->at('2026-06-21T12:00:00.000Z');
        ZoneData::set(self::ZONE, [[0, -4 * 3600]]);
        OfferTimes::follow();
        self::assertSame(['3', '2026-06-20 21:00:00', '2026-07-14 00:00:00'], $this->times($offer), 'begun');
    }

    /** Planned while the shop's zone data says four hours west of UTC. */
    private function planned(string $now, string $schedule, string $start, string $end): int
    {
        ZoneData::set(self::ZONE, [[0, -4 * 3600]]);
        $this->at($now);
        $row = Offers::insert(['name' => 'June', 'intent' => 'armed', 'discount' => '20', 'schedule' => $schedule, 'starts_at' => $start, 'ends_at' => $end, 'checkout_grace' => '0', 'windows' => '[]']);

        return (int) $row['id_group_offer'];
    }

    /** @return array{string, string, string} version, start and end */
    private function times(int $offer): array
    {
        $row = Offers::existing($offer);

        return [(string) $row['version'], (string) $row['starts_at'], (string) $row['ends_at']];
    }

    private function counter(): string
    {
        return (string) Sql::value('SELECT `value` FROM ' . Sql::table('groupoffers_state') . " WHERE `name` = 'counter'");
    }

    /** @return list<string> */
    private function untils(int $offer): array
    {
        return array_column(Sql::rows('SELECT DISTINCT `until_at` FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_group_offer` = {$offer}"), 'until_at');
    }
}
