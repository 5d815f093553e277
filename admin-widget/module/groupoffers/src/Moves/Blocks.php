<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Customers whose default group staff changed during an offer: no offer takes them before that window's end. */
final class Blocks
{
    /**
     * @param int[] $customers
     *
     * @return array<int, true>
     */
    public static function among(array $customers, \DateTimeImmutable $now): array
    {
        $blocked = [];
        // Mostly there is none: one look in the index instead of one for each customer.
        if (Sql::value('SELECT 1 FROM ' . self::table() . ' WHERE `until_at` > ' . Sql::quote(Clock::sql($now)) . ' LIMIT 1') === null) {
            return $blocked;
        }
        foreach (Sql::rows('SELECT `id_customer` FROM ' . self::table() . ' WHERE ' . Sql::among('`id_customer`', $customers) . ' AND `until_at` > ' . Sql::quote(Clock::sql($now))) as $row) {
            $blocked[(int) $row['id_customer']] = true;
        }

        return $blocked;
    }

    public static function put(int $customer, int $offer, \DateTimeImmutable $until): void
    {
        $instant = Sql::quote(Clock::sql($until));
        Sql::execute('INSERT INTO ' . self::table() . " (`id_customer`, `until_at`, `id_group_offer`) VALUES ({$customer}, {$instant}, {$offer})"
            . " ON DUPLICATE KEY UPDATE `until_at` = {$instant}, `id_group_offer` = {$offer}");
    }

    public static function forget(int $customer): void
    {
        Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_customer` = {$customer}");
    }

    /** Those that are over. */
    public static function purge(): void
    {
        Sql::execute('DELETE FROM ' . self::table() . ' WHERE `until_at` <= ' . Sql::quote(Clock::sql(Clock::now())) . ' LIMIT 1000');
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_block');
    }
}
