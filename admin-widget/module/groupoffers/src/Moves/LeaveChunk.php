<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * One chunk of leaving, inside its transaction.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class LeaveChunk
{
    /** Of each outcome, its place in the counts. */
    private const COUNTED = ['restored' => 'restored', 'staff_kept' => 'staffKept', 'changed_elsewhere' => 'changedElsewhere', 'corrected' => 'corrected', 'deleted' => 'deleted'];

    /** @var array<string, int> */
    public array $counts = Leave::NOBODY;
    /** @var array<int, int[]> customers by offer */
    public array $leftIds = [];

    /** @var array<string, int[]> */
    private array $closed = [];
    /** @var array<string, int[]> enrolments by the instant to which they are deferred */
    private array $deferred = [];
    /** @var array<int, \DateTimeImmutable> */
    private array $carts = [];

    /**
     * @param array<int, int> $graces checkout grace by offer; empty: nobody waits
     * @param bool $onlyDue who has been given a later `until` meanwhile stays
     */
    public function __construct(private ShopGroups $shop, private LeaveMerge $merge, private array $graces, private \DateTimeImmutable $now, private bool $onlyDue)
    {
    }

    /** @param int[] $ids ascending */
    public function run(array $ids): void
    {
        $customers = Customers::lock($ids);
        $open = Enrolments::lockOpen($ids);
        $now = Clock::sql($this->now);
        if ($this->onlyDue) {
            $open = array_filter($open, static fn (array $enrolment): bool => $enrolment['until'] <= $now);
        }
        $this->readCarts($open);
        $changes = new Changes();
        $defaults = array_map(static fn (array $customer): int => $customer['default'], $customers);
        $chosen = ChosenDefaults::among($defaults, $open, $this->shop, $this->now);
        $chose = [];
        foreach ($open as $id => $enrolment) {
            $to = $this->waitsUntil($id, $enrolment);
            if ($to !== null) {
                ++$this->counts['deferred'];
                if ($enrolment['deferred'] !== $to) {
                    $this->deferred[$to][] = $enrolment['id'];
                }
                continue;
            }
            $customer = $customers[$id] ?? null;
            $outcome = 'deleted';
            $result = Enrolments::DELETED;
            if ($customer !== null) {
                [$default, $groups, $outcome, $reason] = $this->merge->of($enrolment['baseDefault'], $enrolment['baseGroups'], $enrolment['writtenDefault'],
                    $enrolment['writtenGroups'], isset($chosen[$id]) ? $customer['default'] : $enrolment['writtenDefault'], $customer['groups']);
                $changes->customer($id, $customer['default'], $customer['groups'], $default, $groups);
                $outcome = $customer['deleted'] ? 'deleted' : $outcome;
                $result = Enrolments::result($enrolment, $outcome, $default, $groups, $outcome === 'corrected' ? $reason : '');
                if ($outcome === 'changed_elsewhere') {
                    $chose[$id] = $enrolment;
                }
            }
            $this->closed[$result][] = $enrolment['id'];
            $this->leftIds[$enrolment['offer']][] = $id;
            ++$this->counts['left'];
            ++$this->counts[self::COUNTED[$outcome]];
        }
        $changes->write($this->now);
        Enrolments::close($this->closed, $this->now);
        ChangedElsewhere::note($chose, $this->now);
        foreach ($this->deferred as $to => $enrolments) {
            Sql::execute('UPDATE ' . Enrolments::table() . ' SET `deferred_until` = ' . Sql::quote((string) $to) . ' WHERE ' . Sql::among('`id_enrolment`', $enrolments));
        }
    }

    /** @param array<int, Enrolment> $open */
    private function readCarts(array $open): void
    {
        $since = null;
        $seen = [];
        foreach ($open as $enrolment) {
            $key = $enrolment['offer'] . '|' . $enrolment['until'];
            if (!isset($seen[$key])) {
                $seen[$key] = true;
                $from = Checkout::since(Clock::parse($enrolment['until']), $this->graces[$enrolment['offer']] ?? 0, $this->now);
                $since = $since === null || $from === null ? $since ?? $from : min($since, $from);
            }
        }
        if ($since !== null) {
            $this->carts = Checkout::lastCarts(array_keys($open), $since);
        }
    }

    /**
     * @param Enrolment $enrolment
     *
     * @return string|null as stored; null: leaves now
     */
    private function waitsUntil(int $id, array $enrolment): ?string
    {
        if (!isset($this->carts[$id])) {
            return null;
        }
        $edge = Clock::parse($enrolment['until']);
        $grace = $this->graces[$enrolment['offer']] ?? 0;
        $since = Checkout::since($edge, $grace, $this->now);

        return $since !== null && $this->carts[$id] >= $since ? Clock::sql(Clock::plusSeconds($edge, $grace)) : null;
    }
}
