<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A merchant's file, request by request: nothing is seen of it until it is finished, and then all of it. What a request costs does not depend
 * on how many came before, and finishing moves a pointer, not rows.
 */
final class Import
{
    private const MAX_NAME = 64;
    private const CHUNK = 2000;

    /**
     * @param int $list 0 begins an import
     * @param mixed $lines
     * @param int $fewestEmails of a request, unless so many came with those before it
     *
     * @return array{list: int, notFound: int[], disagree: int[], duplicates: int[]} lines; sent again they get the same answer
     *
     * @throws Refusal nothing of the request is kept
     */
    public static function lines(int $list, string $kind, $lines, int $fewestEmails = 0): array
    {
        $read = new ImportLines($lines, $kind);

        return Sql::transaction(static function () use ($list, $kind, $read, $fewestEmails): array {
            $emails = $read->emails;
            if ($list === 0) {
                self::refuseFewEmails($read, $emails, $fewestEmails);
                $list = Lists::insert('import', $kind);
                $size = 0;
            } else {
                // The lock keeps a repeated request behind the first one.
                $row = self::underWay($list);
                Refusal::ifWrong($row['kind'] !== $kind, 'import.kind', $kind, [(string) $row['kind']]);
                $size = (int) $row['size'];
                // Not their sum: a repeated request changes nothing.
                $emails = max($emails, (int) $row['emails']);
                self::refuseFewEmails($read, $emails, $fewestEmails);
            }
            [$added, $duplicates] = self::keep($list, $read);
            Lists::touch($list, $size + $added);
            Sql::execute('UPDATE ' . Lists::table() . " SET `emails` = {$emails} WHERE `id_list` = {$list}");

            return ['list' => $list, 'notFound' => $read->notFound, 'disagree' => $read->disagree, 'duplicates' => $duplicates];
        });
    }

    /** @param int $emails of the import, those of `$read` included */
    private static function refuseFewEmails(ImportLines $read, int $emails, int $fewest): void
    {
        Refusal::if($read->emails > 0 && $emails < $fewest, 'few_emails', field: 'import.lines', count: $emails, min: $fewest);
    }

    /** @return array{id: int, name: string, kind: string, size: int, importedAt: string} */
    public static function finish(int $list, string $name): array
    {
        $name = trim($name);
        OfferFields::refuseName('import.finish', $name, self::MAX_NAME);

        return Sql::transaction(static function () use ($list, $name): array {
            $key = Lists::nameKey($name);
            $row = Lists::lock($list);
            if ($row !== null && $row['state'] === 'content') {
                return self::finished($list, $key);
            }
            $kind = (string) self::underWay($list)['kind'];
            $now = Sql::quote(Clock::sql(Clock::now()));
            $table = Lists::table();
            // Two imports of one name at once: the row is there for both before either looks at it.
            Sql::execute("INSERT IGNORE INTO {$table} (`state`, `kind`, `name`, `name_key`, `created_at`, `changed_at`) VALUES ('named', '{$kind}', " . Sql::quote($name) . ", '{$key}', {$now}, {$now})");
            $named = Sql::row("SELECT `id_list`, `kind`, `id_content` FROM {$table} WHERE `name_key` = '{$key}' FOR UPDATE") ?? throw new \LogicException('a named list vanished');
            Refusal::if($named['kind'] !== $kind, 'name_taken', field: 'import.finish', value: $name);
            Sql::execute("UPDATE {$table} SET `state` = 'content' WHERE `id_list` = {$list}");
            Sql::execute("UPDATE {$table} SET `state` = 'dropped', `changed_at` = {$now} WHERE `id_list` = " . (int) $named['id_content']);
            Sql::execute("UPDATE {$table} SET `id_content` = {$list}, `name` = " . Sql::quote($name) . ", `changed_at` = {$now} WHERE `id_list` = " . (int) $named['id_list']);
            Counter::bump();
            $done = Lists::named((int) $named['id_list'])[0];
            Activity::record('list_imported', 0, [], ['list' => $done['id'], 'name' => $done['name'], 'kind' => $done['kind'], 'size' => $done['size']]);

            return $done;
        });
    }

    /** @return array{int, int[]} customers who were not in it, lines of those who were there by another line */
    private static function keep(int $list, ImportLines $read): array
    {
        /** @var array<int, array{int, int, float|null}> $rows first line, last line, figure of the last, by customer */
        $rows = [];
        foreach ($read->found as [$line, $id, $figure]) {
            $rows[$id] = [$rows[$id][0] ?? $line, $line, $figure];
        }
        $added = 0;
        $firsts = [];
        foreach (array_chunk($rows, self::CHUNK, true) as $chunk) {
            $there = Sql::rows('SELECT `id_customer`, `first_line` FROM ' . Lists::lines() . " WHERE `id_list` = {$list} AND " . Sql::among('`id_customer`', array_keys($chunk)));
            $added += count($chunk) - count($there);
            $firsts += array_column($there, 'first_line', 'id_customer');
            $values = [];
            foreach ($chunk as $id => [$first, $last, $figure]) {
                $values[] = "({$list},{$id}," . ($figure === null ? 'NULL' : self::literal($figure)) . ",{$first},{$last})";
            }
            // `figure` first: it is assigned from left to right.
            Sql::execute('INSERT INTO ' . Lists::lines() . ' (`id_list`, `id_customer`, `figure`, `first_line`, `last_line`) VALUES ' . implode(',', $values)
                . ' ON DUPLICATE KEY UPDATE `figure` = IF(VALUES(`last_line`) >= `last_line`, VALUES(`figure`), `figure`), `last_line` = GREATEST(`last_line`, VALUES(`last_line`))');
        }
        $duplicates = [];
        foreach ($read->found as [$line, $id]) {
            if ((int) ($firsts[$id] ?? $rows[$id][0]) !== $line) {
                $duplicates[$line] = $line;
            }
        }

        return [$added, array_values($duplicates)];
    }

    /** A repeated finish. @return array{id: int, name: string, kind: string, size: int, importedAt: string} */
    private static function finished(int $list, string $key): array
    {
        $named = Sql::row('SELECT `id_list`, `name`, `name_key` FROM ' . Lists::table() . " WHERE `state` = 'named' AND `id_content` = {$list}");
        Refusal::if($named === null || $named['name_key'] !== $key, 'list_fixed', field: 'import.list', value: $list);

        return Lists::named((int) $named['id_list'])[0];
    }

    /** @return array<string, string|null> */
    private static function underWay(int $list): array
    {
        $row = Lists::lock($list);
        if ($row === null || $row['state'] !== 'import') {
            throw Refusal::notFound('import.list', $list);
        }

        return $row;
    }

    /** In full precision, whatever the locale and PHP's settings. */
    private static function literal(float $figure): string
    {
        return sprintf('%.17H', $figure);
    }
}
