<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Audience\Purge;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\GoneGroups;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Forgets what has aged: answers of batches after 7 days, lists that nothing names, the ledger and the activity log 24 months after their offer's end. Some rows at a time, not to hold locks. */
final class Ledger
{
    private const ROWS = 5000;
    private const PURGED = 'purged_at';

    /** Once a day, with whatever comes first: a full sync, a call of cron, or the page. */
    public static function purgeDaily(): void
    {
        $today = Clock::now()->format('Y-m-d');
        if (State::get(self::PURGED) === $today) {
            return;
        }
        try {
            if (self::purge() < self::ROWS) {
                State::set(self::PURGED, $today);
            }
        } catch (\Throwable $error) {
            // Whoever comes next tries again; what called is about something else.
            Log::failure(self::class, $error);
        }
    }

    /** @return int rows that were forgotten; the limit when there may be more */
    public static function purge(): int
    {
        Batch::purge();
        Blocks::purge();
        RecentDefaults::purge();
        $limit = Clock::now()->modify('-24 months');
        // The newest row of each table stays, without its customer: a ledger that shrinks means to the service that a backup was restored.
        $event = Sql::table('groupoffers_event');
        Sql::execute("DELETE FROM {$event} WHERE `at` < " . Sql::quote(Clock::sql($limit)) . ' AND `id_event` < ' . (int) Sql::value("SELECT MAX(`id_event`) FROM {$event}") . ' LIMIT ' . self::ROWS);
        $offers = array_column(Sql::rows('SELECT `id_group_offer` FROM ' . Sql::table('groupoffers_offer') . ' WHERE `ends_at` < ' . Sql::quote(Clock::sql($limit))), 'id_group_offer');
        $more = Purge::run($limit) ? self::ROWS : 0;
        $more = Activity::purge($limit, self::ROWS) === self::ROWS ? self::ROWS : $more;
        GoneGroups::purge($limit);
        if ($offers === []) {
            return $more;
        }
        $enrolment = Enrolments::table();
        $newest = (int) Sql::value("SELECT MAX(`id_enrolment`) FROM {$enrolment}");
        $over = '`id_group_offer` IN (' . Sql::ints($offers) . ') AND `open_customer` IS NULL';
        Sql::execute("UPDATE {$enrolment} SET `id_customer` = 0 WHERE `id_enrolment` = {$newest} AND {$over}");

        return max($more, Sql::execute("DELETE FROM {$enrolment} WHERE {$over} AND `id_enrolment` < {$newest} LIMIT " . self::ROWS));
    }
}
