<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The one way out of an offer. Whatever ends (window, turn, end now, pause, disable, uninstall, a dead service) lowers `until` or names the
 * customers, and this gives them back what they had. It needs no lease and no list from outside.
 */
final class Leave
{
    private const COUNTED = 20000;
    /** Customers in one transaction of those whom a visitor's page lets go: short, since the visitor waits for it. */
    private const SMALL_CHUNK = 250;

    /** How many left, and how; `left` is the sum of all but `deferred`. */
    public const NOBODY = ['left' => 0, 'restored' => 0, 'staffKept' => 0, 'changedElsewhere' => 0, 'corrected' => 0, 'deleted' => 0, 'deferred' => 0];

    private Moved $moved;
    private ShopGroups $shop;
    private LeaveMerge $merge;
    /** @var array<int, int> checkout grace in seconds by offer */
    private array $graces = [];
    /** @var array<string, int> as NOBODY */
    private array $counts = self::NOBODY;
    private float $longestLockMs = 0.0;

    private function __construct(private bool $withGrace, private int $chunk = Customers::CHUNK)
    {
        $this->moved = new Moved();
        $this->shop = ShopGroups::read();
        $this->merge = $this->shop->leaveMerge();
        if ($withGrace) {
            foreach (Sql::rows('SELECT `id_group_offer`, `checkout_grace` FROM ' . Sql::table('groupoffers_offer')) as $row) {
                $this->graces[(int) $row['id_group_offer']] = (int) $row['checkout_grace'];
            }
        }
    }

    /**
     * Lets those who are due leave, within a budget.
     *
     * @param int $customers at most so many
     * @param int $ms no new chunk after so many milliseconds
     * @param bool $fromLast begins with the last ones: of two requests at once each takes an end, and they meet in the middle
     * @param string|null $after the `next` of the step before: goes on from there, past what that step closed without reading it again
     *
     * @return array{left: int, restored: int, staffKept: int, changedElsewhere: int, corrected: int, deleted: int, deferred: int, remaining: int, next: string|null, nextDue: string|null, longestLockMs: float}
     */
    public static function due(int $customers, int $ms, bool $fromLast = false, ?string $after = null): array
    {
        $leave = new self(true);
        $now = Clock::sql(Clock::now());
        $due = '`outcome` = \'open\' AND `until_at` <= ' . Sql::quote($now);
        $ready = $due . ' AND (`deferred_until` IS NULL OR `deferred_until` <= ' . Sql::quote($now) . ')';
        $page = DuePage::read($ready, $customers, $fromLast, $after);
        $ids = $page->ids;
        if (!$page->more) {
            // Those who were at the checkout: their order may have come meanwhile.
            $ids = array_merge($ids, self::idsWhere("{$due} AND `deferred_until` > " . Sql::quote($now) . ' LIMIT ' . ($customers - count($ids))));
        }
        $reached = $leave->chunks($ids, $ms, true, $fromLast);
        $progress = ['remaining' => 0, 'next' => null, 'nextDue' => null];
        if ($page->more || $reached < count($ids)) {
            // Chunks go by customer, not by `until`: only a page that was reached as a whole is left behind.
            $progress['next'] = $reached < count($ids) ? $after : $page->last;
            $progress['remaining'] = max(1, self::count($due . DuePage::beyond($fromLast, $progress['next'])));
        } else {
            // The end of the last step: with a cursor, what became due behind it meanwhile is still to come.
            $progress['remaining'] = $after === null ? 0 : self::count($ready);
            $progress['nextDue'] = self::nextDue();
        }

        return $leave->counts + $progress + ['longestLockMs' => $leave->longestLockMs];
    }

    /**
     * Whoever should have left so many seconds ago, those deferred included: the service is silent.
     *
     * @param int $customers at most so many
     * @param int $ms no new chunk after so many milliseconds
     * @param callable(int[]): void $first hears of the offers that they will leave
     *
     * @return array{left: int, remaining: int, nextDue: string|null}
     */
    public static function overdue(int $customers, int $ms, int $seconds, callable $first): array
    {
        $since = Sql::quote(Clock::sql(Clock::plusSeconds(Clock::now(), -$seconds)));
        $overdue = "`outcome` = 'open' AND `until_at` <= {$since} AND (`deferred_until` IS NULL OR `deferred_until` <= {$since})";
        $rows = Sql::rows('SELECT `id_customer`, `id_group_offer` FROM ' . Enrolments::table() . " WHERE {$overdue} ORDER BY `until_at`, `id_customer` LIMIT {$customers}");
        if ($rows === []) {
            return ['left' => 0, 'remaining' => 0, 'nextDue' => self::nextDue()];
        }
        $first(array_map('intval', array_values(array_unique(array_column($rows, 'id_group_offer')))));
        $leave = new self(true, self::SMALL_CHUNK);
        $leave->chunks(array_map('intval', array_column($rows, 'id_customer')), $ms, true);

        return ['left' => $leave->counts['left'], 'remaining' => self::count($overdue), 'nextDue' => self::nextDue()];
    }

