<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Which ids and e-mails are customers. Addresses stay here: what goes out are ids and line numbers. */
final class KnownCustomers
{
    private const CHUNK = 5000;
    /** Under the 1,000 from which MariaDB turns an IN into a derived table. */
    private const EMAILS = 500;

    /**
     * @param int[] $ids
     *
     * @return int[] those that are no customers (deleted ones are none)
     */
    public static function unknown(array $ids): array
    {
        $unknown = [];
        foreach (array_chunk($ids, self::CHUNK) as $chunk) {
            array_push($unknown, ...array_values(array_diff($chunk, self::select(Sql::among('`id_customer`', $chunk) . ' AND `deleted` = 0'))));
        }

        return $unknown;
    }

    /**
     * @param int[] $ids
     *
     * @return array<int, true> those that are neither guests nor deleted
     */
    public static function among(array $ids): array
    {
        $known = [];
        foreach (array_chunk($ids, self::CHUNK) as $chunk) {
            $known += array_fill_keys(self::select(Sql::among('`id_customer`', $chunk) . ' AND `deleted` = 0 AND `is_guest` = 0'), true);
        }

        return $known;
    }

    /** E-mails as they are compared: without regard to case and surrounding space. */
    public static function key(string $email): string
    {
        return mb_strtolower(trim($email), 'UTF-8');
    }

    /**
     * @param string[] $keys e-mails as `key` gives them
     *
     * @return array<string, int[]> customers by key (of others too, which the collation finds alike), neither guests nor deleted ones; several where several shops know the address
     */
    public static function byEmail(array $keys): array
    {
        $found = [];
        if ($keys === []) {
            return $found;
        }
        $collation = Sql::row('SHOW FULL COLUMNS FROM ' . Sql::table('customer') . " WHERE `Field` = 'email'")['Collation'] ?? '';
        // The column's own collation can use its index; one that tells cases apart cannot.
        $column = substr((string) $collation, -3) === '_ci' ? '`email`' : 'LOWER(`email`)';
        foreach (array_chunk($keys, self::EMAILS) as $chunk) {
            $list = implode(',', array_map([Sql::class, 'quote'], $chunk));
            foreach (Sql::each('SELECT `id_customer`, `email` FROM ' . Sql::table('customer') . " WHERE {$column} IN ({$list}) AND `deleted` = 0 AND `is_guest` = 0" . ShopScope::customers()) as $row) {
                // By its own key, since a collation may take é for e.
                $found[self::key((string) $row['email'])][] = (int) $row['id_customer'];
            }
        }

        return $found;
    }

    /** @return int[] */
    private static function select(string $condition): array
    {
        return array_map('intval', array_column(Sql::rows('SELECT `id_customer` FROM ' . Sql::table('customer') . ' WHERE ' . $condition . ShopScope::customers()), 'id_customer'));
    }
}
