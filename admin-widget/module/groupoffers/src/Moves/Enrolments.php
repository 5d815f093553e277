<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The ledger. An enrolment:
 *
 *   open -> restored | staff_kept | changed_elsewhere | corrected | switched | repaired | deleted      (closed for good)
 *
 * `open_customer` is the customer's id while it is open and NULL afterwards: its unique key keeps everybody in one offer at most.
 * `left_default` and `left_groups` say what leaving wrote; NULL: exactly the base. `reason` says why a base was corrected.
 *
 * @phpstan-type Enrolment array{id: int, offer: int, group: int, windowStart: string, windowEnd: string, baseDefault: int, baseGroups: string,
 *   writtenDefault: int, writtenGroups: string, until: string, deferred: string|null}
 */
final class Enrolments
{
    /** A key for `close`: the customer does not exist any more. */
    public const DELETED = 'deleted|||';

    private const COLUMNS = '`id_enrolment`, `id_customer`, `id_group_offer`, `id_group`, `window_start`, `window_end`, `base_default`,'
        . ' `base_groups`, `written_default`, `written_groups`, `until_at`, `deferred_until`';

    /**
     * Inside a transaction, after the customers were locked.
     *
     * @param int[] $customers
     *
     * @return array<int, Enrolment> by customer
     */
    public static function lockOpen(array $customers): array
    {
        return self::byCustomer(Sql::among('`open_customer`', $customers) . ' FOR UPDATE');
    }

    /** @return Enrolment|null */
    public static function openOf(int $customer): ?array
    {
        return self::byCustomer("`open_customer` = {$customer}")[$customer] ?? null;
    }

    public static function countOpen(int $offer): int
    {
        return (int) Sql::value('SELECT COUNT(*) FROM ' . self::table() . " WHERE `id_group_offer` = {$offer} AND `open_customer` IS NOT NULL");
    }

    /** Nobody stays in the offer after `$at`. */
    public static function lowerUntil(int $offer, \DateTimeImmutable $at): void
    {
        $instant = Sql::quote(Clock::sql($at));
        Sql::execute('UPDATE ' . self::table() . " SET `until_at` = {$instant}, `deferred_until` = NULL"
            . " WHERE `id_group_offer` = {$offer} AND `open_customer` IS NOT NULL AND `until_at` > {$instant}");
    }

    /** Who was to stay until the old end stays until the new one. */
    public static function raiseUntil(int $offer, \DateTimeImmutable $oldEnd, \DateTimeImmutable $newEnd): void
    {
        $new = Sql::quote(Clock::sql($newEnd));
        Sql::execute('UPDATE ' . self::table() . " SET `until_at` = {$new}, `window_end` = {$new}, `deferred_until` = NULL"
            . " WHERE `id_group_offer` = {$offer} AND `open_customer` IS NOT NULL AND `until_at` = " . Sql::quote(Clock::sql($oldEnd)));
    }

    /** @param string[] $values rows as `openValues` makes them */
    public static function open(array $values): void
    {
        if ($values !== []) {
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_customer`, `open_customer`, `base_default`, `base_groups`, `written_groups`, `id_group_offer`, `id_group`,'
                . ' `written_default`, `window_start`, `window_end`, `until_at`, `opened_at`) VALUES ' . implode(',', $values));
        }
    }

    /**
     * Closes enrolments, one statement for each distinct outcome.
     *
     * @param array<string, int[]> $idsByResult enrolments by what `result` gave
     */
    public static function close(array $idsByResult, \DateTimeImmutable $now): void
    {
        $closed = Sql::quote(Clock::sql($now));
        foreach ($idsByResult as $result => $ids) {
            [$outcome, $default, $groups, $reason] = explode('|', (string) $result);
            $left = $default === '' ? '' : ", `left_default` = {$default}, `left_groups` = " . Sql::quote($groups);
            $left .= $reason === '' ? '' : ", `reason` = '{$reason}'";
            Sql::execute('UPDATE ' . self::table() . " SET `outcome` = '{$outcome}', `open_customer` = NULL, `closed_at` = {$closed}{$left}"
                . ' WHERE ' . Sql::among('`id_enrolment`', $ids));
        }
    }

    /**
     * A key for `close`.
     *
     * @param Enrolment $enrolment
     */
    public static function result(array $enrolment, string $outcome, int $leftDefault, string $leftGroups, string $reason = ''): string
    {
        $left = $leftDefault === $enrolment['baseDefault'] && $leftGroups === $enrolment['baseGroups'] ? '|' : "{$leftDefault}|{$leftGroups}";

        return "{$outcome}|{$left}|{$reason}";
    }

    /** A full sync that met an edit of staff between the core's write and its last hook took it for another program's. */
    public static function wasStaff(int $enrolment): void
    {
        Sql::execute('UPDATE ' . self::table() . " SET `outcome` = 'staff_kept' WHERE `id_enrolment` = {$enrolment} AND `outcome` = 'changed_elsewhere'");
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_enrolment');
    }

    /** @return array<int, Enrolment> */
    private static function byCustomer(string $condition): array
    {
        $open = [];
        foreach (Sql::rows('SELECT ' . self::COLUMNS . ' FROM ' . self::table() . ' WHERE ' . $condition) as $row) {
            $open[(int) $row['id_customer']] = [
                'id' => (int) $row['id_enrolment'],
                'offer' => (int) $row['id_group_offer'],
                'group' => (int) $row['id_group'],
                'windowStart' => (string) $row['window_start'],
                'windowEnd' => (string) $row['window_end'],
                'baseDefault' => (int) $row['base_default'],
                'baseGroups' => (string) $row['base_groups'],
                'writtenDefault' => (int) $row['written_default'],
                'writtenGroups' => (string) $row['written_groups'],
                'until' => (string) $row['until_at'],
                'deferred' => $row['deferred_until'],
            ];
        }

        return $open;
    }
}
