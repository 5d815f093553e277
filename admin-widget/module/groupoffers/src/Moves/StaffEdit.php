<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Staff or stale? Only what a post changes against what its form was rendered with is staff's; that is applied to what the customer has now, and
 * everything else in the post is old. Pure.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class StaffEdit
{
    /**
     * @param int $default what shall be saved
     * @param string $groups what shall be saved
     * @param bool $leaves staff took the customer out of the offer
     */
    private function __construct(public readonly int $default, public readonly string $groups, public readonly bool $leaves)
    {
    }

    /**
     * @param Enrolment|null $enrolment the open one
     * @param int $default the customer's present default and
     * @param string $groups groups
     * @param int[] $posted groups of the post
     */
    public static function of(SeenState $seen, int $postedDefault, array $posted, int $default, string $groups, ?array $enrolment, ShopGroups $shop, LeaveMerge $merge): self
    {
        $seenGroups = GroupSet::ids($seen->groups);
        // Nobody is put into an offer's group by hand.
        $added = array_filter(array_diff($posted, $seenGroups), static fn (int $id): bool => !isset($shop->offerOf[$id]));
        $removed = array_diff($seenGroups, $posted);
        $newGroups = GroupSet::of(array_diff(array_merge(GroupSet::ids($groups), $added), $removed));
        $changesDefault = $postedDefault !== $seen->default && $postedDefault !== $default && !isset($shop->offerOf[$postedDefault]);
        $newDefault = $changesDefault ? $postedDefault : $default;
        if ($enrolment !== null && ($changesDefault || in_array($enrolment['group'], $removed, true))) {
            [$newDefault, $newGroups] = $merge->of($enrolment['baseDefault'], $enrolment['baseGroups'], $enrolment['writtenDefault'], $enrolment['writtenGroups'], $newDefault, $newGroups);

            return new self($newDefault, $newGroups, true);
        }
        $ids = GroupSet::ids($newGroups);
        if (!in_array($newDefault, $ids, true)) {
            // Staff removed the membership of a default that they did not see (it was the offer's): the post's own default is the answer.
            $newDefault = in_array($postedDefault, $ids, true) ? $postedDefault : ($ids[0] ?? $shop->customerGroup);
            $newGroups = GroupSet::of(array_merge($ids, [$newDefault]));
        }

        return new self($newDefault, $newGroups, false);
    }
}
