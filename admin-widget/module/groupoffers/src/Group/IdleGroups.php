<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Groups of offers that do not run and that nobody is in: found in one statement, however many offers are over. */
final class IdleGroups
{
    private const BUDGET_MS = 20000;

    /**
     * No discount in them any more; the groups of archived offers are deleted. What there is no time for is found again by the next call.
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
        foreach (self::withDiscounts() as $offer) {
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

        return $cleared;
    }

    /** @return int[] offers whose group stands and is not needed: with a discount, checked only in part, or of an archived offer */
    private static function withDiscounts(): array
    {
        $now = Sql::quote(Clock::sql(Clock::now()));
        $ahead = "o.`intent` = 'armed' AND o.`ends_at` > {$now} AND (o.`cut_at` IS NULL OR o.`cut_at` > {$now})";
        $inside = 'SELECT 1 FROM ' . Enrolments::table() . ' e WHERE e.`id_group_offer` = o.`id_group_offer` AND e.`open_customer` IS NOT NULL';
        $reduced = 'SELECT 1 FROM ' . Sql::table('group_reduction') . ' r WHERE r.`id_group` = m.`id_group`';
        $rows = Sql::rows('SELECT DISTINCT m.`id_group_offer` AS id FROM ' . Sql::table('groupoffers_group') . ' m JOIN ' . Sql::table('groupoffers_offer')
            . ' o ON o.`id_group_offer` = m.`id_group_offer` JOIN ' . Sql::table('group') . ' g ON g.`id_group` = m.`id_group`'
            . " WHERE o.`intent` = 'archived' OR (NOT ({$ahead}) AND NOT EXISTS ({$inside}) AND (g.`reduction` <> 0 OR m.`checked_hash` = '' OR EXISTS ({$reduced})))"
            . ' ORDER BY m.`id_group_offer`');

        return array_map('intval', array_column($rows, 'id'));
    }
}
