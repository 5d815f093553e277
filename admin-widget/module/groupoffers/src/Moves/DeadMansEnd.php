<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The shop ends an overdue offer by itself: whoever is GRACE past their (deferred) `until` leaves, whatever the service does, in bounded steps
 * that visitors' pages and the cron address take.
 *
 * When to look stands in one configuration value, which the core has read by then, so a page with nothing to do costs a comparison. It never lies
 * further ahead than GRACE: nobody who enters, or whose `until` is lowered, after a look can be overdue before the next one, and so
 * nothing that moves customers has to keep the value right.
 */
final class DeadMansEnd
{
    public const LOOK_AT = 'GROUPOFFERS_LOOK_AT';
    public const NOTICE = 'ended_by_shop';
    public const GRACE = 300;

    private const CUSTOMERS = 2000;
    private const MS = 200;
    /** A step that died is tried again after so many seconds, not by each page. */
    private const AGAIN = 60;
    /** Somebody overdue waits so long only where no page runs our code. */
    private const QUIET = 900;
    /** Steps within so many seconds are one entry of the activity log. */
    private const TOLD = 3600;
    private const WAITED = 'dead_man_waited';

    /** Without SQL. A value too far ahead was written before the clock went back. */
    public static function isTime(): bool
    {
        $ahead = (int) \Configuration::getGlobalValue(self::LOOK_AT) - Clock::now()->getTimestamp();

        return $ahead <= 0 || $ahead > self::GRACE;
    }

    /**
     * One bounded step, by one process at a time.
     *
     * @param int $patience seconds to wait for another process that takes one
     *
     * @return array{left: int, remaining: int, nextDue: string|null}|null null where another process took one all the time
     */
    public static function step(int $patience = 0): ?array
    {
        // Locks belong to the server, not to one of its databases.
        $lock = 'CONCAT(DATABASE(), ' . Sql::quote('.' . _DB_PREFIX_ . 'groupoffers_end') . ')';
        if (Sql::value("SELECT GET_LOCK({$lock}, {$patience})") !== '1') {
            return null;
        }
        try {
            $lookAt = (int) \Configuration::getGlobalValue(self::LOOK_AT);
            // Before anything that can fail: what fails is tried again by one page a minute, not by each.
            self::lookAgain(self::AGAIN);
            $waiting = self::waitedSince($lookAt);
            if ($waiting > 0) {
                State::set(self::WAITED, intdiv($waiting, 60) . ' ' . Clock::sql(Clock::now()));
            }
            // Told first: what is told and then cut off is done by the next step, what is done and then cut off would not be told.
            $done = Leave::overdue(self::CUSTOMERS, self::MS, self::GRACE, static function (array $offers): void {
                foreach ($offers as $offer) {
                    Notices::put(self::NOTICE, $offer);
                    Activity::recordOnce('customers_put_back', $offer, self::TOLD);
                }
            });
            self::lookAgain($done['remaining'] > 0 ? 0 : self::wait());

            return $done;
        } finally {
            Sql::value("SELECT RELEASE_LOCK({$lock})");
        }
    }

    /** Seconds that somebody has been overdue because nothing takes the steps; 0 while that is no longer than usual. */
    public static function waiting(): int
    {
        return self::waitedSince((int) \Configuration::getGlobalValue(self::LOOK_AT));
    }

    private static function waitedSince(int $lookAt): int
    {
        $now = Clock::now()->getTimestamp();
        if ($lookAt === 0 || $now - $lookAt <= self::QUIET) {
            return 0;
        }
        $until = ShopStatus::minUntil();
        $waiting = $until === null ? 0 : min($now - $lookAt, $now - $until->getTimestamp() - self::GRACE);

        return $waiting > self::QUIET ? $waiting : 0;
    }

    /** @return array{int, \DateTimeImmutable|null} minutes that somebody overdue had waited when a step came, and when that was */
    public static function lastWait(): array
    {
        [$minutes, $at] = explode(' ', State::get(self::WAITED) ?? '0 ', 2);

        return [(int) $minutes, Clock::fromSql($at)];
    }

    /** Seconds until somebody could be overdue. */
    private static function wait(): int
    {
        $next = Leave::nextDue();
        if ($next === null) {
            return self::GRACE;
        }
        $wait = Clock::parse($next)->getTimestamp() + self::GRACE + 1 - Clock::now()->getTimestamp();

        return max(1, min(self::GRACE, $wait));
    }

    private static function lookAgain(int $seconds): void
    {
        \Configuration::updateGlobalValue(self::LOOK_AT, (string) (Clock::now()->getTimestamp() + $seconds));
    }
}
