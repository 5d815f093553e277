<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Offer\Turns;

/** The turns of a window are those that the service plans: both are held to one file (sync-service/src/rotation/slots.test.ts). */
final class TurnSlotsTest extends TestCase
{
    private const SHARED = __DIR__ . '/../../../../sync-service/test/support/turns.json';

    /** @return iterable<string, array{array<string, mixed>}> */
    public static function shared(): iterable
    {
        foreach (json_decode((string) file_get_contents(self::SHARED), true, 16, JSON_THROW_ON_ERROR) as $each) {
            yield $each['name'] => [$each];
        }
    }

    /**
     * @dataProvider shared
     *
     * @param array<string, mixed> $each
     */
    public function testATurnStartsAndEndsAsTheServicePlansIt(array $each): void
    {
        $turns = Turns::of(['schedule' => (string) json_encode(['timezone' => $each['timezone']]), 'zone_offsets' => (string) json_encode($each['zoneOffsets']),
            'rotation' => (string) json_encode(['turn' => $each['turn']])]);
        [$start, $end] = array_map([Clock::class, 'parse'], $each['window']);
        foreach ($each['starts'] as $i => $text) {
            $at = Clock::parse($text);
            self::assertEquals(isset($each['starts'][$i + 1]) ? Clock::parse($each['starts'][$i + 1]) : $end, $turns->endOf($start, $end, $at), $text);
            foreach ([-1, 1] as $beside) {
                self::assertNull($turns->endOf($start, $end, Clock::plusSeconds($at, $beside)), "{$text}, and {$beside} s");
            }
        }
        self::assertNull($turns->endOf($start, Clock::parse($each['starts'][0]), Clock::parse($each['starts'][0])), 'a window of nothing');
        self::assertNull($turns->endOf($start, $end, $end), 'what begins with the end of the window is no turn of it');
    }

    public function testATurnThatHadBegunGoesOnToAnEndThatWasBroughtForward(): void
    {
        $turns = Turns::of(['schedule' => '{"timezone":"UTC"}', 'zone_offsets' => '', 'rotation' => '{"turn":"PT1H"}']);
        $at = static fn (string $time): \DateTimeImmutable => Clock::parse("2026-11-27T{$time}:00Z");
        self::assertEquals($at('18:20'), $turns->endOf($at('16:00'), $at('18:20'), $at('18:00')));
        self::assertEquals($at('18:20'), $turns->endOf($at('16:00'), $at('18:20'), $at('17:00')));
        self::assertNull($turns->endOf($at('16:00'), $at('18:20'), $at('18:10')));
    }
}
