<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\Approval;
use PrestaShop\Module\GroupOffers\Offer\Calendar;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Forgets imports that nobody finished, lists that nothing names, contents that another import replaced, and what was frozen long ago. Some
 * rows at a time: a list may have ten million.
 */
final class Purge
{
    private const KEEP_NAMELESS = '-2 days';
    private const KEEP_FROZEN = '-90 days';
    private const KEEP_COHORT = '-2 days';
    private const ROWS = 20000;
    private const BUDGET_MS = 2000;

    /**
     * @param \DateTimeImmutable $limit offers that ended before it name nothing any more
     *
     * @return bool whether there may be more
     */
    public static function run(\DateTimeImmutable $limit): bool
    {
        self::frozen($limit);
        $old = array_map('intval', array_column(Sql::rows('SELECT `id_list` FROM ' . Lists::table() . " WHERE `state` = 'dropped' OR (`state` IN ('plain', 'frozen', 'spent', 'import') AND `changed_at` < "
            . self::ago(self::KEEP_NAMELESS) . ')'), 'id_list'));
        $end = hrtime(true) + self::BUDGET_MS * 1e6;
        if (!self::cohorts($end)) {
            return true;
        }
        foreach ($old === [] ? [] : array_diff($old, self::named($limit)) as $list) {
            if (!self::lines($list, $end)) {
                return true;
            }
            Sql::execute('DELETE FROM ' . Lists::table() . " WHERE `id_list` = {$list}");
        }

        return false;
    }

    /** What is kept of an offer that is deleted. */
    public static function offer(int $offer): void
    {
        foreach ([FrozenSets::table(), Rotation::table(), Calendar::table(), Approval::table()] as $table) {
            Sql::execute("DELETE FROM {$table} WHERE `id_group_offer` = {$offer}");
        }
    }

    /**
     * Cohorts are in the ledger of enrolments too, and a window's audience is needed while the window runs: until the next one of its offer has
     * begun. The newest turn stays, since it carries the count of turns.
     */
    private static function frozen(\DateTimeImmutable $limit): void
    {
        $over = array_column(Sql::rows('SELECT `id_group_offer` FROM ' . Sql::table('groupoffers_offer') . ' WHERE `ends_at` < ' . Sql::quote(Clock::sql($limit))), 'id_group_offer');
        foreach ($over as $offer) {
            self::offer((int) $offer);
        }
        $table = FrozenSets::table();
        $old = self::ago(self::KEEP_FROZEN);
        $now = Sql::quote(Clock::sql(Clock::now()));
        $newer = "n.`id_group_offer` = f.`id_group_offer` AND n.`window_start` <= {$now}";
        Sql::execute("DELETE f FROM {$table} f JOIN {$table} n ON {$newer} AND n.`turn_end` IS NULL AND n.`window_start` > f.`window_start` WHERE f.`turn_end` IS NULL AND f.`window_start` < {$old}");
        Sql::execute("DELETE f FROM {$table} f JOIN {$table} n ON {$newer} AND n.`number` > f.`number` WHERE f.`turn_end` < {$old}");
    }

    /**
     * Who was in a turn that is over stands in the ledger; of its cohort only number, size and times are needed any more.
     *
     * @return bool whether all are gone
     */
    private static function cohorts(float $end): bool
    {
        $over = Sql::rows('SELECT f.`id_list` FROM ' . FrozenSets::table() . ' f JOIN ' . Lists::table() . " l ON l.`id_list` = f.`id_list` AND l.`state` = 'frozen' WHERE f.`turn_end` < " . self::ago(self::KEEP_COHORT));
        foreach (array_map('intval', array_column($over, 'id_list')) as $list) {
            if (!self::lines($list, $end)) {
                return false;
            }
            Sql::execute('UPDATE ' . Lists::table() . " SET `state` = 'spent' WHERE `id_list` = {$list}");
        }

        return true;
    }

    /** @return int[] lists that an offer's audience or a frozen set names */
    private static function named(\DateTimeImmutable $limit): array
    {
        $named = array_column(Sql::rows('SELECT DISTINCT `id_list` FROM ' . FrozenSets::table()), 'id_list');
        foreach (Sql::rows('SELECT `audience` FROM ' . Sql::table('groupoffers_offer') . ' WHERE `ends_at` >= ' . Sql::quote(Clock::sql($limit))) as $row) {
            array_push($named, ...Lists::idsIn((string) $row['audience']));
        }

        return array_map('intval', $named);
    }

    /** @return bool whether all are gone */
    private static function lines(int $list, float $end): bool
    {
        do {
            $gone = Sql::execute('DELETE FROM ' . Lists::lines() . " WHERE `id_list` = {$list} LIMIT " . self::ROWS);
            if ($gone < self::ROWS) {
                return true;
            }
        } while (hrtime(true) < $end);

        return false;
    }

    private static function ago(string $time): string
    {
        return Sql::quote(Clock::sql(Clock::now()->modify($time)));
    }
}
