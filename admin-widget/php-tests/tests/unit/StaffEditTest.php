<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Moves\SeenState;
use PrestaShop\Module\GroupOffers\Moves\ShopGroups;
use PrestaShop\Module\GroupOffers\Moves\StaffEdit;

/** Staff or stale? Group 9 is the offer's; the customer had 3 by default and was a member of 3 and 4. */
final class StaffEditTest extends TestCase
{
    public function testAFormFromBeforeTheStartChangesNothing(): void
    {
        self::assertEdit([9, '3,4,9', false], [3, '3,4'], [3, [3, 4]], [9, '3,4,9'], true);
    }

    public function testAFormFromDuringTheOfferSavedAfterItsEndChangesNothing(): void
    {
        self::assertEdit([3, '3,4', false], [9, '3,4,9'], [9, [3, 4, 9]], [3, '3,4'], false);
    }

    public function testAMembershipThatStaffAddedInAStaleFormIsKept(): void
    {
        self::assertEdit([9, '3,4,5,9', false], [3, '3,4'], [3, [3, 4, 5]], [9, '3,4,9'], true);
        self::assertEdit([3, '3,4,5', false], [9, '3,4,9'], [9, [3, 4, 5, 9]], [3, '3,4'], false);
    }

    public function testAMembershipThatStaffRemovedGoesAndTheCustomerStays(): void
    {
        self::assertEdit([9, '3,9', false], [9, '3,4,9'], [9, [3, 9]], [9, '3,4,9'], true);
    }

    public function testAnotherDefaultTakesTheCustomerOut(): void
    {
        self::assertEdit([5, '3,4,5', true], [9, '3,4,9'], [5, [3, 4, 5, 9]], [9, '3,4,9'], true);
        self::assertEdit([3, '3,4', true], [9, '3,4,9'], [3, [3, 4, 9]], [9, '3,4,9'], true);
    }

    public function testTakingAwayTheOffersMembershipTakesTheCustomerOut(): void
    {
        self::assertEdit([3, '3,4', true], [9, '3,4,9'], [9, [3, 4]], [9, '3,4,9'], true);
    }

    public function testNobodyIsPutIntoAnOffersGroupByHand(): void
    {
        self::assertEdit([3, '3,4', false], [3, '3,4'], [9, [3, 4, 9]], [3, '3,4'], false);
    }

    public function testTheSealIsForOneCustomerAndOneShop(): void
    {
        $sealed = SeenState::of(3, '3,4')->seal(12);
        self::assertSame('3,4', SeenState::open($sealed, 12)?->groups);
        self::assertNull(SeenState::open($sealed, 13));
        self::assertNull(SeenState::open(str_replace('|3,4|', '|3,5|', $sealed), 12));
        self::assertNull(SeenState::open(null, 12));
        self::assertNull(SeenState::open(['x'], 12));
    }

    /**
     * @param array{int, string, bool} $expected
     * @param array{int, string} $seen
     * @param array{int, int[]} $posted
     * @param array{int, string} $now
     */
    private static function assertEdit(array $expected, array $seen, array $posted, array $now, bool $enrolled): void
    {
        $enrolment = $enrolled ? ['id' => 1, 'offer' => 5, 'group' => 9, 'windowStart' => '2026-01-01 00:00:00', 'windowEnd' => '2026-01-02 00:00:00', 'baseDefault' => 3,
            'baseGroups' => '3,4', 'writtenDefault' => 9, 'writtenGroups' => '3,4,9', 'until' => '2026-01-02 00:00:00.000', 'deferred' => null] : null;
        $shop = ShopGroups::of([1, 2, 3, 4, 5, 9], [9 => 5], 3);
        $edit = StaffEdit::of(SeenState::of($seen[0], $seen[1]), $posted[0], $posted[1], $now[0], $now[1], $enrolment, $shop, $shop->leaveMerge());
        self::assertSame($expected, [$edit->default, $edit->groups, $edit->leaves]);
    }
}
