<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GoneGroups;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shop's groups at the beginning of a request. */
final class ShopGroups
{
    /** @var array<string, string> */
    private array $withoutMemo = [];

    /**
     * @param array<int, true> $existing
     * @param array<int, int> $offerOf offer by the id of its group; 0 by the id of one that is deleted
     */
    private function __construct(public readonly array $existing, public readonly array $offerOf, public readonly int $customerGroup)
    {
    }

    /**
     * @param int[] $existing
     * @param array<int, int> $offerOf
     */
    public static function of(array $existing, array $offerOf, int $customerGroup): self
    {
        return new self(array_fill_keys($existing, true), $offerOf, $customerGroup);
    }

    public static function read(): self
    {
        $existing = [];
        foreach (Sql::rows('SELECT `id_group` FROM ' . Sql::table('group')) as $row) {
            $existing[(int) $row['id_group']] = true;
        }
        $offerOf = [];
        foreach (Sql::rows('SELECT `id_group`, `id_group_offer` FROM ' . Sql::table('groupoffers_group')) as $row) {
            $offerOf[(int) $row['id_group']] = (int) $row['id_group_offer'];
        }
        foreach (GoneGroups::ids() as $id) {
            // Databases give the highest id once more after a restart: then it is somebody else's.
            if (!isset($existing[$id])) {
                $offerOf[$id] = 0;
            }
        }

        return new self($existing, $offerOf, (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP'));
    }

    /** As if a group were deleted already. */
    public function withoutGroup(int $group): self
    {
        return new self(array_diff_key($this->existing, [$group => true]), $this->offerOf, $this->customerGroup);
    }

    public function leaveMerge(): LeaveMerge
    {
        return new LeaveMerge($this->existing, array_fill_keys(array_keys($this->offerOf), true), $this->customerGroup);
    }

    /** The set without any offer's group. */
    public function without(string $groups): string
    {
        return $this->withoutMemo[$groups] ??= GroupSet::of(array_filter(GroupSet::ids($groups), fn (int $id): bool => !isset($this->offerOf[$id])));
    }
}