    /**
     * Everybody, or everybody in one offer, now and without checkout grace: before the module is disabled or removed.
     *
     * @return array{left: int, restored: int, staffKept: int, changedElsewhere: int, corrected: int, deleted: int, deferred: int}
     */
    public static function everybody(?int $offer = null): array
    {
        @set_time_limit(0);
        $leave = new self(false);
        $leave->chunks(self::idsWhere('`open_customer` IS NOT NULL' . ($offer === null ? '' : " AND `id_group_offer` = {$offer}")), PHP_INT_MAX, false);

        return $leave->counts;
    }

    /** Before an offer's group is deleted: its members first, with or without an enrolment. @return int how many were put back */
    public static function group(int $group): int
    {
        @set_time_limit(0);
        $leave = new self(false);
        $leave->chunks(self::idsWhere("`open_customer` IS NOT NULL AND `id_group` = {$group}"), PHP_INT_MAX, false);

        return $leave->counts['left'] + Stranded::returnAll([$group]);
    }

    /**
     * Single customers, now and without checkout grace: before a customer's data are erased.
     *
     * @param int[] $customers
     *
     * @return int how many were in an offer
     */
    public static function customers(array $customers): int
    {
        $leave = new self(false);
        $leave->chunks($customers, PHP_INT_MAX, false);

        return $leave->counts['left'];
    }

    /** @return string|null ISO; when somebody is due next, checkout grace included */
    public static function nextDue(): ?string
    {
        $table = Enrolments::table();
        $now = Clock::sql(Clock::now());
        $next = Sql::value("SELECT `until_at` FROM {$table} WHERE `outcome` = 'open' AND `deferred_until` IS NULL ORDER BY `until_at` LIMIT 1");
        // Only who is due can be deferred; while others are due too, the answer is there already.
        $deferred = $next !== null && $next <= $now ? null
            : Sql::value("SELECT MIN(`deferred_until`) FROM {$table} WHERE `outcome` = 'open' AND `until_at` <= " . Sql::quote($now) . ' AND `deferred_until` IS NOT NULL');
        $instants = array_filter([$next, $deferred]);

        return $instants === [] ? null : Clock::iso(Clock::parse(min($instants)));
    }

    /**
     * @param int[] $customers
     * @param bool $onlyDue who has been given a later `until` meanwhile stays, and a chunk that another request was quicker with is passed over
     *
     * @return int how many were reached
     */
    private function chunks(array $customers, int $ms, bool $onlyDue, bool $fromLast = false): int
    {
        $end = hrtime(true) + min($ms, 3600000) * 1e6;
        sort($customers);
        $reached = 0;
        $chunks = array_chunk($customers, $this->chunk);
        foreach ($fromLast ? array_reverse($chunks) : $chunks as $ids) {
            if ($reached > 0 && hrtime(true) >= $end && $ms !== PHP_INT_MAX) {
                break;
            }
            if ($onlyDue && self::nobodyOpen($ids)) {
                $reached += count($ids);
                continue;
            }
            $started = hrtime(true);
            $chunk = Sql::transaction(function () use ($ids, $onlyDue, &$started): LeaveChunk {
                $started = hrtime(true);
                $chunk = new LeaveChunk($this->shop, $this->merge, $this->withGrace ? $this->graces : [], Clock::now(), $onlyDue);
                $chunk->run($ids);

                return $chunk;
            });
            $this->longestLockMs = max($this->longestLockMs, round((hrtime(true) - $started) / 1e6, 1));
            foreach ($chunk->counts as $name => $count) {
                $this->counts[$name] += $count;
            }
            $this->moved->left($chunk->leftIds);
            $reached += count($ids);
        }
        $this->moved->tell();

        return $reached;
    }

    /** So many remain; more than COUNTED are not told apart: counting a million anew in each request took as long as letting them go. */
    private static function count(string $condition): int
    {
        return (int) Sql::value('SELECT COUNT(*) FROM (SELECT 1 FROM ' . Enrolments::table() . " WHERE {$condition} LIMIT " . self::COUNTED . ') AS `some`');
    }

    /** @param int[] $ids */
    private static function nobodyOpen(array $ids): bool
    {
        return Sql::value('SELECT 1 FROM ' . Enrolments::table() . ' WHERE ' . Sql::among('`open_customer`', $ids) . ' LIMIT 1') === null;
    }

    /** @return int[] */
    private static function idsWhere(string $condition): array
    {
        $ids = [];
        foreach (Sql::each('SELECT `id_customer` FROM ' . Enrolments::table() . ' WHERE ' . $condition) as $row) {
            $ids[] = (int) $row['id_customer'];
        }

        return $ids;
    }
}
