<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Lists of customers, ids and figures only. States:
 *
 *   plain -> frozen                 made of ids; frozen as a window's audience or a turn's cohort, and never changed again
 *   import -> content -> dropped    an import; finished it is the content of a named list, until the next import takes its place
 *   named                           what the merchant sees; points to its content
 */
final class Lists
{
    private const CHUNK = 5000;

    /**
     * @param int $list 0: a new list
     * @param int[] $ids each once
     * @param bool $skipUnknown keeps those that are customers; otherwise unknown ids keep anything from being kept
     *
     * @return array{list: int, size: int, unknown: int[]} where nothing is kept, a new list's id is 0
     *
     * @throws Refusal
     */
    public static function add(int $list, array $ids, bool $skipUnknown): array
    {
        return Sql::transaction(static function () use ($list, $ids, $skipUnknown): array {
            $size = $list === 0 ? 0 : (int) self::lockPlain($list)['size'];
            $unknown = KnownCustomers::unknown($ids);
            if ($unknown !== [] && !$skipUnknown) {
                return ['list' => $list, 'size' => $size, 'unknown' => $unknown];
            }
            $isNew = $list === 0;
            $list = $isNew ? self::insert('plain', 'list') : $list;
            foreach (array_chunk(array_diff($ids, $unknown), self::CHUNK) as $chunk) {
                $size += Sql::execute('INSERT IGNORE INTO ' . self::lines() . " (`id_list`, `id_customer`) VALUES ({$list}," . implode("),({$list},", $chunk) . ')');
            }
            self::touch($list, $size);
            // The service's own, for the audience of a window, skip who is gone.
            if ($isNew && !$skipUnknown) {
                Activity::record('list_made', 0, [], ['list' => $list, 'size' => $size]);
            }

            return ['list' => $list, 'size' => $size, 'unknown' => $unknown];
        });
    }

    /** @return array{ids: int[], figures?: float[], next: int|null} */
    public static function page(int $list, int $after, int $limit, bool $withFigures): array
    {
        $row = self::row($list);
        if ($row === null || !in_array($row['state'], ['plain', 'frozen', 'named'], true)) {
            throw Refusal::notFound('list', $list);
        }
        Refusal::ifWrong($withFigures && $row['kind'] !== 'score', 'list', $list, '{"kind":"score"}');
        $content = $row['state'] === 'named' ? (int) $row['id_content'] : $list;
        $ids = $figures = [];
        $rows = Sql::each('SELECT `id_customer`, `figure` FROM ' . self::lines() . " WHERE `id_list` = {$content} AND `id_customer` > {$after}" . ShopScope::ofCustomers() . " ORDER BY `id_customer` LIMIT {$limit}");
        foreach ($rows as $line) {
            $ids[] = (int) $line['id_customer'];
            if ($withFigures) {
                $figures[] = (float) $line['figure'];
            }
        }

        return ['ids' => $ids] + ($withFigures ? ['figures' => $figures] : []) + ['next' => count($ids) === $limit ? $ids[$limit - 1] : null];
    }

    /**
     * Several lists one after another, the last one of a page perhaps in part.
     *
     * @param int[] $lists
     * @param int $after customer of the first list after whom to begin
     *
     * @return array{lists: list<array{list: int, ids: int[]}>, next: array{list: int, after: int}|null}
     */
    public static function contents(array $lists, int $after, int $limit): array
    {
        $pages = [];
        foreach ($lists as $list) {
            if ($limit === 0) {
                return ['lists' => $pages, 'next' => ['list' => $list, 'after' => 0]];
            }
            ['ids' => $ids, 'next' => $next] = self::page($list, $after, $limit, false);
            $pages[] = ['list' => $list, 'ids' => $ids];
            if ($next !== null) {
                return ['lists' => $pages, 'next' => ['list' => $list, 'after' => $next]];
            }
            $limit -= count($ids);
            $after = 0;
        }

        return ['lists' => $pages, 'next' => null];
    }

    /** @return list<array{id: int, name: string, kind: string, size: int, importedAt: string}> the merchant's lists and scores by name */
    public static function named(?int $id = null): array
    {
        $rows = Sql::rows('SELECT n.`id_list`, n.`name`, n.`kind`, n.`changed_at`, n.`id_content`, c.`size` FROM ' . self::table() . ' n JOIN ' . self::table()
            . " c ON c.`id_list` = n.`id_content` WHERE n.`state` = 'named'" . ($id === null ? '' : " AND n.`id_list` = {$id}") . ' ORDER BY n.`name`, n.`id_list`');

        return array_map(static fn (array $row): array => [
            'id' => (int) $row['id_list'],
            'name' => (string) $row['name'],
            'kind' => (string) $row['kind'],
            'size' => ShopScope::isLimited() ? (int) Sql::value('SELECT COUNT(*) FROM ' . self::lines() . ' WHERE `id_list` = ' . (int) $row['id_content'] . ShopScope::ofCustomers()) : (int) $row['size'],
            'importedAt' => Clock::iso(Clock::parse((string) $row['changed_at'])),
        ], $rows);
    }

