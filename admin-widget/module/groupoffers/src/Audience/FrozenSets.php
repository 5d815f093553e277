<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\Guard;
use PrestaShop\Module\GroupOffers\Moves\Request;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Audiences and cohorts as they were taken: one for each window, and one for each turn. The first with the same basis (what it was taken by)
 * stands; another basis replaces it.
 */
final class FrozenSets
{
    private const LATEST = 200;
    private const AT_ONCE = 1000;
    /** `turn_start` of a window's audience. */
    private const NO_TURN = '1970-01-01 00:00:00.000';

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed> what stands
     */
    public static function freeze(array $body): array
    {
        return self::one(is_array($body['freeze'] ?? null) ? $body['freeze'] : throw Refusal::wrong('freeze', $body['freeze'] ?? null, '{…}'), Lease::required($body));
    }

    /**
     * One's refusal stops no other; a lost lease stops all.
     *
     * @param array<string, mixed> $body
     *
     * @return list<array<string, mixed>> of each what stands, or why it was refused
     */
    public static function freezeAll(array $body): array
    {
        $freezes = $body['freezes'];
        Refusal::ifWrong(!is_array($freezes) || !array_is_list($freezes) || count($freezes) > self::AT_ONCE, 'freezes', is_array($freezes) ? count($freezes) : $freezes, sprintf('[…] (≤ %d)', self::AT_ONCE));
        $lease = Lease::required($body);
        $answers = [];
        foreach ($freezes as $what) {
            try {
                $answers[] = ['frozen' => self::one(is_array($what) ? $what : throw Refusal::wrong('freezes', $what, '{…}'), $lease)];
            } catch (Refusal $refusal) {
                if ($refusal->getCode() === Refusal::LEASE_LOST) {
                    throw $refusal;
                }
                $answers[] = ['refused' => $refusal->told()];
            }
        }

        return $answers;
    }

    /**
     * @param array<string, mixed> $what
     *
     * @return array<string, mixed> what stands
     */
    private static function one(array $what, int $lease): array
    {
        $offer = Request::int($what, 'offer');
        $window = Request::instant($what, 'window');
        // Few customers come with the request, many have been made a list before.
        $ids = isset($what['ids']) ? Request::ids($what['ids'], 'freeze.ids') : null;
        $list = $ids === null ? Request::int($what, 'list') : 0;
        [$turnStart, $turnEnd, $number] = self::turn($what['turn'] ?? null);
        $basis = $what['basis'] ?? null;
        Refusal::ifWrong(!is_string($basis) || preg_match('/^[\x21-\x7e]{1,128}$/D', $basis) !== 1, 'freeze.basis', $basis, '^[\\x21-\\x7e]{1,128}$');
        $guard = new Guard($offer, Request::int($what, 'version'), $window, $window);

        return Sql::transaction(static function () use ($guard, $lease, $offer, $window, $list, $ids, $turnStart, $turnEnd, $number, $basis): array {
            $guard->sameVersion($lease);
            $list = $ids === null ? $list : Lists::add(0, $ids, true)['list'];
            Lists::freeze($list);
            $start = Sql::quote(Clock::sql($window));
            // One statement, so that of two at once the first stands. `basis` last: the others are assigned by the one that is there.
            $values = ['turn_end', 'number', 'id_list', 'frozen_at', 'basis'];
            $updates = array_map(static fn (string $column): string => "`{$column}` = IF(`basis` = VALUES(`basis`), `{$column}`, VALUES(`{$column}`))", $values);
            Sql::execute('INSERT INTO ' . self::table() . " (`id_group_offer`, `window_start`, `turn_start`, `turn_end`, `number`, `id_list`, `frozen_at`, `basis`) VALUES ({$offer}, {$start}, "
                . Sql::quote($turnStart) . ', ' . Sql::quote($turnEnd) . ", {$number}, {$list}, " . Sql::quote(Clock::sql(Clock::now())) . ', ' . Sql::quote($basis) . ')'
                . ' ON DUPLICATE KEY UPDATE ' . implode(', ', $updates));

            return self::select("f.`id_group_offer` = {$offer} AND f.`window_start` = {$start} AND f.`turn_start` = " . Sql::quote($turnStart), 1)[0];
        });
    }

    /** @return list<array<string, mixed>> newest first, the latest only; of a window, its audience before its turns */
    public static function of(int $offer): array
    {
        Offers::existing($offer);

        return self::select("f.`id_group_offer` = {$offer}", self::LATEST);
    }

    /**
     * @param int[] $offers
     *
     * @return list<array{offer: int, frozen: list<array<string, mixed>>}> of each as {@see of}; one that does not exist has none
     */
    public static function ofAll(array $offers): array
    {
        return array_map(static fn (int $offer): array => ['offer' => $offer, 'frozen' => self::select("f.`id_group_offer` = {$offer}", self::LATEST)], $offers);
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_frozen');
    }

    /**
     * @param mixed $turn
     *
     * @return array{string, string|null, int} start, end, number as they are stored
     */
    private static function turn($turn): array
    {
        if ($turn === null) {
            return [self::NO_TURN, null, 0];
        }
        Refusal::ifWrong(!is_array($turn), 'freeze.turn', $turn, 'null | {"start", "end", "number"}');
        $start = Request::instant($turn, 'start');
        $end = Request::instant($turn, 'end');
        Refusal::if($end <= $start, 'not_after', field: 'freeze.turn.end', value: Clock::iso($end), at: Clock::iso($start));

        return [Clock::sql($start), Clock::sql($end), Request::int($turn, 'number')];
    }

    /** @return list<array<string, mixed>> */
    private static function select(string $condition, int $limit): array
    {
        $rows = Sql::rows('SELECT f.*, l.`size` FROM ' . self::table() . ' f JOIN ' . Lists::table() . " l ON l.`id_list` = f.`id_list` WHERE {$condition}"
            . " ORDER BY f.`window_start` DESC, f.`turn_end` IS NULL DESC, f.`turn_start` DESC LIMIT {$limit}");

        return array_map(static fn (array $row): array => [
            'window' => Clock::iso(Clock::parse((string) $row['window_start'])),
            'turn' => $row['turn_end'] === null ? null : [
                'start' => Clock::iso(Clock::parse((string) $row['turn_start'])),
                'end' => Clock::iso(Clock::parse((string) $row['turn_end'])),
                'number' => (int) $row['number'],
            ],
            'list' => (int) $row['id_list'],
            'size' => (int) $row['size'],
            'basis' => (string) $row['basis'],
        ], $rows);
    }
}
