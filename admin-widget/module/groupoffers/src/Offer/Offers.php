<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Audience\Purge;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The stored offers. Intents:
 *
 *   draft <-> armed <-> paused      armed is the only one under which customers may be in the offer;
 *     any -> cancelled, archived    leaving `armed` makes all leave, in the same transaction.
 */
final class Offers
{
    /** @return array<string, string|null>|null the stored row; `$lock` is '' or 'FOR UPDATE' or 'LOCK IN SHARE MODE' */
    public static function row(int $id, string $lock = ''): ?array
    {
        return Sql::row('SELECT * FROM ' . self::table() . " WHERE `id_group_offer` = {$id} {$lock}");
    }

    /** @return array<string, string|null> the stored row */
    public static function existing(int $id, string $lock = ''): array
    {
        return self::row($id, $lock) ?? throw Refusal::notFound('offer', $id);
    }

    /** @return \DateTimeImmutable when nothing of the offer runs any more: its end, or the cut when that comes first */
    public static function end(array $row): \DateTimeImmutable
    {
        $end = Clock::parse((string) $row['ends_at']);
        $cut = Clock::fromSql($row['cut_at']);

        return $cut !== null && $cut < $end ? $cut : $end;
    }

    /** Whether its only window is the one from `starts_at` to `ends_at`, and everybody has the whole of it. */
    public static function isSingle(array $row): bool
    {
        return !self::takesTurns($row) && ScheduleRules::recurrenceOf((string) $row['schedule']) === null;
    }

    public static function takesTurns(array $row): bool
    {
        return (string) $row['rotation'] !== '';
    }

    /**
     * @param array<string, string|null> $given columns; null takes the default
     *
     * @return array<string, string|null> the stored row
     *
     * @throws Refusal
     */
    public static function insert(array $given): array
    {
        return Sql::transaction(static function () use ($given): array {
            $windows = (string) ($given['windows'] ?? '');
            $row = Approval::settled(OfferFields::checked($given, null), null);
            $now = Clock::now();
            $row['version'] = '1';
            $row['date_add'] = $row['date_upd'] = $now->format('Y-m-d H:i:s');
            self::refuseArmedInThePast($row, null, $now);
            $columns = [];
            foreach ($row as $column => $value) {
                $columns[] = "`{$column}` = " . Sql::quote($value);
            }
            Sql::execute('INSERT INTO ' . self::table() . ' SET ' . implode(', ', $columns), true);
            $id = Sql::insertId();
            $row = self::stored($id);
            Calendar::keep($row, null, $windows);
            Approval::keep($row);
            Activity::record('offer_created', $id, [], $row);
            Counter::bump();

            return $row;
        });
    }

    /**
     * @param string $version the version that the writer had read
     * @param array<string, string|null> $given columns; null keeps the stored value
     *
     * @return array<string, string|null> the stored row
     *
     * @throws Refusal nothing is changed
     */
    public static function update(int $id, string $version, array $given): array
    {
        $stored = Sql::transaction(static function () use ($id, $version, $given): array {
            // Exclusive: every chunk of moves holds this row shared, so none runs on a plan that is being changed.
            $old = self::existing($id, 'FOR UPDATE');
            Refusal::ifWrong(preg_match('/^\d{1,9}$/', $version) !== 1, 'version', $version, '≥ 1');
            if ((int) $version !== (int) $old['version']) {
                throw Refusal::staleVersion((int) $old['version']);
            }
            $windows = (string) ($given['windows'] ?? '');
            if ($windows !== '' && array_filter($given, static fn (?string $value, string $field): bool => $value !== null && $field !== 'windows' && $field !== 'version', ARRAY_FILTER_USE_BOTH) === []) {
                // The plan stays what it is, and so does its version: nobody's work on it is lost.
                Calendar::write($old, $windows);
                Activity::record('offer_windows_written', $id, $old, $old);
                Counter::bump();

                return $old;
            }
            $new = Approval::settled(OfferFields::checked($given, $old), $old);
            $now = Clock::now();
            self::refuseArmedInThePast($new, $old, $now);
            $new['version'] = (string) ((int) $old['version'] + 1);
            $new['date_upd'] = $now->format('Y-m-d H:i:s');
            unset($new['date_add']);
            $columns = [];
            foreach ($new as $column => $value) {
                $columns[] = "`{$column}` = " . Sql::quote($value);
            }
            Sql::execute('UPDATE ' . self::table() . ' SET ' . implode(', ', $columns) . " WHERE `id_group_offer` = {$id}", true);
            $row = self::stored($id);
            Calendar::keep($row, $old, $windows);
            Approval::keep($row);
            Activity::record(self::whatChanged($old, $row), $id, $old, $row);
            self::moveEnds($id, $old, $row, $now);
            if ($row['membership'] !== $old['membership']) {
                self::reenter($id);
            }
            Counter::bump();

            return $row;
        });
        if ($stored['intent'] === 'archived') {
            Notices::forget($id);
            // The service does not look at archived offers any more. What fails here is done by the next sweep: the change itself is committed.
            try {
                OfferGroups::prepare($id, null, null, false);
            } catch (\Throwable $error) {
                Log::failure("deleting the group of offer {$id}", $error);
            }
        }

        return $stored;
    }

