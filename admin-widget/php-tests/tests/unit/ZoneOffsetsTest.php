<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\ZoneData;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;
use PrestaShop\Module\GroupOffers\Offer\ZoneOffsets;

/** Local times are instants by the shop's zone data alone, and what has been shown by the clocks stays. */
final class ZoneOffsetsTest extends TestCase
{
    private const ZONE = 'America/Asuncion';

    protected function tearDown(): void
    {
        ZoneData::set(self::ZONE, null);
        Clock::set(null);
    }

    /** @return iterable<string, array{string}> */
    public static function zones(): iterable
    {
        foreach (['Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Africa/Casablanca', 'UTC'] as $zone) {
            yield $zone => [$zone];
        }
    }

    /** @dataProvider zones */
    public function testAnInstantIsTheFirstAtWhichTheClocksShowTheTime(string $zone): void
    {
        $now = new \DateTimeImmutable('2026-06-01 00:00:00 UTC');
        $offsets = ZoneOffsets::at($zone, $now);
        $there = new \DateTimeZone($zone);
        $shown = [];
        for ($at = $now->getTimestamp(), $end = $at + 366 * 86400; $at < $end; $at += 900) {
            $shown[(new \DateTimeImmutable('@' . $at))->setTimezone($there)->format('Y-m-d\TH:i:s')] ??= $at;
        }
        $wrong = array_filter($shown, static fn (int $at, string $local): bool => $offsets->instant($local)->getTimestamp() !== $at, ARRAY_FILTER_USE_BOTH);
        // The first hours have been shown before, where the clocks go back just then.
        self::assertSame([], $wrong);
    }

    public function testATimeThatTheClocksJumpOverMovesForwardByTheGap(): void
    {
        $offsets = ZoneOffsets::at('Europe/Madrid', new \DateTimeImmutable('2026-11-01 UTC'));
        self::assertSame('2027-03-28 01:30:00', $offsets->instant('2027-03-28T02:30:00')->format('Y-m-d H:i:s'));
    }

    public function testTheShopsZoneDataDecidesWhateverWasSent(): void
    {
        Clock::set(new \DateTimeImmutable('2026-06-01 UTC'));
        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        $offer = ['name' => 'June', 'discount' => '20', 'starts_at' => '2026-06-20 22:00:00', 'ends_at' => '2026-06-22 04:00:00',
            'schedule' => '{"timezone":"America/Asuncion","start":"2026-06-20T18:00","end":"2026-06-22T00:00","recurrence":null}'];
        $row = OfferFields::checked($offer, null);
        self::assertSame(['2026-06-20 21:00:00', '2026-06-22 03:00:00'], [$row['starts_at'], $row['ends_at']]);

        $again = ['starts_at' => '2026-06-20 22:00:00', 'ends_at' => '2026-07-13 04:00:00',
            'schedule' => str_replace('null', '{"rule":"FREQ=WEEKLY;COUNT=4","except":[],"cuts":[]}', $offer['schedule'])] + $offer;
        $row = OfferFields::checked($again, null);
        self::assertSame(['2026-06-20 21:00:00', '2026-07-13 03:00:00'], [$row['starts_at'], $row['ends_at']]);
        $endless = OfferFields::checked(['ends_at' => '2099-12-31 23:59:59'] + $again, null);
        self::assertSame('2099-12-31 23:59:59', $endless['ends_at']);
    }

    public function testWhatTheClocksHaveShownStaysWhenTheZoneDataChanges(): void
    {
        ZoneData::set(self::ZONE, [[0, -4 * 3600]]);
        $kept = ZoneOffsets::at(self::ZONE, new \DateTimeImmutable('2026-06-01 UTC'))->json();
        $change = new \DateTimeImmutable('2026-06-20 22:30:00 UTC');
        ZoneData::set(self::ZONE, [[0, -3 * 3600]]);
        $offsets = ZoneOffsets::at(self::ZONE, $change, $kept);
        self::assertFalse($offsets->continues($kept, $change));
        self::assertTrue($offsets->continues($offsets->json(), $change));
        $instant = static fn (string $local): string => $offsets->instant("2026-06-20T{$local}")->format('H:i:s');
        self::assertSame('22:00:00', $instant('18:00:00'), 'begun');
        self::assertSame('23:00:00', $instant('20:00:00'), 'to come');
        self::assertSame('22:30:00', $instant('19:00:00'), 'jumped over by the change');
    }
}
