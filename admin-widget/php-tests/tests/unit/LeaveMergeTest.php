<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Moves\GroupSet;
use PrestaShop\Module\GroupOffers\Moves\LeaveMerge;

/** Invariant 1, Return: as if no offer had been, plus what staff changed meanwhile. Groups 1 to 7 exist, 9 and 10 are offers', 3 is the customer group. */
final class LeaveMergeTest extends TestCase
{
    /** @param array{int, string, string, string} $expected default, groups, outcome, reason */
    #[DataProvider('stories')]
    public function testStory(int $d0, string $g0, int $d1, string $g1, int $d, string $c, array $expected): void
    {
        self::assertSame($expected, self::merge()->of($d0, $g0, $d1, $g1, $d, $c));
    }

    /** @return array<string, array{int, string, int, string, int, string, array{int, string, string, string}}> */
    public static function stories(): array
    {
        return [
            'nothing happened' => [3, '3', 9, '3,9', 9, '3,9', [3, '3', 'restored', '']],
            'several groups, default not the smallest' => [5, '3,5', 9, '3,5,9', 9, '3,5,9', [5, '3,5', 'restored', '']],
            'exclusive' => [5, '3,5', 9, '9', 9, '9', [5, '3,5', 'restored', '']],
            'staff added a group' => [3, '3', 9, '3,9', 9, '3,4,9', [3, '3,4', 'staff_kept', '']],
            'staff added a group, exclusive' => [3, '3,5', 9, '9', 9, '4,9', [3, '3,4,5', 'staff_kept', '']],
            'staff removed a group' => [3, '3,5', 9, '3,5,9', 9, '3,9', [3, '3', 'staff_kept', '']],
            'somebody chose a default' => [3, '3', 9, '3,9', 4, '3,4,9', [4, '3,4', 'changed_elsewhere', '']],
            'staff removed the default\'s group' => [4, '4,5', 9, '4,5,9', 9, '5,9', [5, '5', 'staff_kept', '']],
            'somebody chose a default that is no membership' => [3, '3', 9, '3,9', 4, '3,9', [4, '3,4', 'changed_elsewhere', '']],
            'somebody chose a default that is no membership, exclusive' => [3, '3,5', 9, '9', 4, '9', [4, '3,4,5', 'changed_elsewhere', '']],
            'the base default came back by an old write' => [5, '3,5', 9, '3,5,9', 5, '3,5', [5, '3,5', 'restored', '']],
            'staff removed the default\'s group, and the customer group is left' => [5, '2,3,5', 9, '2,3,5,9', 9, '2,3,9', [3, '2,3', 'staff_kept', '']],
            'the customer group\'s membership was taken from those whose default it is' => [3, '3', 9, '3,9', 9, '2', [3, '2,3', 'staff_kept', '']],
            'the base default was deleted, the smallest is left' => [8, '5,7,8', 9, '5,7,8,9', 9, '5,7,9', [5, '5,7', 'corrected', 'default_missing']],
            'the base default was deleted, exclusive' => [8, '5,7,8', 9, '9', 9, '9', [5, '5,7', 'corrected', 'default_missing']],
            'another group than the default was deleted' => [5, '5,8', 9, '5,8,9', 9, '5,9', [5, '5', 'corrected', 'group_missing']],
            'another group than a default that is no membership was deleted' => [4, '5,8', 9, '5,8,9', 9, '5,9', [4, '5', 'corrected', 'group_missing']],
            'the base default was deleted, and staff added a smaller group' => [8, '5,8', 9, '5,8,9', 9, '2,5,9', [2, '2,5', 'staff_kept', '']],
            'the base default was deleted meanwhile' => [8, '3,8', 9, '3,8,9', 9, '3,9', [3, '3', 'corrected', 'default_missing']],
            'all base groups were deleted meanwhile' => [8, '8', 9, '8,9', 9, '9', [3, '3', 'corrected', 'no_group']],
            'the new default was deleted meanwhile' => [3, '3', 9, '3,9', 8, '3,9', [3, '3', 'restored', '']],
            'the membership of the offer was taken away' => [3, '3', 9, '3,9', 9, '3', [3, '3', 'restored', '']],
            'a default that was no membership from the start' => [4, '3', 9, '3,9', 9, '3,9', [4, '3', 'restored', '']],
            'no default from the start' => [0, '3,5', 9, '3,5,9', 9, '3,5,9', [0, '3,5', 'restored', '']],
            'no default from the start, exclusive' => [0, '3', 9, '9', 9, '9', [0, '3', 'restored', '']],
            'no default from the start, and staff added a group' => [0, '3', 9, '3,9', 9, '3,4,9', [3, '3,4', 'staff_kept', '']],
            'no default from the start, and staff gave one' => [0, '3', 9, '3,9', 4, '3,4,9', [4, '3,4', 'changed_elsewhere', '']],
            'a default that did not exist from the start' => [8, '3,5', 9, '3,5,9', 9, '3,5,9', [8, '3,5', 'restored', '']],
            'a base default that is an offer\'s group is nobody\'s' => [10, '5', 9, '5,9', 9, '5,9', [5, '5', 'corrected', 'default_missing']],
            'no group at all from the start' => [4, '', 9, '9', 9, '9', [4, '4', 'corrected', 'no_group']],
            'no default and no group from the start' => [0, '', 9, '9', 9, '9', [3, '3', 'corrected', 'no_group']],
            'no group, and a default that does not exist' => [8, '', 9, '9', 9, '9', [3, '3', 'corrected', 'no_group']],
            'a member of a default that does not exist' => [8, '3,8', 9, '3,8,9', 9, '3,8,9', [3, '3', 'corrected', 'default_missing']],
            'a default that is no membership, and staff added a group' => [4, '3', 9, '3,9', 9, '3,5,9', [4, '3,5', 'staff_kept', '']],
            'default of another offer, the base is not the customer group' => [5, '5', 9, '5,9', 10, '5,9,10', [5, '5', 'restored', '']],
            'another offer\'s group came from a stale write' => [3, '3', 9, '3,9', 9, '3,9,10', [3, '3', 'restored', '']],
            'default of another offer from a stale write' => [3, '3', 9, '3,9', 10, '3,9,10', [3, '3', 'restored', '']],
            'groups above nine are numbers, not texts' => [3, '3,11', 9, '3,9,11', 9, '3,9,11', [3, '3,11', 'restored', '']],
        ];
    }

