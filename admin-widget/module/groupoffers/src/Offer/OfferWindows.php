<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The windows of a stored offer as instants, by the zone data that is stored with it: what the service planned by under the same version. */
final class OfferWindows
{
    /** Local times and instants are never further apart. */
    private const FAR = '2 days';

    /**
     * The window that has this end. Of a single one both its own end and that of "end now".
     *
     * @param array<string, string|null> $row locked
     * @param list<array{string, string}>|null $calendar of an offer that comes again
     *
     * @return \DateTimeImmutable|null its start; null: there is no such window
     */
    public static function startOf(array $row, ?array $calendar, \DateTimeImmutable $end): ?\DateTimeImmutable
    {
        $first = Clock::parse((string) $row['starts_at']);
        if ($calendar === null) {
            return in_array($end, [Clock::parse((string) $row['ends_at']), Offers::end($row)], false) ? $first : null;
        }
        $zone = ZoneOffsets::of($row);
        $cuts = ScheduleRules::cuts((string) $row['schedule']);
        $latest = $end->modify('+' . self::FAR)->format('Y-m-d\TH:i:s');
        $earliest = $end->modify('-' . self::FAR)->format('Y-m-d\TH:i:s');
        foreach ($calendar as [$localStart, $localEnd]) {
            if ($localStart > $latest) {
                break;
            }
            // A window that is cut ends before its own end.
            if ($localEnd < $earliest) {
                continue;
            }
            $start = $zone->instant($localStart);
            $own = $zone->instant($localEnd);
            foreach ($cuts as $cut) {
                if ($cut >= $start && $cut < $own) {
                    $own = $cut;
                    break;
                }
            }
            if ($own > $start && min($own, Offers::end($row)) == $end) {
                return max($start, $first);
            }
        }

        return null;
    }
}
