<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The next windows of an offer that comes again, as local times: whoever plans the offer finds them and writes them in the offer's own transaction.
 * Nobody enters outside of them, so that whoever may only move customers cannot make a window. An offer of before has none, and runs on the
 * service's word until the day that the upgrade has set.
 */
final class Calendar
{
    /** So many are kept; a notice comes when so many are left; the page writes new ones when so many are left. */
    public const MOST = 400;
    public const FEW = 20;
    private const RENEW = 300;
    /** State: the instant from which on nothing comes again without a calendar. */
    public const REQUIRED_AT = 'calendar_required_at';
    private const GRACE_DAYS = 30;
    private const NOTICE_MISSING = 'calendar_missing';
    private const NOTICE_ENDS = 'calendar_ends';
    /** Seconds: of the last window the sender's zone data may think otherwise. */
    private const APART = 4 * 3600;

    public static function table(): string
    {
        return Sql::table('groupoffers_calendar');
    }

    /** Of the upgrade that brings calendars; repeating it changes nothing. */
    public static function beginGrace(): void
    {
        if (State::get(self::REQUIRED_AT) === null) {
            State::set(self::REQUIRED_AT, Clock::sql(Clock::plusSeconds(Clock::now(), self::GRACE_DAYS * 86400)));
        }
    }

    /** Until when an offer without a calendar runs on the service's word. */
    public static function requiredAt(): \DateTimeImmutable
    {
        return Clock::fromSql(State::get(self::REQUIRED_AT)) ?? Clock::now();
    }

    /**
     * In the transaction of the change.
     *
     * @param array<string, string|null> $row as stored now
     * @param array<string, string|null>|null $old as it was; null: new
     * @param string $given the field `windows`; empty: not given
     *
     * @throws Refusal
     */
    public static function keep(array $row, ?array $old, string $given): void
    {
        $id = (int) $row['id_group_offer'];
        if (ScheduleRules::recurrenceOf((string) $row['schedule']) === null) {
            Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group_offer` = {$id}");
            self::tell($id, false, false);
        } elseif ($given !== '') {
            self::write($row, $given);
        } elseif ($old === null || ScheduleRules::withoutCuts((string) $row['schedule']) !== ScheduleRules::withoutCuts((string) $old['schedule'])) {
            throw Refusal::of('windows_missing', field: 'windows');
        }
    }

    /**
     * New windows, and nothing else of the offer.
     *
     * @param array<string, string|null> $row stored, locked
     *
     * @throws Refusal
     */
    public static function write(array $row, string $given): void
    {
        $id = (int) $row['id_group_offer'];
        Refusal::ifWrong(ScheduleRules::recurrenceOf((string) $row['schedule']) === null, 'windows', '[…]', '[]');
        $windows = CalendarRules::read($given, (string) $row['schedule']);
        [$renew, $few] = self::runsShort($row, $windows);
        $set = '`windows` = ' . Sql::quote((string) json_encode($windows)) . ', `renew_from` = ' . Sql::quote($renew) . ', `few_from` = ' . Sql::quote($few);
        Sql::execute('INSERT INTO ' . self::table() . " SET `id_group_offer` = {$id}, {$set} ON DUPLICATE KEY UPDATE {$set}");
        self::tell($id, false, false);
    }

    /**
     * @param int $offer whose row the caller has locked
     *
     * @return list<array{string, string}>|null local starts and ends, ascending; null: an offer of before
     */
    public static function of(int $offer): ?array
    {
        $windows = Sql::value('SELECT `windows` FROM ' . self::table() . " WHERE `id_group_offer` = {$offer} LOCK IN SHARE MODE");

        return $windows === null ? null : json_decode($windows, true);
    }

    /** @return array<int, bool> offers that have a calendar; whether it wants new windows */
    public static function wanting(): array
    {
        $now = Clock::now()->format('Y-m-d H:i:s');
        $rows = Sql::rows('SELECT `id_group_offer` AS id, `renew_from` FROM ' . self::table());

        return array_column(array_map(static fn (array $row): array => [(int) $row['id'], $row['renew_from'] !== null && $row['renew_from'] <= $now], $rows), 1, 0);
    }

    /** What the merchant should know of calendars that end soon, or are missing. Called by each full sync. */
    public static function tellAll(): void
    {
        $now = Sql::quote(Clock::sql(Clock::now()));
        $rows = Sql::rows('SELECT o.`id_group_offer` AS id, o.`schedule`, c.`windows` IS NULL AS missing, c.`few_from` <= ' . $now . ' AS few FROM ' . Sql::table('groupoffers_offer') . ' o LEFT JOIN '
            . self::table() . " c ON c.`id_group_offer` = o.`id_group_offer` WHERE o.`intent` = 'armed' AND o.`ends_at` > {$now} AND (o.`cut_at` IS NULL OR o.`cut_at` > {$now})");
        $told = array_fill_keys(array_map('intval', array_column(array_filter(Notices::all(), static fn (array $notice): bool => in_array($notice['code'], [self::NOTICE_MISSING, self::NOTICE_ENDS], true)), 'idOffer')), true);
        foreach ($rows as $row) {
            $id = (int) $row['id'];
            $recurs = ScheduleRules::recurrenceOf((string) $row['schedule']) !== null;
            $missing = $recurs && (int) $row['missing'] === 1;
            $few = $recurs && (int) $row['few'] === 1;
            if ($missing || $few) {
                self::tell($id, $missing, $few);
                unset($told[$id]);
            }
        }
        foreach (array_keys($told) as $id) {
            self::tell($id, false, false);
        }
    }

    private static function tell(int $offer, bool $missing, bool $ends): void
    {
        $missing ? Notices::put(self::NOTICE_MISSING, $offer, ['before' => self::requiredAt()->format('Y-m-d H:i')]) : Notices::takeBack(self::NOTICE_MISSING, $offer);
        $ends ? Notices::put(self::NOTICE_ENDS, $offer, ['windows' => self::FEW]) : Notices::takeBack(self::NOTICE_ENDS, $offer);
    }

    /**
     * @param array<string, string|null> $row
     * @param list<array{string, string}> $windows
     *
     * @return array{string|null, string|null} from when on it wants new windows, and from when on few are left; null: it goes to the offer's end
     */
    private static function runsShort(array $row, array $windows): array
    {
        $zone = ZoneOffsets::of($row);
        $count = count($windows);
        if ($count === 0) {
            $now = Clock::now()->format('Y-m-d H:i:s');

            return $row['ends_at'] > $now ? [$now, $now] : [null, null];
        }
        if ($zone->instant($windows[$count - 1][1])->getTimestamp() >= Clock::parse((string) $row['ends_at'])->getTimestamp() - self::APART) {
            return [null, null];
        }

        return array_map(static fn (int $left): string => $zone->instant($windows[max(0, $count - $left)][0])->format('Y-m-d H:i:s'), [self::RENEW, self::FEW]);
    }
}
