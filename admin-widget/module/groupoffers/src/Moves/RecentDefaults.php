<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The default groups that customers had until a short time ago, as if no offer were: a program that loaded a customer before such a change still
 * writes the old one. Kept 24 hours.
 */
final class RecentDefaults
{
    private const HOURS = 24;
    private const ROWS = 5000;

    /**
     * Customers who have another default from now on.
     *
     * @param array<int, int[]> $idsByDefault customers by the default that they had
     */
    public static function remember(array $idsByDefault, \DateTimeImmutable $now): void
    {
        $at = Sql::quote(Clock::sql($now));
        $rows = [];
        foreach ($idsByDefault as $default => $ids) {
            foreach ($default === 0 ? [] : $ids as $id) {
                $rows[] = "({$id},{$default},{$at})";
            }
        }
        if ($rows !== []) {
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_customer`, `id_group`, `had_until`) VALUES ' . implode(',', $rows) . " ON DUPLICATE KEY UPDATE `had_until` = {$at}");
        }
    }

    /**
     * @param int[] $customers
     *
     * @return array<int, array<int, true>> groups by customer
     */
    public static function among(array $customers, \DateTimeImmutable $now): array
    {
        $since = Sql::quote(Clock::sql(self::since($now)));
        $who = Sql::among('`id_customer`', $customers);
        // What the last offers gave back is in the ledger.
        $rows = Sql::rows('SELECT `id_customer`, `id_group` FROM ' . self::table() . " WHERE {$who} AND `had_until` > {$since} UNION SELECT `id_customer`, COALESCE(`left_default`, `base_default`) FROM "
            . Enrolments::table() . " WHERE {$who} AND `closed_at` > {$since} AND `outcome` <> 'deleted'");
        $recent = [];
        foreach ($rows as $row) {
            $recent[(int) $row['id_customer']][(int) $row['id_group']] = true;
        }

        return $recent;
    }

    /** Databases may give the id of a deleted group once more. */
    public static function forgetGroup(int $group): void
    {
        Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_group` = {$group}");
    }

    /** Those that are over. */
    public static function purge(): void
    {
        Sql::execute('DELETE FROM ' . self::table() . ' WHERE `had_until` <= ' . Sql::quote(Clock::sql(self::since(Clock::now()))) . ' LIMIT ' . self::ROWS);
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_recent_default');
    }

    private static function since(\DateTimeImmutable $now): \DateTimeImmutable
    {
        return Clock::plusSeconds($now, -self::HOURS * 3600);
    }
}
