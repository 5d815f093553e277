<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\RecentDefaults;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What is kept of single customers here: for the GDPR's export and erasure, and when a customer is deleted. */
final class Traces
{
    /**
     * @param int[] $customers
     *
     * @return list<array<string, string|null>>
     */
    public static function export(array $customers): array
    {
        $who = '`id_customer` IN (' . Sql::ints($customers) . ')';
        $rows = Sql::rows('SELECT c.`id_list` AS `list`, n.`name`, c.`figure` FROM ' . Lists::lines() . ' c LEFT JOIN ' . Lists::table()
            . " n ON n.`state` = 'named' AND n.`id_content` = c.`id_list` WHERE c.{$who} ORDER BY c.`id_list`");
        array_push($rows, ...Sql::rows('SELECT `pinned_at` AS `out_of_all_offers_since` FROM ' . Pins::table() . " WHERE {$who}"));
        array_push($rows, ...Sql::rows('SELECT `id_group_offer` AS `offer`, `turns`, `last_turn` FROM ' . Rotation::table() . " WHERE {$who}"));
        array_push($rows, ...Sql::rows('SELECT `id_group` AS `default_group_before`, `had_until` FROM ' . RecentDefaults::table() . " WHERE {$who}"));

        return $rows;
    }

    /**
     * Inside a transaction.
     *
     * @param int[] $customers
     */
    public static function erase(array $customers): void
    {
        $who = '`id_customer` IN (' . Sql::ints($customers) . ')';
        $lists = Sql::rows('SELECT DISTINCT `id_list` FROM ' . Lists::lines() . " WHERE {$who} ORDER BY `id_list`");
        foreach ($lists as $row) {
            // The list's row first: an import that is under way does the same.
            $list = (int) $row['id_list'];
            $size = (int) (Lists::lock($list)['size'] ?? 0);
            $gone = Sql::execute('DELETE FROM ' . Lists::lines() . " WHERE `id_list` = {$list} AND {$who}");
            Sql::execute('UPDATE ' . Lists::table() . ' SET `size` = ' . max(0, $size - $gone) . " WHERE `id_list` = {$list}");
        }
        Sql::execute('DELETE FROM ' . Pins::table() . " WHERE {$who}");
        Sql::execute('DELETE FROM ' . Rotation::table() . " WHERE {$who}");
        Sql::execute('DELETE FROM ' . RecentDefaults::table() . " WHERE {$who}");
    }
}
