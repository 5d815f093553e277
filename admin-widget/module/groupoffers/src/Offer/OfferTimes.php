<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\ZoneData;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The local times are the plan; `starts_at` and `ends_at` follow from them by the shop's own zone data, until the start has come. What is sent
 * beside them says which occurrence is meant, and may be off by what another program's zone data makes of it.
 */
final class OfferTimes
{
    public const ENDLESS = '2099-12-31 23:59:59';
    private const TIMES = ['schedule' => 1, 'starts_at' => 1, 'ends_at' => 1];
    private const SQL = 'Y-m-d H:i:s';
    /** Seconds: no two states of a zone's rules were ever further apart but for the date line. */
    private const APART = 3 * 3600;

    /**
     * @param array<string, string|null> $row the offer as it shall be, its instants as sent
     * @param array<string, string|null>|null $stored
     *
     * @return array<string, string|null> the row with its instants and `zone_offsets` by the shop's zone data
     *
     * @throws Refusal
     */
    public static function settled(array $row, ?array $stored): array
    {
        $arming = $row['intent'] === 'armed' && ($stored === null || $stored['intent'] !== 'armed');
        $kept = (string) ($stored['zone_offsets'] ?? '');
        if ($stored !== null && !$arming && array_intersect_key($row, self::TIMES) == array_intersect_key($stored, self::TIMES)) {
            return ['zone_offsets' => $stored['zone_offsets'] ?? null] + $row;
        }
        ScheduleRules::check((string) $row['schedule']);
        $schedule = json_decode((string) $row['schedule'], true);
        $sameZone = $stored !== null && (json_decode((string) $stored['schedule'], true)['timezone'] ?? '') === $schedule['timezone'];
        $zone = ZoneOffsets::at($schedule['timezone'], Clock::now(), $sameZone ? $kept : '');
        $row['zone_offsets'] = $zone->json();
        foreach (['start' => 'starts_at', 'end' => 'ends_at'] as $field => $column) {
            $row[$column] = self::instant($field, $schedule, (string) $row[$column], $zone);
        }

        return $row;
    }

    /**
     * The shop's zone data may have been updated: offers that are not over follow. Called by each full sync.
     */
    public static function follow(): void
    {
        $now = Clock::now();
        $rows = Sql::rows('SELECT `id_group_offer`, `schedule`, `zone_offsets` FROM ' . Sql::table('groupoffers_offer')
            . " WHERE `intent` IN ('draft', 'armed', 'paused') AND `ends_at` > " . Sql::quote($now->modify('-1 day')->format(self::SQL)));
        foreach ($rows as $row) {
            $zone = json_decode((string) $row['schedule'], true)['timezone'] ?? '';
            $kept = (string) $row['zone_offsets'];
            if (!is_string($zone) || !ZoneData::knows($zone) || ZoneOffsets::at($zone, $now, $kept)->continues($kept, $now)) {
                continue;
            }
            try {
                Offers::followZone((int) $row['id_group_offer']);
            } catch (\Throwable $error) {
                // The next sync tries again; the other offers must not wait for it.
                Log::failure("following the time zone of offer {$row['id_group_offer']}", $error);
            }
        }
    }

    /**
     * @param array<string, string|null> $row stored
     *
     * @return array<string, string|null> with what follows from today's zone data; what has begun keeps its start
     */
    public static function followed(array $row, \DateTimeImmutable $now): array
    {
        $schedule = json_decode((string) $row['schedule'], true);
        $zone = ZoneOffsets::at($schedule['timezone'], $now, (string) $row['zone_offsets']);
        $begun = Clock::parse((string) $row['starts_at']) <= $now;
        $row['zone_offsets'] = $zone->json();
        foreach (['start' => 'starts_at', 'end' => 'ends_at'] as $field => $column) {
            if ($column === 'ends_at' || !$begun) {
                $row[$column] = self::instant($field, $schedule, (string) $row[$column], $zone, null);
            }
        }

        return $row;
    }

    /** Whether both say the same of what is to come; of one that says nothing yet, nobody can tell. */
    public static function sameZone(string $old, string $new, \DateTimeImmutable $now): bool
    {
        return $old === '' || ZoneOffsets::sameFuture($old, $new, $now->getTimestamp());
    }

    /**
     * @param array<string, mixed> $schedule
     * @param int|null $apart how far what was sent may be off, s; null: anything
     */
    private static function instant(string $field, array $schedule, string $sent, ZoneOffsets $zone, ?int $apart = self::APART): string
    {
        $local = strlen($schedule[$field]) === 16 ? $schedule[$field] . ':00' : $schedule[$field];
        $at = Clock::parse($sent);
        if ($schedule['recurrence'] !== null) {
            // The first window's start and the last one's end: which days these are the sender knows.
            $near = $sent === self::ENDLESS ? $at : $zone->nearest($at, substr($local, 11));

            return (abs($near->getTimestamp() - $at->getTimestamp()) <= self::APART ? $near : $at)->format(self::SQL);
        }
        $own = $zone->instant($local);
        if ($apart !== null && abs($own->getTimestamp() - $at->getTimestamp()) > $apart) {
            $shop = gmdate('Y-m-d\TH:i', $zone->localAt($at->getTimestamp()));
            throw Refusal::of('zones_differ', field: "{$field}s_at", utc: $sent, shop: $shop, zone: $schedule['timezone'], here: $schedule[$field]);
        }

        return $own->format(self::SQL);
    }
}
