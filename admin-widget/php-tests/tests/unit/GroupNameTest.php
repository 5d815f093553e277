<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Group\GroupName;

/** What an offer's group is called, before the shop's other groups are asked. */
final class GroupNameTest extends TestCase
{
    public function testItEndsInTheOffersNumber(): void
    {
        self::assertSame('Black & White · #5', GroupName::of('Black & White', 5));
        self::assertSame('b x /b · #5', GroupName::of('<b>x</b>', 5));
        self::assertSame('Offer · #5', GroupName::of('<{=}>', 5));
        self::assertSame('🎉 عرض · #5', GroupName::of('🎉 عرض', 5));
        self::assertSame('a b · #5-2', GroupName::of("  a \n\t b ", 5, 2));
        self::assertSame(1, preg_match('/^[^<>={}]*$/u', GroupName::of("a\n<script>{\$x}</script>", 5)));
    }

    public function testTheOffersNameIsCutBeforeTheNumber(): void
    {
        self::assertSame('Black Friday for our best · #12', GroupName::of('Black Friday for our best clients in Spain', 12));
        self::assertSame('Black Friday for our best · #13', GroupName::of('Black Friday for our best clients in France', 13));
        self::assertSame(32, mb_strlen(GroupName::of(str_repeat('é', 128), 5)));
        self::assertSame(32, mb_strlen(GroupName::of(str_repeat('é', 128), 4294967295, 12)));
    }

    public function testNoLetterIsCutInParts(): void
    {
        $family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}";
        $flag = "\u{1F1EA}\u{1F1F8}";
        $accented = "e\u{0301}";
        foreach ([$family, $flag, $accented] as $letter) {
            for ($before = 15; $before <= 30; ++$before) {
                $name = GroupName::of(str_repeat('a', $before) . $letter . 'z', 5);
                self::assertLessThanOrEqual(32, mb_strlen($name));
                $left = preg_replace('/^a+/', '', substr($name, 0, -strlen(' · #5')));
                self::assertContains($left, ['', $letter, "{$letter}z"], "after {$before} letters");
            }
        }
    }

    public function testItIsKnownByItsMark(): void
    {
        foreach (['VIP · #12', 'VIP · #12-2', GroupName::of('x', 7, 3)] as $ours) {
            self::assertTrue(GroupName::isMarked($ours), $ours);
        }
        foreach (['VIP', 'VIP #12', 'VIP · #12 b', 'VIP · #', 'VIP · #1-'] as $other) {
            self::assertFalse(GroupName::isMarked($other), $other);
        }
    }
}
