<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Each offer's group:
 *
 *   running, or armed and to come, or somebody inside  -> as planned
 *   nothing runs and nobody is inside                  -> there, with discounts of zero
 *   the same and the offer archived, or over for a day -> deleted; a later window gets a new one
 *
 * The group is the module's: what staff changed natively is put right, with a notice.
 */
final class OfferGroups
{
    /** So long after the last window the group stays, for those who still have it on a page that they opened before. */
    public const KEPT_AFTER_END = '-24 hours';

    /** @return int the offer's group; 0 when it has none yet */
    public static function idFor(int $idOffer): int
    {
        return (int) Sql::value('SELECT m.`id_group` FROM ' . self::table() . ' m JOIN ' . Sql::table('group') . ' g ON g.`id_group` = m.`id_group`'
            . " WHERE m.`id_group_offer` = {$idOffer} ORDER BY m.`id_group` DESC LIMIT 1");
    }

    /**
     * @param int|null $lease number of the lease that must still hold
     * @param bool $full compare the price cache too
     *
     * @return array{idGroup: int, changed: string[], reverted: string[], worseOff: list<array<string, mixed>>}
     *
     * @throws Refusal
     */
    public static function prepare(int $idOffer, ?int $version, ?int $lease, bool $full): array
    {
        $done = Sql::transaction(static function () use ($idOffer, $version, $lease): array {
            if ($lease !== null && !Lease::lockShared($lease)) {
                throw Refusal::leaseLost();
            }
            // Exclusive, since an empty group may be deleted here: nobody may enter meanwhile.
            $offer = Offers::row($idOffer, 'FOR UPDATE') ?? throw Refusal::notFound('offer', $idOffer);
            if ($version !== null && $version !== (int) $offer['version']) {
                throw Refusal::staleVersion((int) $offer['version']);
            }

            return self::rows($offer);
        });
        if ($done['idGroup'] === 0) {
            if ($done['categories'] !== []) {
                PriceCache::rebuild($done['categories']);
            }

            return ['idGroup' => 0, 'changed' => $done['changed'], 'reverted' => [], 'worseOff' => []];
        }
        $changed = $done['changed'];
        $categories = array_values(array_unique(array_merge($done['categories'], array_keys($done['reductions']))));
        // A change that was cut off before this, or a category that was deleted, has left rows of categories that nobody names any more.
        $written = $full || !$done['finished'] ? PriceCache::rebuild($categories, $done['idGroup']) : 0;
        if ($written > 0) {
            $changed[] = 'price cache';
        }
        // Only now: a check that broke off before this is done again.
        if (!$done['finished'] || $changed !== []) {
            Sql::execute('UPDATE ' . self::table() . ' SET `checked_version` = ' . $done['version'] . ', `checked_hash` = ' . Sql::quote($done['hash'])
                . ', `checked_at` = ' . Sql::quote(Clock::sql(Clock::now())) . " WHERE `id_group` = {$done['idGroup']}");
        }
        if ($changed !== []) {
            self::forgetCached($done['idGroup']);
        }
        self::tellEdits($idOffer, $done['idGroup'], $done['edited']);

        return ['idGroup' => $done['idGroup'], 'changed' => $changed, 'reverted' => array_merge($done['edited']['own'], $done['edited']['access']), 'worseOff' => $done['worseOff'] === null ? [] : WorseOff::kept($done['worseOff'], $full)];
    }

    /** No discount in any offer's group from here on (module disabled). @return int groups that were changed */
    public static function zeroAll(): int
    {
        $count = 0;
        foreach (self::all() as $idGroup) {
            $categories = PriceCache::categoriesOf($idGroup);
            $touched = Sql::transaction(static function () use ($idGroup): int {
                Sql::execute('UPDATE ' . self::table() . " SET `checked_version` = 0, `checked_hash` = '' WHERE `id_group` = {$idGroup}");

                return Sql::execute('UPDATE ' . Sql::table('group') . " SET `reduction` = 0 WHERE `id_group` = {$idGroup}", true)
                    + Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . " WHERE `id_group` = {$idGroup}", true);
            });
            PriceCache::rebuild($categories);
            PriceCache::clear($idGroup);
            $count += $touched > 0 ? 1 : 0;
            self::forgetCached($idGroup);
        }

