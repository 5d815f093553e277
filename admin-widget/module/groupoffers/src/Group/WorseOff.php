<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Invariant 11, kept: whose customers an offer leaves out since they would pay more in it, or see prices differently. Judged for each group of the
 * shop; kept with the offer's version and a fingerprint of the shop's prices, and reused while both stand. The row of group 0 says that the offer
 * was judged.
 *
 * @phpstan-import-type Verdict from WorseOffJudge
 * @phpstan-type Report array{group: int, customers: int, products: int, examples: list<array{product: int, name: string, now: float, then: float}>, shown: string[]}
 */
final class WorseOff
{
    /**
     * Afresh, and nothing is kept.
     *
     * @param array<string, string|null> $offer stored row
     *
     * @return list<Report> groups that customers have
     */
    public static function judged(array $offer): array
    {
        return self::report(WorseOffJudge::judge($offer), (int) $offer['id_shop']);
    }

    /**
     * @param array<string, string|null> $offer stored row
     * @param bool $anew whatever is kept
     *
     * @return list<Report> groups that customers have
     */
    public static function kept(array $offer, bool $anew): array
    {
        $fingerprint = PriceSigns::of($offer);
        $kept = self::rows($offer);
        if ($anew || ($kept[0]['fingerprint'] ?? null) !== $fingerprint) {
            return self::report(self::keep($offer, $fingerprint), (int) $offer['id_shop']);
        }
        unset($kept[0]);
        $verdicts = array_map(static fn (array $row): array => [
            'group' => (int) $row['id_group'],
            'products' => (int) $row['products'],
            'examples' => (array) json_decode((string) $row['examples'], true),
            'shown' => (array) json_decode((string) $row['shown'], true),
        ], $kept);

        return self::report($verdicts, (int) $offer['id_shop']);
    }

    /**
     * Whom entering refuses.
     *
     * @param array<string, string|null> $offer stored row
     *
     * @return array<int, true> by base default group
     */
    public static function leftOut(array $offer): array
    {
        $audience = json_decode((string) $offer['audience'], true);
        if (is_array($audience) && ($audience['worseOff'] ?? null) === 'include') {
            return [];
        }
        $kept = self::rows($offer);
        // Of this version nothing is kept, or a group has come since.
        if (!isset($kept[0]) || (int) $kept[0]['highest_group'] < self::highestGroup()) {
            return array_fill_keys(array_keys(self::keep($offer, PriceSigns::of($offer))), true);
        }

        return array_diff_key(array_fill_keys(array_keys($kept), true), [0 => true]);
    }

    public static function forget(int $idOffer): void
    {
        Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group_offer` = {$idOffer}");
    }

    /**
     * The judgement takes seconds in a large shop, so it is made outside of the transaction that keeps it.
     *
     * @return array<int, Verdict>
     */
    private static function keep(array $offer, string $fingerprint): array
    {
        $highest = self::highestGroup();
        $verdicts = WorseOffJudge::judge($offer);
        $head = (int) $offer['id_group_offer'] . ', ' . (int) $offer['version'];
        $tail = ', ' . $highest . ', ' . Sql::quote(Clock::sql(Clock::now())) . ', ' . Sql::quote($fingerprint) . ')';
        $values = ["({$head}, 0, 0, '[]', '[]'{$tail}"];
        foreach ($verdicts as $group => $verdict) {
            $values[] = "({$head}, {$group}, {$verdict['products']}, " . Sql::quote(self::json($verdict['examples'])) . ', ' . Sql::quote(self::json($verdict['shown'])) . $tail;
        }
        Sql::transaction(static function () use ($offer, $values): void {
            self::forget((int) $offer['id_group_offer']);
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_group_offer`, `version`, `id_group`, `products`, `examples`, `shown`, `highest_group`, `judged_at`, `fingerprint`) VALUES '
                . implode(', ', $values));
        });

        return $verdicts;
    }

    /** @return array<int, array<string, string|null>> by group; group 0 when it was judged at all */
    private static function rows(array $offer): array
    {
        $rows = Sql::rows('SELECT * FROM ' . self::table() . ' WHERE `id_group_offer` = ' . (int) $offer['id_group_offer'] . ' AND `version` = ' . (int) $offer['version'] . ' ORDER BY `id_group`');

        return array_combine(array_map('intval', array_column($rows, 'id_group')), $rows);
    }

    /**
     * @param array<int, Verdict> $verdicts
     *
     * @return list<Report>
     */
    private static function report(array $verdicts, int $idShop): array
    {
        $customers = $verdicts === [] ? [] : self::customers(array_keys($verdicts), $idShop);
        $report = [];
        foreach ($verdicts as $group => $verdict) {
            if (isset($customers[$group])) {
                $report[] = ['group' => $group, 'customers' => $customers[$group], 'products' => $verdict['products'], 'examples' => $verdict['examples'], 'shown' => $verdict['shown']];
            }
        }

        return $report;
    }

    /**
     * @param int[] $groups
     *
     * @return array<int, int> customers who have the group as default as if no offer were; neither guests nor deleted
     */
    private static function customers(array $groups, int $idShop): array
    {
        $list = Sql::ints($groups);
        $who = 'c.`is_guest` = 0 AND c.`deleted` = 0' . ($idShop > 0 ? " AND c.`id_shop` = {$idShop}" : '');
        $customer = Sql::table('customer');
        $enrolment = Enrolments::table();
        $counts = [];
        $parts = [
            "SELECT c.`id_default_group` AS base, COUNT(*) AS n FROM {$customer} c LEFT JOIN {$enrolment} e ON e.`open_customer` = c.`id_customer`"
                . " WHERE c.`id_default_group` IN ({$list}) AND e.`id_enrolment` IS NULL AND {$who} GROUP BY c.`id_default_group`",
            "SELECT e.`base_default` AS base, COUNT(*) AS n FROM {$enrolment} e JOIN {$customer} c ON c.`id_customer` = e.`open_customer`"
                . " WHERE e.`outcome` = 'open' AND e.`base_default` IN ({$list}) AND {$who} GROUP BY e.`base_default`",
        ];
        foreach ($parts as $sql) {
            foreach (Sql::rows($sql) as $row) {
                $counts[(int) $row['base']] = ($counts[(int) $row['base']] ?? 0) + (int) $row['n'];
            }
        }

        return $counts;
    }

    private static function highestGroup(): int
    {
        return (int) Sql::value('SELECT MAX(`id_group`) FROM ' . Sql::table('group') . ' WHERE `id_group` NOT IN (' . Sql::ints(OfferGroups::all()) . ')');
    }

    private static function json(array $value): string
    {
        return (string) json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION);
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_worse_off');
    }
}