    /**
     * Takes a named list away; its content goes with the next daily purge.
     *
     * @return array{forgotten: bool}
     *
     * @throws Refusal while an offer that may still run names it
     */
    public static function forget(int $list): array
    {
        return Sql::transaction(static function () use ($list): array {
            $row = self::lock($list);
            if ($row === null || $row['state'] !== 'named') {
                throw Refusal::notFound('forget', $list);
            }
            $offers = Sql::rows('SELECT `id_group_offer`, `audience` FROM ' . Sql::table('groupoffers_offer') . " WHERE `intent` IN ('draft', 'armed', 'paused') AND `ends_at` > "
                . Sql::quote(Clock::sql(Clock::now())) . ' ORDER BY `id_group_offer`');
            foreach ($offers as $offer) {
                Refusal::if(in_array($list, self::idsIn((string) $offer['audience']), true), 'list_used', field: 'forget', value: $list, id: (string) $offer['id_group_offer']);
            }
            Sql::execute('UPDATE ' . self::table() . " SET `state` = 'dropped' WHERE `id_list` = " . (int) $row['id_content']);
            Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_list` = {$list}");
            Activity::record('list_deleted', 0, ['list' => $list, 'name' => $row['name'], 'kind' => $row['kind']]);
            Counter::bump();

            return ['forgotten' => true];
        });
    }

    /**
     * @param mixed $import its list
     *
     * @return int the list whose place the import would take under that name; 0: none, or it has it already
     */
    public static function replacedBy($import, string $name): int
    {
        return (int) Sql::value('SELECT `id_list` FROM ' . self::table() . " WHERE `name_key` = '" . self::nameKey(trim($name)) . "' AND `id_content` <> " . (is_int($import) ? $import : 0));
    }

    public static function nameKey(string $name): string
    {
        return hash('sha256', mb_convert_case($name, MB_CASE_FOLD, 'UTF-8'));
    }

    /** Whether somebody is on the named list whom the employee may not see. */
    public static function reachesBeyondScope(int $list): bool
    {
        return ShopScope::isLimited() && Sql::value('SELECT 1 FROM ' . self::table() . ' n JOIN ' . self::lines() . " l ON l.`id_list` = n.`id_content` WHERE n.`id_list` = {$list} AND NOT (1"
            . ShopScope::ofCustomers('l.`id_customer`') . ') LIMIT 1') !== null;
    }

    /** @return int[] lists and scores that an audience names */
    public static function idsIn(string $audience): array
    {
        $rule = json_decode($audience, true);
        $ids = [];
        if (is_array($rule)) {
            array_walk_recursive($rule, static function ($value, $key) use (&$ids): void {
                if ($key === 'list') {
                    $ids[] = (int) $value;
                }
            });
        }

        return $ids;
    }

    /** Inside a transaction: makes a list that nothing changes any more. @return int its size */
    public static function freeze(int $list): int
    {
        $row = self::lock($list);
        if ($row !== null && $row['state'] === 'frozen') {
            return (int) $row['size'];
        }
        $size = (int) self::lockPlain($list)['size'];
        Sql::execute('UPDATE ' . self::table() . " SET `state` = 'frozen' WHERE `id_list` = {$list}");

        return $size;
    }

    public static function insert(string $state, string $kind): int
    {
        $now = Sql::quote(Clock::sql(Clock::now()));
        Sql::execute('INSERT INTO ' . self::table() . " (`state`, `kind`, `created_at`, `changed_at`) VALUES ('{$state}', '{$kind}', {$now}, {$now})");

        return Sql::insertId();
    }

    public static function touch(int $list, int $size): void
    {
        Sql::execute('UPDATE ' . self::table() . " SET `size` = {$size}, `changed_at` = " . Sql::quote(Clock::sql(Clock::now())) . " WHERE `id_list` = {$list}");
    }

    /** @return array<string, string|null>|null */
    public static function lock(int $list): ?array
    {
        return Sql::row('SELECT * FROM ' . self::table() . " WHERE `id_list` = {$list} FOR UPDATE");
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_list');
    }

    public static function lines(): string
    {
        return Sql::table('groupoffers_list_customer');
    }

    /** @return array<string, string|null>|null */
    private static function row(int $list): ?array
    {
        return Sql::row('SELECT * FROM ' . self::table() . " WHERE `id_list` = {$list}");
    }

    /** @return array<string, string|null> */
    private static function lockPlain(int $list): array
    {
        $row = self::lock($list) ?? throw Refusal::notFound('list', $list);
        Refusal::if($row['state'] !== 'plain', 'list_fixed', field: 'list', value: $list);

        return $row;
    }
}
