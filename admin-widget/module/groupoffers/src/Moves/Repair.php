<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Offer\Notices;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * `{"kind":"repair"}`: puts right what stale writes did that no hook saw, and lets those leave whose default group another program chose.
 *
 * The stop rule: when over 5 % and at least 50 of an offer's enrolments were changed at once, something bigger is going on (an import, a restored
 * table). Then nothing is repaired, nobody leaves for it and nobody enters until the merchant's word: hold `mass_change` -> lifted -> each customer
 * is judged as any other: who has an old value is put back, who has another group leaves with it.
 */
final class Repair
{
    private const BUDGET_CUSTOMERS = 20000;
    private const BUDGET_MS = 3000;
    private const MASS_COUNT = 50;
    private const MASS_SHARE = 0.05;
    private const SEEN = 'mass_change_seen';

    /** @return array{rewritten: int, strandedReturned: int, changedElsewhere: int, remaining: int, hold: string|null} */
    public static function run(): array
    {
        $answer = ['rewritten' => 0, 'strandedReturned' => 0, 'changedElsewhere' => 0, 'remaining' => 0, 'hold' => State::get('hold')];
        if ($answer['hold'] === 'mass_change') {
            return $answer;
        }
        $overwritten = $answer['hold'] === null || $answer['hold'] === '' ? self::overwritten() : [];
        if (self::isMassChange($overwritten)) {
            return ['hold' => 'mass_change'] + $answer;
        }
        $stranded = Stranded::find(null, self::BUDGET_CUSTOMERS);
        $ids = array_values(array_unique(array_merge(array_keys($overwritten), $stranded)));
        $answer['remaining'] = count($ids);
        $groups = ShopGroups::read();
        $end = hrtime(true) + self::BUDGET_MS * 1e6;
        foreach (array_chunk(array_slice($ids, 0, self::BUDGET_CUSTOMERS), Customers::CHUNK) as $chunk) {
            $done = RepairChunk::transaction($chunk, $groups);
            $answer['rewritten'] += $done->rewritten;
            $answer['strandedReturned'] += $done->stranded;
            $answer['changedElsewhere'] += $done->changedElsewhere;
            $answer['remaining'] -= count($chunk);
            if (hrtime(true) >= $end) {
                break;
            }
        }
        if ($answer['changedElsewhere'] > 0) {
            Counter::bump();
        }
        if ($answer['remaining'] === 0 && State::get(self::SEEN) !== null) {
            State::set(self::SEEN, null);
        }

        return $answer;
    }

    /**
     * Customers in an offer whose default or group is not what was written, or (exclusive) who have a group back that they left.
     *
     * @return array<int, int> offer by customer
     */
    private static function overwritten(): array
    {
        $table = Enrolments::table();
        $member = Sql::table('customer_group');
        $offers = [];
        $queries = [
            "SELECT `e`.`open_customer` AS `id`, `e`.`id_group_offer` AS `offer` FROM {$table} AS `e` JOIN " . Sql::table('customer') . ' AS `c` ON `c`.`id_customer` = `e`.`open_customer`'
                . " LEFT JOIN {$member} AS `m` ON `m`.`id_customer` = `e`.`open_customer` AND `m`.`id_group` = `e`.`id_group`"
                . " WHERE `e`.`outcome` = 'open' AND (`c`.`id_default_group` <> `e`.`written_default` OR `m`.`id_customer` IS NULL)",
            "SELECT DISTINCT `e`.`open_customer` AS `id`, `e`.`id_group_offer` AS `offer` FROM {$table} AS `e` JOIN {$member} AS `m` ON `m`.`id_customer` = `e`.`open_customer`"
                . " WHERE `e`.`outcome` = 'open' AND `e`.`written_groups` = CAST(`e`.`id_group` AS CHAR) AND `m`.`id_group` <> `e`.`id_group` AND FIND_IN_SET(`m`.`id_group`, `e`.`base_groups`) > 0",
        ];
        foreach ($queries as $query) {
            foreach (Sql::each($query) as $row) {
                $offers[(int) $row['id']] = (int) $row['offer'];
            }
        }

        return $offers;
    }

    /** @param array<int, int> $overwritten */
    private static function isMassChange(array $overwritten): bool
    {
        // Set by the rule and lifted since: the merchant has looked and wants everything put right.
        if (count($overwritten) < self::MASS_COUNT || State::get(self::SEEN) !== null) {
            return false;
        }
        foreach (array_count_values($overwritten) as $offer => $changed) {
            $open = Enrolments::countOpen($offer);
            if ($changed >= self::MASS_COUNT && $changed > self::MASS_SHARE * $open) {
                // Together: seen without being held would mean that the merchant has looked.
                Sql::transaction(static function () use ($offer, $changed, $open): void {
                    State::set(self::SEEN, '1');
                    State::set('hold', 'mass_change');
                    Notices::put('mass_change', $offer, ['changed' => $changed, 'open' => $open]);
                    Counter::bump();
                });

                return true;
            }
        }

        return false;
    }
}
