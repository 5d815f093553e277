<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Whether the field `windows` makes sense. Which days the rule names is for whoever plans the offer to say (sync-service/src/windows). */
final class CalendarRules
{
    private const MAX_BYTES = 65536;

    /**
     * @param string $json `[["2026-11-27T18:00","2026-11-30T23:59"],…]`
     * @param string $schedule the offer's, checked
     *
     * @return list<array{string, string}>
     *
     * @throws Refusal
     */
    public static function read(string $json, string $schedule): array
    {
        Refusal::if(strlen($json) > self::MAX_BYTES, 'too_large', field: 'windows', bytes: strlen($json), max: self::MAX_BYTES);
        $windows = JsonField::list('windows', $json);
        Refusal::if(count($windows) > Calendar::MOST, 'too_many', field: 'windows', count: count($windows), max: Calendar::MOST);
        $plan = json_decode($schedule, true);
        $first = self::seconds($plan['start']);
        $length = self::seconds($plan['end']) - $first;
        $before = $first;
        foreach ($windows as $i => $window) {
            Refusal::ifWrong(!is_array($window) || !array_is_list($window) || count($window) !== 2, "windows[{$i}]", $window, '["2026-11-27T18:00","2026-11-30T23:59"]');
            [$start, $end] = array_map(static function (int $which) use ($window, $i): int {
                ScheduleRules::local("windows[{$i}][{$which}]", $window[$which]);

                return self::seconds($window[$which]);
            }, [0, 1]);
            Refusal::ifWrong($start < $before, "windows[{$i}]", $window, '≥ ' . ($i === 0 ? $plan['start'] : $windows[$i - 1][1]));
            // One that overlaps the next runs as one with it, and is longer.
            Refusal::ifWrong($end - $start < $length, "windows[{$i}]", $window, "≥ {$length} s");
            $before = $end;
        }

        return $windows;
    }

    /** Of a local time, as if it were UTC. */
    private static function seconds(string $local): int
    {
        return Clock::parse(str_replace('T', ' ', $local) . (strlen($local) === 16 ? ':00' : ''))->getTimestamp();
    }
}