    /** For any base and any change by staff: never without a group, the default is a membership (unless the base's was none), no offer's group stays. */
    public function testProperties(): void
    {
        $seed = (int) (getenv('SEED') ?: random_int(1, PHP_INT_MAX));
        mt_srand($seed);
        $merge = self::merge();
        for ($i = 0; $i < 3000; ++$i) {
            $base = self::randomSet();
            $default = $base[array_rand($base)];
            $exclusive = mt_rand(0, 1) === 1;
            $written = GroupSet::of($exclusive ? [9] : array_merge($base, [9]));
            $added = self::randomSet();
            $current = array_diff(array_merge(GroupSet::ids($written), mt_rand(0, 1) === 1 ? $added : []), mt_rand(0, 1) === 1 ? self::randomSet() : []);
            $story = "seed {$seed}: {$default}|" . GroupSet::of($base) . " 9|{$written} 9|" . GroupSet::of($current);
            [$d, $groups] = $merge->of($default, GroupSet::of($base), 9, $written, 9, GroupSet::of($current));
            $ids = GroupSet::ids($groups);
            self::assertContains($d, $ids, $story);
            self::assertNotContains(9, $ids, $story);
            if (GroupSet::of($current) === $written) {
                self::assertSame([$default, GroupSet::of($base)], [$d, $groups], $story);
            }
        }
    }

    /** @return non-empty-list<int> */
    private static function randomSet(): array
    {
        $set = array_values(array_filter(range(1, 7), static fn (): bool => mt_rand(0, 2) === 0));

        return $set === [] ? [mt_rand(1, 7)] : $set;
    }

    private static function merge(): LeaveMerge
    {
        return new LeaveMerge(array_fill_keys([1, 2, 3, 4, 5, 6, 7, 9, 10, 11], true), [9 => true, 10 => true], 3);
    }
}
