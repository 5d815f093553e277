<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A page of those who are due, in the order of the index `due` (`until_at`, `id_customer`), from either end. InnoDB keeps the index entries of closed
 * enrolments until it has time to purge them: a page that began at the end again would read past all that the pages before have closed.
 */
final class DuePage
{
    /**
     * @param int[] $ids customers
     * @param bool $more whether others come after these
     * @param string|null $last cursor of the last one; null on an empty page
     */
    private function __construct(public readonly array $ids, public readonly bool $more, public readonly ?string $last)
    {
    }

    /**
     * @param string $condition of enrolments
     * @param string|null $after cursor, as in {@see self::$last}
     *
     * @throws Refusal
     */
    public static function read(string $condition, int $limit, bool $fromLast, ?string $after): self
    {
        $order = $fromLast ? '`until_at` DESC, `id_customer` DESC' : '`until_at`, `id_customer`';
        $ids = [];
        $last = null;
        // One more than the limit tells that somebody remains.
        foreach (Sql::each('SELECT `id_customer`, `until_at` FROM ' . Enrolments::table() . ' FORCE INDEX (`due`) WHERE ' . $condition
            . self::beyond($fromLast, $after) . " ORDER BY {$order} LIMIT " . ($limit + 1)) as $row) {
            if (count($ids) === $limit) {
                return new self($ids, true, $last);
            }
            $ids[] = (int) $row['id_customer'];
            $last = "{$row['until_at']}|{$row['id_customer']}";
        }

        return new self($ids, false, $last);
    }

    /** @return string ` AND …`, two ranges of the index; empty without a cursor */
    public static function beyond(bool $fromLast, ?string $after): string
    {
        if ($after === null) {
            return '';
        }
        Refusal::ifWrong(preg_match('/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\|(\d{1,10})$/D', $after, $part) !== 1, 'after', $after, '`next`');
        $than = $fromLast ? '<' : '>';

        return " AND (`until_at` {$than} '{$part[1]}' OR (`until_at` = '{$part[1]}' AND `id_customer` {$than} {$part[2]}))";
    }
}