    /** Brings an offer's instants to what the shop's zone data says by now, and those who are inside along. */
    public static function followZone(int $id): void
    {
        Sql::transaction(static function () use ($id): void {
            $old = self::existing($id, 'FOR UPDATE');
            $now = Clock::now();
            $new = OfferTimes::followed($old, $now);
            $moved = $new['starts_at'] !== $old['starts_at'] || $new['ends_at'] !== $old['ends_at']
                || (!self::isSingle($old) && !OfferTimes::sameZone((string) $old['zone_offsets'], (string) $new['zone_offsets'], $now));
            // What was planned by the old instants is over: a version of its own.
            $version = (int) $old['version'] + ($moved ? 1 : 0);
            Sql::execute('UPDATE ' . self::table() . ' SET `zone_offsets` = ' . Sql::quote($new['zone_offsets']) . ', `starts_at` = ' . Sql::quote($new['starts_at'])
                . ', `ends_at` = ' . Sql::quote($new['ends_at']) . ", `version` = {$version} WHERE `id_group_offer` = {$id}", true);
            if ($moved) {
                Activity::record('offer_moved_by_zone', $id, $old, ['version' => (string) $version] + $new);
                self::moveEnds($id, $old, $new, $now);
                Counter::bump();
            }
        });
    }

    /** @throws Refusal unless it is a draft that nobody is in */
    public static function delete(int $id): void
    {
        Sql::transaction(static function () use ($id): void {
            $row = self::existing($id, 'FOR UPDATE');
            Refusal::if($row['intent'] !== 'draft', 'not_a_draft', field: 'intent', value: $row['intent']);
            $open = Enrolments::countOpen($id);
            Refusal::if($open > 0, 'still_in', field: 'id', value: $id);
            Activity::record('offer_deleted', $id, $row);
            OfferGroups::deleteOf($id);
            Purge::offer($id);
            Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group_offer` = {$id}", true);
            Counter::bump();
        });
        Notices::forget($id);
    }

    /** @return string the action's code in the activity log */
    private static function whatChanged(array $old, array $new): string
    {
        if ($new['awaiting'] !== '') {
            return 'approval_asked';
        }
        if ($old['awaiting'] !== '' && $new['intent'] === 'armed') {
            return 'offer_approved';
        }

        return $new['intent'] !== $old['intent'] ? "offer_{$new['intent']}" : ((string) $new['cut_at'] !== (string) $old['cut_at'] ? 'offer_cut' : 'offer_changed');
    }

    /** What the change means for those who are in the offer now. */
    private static function moveEnds(int $id, array $old, array $new, \DateTimeImmutable $now): void
    {
        $oldEnd = self::end($old);
        $newEnd = self::end($new);
        if ($new['intent'] !== 'armed' || $newEnd <= $now || Clock::parse((string) $new['starts_at']) > $now
            || ScheduleRules::cutsNow((string) $old['schedule'], (string) $new['schedule'], $now)) {
            Enrolments::lowerUntil($id, $now);
        } elseif ($newEnd < $oldEnd) {
            Enrolments::lowerUntil($id, $newEnd);
        } elseif ($newEnd > $oldEnd && self::isSingle($old) && self::isSingle($new)) {
            Enrolments::raiseUntil($id, $oldEnd, $newEnd);
        }
    }

    /**
     * Another membership mode is a leave and an enter in one move: an enrolment of no window of the offer makes the service send the customer
     * in an enter once more.
     */
    private static function reenter(int $id): void
    {
        Sql::execute('UPDATE ' . Enrolments::table() . " SET `window_start` = '1970-01-01 00:00:00' WHERE `id_group_offer` = {$id} AND `open_customer` IS NOT NULL");
    }

    private static function refuseArmedInThePast(array $new, ?array $old, \DateTimeImmutable $now): void
    {
        if ($new['intent'] === 'armed' && ($old === null || $old['intent'] !== 'armed') && self::end($new) <= $now) {
            $field = Clock::parse((string) $new['ends_at']) <= $now ? 'ends_at' : 'cut_at';
            throw Refusal::of('past', field: $field, value: (string) $new[$field], at: $now->format('Y-m-d H:i:s'));
        }
    }

    /** @return array<string, string|null> */
    private static function stored(int $id): array
    {
        return self::row($id) ?? throw new \LogicException("offer {$id} vanished in its own transaction");
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_offer');
    }
}
