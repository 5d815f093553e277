<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;

final class ClockTest extends TestCase
{
    protected function tearDown(): void
    {
        Clock::set(null);
    }

    public function testNowIsUtcWithMilliseconds(): void
    {
        $now = Clock::now();
        self::assertSame('UTC', $now->getTimezone()->getName());
        self::assertSame(0, (int) $now->format('u') % 1000);
        self::assertEqualsWithDelta(microtime(true), (float) $now->format('U.u'), 1.0);
    }

    public function testAFrozenClockStands(): void
    {
        Clock::set(new \DateTimeImmutable('2026-11-27 18:00:00.123456', new \DateTimeZone('Europe/Madrid')));
        self::assertSame('2026-11-27T17:00:00.123Z', Clock::iso(Clock::now()));
        self::assertSame('2026-11-27 17:00:00.123', Clock::sql(Clock::now()));
    }

    /** The core's own columns are in the shop's zone, on both sides of a change of clock. */
    public function testShopLocalFollowsTheShopsZone(): void
    {
        self::assertSame('Europe/Madrid', date_default_timezone_get());
        self::assertSame('2026-10-25 02:30:00', Clock::shopLocal(Clock::parse('2026-10-25T00:30:00Z')));
        self::assertSame('2026-10-25 02:30:00', Clock::shopLocal(Clock::parse('2026-10-25T01:30:00Z')));
        self::assertSame('2026-11-27 18:00:00', Clock::shopLocal(Clock::parse('2026-11-27T17:00:00Z')));
        self::assertSame('2026-11-27 12:00:00', Clock::shopLocal(Clock::parse('2026-11-27T17:00:00Z'), 'America/New_York'));
        self::assertSame('2026-11-27T17:00:00.000Z', Clock::iso(Clock::fromShopLocal('2026-11-27 12:00:00', 'America/New_York')));
        self::assertSame('2026-10-25T01:30:00.000Z', Clock::iso(Clock::fromShopLocal('2026-10-25 02:30:00')), 'the later of the two');
        self::assertSame('2026-10-25T02:30:00.000Z', Clock::iso(Clock::fromShopLocal('2026-10-25 03:30:00')));
    }

    #[DataProvider('instants')]
    public function testParses(string $text, string $iso): void
    {
        self::assertSame($iso, Clock::iso(Clock::parse($text)));
    }

    /** @return array<string, array{string, string}> */
    public static function instants(): array
    {
        return [
            'wire' => ['2026-11-27T17:00:00.000Z', '2026-11-27T17:00:00.000Z'],
            'wire without fraction' => ['2026-11-27T17:00:00Z', '2026-11-27T17:00:00.000Z'],
            'wire with nanoseconds cut to six' => ['2026-11-27T17:00:00.123999Z', '2026-11-27T17:00:00.123Z'],
            'table' => ['2026-11-27 17:00:00.250', '2026-11-27T17:00:00.250Z'],
            'table without fraction' => ['2026-11-27 17:00:00', '2026-11-27T17:00:00.000Z'],
        ];
    }

    #[DataProvider('nonsense')]
    public function testRefuses(string $text): void
    {
        $this->expectException(\InvalidArgumentException::class);
        Clock::parse($text);
    }

    /** @return array<string, array{string}> */
    public static function nonsense(): array
    {
        return [
            'empty' => [''], 'local' => ['2026-11-27T17:00:00'], 'offset' => ['2026-11-27T17:00:00+01:00'], 'day that is not' => ['2026-02-30T00:00:00Z'],
            'hour that is not' => ['2026-11-27T25:00:00Z'], 'trailing line' => ["2026-11-27T17:00:00Z\n"], 'words' => ['tomorrow'],
        ];
    }

    public function testNoDateIsNull(): void
    {
        self::assertNull(Clock::fromSql(null));
        self::assertNull(Clock::fromSql(''));
        self::assertNull(Clock::fromSql('0000-00-00 00:00:00'));
    }
}
