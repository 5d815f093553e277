<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Valid orders of customers who are neither guests nor deleted: customer, day, amount. Nothing of what was bought, and no order's number. */
final class Orders
{
    private const ID_CHUNK = 50000;
    /** 2^53 - 1: beyond it a number in JSON is no longer exact. */
    private const MAX_AMOUNT = 9007199254740991;

    /**
     * @param int $limit about so many orders; a customer with more is a page alone
     * @param Sample|null $sample null: everybody's
     *
     * @return array{customer: int[], count: int[], day: int[], amount: int[], next: int|null} customers ascending with their number of orders,
     *                                                                                         then all orders flat, each customer's by day
     */
    public static function page(int $after, int $limit, ?Sample $sample = null): array
    {
        $in = ($sample ?? Sample::everybody())->with('`id_customer`');
        $next = self::lastOfPage($after, $limit, $in);
        $last = $next ?? 4294967295;
        $customers = $counts = $days = $amounts = [];
        $ids = self::customers($after, $last, $in);
        // Bounded on both sides, the server chooses between its index and one pass over the table (three times as fast where a page is a large
        // part of it).
        $sql = 'SELECT `id_customer`, ' . Days::of('`date_add`') . ', `total_paid_tax_incl`, `conversion_rate` FROM ' . Sql::table('orders')
            . " WHERE `valid` = 1 AND `id_customer` > {$after} AND `id_customer` <= {$last}{$in} ORDER BY `id_customer`, `date_add`";
        $current = $count = $latest = 0;
        foreach (Sql::tuples($sql) as [$id, $day, $total, $rate]) {
            $id = (int) $id;
            if ($id !== $current) {
                if ($count > 0) {
                    $customers[] = $current;
                    $counts[] = $count;
                }
                $current = $id;
                $count = $latest = 0;
                while ($ids->valid() && $ids->current() < $id) {
                    $ids->next();
                }
                $isCustomer = $ids->valid() && $ids->current() === $id;
            }
            if ($isCustomer ?? false) {
                ++$count;
                // A date that is none sorts anywhere: it never goes back in time.
                $days[] = $latest = max($latest, (int) $day);
                $amounts[] = self::hundredths((string) $total, (string) $rate);
            }
        }
        if ($count > 0) {
            $customers[] = $current;
            $counts[] = $count;
        }

        return ['customer' => $customers, 'count' => $counts, 'day' => $days, 'amount' => $amounts, 'next' => $next];
    }

    /**
     * `total / rate` in hundredths, halves away from zero. Exact: both come as decimals with six places, and binary fractions would
     * round 1.005 down.
     *
     * @param string $rate of the order's currency against the shop's default one; a rate of nothing is 1
     */
    public static function hundredths(string $total, string $rate): int
    {
        $millionths = (int) str_replace('.', '', $total);
        if ($rate === '1.000000' && $millionths >= 0 && $millionths < 1 << 52) {
            return intdiv($millionths + 5000, 10000);
        }
        $divisor = (int) str_replace('.', '', $rate);
        if ($divisor <= 0) {
            $divisor = 1000000;
        }
        if (strlen($total) > 16) {
            $amount = (float) $total * 100 / ($divisor / 1000000);

            return (int) max(-self::MAX_AMOUNT, min(self::MAX_AMOUNT, round($amount)));
        }
        $doubled = intdiv(2 * 100 * abs($millionths) + $divisor, 2 * $divisor);

        return $millionths < 0 ? -$doubled : $doubled;
    }

    /** The last customer of a page that holds whole customers; null when it is the last page. */
    private static function lastOfPage(int $after, int $limit, string $in): ?int
    {
        $sql = 'SELECT `id_customer` FROM ' . Sql::table('orders') . " WHERE `id_customer` > {$after}{$in} ORDER BY `id_customer` LIMIT ";
        $beyond = Sql::value("{$sql}{$limit}, 1");
        if ($beyond === null) {
            return null;
        }

        return Sql::value("{$sql}1") === $beyond ? (int) $beyond : (int) $beyond - 1;
    }

    /** @return \Generator<int, int> ids ascending; the core keeps orders of customers that it has forgotten */
    private static function customers(int $after, int $last, string $in): \Generator
    {
        do {
            $found = 0;
            $sql = 'SELECT `id_customer` FROM ' . Sql::table('customer') . " WHERE `id_customer` > {$after} AND `id_customer` <= {$last} AND `deleted` = 0 AND `is_guest` = 0" . ShopScope::customers() . "{$in} ORDER BY `id_customer` LIMIT " . self::ID_CHUNK;
            foreach (Sql::tuples($sql) as [$id]) {
                ++$found;
                $after = (int) $id;
                yield $after;
            }
        } while ($found === self::ID_CHUNK);
    }
}
