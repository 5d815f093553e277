<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What a customer has after leaving: the base, plus what was changed meanwhile against what had been written on entering. Pure.
 *
 *   groups  = (G0 ∪ (C \ G1)) \ (G1 \ C), never empty
 *   default = d0 if d = d1, else d
 *
 * A default that is no membership, or whose group was deleted meanwhile, becomes the shop's customer group. (A base whose default was no
 * membership from the start, be it none (0) or a group that does not exist, is given back as it was: returning is exact.)
 */
final class LeaveMerge
{
    private const MEMO_LIMIT = 10000;

    /** @var array<string, array{int, string, bool}> most customers of an offer share base and present state */
    private array $memo = [];

    /**
     * @param array<int, true> $existing groups that exist now
     * @param array<int, true> $offerGroups groups that are the module's own: nobody keeps one after leaving
     */
    public function __construct(private array $existing, private array $offerGroups, private int $customerGroup)
    {
    }

    /**
     * @return array{int, string, bool} default, groups, and whether that is anything but the base
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

    /** @return array{int, string, bool} */
    private function merge(int $baseDefault, string $baseGroups, int $writtenDefault, string $writtenGroups, int $default, string $groups): array
    {
        $base = GroupSet::ids($baseGroups);
        $written = array_filter(GroupSet::ids($writtenGroups), fn (int $id): bool => isset($this->existing[$id]));
        $current = array_filter(GroupSet::ids($groups), fn (int $id): bool => isset($this->existing[$id]));
        $added = array_diff($current, $written);
        $removed = array_diff($written, $current);
        $kept = array_filter(
            array_diff(array_merge($base, $added), $removed),
            fn (int $id): bool => isset($this->existing[$id]) && !isset($this->offerGroups[$id])
        );
        $newDefault = $default === $writtenDefault ? $baseDefault : $default;
        $asBefore = $newDefault === $baseDefault && !isset($this->offerGroups[$baseDefault]) && $kept !== [] && GroupSet::of($kept) === $baseGroups;
        if (!$asBefore && !in_array($newDefault, $kept, true)) {
            $newDefault = $this->customerGroup;
            $kept[] = $newDefault;
        }
        $left = GroupSet::of($kept);

        return [$newDefault, $left, $newDefault !== $baseDefault || $left !== $baseGroups];
    }
}
