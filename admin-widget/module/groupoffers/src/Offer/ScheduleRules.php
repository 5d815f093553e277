<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ZoneData;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** When an offer runs. The windows of one that comes again are the service's to find; here are shapes only. */
final class ScheduleRules
{
    private const MAX_BYTES = 65536;
    private const MAX_RULE = 1000;
    private const MAX_ENTRIES = 2000;
    private const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

    /** @throws Refusal */
    public static function check(string $json): void
    {
        Refusal::if(strlen($json) > self::MAX_BYTES, 'too_large', field: 'schedule', bytes: strlen($json), max: self::MAX_BYTES);
        $schedule = JsonField::object('schedule', $json);
        JsonField::complete('schedule', $schedule, Shapes::SCHEDULE);
        Refusal::if(!is_string($schedule['timezone']) || !ZoneData::knows($schedule['timezone']), 'no_time_zone', field: 'schedule.timezone', value: $schedule['timezone']);
        foreach (['start', 'end'] as $field) {
            self::local("schedule.{$field}", $schedule[$field]);
        }
        if ($schedule['recurrence'] !== null) {
            self::recurrence($schedule['recurrence']);
        }
    }

    /**
     * @param mixed $local
     *
     * @throws Refusal unless it is a local time such as `2026-11-27T18:00`
     */
    public static function local(string $field, $local): void
    {
        if (is_string($local) && preg_match('/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?$/D', $local, $part) === 1) {
            try {
                // Refuses days and hours that do not exist.
                Clock::parse("{$part[1]} {$part[2]}" . ($part[3] ?? ':00'));

                return;
            } catch (\InvalidArgumentException) {
            }
        }
        throw Refusal::of('not_local_time', field: $field, value: $local);
    }

    /** @return array<string, mixed>|null */
    public static function recurrenceOf(string $json): ?array
    {
        $schedule = json_decode($json, true);

        return is_array($schedule) && is_array($schedule['recurrence'] ?? null) ? $schedule['recurrence'] : null;
    }

    /** What windows the schedule names: all of it but the ends that the merchant has brought forward. */
    public static function withoutCuts(string $json): string
    {
        $schedule = json_decode($json, true);
        unset($schedule['recurrence']['cuts']);

        return (string) json_encode($schedule);
    }

    /** Whether a change ends the window that is open: a cut that was not there before and is not in the future. */
    public static function cutsNow(string $old, string $new, \DateTimeImmutable $now): bool
    {
        $known = self::cuts($old);
        foreach (self::cuts($new) as $cut) {
            if ($cut <= $now && !in_array($cut, $known, false)) {
                return true;
            }
        }

        return false;
    }

    /** @return \DateTimeImmutable[] ascending: the instants at which the merchant ended a window */
    public static function cuts(string $json): array
    {
        $cuts = self::recurrenceOf($json)['cuts'] ?? [];
        $instants = is_array($cuts) ? array_map(static fn ($cut): \DateTimeImmutable => Clock::parse((string) $cut), array_values($cuts)) : [];
        sort($instants);

        return $instants;
    }

    /** @param mixed $recurrence */
    private static function recurrence($recurrence): void
    {
        Refusal::ifWrong(!is_array($recurrence), 'schedule.recurrence', $recurrence, 'null | {"rule", "except", "cuts"}');
        JsonField::complete('schedule.recurrence', $recurrence, Shapes::RECURRENCE);
        $rule = $recurrence['rule'];
        Refusal::ifWrong(!is_string($rule) || strlen($rule) > self::MAX_RULE || preg_match('/^[A-Za-z]+=[A-Za-z0-9,+-]+(;[A-Za-z]+=[A-Za-z0-9,+-]+)*$/D', $rule) !== 1, 'schedule.recurrence.rule', $rule, '"FREQ=WEEKLY;BYDAY=FR"');
        preg_match_all('/(?:^|;)FREQ=([^;]*)/i', $rule, $frequency);
        Refusal::ifWrong(count($frequency[1]) !== 1 || !in_array(strtoupper($frequency[1][0]), self::FREQUENCIES, true), 'schedule.recurrence.rule', $rule, 'FREQ=' . implode(' | FREQ=', self::FREQUENCIES));
        self::entries('except', $recurrence['except'], '2026-12-25', static function (string $value): void {
            if (preg_match('/^\d{4}-\d\d-\d\d$/D', $value) !== 1) {
                throw new \InvalidArgumentException();
            }
            Clock::parse($value . ' 00:00:00');
        });
        self::entries('cuts', $recurrence['cuts'], '2026-11-27T18:22:10Z', static function (string $value): void {
            if (strpos($value, 'T') === false) {
                throw new \InvalidArgumentException();
            }
            Clock::parse($value);
        });
    }

    /**
     * @param mixed $entries
     * @param callable(string): void $parse
     */
    private static function entries(string $field, $entries, string $expected, callable $parse): void
    {
        Refusal::ifWrong(!is_array($entries) || !array_is_list($entries) || count($entries) > self::MAX_ENTRIES, "schedule.recurrence.{$field}", $entries, sprintf('[…] (≤ %d)', self::MAX_ENTRIES));
        foreach ($entries as $i => $entry) {
            try {
                $parse(is_string($entry) ? $entry : '');
            } catch (\InvalidArgumentException) {
                throw Refusal::wrong("schedule.recurrence.{$field}[{$i}]", $entry, $expected);
            }
        }
    }
}
