<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Page\ScratchGroup;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Groups of offers that do not run and that nobody is in: found in one statement, however many offers are over. */
final class IdleGroups
{
    private const BUDGET_MS = 20000;

    /**
     * No discount in them any more; those of archived offers, and of offers that have been over for a day, are deleted. What there is no time for is
     * found again by the next call.
     *
     * @param int $lease number of the lease that must still hold
     *
     * @return list<array{offer: int, changed: string[]}> where something was changed
     *
     * @throws Refusal when the lease is lost
     */
    public static function clear(int $lease): array
    {
        $cleared = [];
        $end = hrtime(true) + self::BUDGET_MS * 1e6;
        foreach (self::found() as $offer) {
            try {
                $changed = OfferGroups::prepare($offer, null, $lease, false)['changed'];
                if ($changed !== []) {
                    $cleared[] = ['offer' => $offer, 'changed' => $changed];
                }
            } catch (Refusal $refusal) {
                if ($refusal->getCode() === Refusal::LEASE_LOST) {
                    throw $refusal;
                }
                // One that cannot be cleared keeps no other from it.
                Log::failure("clearing the group of offer {$offer}", $refusal);
            }
            if (hrtime(true) >= $end) {
                break;
            }
        }

        self::deleteTrial();

        return $cleared;
    }

    /** The group on which the page tries prices, when nobody has tried any for a day. */
    private static function deleteTrial(): void
    {
        $table = Sql::table('groupoffers_group');
        Sql::transaction(static function () use ($table): void {
            foreach (Sql::rows("SELECT `id_group` FROM {$table} WHERE `id_group_offer` = " . ScratchGroup::OFFER . ' AND (`checked_at` IS NULL OR `checked_at` <= ' . self::dayAgo() . ') FOR UPDATE') as $row) {
                OfferGroups::delete((int) $row['id_group']);
            }
        });
    }

    private static function dayAgo(): string
    {
        return Sql::quote(Clock::sql(Clock::now()->modify(OfferGroups::KEPT_AFTER_END)));
    }

    /** @return int[] offers whose group stands and is not needed: with a discount, checked only in part, or to be deleted */
    private static function found(): array
    {
        $now = Sql::quote(Clock::sql(Clock::now()));
        $ahead = "o.`intent` = 'armed' AND o.`ends_at` > {$now} AND (o.`cut_at` IS NULL OR o.`cut_at` > {$now})";
        $long = self::dayAgo();
        $unneeded = "o.`intent` = 'archived' OR o.`ends_at` <= {$long} OR o.`cut_at` <= {$long} OR (o.`intent` = 'cancelled' AND o.`date_upd` <= {$long})";
        $inside = 'SELECT 1 FROM ' . Enrolments::table() . ' e WHERE e.`id_group_offer` = o.`id_group_offer` AND e.`open_customer` IS NOT NULL';
        $reduced = 'SELECT 1 FROM ' . Sql::table('group_reduction') . ' r WHERE r.`id_group` = m.`id_group`';
        $rows = Sql::rows('SELECT DISTINCT m.`id_group_offer` AS id FROM ' . Sql::table('groupoffers_group') . ' m JOIN ' . Sql::table('groupoffers_offer')
            . ' o ON o.`id_group_offer` = m.`id_group_offer` JOIN ' . Sql::table('group') . ' g ON g.`id_group` = m.`id_group`'
            . " WHERE {$unneeded} OR (NOT ({$ahead}) AND NOT EXISTS ({$inside}) AND (g.`reduction` <> 0 OR m.`checked_hash` = '' OR EXISTS ({$reduced})))"
            . ' ORDER BY m.`id_group_offer`');

        return array_map('intval', array_column($rows, 'id'));
    }
}
