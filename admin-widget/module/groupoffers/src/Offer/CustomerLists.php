<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Lists of customers that an audience may name. Ids only. */
final class CustomerLists
{
    private const CHUNK = 5000;

    /**
     * @param int $list 0: a new list
     * @param int[] $ids
     *
     * @return array{list: int, size: int, unknown: int[]} with unknown ids nothing is kept, and a new list's id is 0
     *
     * @throws Refusal
     */
    public static function add(int $list, array $ids): array
    {
        $twice = count($ids) - count(array_flip($ids));
        if ($twice > 0) {
            $counts = array_filter(array_count_values($ids), static fn (int $count): bool => $count > 1);
            throw Refusal::badRequest('ids: customer ' . implode(', ', array_slice(array_keys($counts), 0, 20)) . ' is given twice; give each once');
        }

        return Sql::transaction(static function () use ($list, $ids): array {
            if ($list > 0 && Sql::row('SELECT 1 FROM ' . Sql::table('groupoffers_list') . " WHERE `id_list` = {$list} FOR UPDATE") === null) {
                throw Refusal::notFound("list {$list} does not exist; make a new one");
            }
            $unknown = self::unknown($ids);
            if ($unknown !== []) {
                return ['list' => $list, 'size' => $list > 0 ? self::size($list) : 0, 'unknown' => $unknown];
            }
            if ($list === 0) {
                Sql::execute('INSERT INTO ' . Sql::table('groupoffers_list') . ' (`created_at`) VALUES (' . Sql::quote(Clock::sql(Clock::now())) . ')');
                $list = Sql::insertId();
            }
            foreach (array_chunk($ids, self::CHUNK) as $chunk) {
                $values = array_map(static fn (int $id): string => "({$list},{$id})", $chunk);
                Sql::execute('INSERT IGNORE INTO ' . Sql::table('groupoffers_list_customer') . ' (`id_list`, `id_customer`) VALUES ' . implode(',', $values));
            }

            return ['list' => $list, 'size' => self::size($list), 'unknown' => []];
        });
    }

    /** @return array{ids: int[], next: int|null} */
    public static function page(int $list, int $after, int $limit): array
    {
        if (Sql::row('SELECT 1 FROM ' . Sql::table('groupoffers_list') . " WHERE `id_list` = {$list}") === null) {
            throw Refusal::notFound("list {$list} does not exist; look at the offer's audience");
        }
        $rows = Sql::rows('SELECT `id_customer` FROM ' . Sql::table('groupoffers_list_customer') . " WHERE `id_list` = {$list} AND `id_customer` > {$after} ORDER BY `id_customer` LIMIT {$limit}");
        $ids = array_map('intval', array_column($rows, 'id_customer'));

        return ['ids' => $ids, 'next' => count($ids) === $limit ? (int) end($ids) : null];
    }

    /** Forgets lists that were made more than a month ago and that no offer names which ended after `$limit`. */
    public static function purge(\DateTimeImmutable $limit): void
    {
        $old = array_column(Sql::rows('SELECT `id_list` FROM ' . Sql::table('groupoffers_list') . ' WHERE `created_at` < '
            . Sql::quote(Clock::sql(Clock::now()->modify('-1 month')))), 'id_list');
        if ($old === []) {
            return;
        }
        $named = [];
        foreach (Sql::rows('SELECT `audience` FROM ' . Sql::table('groupoffers_offer') . ' WHERE `ends_at` >= ' . Sql::quote(Clock::sql($limit))) as $row) {
            $rule = json_decode((string) $row['audience'], true);
            $named[] = is_array($rule) ? (string) ($rule['list'] ?? '') : '';
        }
        foreach (array_diff($old, $named) as $list) {
            Sql::execute('DELETE FROM ' . Sql::table('groupoffers_list_customer') . ' WHERE `id_list` = ' . (int) $list);
            Sql::execute('DELETE FROM ' . Sql::table('groupoffers_list') . ' WHERE `id_list` = ' . (int) $list);
        }
    }

    /**
     * @param int[] $ids
     *
     * @return int[] those that are no customers (deleted ones are none)
     */
    private static function unknown(array $ids): array
    {
        $unknown = [];
        foreach (array_chunk($ids, self::CHUNK) as $chunk) {
            $there = array_column(Sql::rows('SELECT `id_customer` FROM ' . Sql::table('customer') . ' WHERE `id_customer` IN (' . Sql::ints($chunk) . ') AND `deleted` = 0'), 'id_customer');
            array_push($unknown, ...array_values(array_diff($chunk, array_map('intval', $there))));
        }

        return $unknown;
    }

    private static function size(int $list): int
    {
        return (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_list_customer') . " WHERE `id_list` = {$list}");
    }
}
