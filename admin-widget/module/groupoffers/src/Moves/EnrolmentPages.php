<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Pages of the ledger, by key, so that any page costs the same. */
final class EnrolmentPages
{
    /**
     * @param int $offer 0: of all offers
     *
     * @return array<string, mixed> columns; `window` and `until` are indexes into the page's instants
     */
    public static function open(int $after, int $limit, int $offer): array
    {
        $page = ['customer' => [], 'offer' => [], 'default' => [], 'window' => [], 'until' => []];
        $windows = [];
        $untils = [];
        $of = $offer === 0 ? '' : " AND `id_group_offer` = {$offer}";
        $sql = 'SELECT `open_customer`, `id_group_offer`, `written_default`, `window_start`, `until_at` FROM ' . Enrolments::table()
            . " WHERE `open_customer` > {$after}{$of} ORDER BY `open_customer` LIMIT {$limit}";
        $customer = 0;
        foreach (Sql::each($sql) as $row) {
            $page['customer'][] = $customer = (int) $row['open_customer'];
            $page['offer'][] = (int) $row['id_group_offer'];
            $page['default'][] = (int) $row['written_default'];
            $page['window'][] = $windows[$row['window_start']] ??= count($windows);
            $page['until'][] = $untils[$row['until_at']] ??= count($untils);
        }

        return $page + [
            'windows' => self::isoList($windows),
            'untils' => self::isoList($untils),
            'next' => count($page['customer']) === $limit ? $customer : null,
        ];
    }

    /** @return array<string, mixed> all enrolments of the offer, open and closed */
    public static function history(int $offer, int $after, int $limit): array
    {
        Refusal::if($offer === 0, 'missing', field: 'offer');
        $rows = [];
        $sql = 'SELECT * FROM ' . Enrolments::table() . " WHERE `id_group_offer` = {$offer} AND `id_enrolment` > {$after} ORDER BY `id_enrolment` LIMIT {$limit}";
        $iso = [];
        $instant = static function (?string $at) use (&$iso): ?string {
            return $at === null ? null : ($iso[$at] ??= Clock::iso(Clock::parse($at)));
        };
        foreach (Sql::each($sql) as $row) {
            $rows[] = [
                'id' => (int) $row['id_enrolment'],
                'customer' => (int) $row['id_customer'],
                'offer' => $offer,
                'window' => $instant($row['window_start']),
                'baseDefault' => (int) $row['base_default'],
                'baseGroups' => GroupSet::ids((string) $row['base_groups']),
                'writtenDefault' => (int) $row['written_default'],
                'writtenGroups' => GroupSet::ids((string) $row['written_groups']),
                'until' => $instant($row['until_at']),
                'openedAt' => $instant($row['opened_at']),
                'closedAt' => $instant($row['closed_at']),
                'outcome' => $row['outcome'],
                'reason' => $row['reason'],
            ];
        }
        $last = end($rows);

        return ['rows' => $rows, 'next' => $last !== false && count($rows) === $limit ? $last['id'] : null];
    }

    /**
     * @param array<string, int> $instants
     *
     * @return string[]
     */
    private static function isoList(array $instants): array
    {
        return array_map(static fn ($at): string => Clock::iso(Clock::parse((string) $at)), array_keys($instants));
    }
}
