<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** How each offer stands, counted in the ledger; zeros for one that nobody has entered. */
final class Figures
{
    /** Seconds. */
    private const AGE = 60;
    private const OUTCOMES = ['restored' => 'restored', 'staff_kept' => 'staffKept', 'changed_elsewhere' => 'changedElsewhere', 'corrected' => 'corrected',
        'switched' => 'switched', 'repaired' => 'repaired', 'deleted' => 'deleted'];

    /** @return list<array<string, int|string|null>> every stored offer, archived ones too, by id */
    public static function ofOffers(): array
    {
        return Kept::orFound('page_figures', self::sign(), self::AGE, self::counted(...));
    }

    /** Every enter makes a row, every leave closes one. What staff strand is told a little later in a shop where counting takes long. */
    private static function sign(): string
    {
        $enrolment = Enrolments::table();
        $last = Sql::row("SELECT MAX(`id_enrolment`) AS last, (SELECT COUNT(`open_customer`) FROM {$enrolment} WHERE `open_customer` IS NOT NULL) AS open FROM {$enrolment}") ?? [];

        return implode('|', [$last['last'] ?? 0, $last['open'] ?? 0, Counter::get(), State::get('purged_at')]);
    }

    /** @return list<array<string, int|string|null>> */
    private static function counted(): array
    {
        $closed = self::closed();
        $open = self::open();
        $stranded = self::stranded();
        $figures = [];
        foreach (Sql::rows('SELECT `id_group_offer` FROM ' . Sql::table('groupoffers_offer') . ' ORDER BY `id_group_offer`') as $row) {
            $offer = (int) $row['id_group_offer'];
            $now = $open[$offer] ?? ['open' => 0, 'deferred' => 0, 'first' => null];
            $over = $closed[$offer] ?? ['entered' => 0, 'first' => null, 'last' => null, 'outcomes' => []];
            $firsts = array_filter([$now['first'], $over['first']]);
            $figures[] = ['offer' => $offer, 'open' => $now['open'], 'deferred' => $now['deferred'], 'entered' => $now['open'] + $over['entered']]
                + array_map(static fn (string $outcome): int => $over['outcomes'][$outcome] ?? 0, array_flip(self::OUTCOMES))
                + ['stranded' => $stranded[$offer] ?? 0, 'firstEntered' => $firsts === [] ? null : self::iso(min($firsts)), 'lastLeft' => self::iso($over['last'])];
        }

        return $figures;
    }

    /** @return array<int, array{open: int, deferred: int, first: string|null}> by offer */
    private static function open(): array
    {
        $open = [];
        foreach (Sql::rows('SELECT `id_group_offer`, COUNT(*) AS n, SUM(`deferred_until` IS NOT NULL) AS deferred, MIN(`opened_at`) AS first FROM ' . Enrolments::table()
            . ' WHERE `open_customer` IS NOT NULL GROUP BY `id_group_offer`') as $row) {
            $open[(int) $row['id_group_offer']] = ['open' => (int) $row['n'], 'deferred' => (int) $row['deferred'], 'first' => $row['first']];
        }

        return $open;
    }

    /** @return array<int, array{entered: int, first: string|null, last: string|null, outcomes: array<string, int>}> by offer */
    private static function closed(): array
    {
        $closed = [];
        foreach (Sql::rows('SELECT `id_group_offer`, `outcome`, COUNT(*) AS n, MIN(`opened_at`) AS first, MAX(`closed_at`) AS last FROM ' . Enrolments::table()
            . ' WHERE `open_customer` IS NULL GROUP BY `id_group_offer`, `outcome`') as $row) {
            $of = $closed[(int) $row['id_group_offer']] ?? ['entered' => 0, 'first' => null, 'last' => null, 'outcomes' => []];
            $closed[(int) $row['id_group_offer']] = [
                'entered' => $of['entered'] + (int) $row['n'],
                'first' => $of['first'] === null ? $row['first'] : min($of['first'], $row['first']),
                'last' => max($of['last'], $row['last']),
                'outcomes' => $of['outcomes'] + [(string) $row['outcome'] => (int) $row['n']],
            ];
        }

        return $closed;
    }

    /** @return array<int, int> customers in the offer's group, as members or by default, without being in the offer; by offer */
    private static function stranded(): array
    {
        $groups = [];
        foreach (Sql::rows('SELECT `id_group`, `id_group_offer` FROM ' . Sql::table('groupoffers_group')) as $row) {
            $groups[(int) $row['id_group']] = (int) $row['id_group_offer'];
        }
        if ($groups === []) {
            return [];
        }
        $in = Sql::ints(array_keys($groups));
        $enrolment = Enrolments::table();
        $found = [];
        foreach ([
            'SELECT m.`id_customer`, m.`id_group` FROM ' . Sql::table('customer_group') . " m LEFT JOIN {$enrolment} e ON e.`open_customer` = m.`id_customer` AND e.`id_group` = m.`id_group`"
                . " WHERE m.`id_group` IN ({$in}) AND e.`id_enrolment` IS NULL",
            'SELECT c.`id_customer`, c.`id_default_group` FROM ' . Sql::table('customer') . " c LEFT JOIN {$enrolment} e ON e.`open_customer` = c.`id_customer` AND e.`id_group` = c.`id_default_group`"
                . " WHERE c.`id_default_group` IN ({$in}) AND e.`id_enrolment` IS NULL",
        ] as $sql) {
            foreach (Sql::tuples($sql) as [$customer, $group]) {
                $found[$groups[(int) $group]][(int) $customer] = true;
            }
        }

        return array_map(count(...), $found);
    }

    private static function iso(?string $at): ?string
    {
        return $at === null ? null : Clock::iso(Clock::parse($at));
    }
}
