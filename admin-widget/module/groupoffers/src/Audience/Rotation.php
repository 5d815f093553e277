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
 * How often each customer had a turn of an offer. `level` is the turns had plus the round in which the customer joined. A turn counts at
 * entry, once however often it is entered; it is taken back when another offer takes the customer before its end.
 */
final class Rotation
{
    private const CHUNK = 2000;
    private const MAX_LEVEL = 1000000000;
    /** `window_start` of an enrolment that is to be entered once more; its turn has been counted. */
    private const ANY_TURN = '1970-01-01 00:00:00';

    /** @return array<string, mixed> one page, customers ascending; `last` are indexes into the page's `lasts`, -1 for none */
    public static function page(int $offer, int $after, int $limit): array
    {
        Offers::existing($offer);
        $page = ['customer' => [], 'level' => [], 'turns' => [], 'last' => [], 'lasts' => [], 'next' => null];
        $lasts = [];
        $sql = 'SELECT `id_customer`, `level`, `turns`, `last_turn` FROM ' . self::table() . " WHERE `id_group_offer` = {$offer} AND `id_customer` > {$after} ORDER BY `id_customer` LIMIT {$limit}";
        foreach (Sql::each($sql) as $row) {
            $page['customer'][] = (int) $row['id_customer'];
            $page['level'][] = (int) $row['level'];
            $page['turns'][] = (int) $row['turns'];
            $page['last'][] = $row['last_turn'] === null ? -1 : $lasts[$row['last_turn']] ??= count($lasts);
        }
        $page['lasts'] = array_map(static fn ($last): string => Clock::iso(Clock::parse((string) $last)), array_keys($lasts));
        if (count($page['customer']) === $limit) {
            $page['next'] = $page['customer'][$limit - 1];
        }

        return $page;
    }

    /**
     * Customers who take part from now on, at a level; who is at a lower one is lifted to it.
     *
     * @param array<string, mixed> $body
     *
     * @return int how many had no part yet
     */
    public static function join(array $body): int
    {
        $what = is_array($body['join'] ?? null) ? $body['join'] : throw Refusal::wrong('join', $body['join'] ?? null, '{…}');
        $offer = Request::int($what, 'offer');
        $level = Request::int($what, 'level', 0);
        Refusal::ifWrong($level > self::MAX_LEVEL, 'join.level', $level, '0…' . self::MAX_LEVEL);
        $ids = Request::ids($what['ids'] ?? null, 'join.ids');
        $now = Clock::now();
        $guard = new Guard($offer, Request::int($what, 'version'), $now, $now);
        $lease = Lease::required($body);
        $joined = 0;
        foreach ($ids === [] ? [[]] : array_chunk($ids, self::CHUNK) as $chunk) {
            $joined += Sql::transaction(static function () use ($guard, $lease, $offer, $level, $chunk): int {
                $guard->sameVersion($lease);
                $chunk = array_diff($chunk, KnownCustomers::unknown($chunk));

                if ($chunk === []) {
                    return 0;
                }
                $there = (int) Sql::value('SELECT COUNT(*) FROM ' . self::table() . " WHERE `id_group_offer` = {$offer} AND " . Sql::among('`id_customer`', $chunk));
                Sql::execute('INSERT INTO ' . self::table() . " (`id_group_offer`, `id_customer`, `level`) VALUES ({$offer},"
                    . implode(",{$level}),({$offer},", $chunk) . ",{$level}) ON DUPLICATE KEY UPDATE `level` = GREATEST(`level`, VALUES(`level`))");

                return count($chunk) - $there;
            });
        }

        return $joined;
    }

    /**
     * Inside the transaction that lets them in.
     *
     * @param int[] $customers
     */
    public static function count(int $offer, array $customers, \DateTimeImmutable $turn): void
    {
        if ($customers === []) {
            return;
        }
        $at = Sql::quote(Clock::sql($turn));
        // Assigned from left to right: `last_turn` decides about the others, so it comes last.
        Sql::execute('INSERT INTO ' . self::table() . " (`id_group_offer`, `id_customer`, `level`, `turns`, `last_turn`) VALUES ({$offer},"
            . implode(",1,1,{$at}),({$offer},", $customers) . ",1,1,{$at}) ON DUPLICATE KEY UPDATE `level` = IF(`last_turn` <=> {$at}, `level`, `level` + 1),"
            . " `turns` = IF(`last_turn` <=> {$at}, `turns`, `turns` + 1), `before_turn` = IF(`last_turn` <=> {$at}, `before_turn`, `last_turn`), `last_turn` = {$at}");
    }

    /**
     * Inside the transaction in which another offer takes them.
     *
     * @param int[] $customers
     * @param string $turn as the enrolment has it
     */
    public static function takeBack(int $offer, array $customers, string $turn): void
    {
        Sql::execute('UPDATE ' . self::table() . ' SET `level` = `level` - 1, `turns` = `turns` - 1, `last_turn` = `before_turn`, `before_turn` = NULL'
            . " WHERE `id_group_offer` = {$offer} AND `turns` > 0 AND `level` > 0 AND " . Sql::among('`id_customer`', $customers)
            . (strncmp($turn, self::ANY_TURN, 19) === 0 ? '' : ' AND `last_turn` = ' . Sql::quote($turn)));
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_rotation');
    }
}
