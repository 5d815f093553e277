<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What a customer has after leaving: the base, plus what was changed meanwhile against what had been written on entering. Pure.
 *
 *   groups  = (G0 ∪ (C \ G1)) \ (G1 \ C), of groups that exist
 *   default = d where somebody chose d (see ChosenDefaults), else d0
 *
 * A chosen default becomes a membership. Otherwise nobody joins a group that they did not have, with one exception: nobody is without a group.
 * A base default that cannot be given back is replaced
 *   - its group does not exist (deleted, and no hook saw it): by the smallest membership, as the core does it
 *   - its membership was taken away, or it is none (0):       by the customer group where it is that or that is a membership, else by the smallest
 *   - no membership is left:                                  by itself where it exists, else by the customer group; that becomes a membership
 *
 * A base whose default was no membership from the start is given back as it was: returning is exact.
 */
final class LeaveMerge
{
    private const MEMO_LIMIT = 10000;

    /** @var array<string, array{int, string, string, string}> most customers of an offer share base and present state */
    private array $memo = [];

    /**
     * @param array<int, true> $existing groups that exist now
     * @param array<int, true> $offerGroups groups that are the module's own: nobody keeps one after leaving
     */
    public function __construct(private array $existing, private array $offerGroups, private int $customerGroup)
    {
    }

    /**
     * @param int $default the present one; `$writtenDefault` where nobody chose it
     *
     * @return array{int, string, string, string} default, groups, outcome (`restored`, `staff_kept`, `changed_elsewhere`, `corrected`) and, where
     *                                            corrected, why: `no_group`, `no_default`, `default_missing`, `group_missing`
     */
    public function of(int $baseDefault, string $baseGroups, int $writtenDefault, string $writtenGroups, int $default, string $groups): array
    {
        $key = "{$baseDefault}|{$baseGroups}|{$writtenDefault}|{$writtenGroups}|{$default}|{$groups}";
        if (!isset($this->memo[$key])) {
            if (count($this->memo) >= self::MEMO_LIMIT) {
                $this->memo = [];
            }
            $this->memo[$key] = $this->merge($baseDefault, $baseGroups, $writtenDefault, $writtenGroups, $default, $groups);
        }

        return $this->memo[$key];
    }

    /**
     * The memberships alone.
     *
     * @return int[]
     */
    public function groups(string $baseGroups, string $writtenGroups, string $groups): array
    {
        $written = array_filter(GroupSet::ids($writtenGroups), fn (int $id): bool => isset($this->existing[$id]));
        $current = array_filter(GroupSet::ids($groups), fn (int $id): bool => isset($this->existing[$id]));
        $all = array_merge(GroupSet::ids($baseGroups), array_diff($current, $written));

        return array_filter(array_diff($all, array_diff($written, $current)), $this->isUsable(...));
    }

    /** @return array{int, string, string, string} */
    private function merge(int $baseDefault, string $baseGroups, int $writtenDefault, string $writtenGroups, int $default, string $groups): array
    {
        $base = GroupSet::ids($baseGroups);
        $kept = $this->groups($baseGroups, $writtenGroups, $groups);
        $isChanged = GroupSet::of($kept) !== GroupSet::of(array_filter($base, $this->isUsable(...)));
        if ($default !== $writtenDefault && $default !== $baseDefault && $this->isUsable($default)) {
            return [$default, GroupSet::of(array_merge($kept, [$default])), 'changed_elsewhere', ''];
        }
        $newDefault = $baseDefault;
        if (!in_array($baseDefault, $kept, true) && !$this->isAsBefore($baseDefault, $base, $kept)) {
            $newDefault = $this->instead($baseDefault, $kept);
            $kept[] = $newDefault;
        }
        $left = GroupSet::of($kept);
        if ($isChanged) {
            return [$newDefault, $left, 'staff_kept', ''];
        }

        return $newDefault === $baseDefault && $left === $baseGroups ? [$newDefault, $left, 'restored', ''] : [$newDefault, $left, 'corrected', $this->reason($baseDefault, $base)];
    }

    /**
     * A default that never was a membership stays none.
     *
     * @param int[] $base
     * @param int[] $kept
     */
    private function isAsBefore(int $baseDefault, array $base, array $kept): bool
    {
        if ($kept === [] || isset($this->offerGroups[$baseDefault]) || in_array($baseDefault, $base, true)) {
            return false;
        }

        return isset($this->existing[$baseDefault]) || GroupSet::of($kept) === GroupSet::of($base);
    }

    /** @param int[] $kept */
    private function instead(int $baseDefault, array $kept): int
    {
        if ($kept === []) {
            return $this->isUsable($baseDefault) ? $baseDefault : $this->customerGroup;
        }
        $isDeleted = $baseDefault !== 0 && !isset($this->existing[$baseDefault]);
        $isNear = $baseDefault === $this->customerGroup || in_array($this->customerGroup, $kept, true);

        return !$isDeleted && $isNear ? $this->customerGroup : min($kept);
    }

    /** @param int[] $base */
    private function reason(int $baseDefault, array $base): string
    {
        return match (true) {
            array_filter($base, $this->isUsable(...)) === [] => 'no_group',
            $baseDefault === 0 => 'no_default',
            !$this->isUsable($baseDefault) => 'default_missing',
            default => 'group_missing',
        };
    }

    private function isUsable(int $group): bool
    {
        return isset($this->existing[$group]) && !isset($this->offerGroups[$group]);
    }
}