        return $count;
    }

    /** @return int groups deleted: those without a customer */
    public static function deleteEmpty(): int
    {
        $count = 0;
        foreach (self::all() as $idGroup) {
            $count += self::delete($idGroup) ? 1 : 0;
        }

        return $count;
    }

    /** The groups of an offer that is being deleted. */
    public static function deleteOf(int $idOffer): void
    {
        WorseOff::forget($idOffer);
        foreach (Sql::rows('SELECT `id_group` FROM ' . self::table() . " WHERE `id_group_offer` = {$idOffer}") as $row) {
            Refusal::if(!self::delete((int) $row['id_group']), 'still_in', field: 'id', value: $idOffer);
        }
    }

    /** The group is gone, whoever deleted it. */
    public static function forget(int $idGroup): void
    {
        Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group` = {$idGroup}");
        GoneGroups::add($idGroup);
    }

    public static function isOurs(int $idGroup): bool
    {
        return Sql::row('SELECT 1 FROM ' . self::table() . " WHERE `id_group` = {$idGroup}") !== null;
    }

    /** @return array<string, mixed> */
    private static function rows(array $offer): array
    {
        $idOffer = (int) $offer['id_group_offer'];
        $inside = Sql::row('SELECT 1 FROM ' . Enrolments::table() . " WHERE `id_group_offer` = {$idOffer} AND `open_customer` IS NOT NULL LIMIT 1") !== null;
        $ahead = $offer['intent'] === 'armed' && Offers::end($offer) > Clock::now();
        $idGroup = self::idFor($idOffer);
        $nothing = ['idGroup' => 0, 'changed' => [], 'categories' => []];
        if ($ahead && !\Configuration::getGlobalValue('PS_GROUP_FEATURE_ACTIVE')) {
            throw Refusal::groupsFeatureOff();
        }
        if (!$inside && !$ahead) {
            if ($idGroup === 0) {
                return $nothing;
            }
            if (self::isUnneeded($offer)) {
                $categories = PriceCache::categoriesOf($idGroup);
                if (self::delete($idGroup)) {
                    WorseOff::forget($idOffer);

                    return ['changed' => ['group'], 'categories' => $categories] + $nothing;
                }
            }
        }
        $plan = GroupPlan::of($offer, !$inside && !$ahead)->named((string) $offer['name'], $idOffer, $idGroup);
        $hash = $plan->hash();
        $changed = [];
        if ($idGroup === 0) {
            $idGroup = GroupRows::create($plan);
            $changed[] = 'group';
            Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group_offer` = {$idOffer} AND `id_group` NOT IN (SELECT `id_group` FROM " . Sql::table('group') . ')');
            Sql::execute('REPLACE INTO ' . self::table() . " (`id_group`, `id_group_offer`, `id_reference_group`) VALUES ({$idGroup}, {$idOffer}, {$plan->referenceGroup})");
        }
        $known = Sql::row('SELECT `checked_hash`, `checked_version`, `known_ids` FROM ' . self::table() . " WHERE `id_group` = {$idGroup}") ?? [];
        $same = ($known['checked_hash'] ?? '') === $hash;
        $ids = KnownIds::now();
        $repair = GroupRows::repair($idGroup, $plan, KnownIds::read((string) ($known['known_ids'] ?? '')));
        if (($known['known_ids'] ?? '') !== $ids->stored()) {
            Sql::execute('UPDATE ' . self::table() . ' SET `known_ids` = ' . Sql::quote($ids->stored()) . " WHERE `id_group` = {$idGroup}");
        }
        $finished = $same && $repair['categories'] === [];
        if (!$finished) {
            Sql::execute('UPDATE ' . self::table() . " SET `checked_hash` = '', `id_reference_group` = {$plan->referenceGroup} WHERE `id_group` = {$idGroup}");
        }

        return [
            'idGroup' => $idGroup,
            'changed' => array_merge($changed, $repair['changed']),
            'categories' => $repair['categories'],
            'reductions' => $plan->reductions,
            'finished' => $finished && (int) ($known['checked_version'] ?? 0) === (int) $offer['version'],
            // The same was wanted at the last finished check and it is not so now: somebody else changed it.
            'edited' => $same ? $repair['edited'] : ['own' => [], 'access' => []],
            'hash' => $hash,
            'version' => (int) $offer['version'],
            // The offer whose prices are to be judged: nobody enters one that is not ahead.
            'worseOff' => $ahead ? $offer : null,
        ];
    }

    /** Whether no window of it is to come, and the last one has been over for a day. */
    private static function isUnneeded(array $offer): bool
    {
        $end = $offer['intent'] === 'cancelled' ? min(Offers::end($offer), Clock::parse((string) $offer['date_upd'])) : Offers::end($offer);

        return $offer['intent'] === 'archived' || $end <= Clock::now()->modify(self::KEPT_AFTER_END);
    }

    /**
     * What belongs to the group alone is told of its offer. Access is changed on other pages, for many groups at a time: that is told once.
     *
     * @param array{own: string[], access: string[]} $edited
     */
    public static function tellEdits(int $idOffer, int $idGroup, array $edited): void
    {
        if ($edited['own'] !== []) {
            Notices::put('group_edited', $idOffer, ['idGroup' => $idGroup, 'what' => implode(', ', array_slice($edited['own'], 0, 20))]);
        }
        if ($edited['access'] !== []) {
            Notices::put('group_access_edited', 0, ['what' => implode(', ', array_slice($edited['access'], 0, 20))]);
        }
    }

    /** @return bool false when customers are in it */
    public static function delete(int $idGroup): bool
    {
        $deleted = Sql::transaction(static function () use ($idGroup): bool {
            if (GroupRows::hasCustomers($idGroup)) {
                return false;
            }
            GroupRows::delete($idGroup);
            self::forget($idGroup);

            return true;
        });
        if ($deleted) {
            self::forgetCached($idGroup);
        }

        return $deleted;
    }

    /** @return int[] the groups of all offers */
    public static function all(): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_group` FROM ' . self::table() . ' ORDER BY `id_group`'), 'id_group'));
    }

    /** Objects in this request, and the storefront's cached blocks, which are kept per group with their prices. */
    public static function forgetCached(int $idGroup): void
    {
        try {
            \Cache::clean("objectmodel_Group_{$idGroup}_*");
            if (method_exists(\Group::class, 'clearCachedValues')) {
                \Group::clearCachedValues();
            }
            \Tools::clearSmartyCache();
        } catch (\Throwable $error) {
            Log::failure('clearing caches', $error);
        }
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_group');
    }
}
