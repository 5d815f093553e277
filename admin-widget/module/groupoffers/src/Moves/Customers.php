<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The core's tables `customer` and `customer_group`, many rows at a time. The order of locks is the same everywhere: customers in the order of
 * their keys, then their enrolments, then memberships as they are written.
 *
 * @phpstan-type Row array{default: int, shop: int, guest: bool, deleted: bool, groups: string}
 */
final class Customers
{
    /** Customers in one transaction: 20,000 would hold their locks most of a second, at about the same speed. */
    public const CHUNK = 1000;

    /**
     * Inside a transaction: locks customers, and reads their memberships. Those need no lock: what somebody else changes in them between here and
     * the commit is neither in what is written nor undone by it, and the leave merge keeps it.
     *
     * @param int[] $ids
     *
     * @return array<int, Row> by id; who does not exist is missing
     */
    public static function lock(array $ids): array
    {
        $among = Sql::among('`id_customer`', $ids);
        $customers = [];
        $rows = Sql::rows('SELECT `id_customer`, `id_default_group`, `id_shop`, `is_guest`, `deleted` FROM ' . Sql::table('customer')
            . " WHERE {$among} ORDER BY `id_customer` FOR UPDATE");
        foreach ($rows as $row) {
            $customers[(int) $row['id_customer']] = [
                'default' => (int) $row['id_default_group'],
                'shop' => (int) $row['id_shop'],
                'guest' => (int) $row['is_guest'] !== 0,
                'deleted' => (int) $row['deleted'] !== 0,
                'groups' => '',
            ];
        }
        $rows = Sql::rows('SELECT `id_customer`, `id_group` FROM ' . Sql::table('customer_group') . ' FORCE INDEX (PRIMARY) WHERE ' . self::span($ids, $among)
            . ' ORDER BY `id_customer`, `id_group`' . (Sql::readsAreOld() ? ' FOR UPDATE' : ''));
        foreach ($rows as $row) {
            $id = (int) $row['id_customer'];
            if (isset($customers[$id])) {
                $groups = $customers[$id]['groups'];
                $customers[$id]['groups'] = $groups === '' ? (string) $row['id_group'] : $groups . ',' . $row['id_group'];
            }
        }

        return $customers;
    }

    /**
     * Where the ids lie close together, one range with some strangers in it is read faster than many single keys.
     *
     * @param int[] $ids
     */
    private static function span(array $ids, string $among): string
    {
        if ($ids === [] || max($ids) - min($ids) > 2 * count($ids)) {
            return $among;
        }

        return '`id_customer` BETWEEN ' . min($ids) . ' AND ' . max($ids);
    }

    /** @param array<int, int[]> $idsByDefault customers by the default group they get */
    public static function setDefaults(array $idsByDefault, \DateTimeImmutable $now): void
    {
        $touched = Sql::quote(Clock::shopLocal($now));
        foreach ($idsByDefault as $default => $ids) {
            Sql::execute('UPDATE ' . Sql::table('customer') . " SET `id_default_group` = {$default}, `date_upd` = {$touched} WHERE " . Sql::among('`id_customer`', $ids));
        }
    }

    /** @param array<int, int[]> $idsByGroup customers by the group they join */
    public static function join(array $idsByGroup): void
    {
        foreach ($idsByGroup as $group => $ids) {
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('customer_group') . ' (`id_customer`, `id_group`) VALUES (' . implode(",{$group}),(", $ids) . ",{$group})");
        }
    }

    /** @param array<int, int[]> $idsByGroup customers by the group they quit */
    public static function quit(array $idsByGroup): void
    {
        foreach ($idsByGroup as $group => $ids) {
            // Several tables' DELETE takes index hints; without one the server may walk through all members of the group.
            Sql::execute('DELETE `cg` FROM ' . Sql::table('customer_group') . " AS `cg` FORCE INDEX (PRIMARY) WHERE `cg`.`id_group` = {$group}"
                . ' AND ' . Sql::among('`cg`.`id_customer`', $ids));
        }
    }
}
