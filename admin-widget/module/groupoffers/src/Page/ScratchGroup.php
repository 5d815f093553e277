<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GroupName;
use PrestaShop\Module\GroupOffers\Group\GroupPlan;
use PrestaShop\Module\GroupOffers\Group\GroupRows;
use PrestaShop\Module\GroupOffers\Group\KnownIds;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\PriceCache;
use PrestaShop\Module\GroupOffers\Group\PricePages;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * One group for the shop on which a plan's prices are tried: the core computes them from a group's rows, and the plan's own group need not exist. It
 * stands in `groupoffers_group` as the group of offer 0. So to all the rest of the module it is an offer's group that nobody may be in: a sweep takes
 * members out, nobody can name it in an offer, and it is deleted when it was not used for a day, or with the module.
 */
final class ScratchGroup
{
    public const OFFER = 0;
    private const WAIT = 15;
    private const ATTEMPTS = 3;

    /**
     * Makes the group what the plan says, for the products that are asked for alone, while `$work` runs. One at a time.
     *
     * @template T
     *
     * @param array<string, string|null> $offer a plan's row
     * @param int[] $products
     * @param callable(int): T $work gets the group
     *
     * @return T
     */
    public static function filled(array $offer, array $products, callable $work)
    {
        $lock = Sql::quote('groupoffers ' . substr(hash('sha256', Sql::value('SELECT DATABASE()') . _DB_PREFIX_), 0, 40));
        if (Sql::value("SELECT GET_LOCK({$lock}, " . self::WAIT . ')') !== '1') {
            throw new \RuntimeException('another review takes too long');
        }
        try {
            return self::locked($offer, $products, $work);
        } finally {
            Sql::value("SELECT RELEASE_LOCK({$lock})");
        }
    }

    /**
     * @template T
     *
     * @param callable(int): T $work
     *
     * @return T
     */
    private static function locked(array $offer, array $products, callable $work)
    {
        $plan = GroupPlan::of($offer, false);
        $fractions = (new PricePages($plan->shops, []))->planned('IN (' . Sql::ints($products) . ')', $plan->reductions);
        $idGroup = self::prepared($offer);
        try {
            for ($attempt = 1; ; ++$attempt) {
                self::fill($idGroup, $plan, $fractions);
                $result = $work($idGroup);
                // Saving a product, and every sweep, makes the cache's rows anew and knows nothing of these.
                if ($attempt === self::ATTEMPTS || self::isFilled($idGroup, $fractions)) {
                    return $result;
                }
            }
        } finally {
            self::emptied($idGroup);
        }
    }

    /** @return int the group, there and right but for its discounts: for all shops, without categories, carriers and modules but this one */
    private static function prepared(array $offer): int
    {
        $plan = GroupPlan::of(['name' => GroupName::TRIAL, 'id_group_offer' => '0', 'id_shop' => '0', 'membership' => 'keep', 'modules_denied' => '[]'] + $offer, true);

        return Sql::transaction(static function () use ($plan): int {
            $table = Sql::table('groupoffers_group');
            // Locks it, too: one that nobody has used for a day is deleted.
            $used = Sql::quote(Clock::sql(Clock::now()));
            Sql::execute("UPDATE {$table} SET `checked_at` = {$used} WHERE `id_group_offer` = " . self::OFFER);
            $idGroup = OfferGroups::idFor(self::OFFER);
            $plan = $plan->named(GroupName::TRIAL, self::OFFER, $idGroup);
            if ($idGroup === 0) {
                $idGroup = GroupRows::create($plan);
                Sql::execute("DELETE FROM {$table} WHERE `id_group_offer` = " . self::OFFER);
                Sql::execute("REPLACE INTO {$table} (`id_group`, `id_group_offer`, `checked_at`) VALUES ({$idGroup}, " . self::OFFER . ", {$used})");
            }
            GroupRows::repair($idGroup, $plan, KnownIds::now());

            return $idGroup;
        });
    }

    /** @param array<int, float> $fractions by product */
    private static function fill(int $idGroup, GroupPlan $plan, array $fractions): void
    {
        Sql::transaction(static function () use ($idGroup, $plan, $fractions): void {
            Sql::execute('UPDATE ' . Sql::table('group') . ' SET `reduction` = ' . Sql::quote($plan->discount) . " WHERE `id_group` = {$idGroup}", true);
            PriceCache::clear($idGroup);
            $values = array_map(static fn (int $product, float $fraction): string => sprintf('(%d, %d, %.4F)', $product, $idGroup, $fraction), array_keys($fractions), $fractions);
            if ($values !== []) {
                Sql::execute('INSERT INTO ' . Sql::table('product_group_reduction_cache') . ' (`id_product`, `id_group`, `reduction`) VALUES ' . implode(', ', $values), true);
            }
        });
    }

    /** Nobody meets its prices, but a number that is left over would be looked for one day. */
    private static function emptied(int $idGroup): void
    {
        Sql::transaction(static function () use ($idGroup): void {
            Sql::execute('UPDATE ' . Sql::table('group') . " SET `reduction` = 0 WHERE `id_group` = {$idGroup}", true);
            PriceCache::clear($idGroup);
        });
    }

    /** @param array<int, float> $fractions by product */
    private static function isFilled(int $idGroup, array $fractions): bool
    {
        $there = [];
        foreach (Sql::rows('SELECT `id_product`, `reduction` FROM ' . Sql::table('product_group_reduction_cache') . " WHERE `id_group` = {$idGroup}") as $row) {
            $there[(int) $row['id_product']] = (float) $row['reduction'];
        }
        ksort($there);
        ksort($fractions);

        return $there == $fractions;
    }
}
