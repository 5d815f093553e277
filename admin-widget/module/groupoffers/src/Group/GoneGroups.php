<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Ids that were groups of offers. Customers that were loaded while one lived may still be saved with it, and the ledger names them; so they are
 * kept as long as the ledger.
 */
final class GoneGroups
{
    /** Of 0.1.0: the newest 500 in one text. */
    private const OLD_STATE = 'groups_gone';

    /** @return int[] */
    public static function ids(): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_group` FROM ' . self::table()), 'id_group'));
    }

    public static function add(int $idGroup): void
    {
        Sql::execute('REPLACE INTO ' . self::table() . " (`id_group`, `gone_at`) VALUES ({$idGroup}, " . Sql::quote(Clock::sql(Clock::now())) . ')');
    }

    /** Takes over what 0.1.0 kept. Safe to repeat. */
    public static function adopt(): void
    {
        $old = array_filter(array_map('intval', explode(',', State::get(self::OLD_STATE) ?? '')));
        foreach ($old as $idGroup) {
            Sql::execute('INSERT IGNORE INTO ' . self::table() . " (`id_group`, `gone_at`) VALUES ({$idGroup}, " . Sql::quote(Clock::sql(Clock::now())) . ')');
        }
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_state') . ' WHERE `name` = ' . Sql::quote(self::OLD_STATE));
    }

    /** Forgets those that went before `$limit` and that the ledger does not name any more. */
    public static function purge(\DateTimeImmutable $limit): void
    {
        Sql::execute('DELETE FROM ' . self::table() . ' WHERE `gone_at` < ' . Sql::quote(Clock::sql($limit)) . ' AND `id_group` NOT IN (SELECT `id_group` FROM ' . Enrolments::table() . ')');
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_gone_group');
    }
}
