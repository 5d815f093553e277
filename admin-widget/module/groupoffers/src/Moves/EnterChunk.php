<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Audience\Rotation;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * One chunk of entering, inside its transaction: rows are locked and read, everybody is judged in memory, and the result is written with one
 * statement for each distinct value.
 *
 * @phpstan-import-type Enrolment from Enrolments
 * @phpstan-import-type Row from Customers
 */
final class EnterChunk
{
    /** @var array{entered: int, switched: int, already: int, deferred: int} */
    public array $counts = ['entered' => 0, 'switched' => 0, 'already' => 0, 'deferred' => 0];
    public ?\DateTimeImmutable $deferredTo = null;
    /** @var array<string, int[]> customers by reason */
    public array $refused = [];
    /** @var int[] */
    public array $enteredIds = [];
    /** @var array<int, int[]> customers by the offer that they left for this one */
    public array $leftIds = [];

    /** @var string[] rows of new enrolments */
    private array $opened = [];
    /** @var int[] enrolments that go on in this window */
    private array $raised = [];
    /** @var array<string, int[]> */
    private array $closed = [];
    /** @var int[] customers who were in this window before */
    private array $here = [];
    /** @var array<int, array<string, int[]>> customers whose turn another offer took, by that offer and turn */
    private array $interrupted = [];
    private Changes $changes;
    /** @var array<string, string> written groups by base groups */
    private array $written = [];
    private string $openedTail;

    /** @param array<int, true> $worseOff groups whose customers the offer leaves out */
    public function __construct(
        private ShopGroups $groups,
        private LeaveMerge $merge,
        private ?Access $access,
        private array $worseOff,
        private int $offer,
        private int $group,
        private int $shop,
        private int $grace,
        private bool $takesTurns,
        private \DateTimeImmutable $windowStart,
        private \DateTimeImmutable $windowEnd,
        private \DateTimeImmutable $until,
        private \DateTimeImmutable $now,
    ) {
        $this->changes = new Changes();
        $this->openedTail = ",{$offer},{$group},{$group}," . Sql::quote(Clock::sql($windowStart)) . ',' . Sql::quote(Clock::sql($windowEnd)) . ','
            . Sql::quote(Clock::sql($until)) . ',' . Sql::quote(Clock::sql($now)) . ')';
    }

    /**
     * @param int[] $ids ascending
     * @param array<int, int> $expected default group by customer
     */
    public function run(array $ids, array $expected): void
    {
        if ($ids === []) {
            return;
        }
        $customers = Customers::lock($ids);
        $open = Enrolments::lockOpen($ids);
        $blocked = Blocks::among($ids, $this->now);
        $pinned = Pins::among($ids);
        $grace = new EnterGrace($this->grace, $this->windowStart, $this->now, $ids, $open);
        foreach ($ids as $id) {
            $customer = $customers[$id] ?? null;
            $enrolment = $open[$id] ?? null;
            $reason = $customer === null ? 'no_such_customer' : $this->reason($customer, isset($blocked[$id]), isset($pinned[$id]));
            if ($customer === null || $reason !== null) {
                $this->refused[(string) $reason][] = $id;
            } elseif ($enrolment !== null && $this->isHere($enrolment)) {
                $this->stay($enrolment, $customer['default'] === $expected[$id], $id);
            } elseif ($customer['default'] !== $expected[$id] || ($enrolment === null && isset($this->groups->offerOf[$customer['default']]))) {
                $this->refused['default_changed'][] = $id;
            } elseif (($to = $grace->deferredTo($id, $enrolment)) !== null) {
                ++$this->counts['deferred'];
                $this->deferredTo = $this->deferredTo === null ? $to : max($this->deferredTo, $to);
            } else {
                $this->enter($id, $customer, $enrolment);
            }
        }
        $this->write();
    }

    /** @param Row $customer */
    private function reason(array $customer, bool $blocked, bool $pinned): ?string
    {
        return match (true) {
            $customer['deleted'] => 'deleted',
            $customer['guest'] => 'guest',
            $this->shop !== 0 && $customer['shop'] !== $this->shop => 'other_shop',
            $pinned => 'pinned',
            $blocked => 'blocked_by_staff',
            default => null,
        };
    }

    /**
     * In this offer already, in the same way (a change of membership mode is a switch).
     *
     * @param Enrolment $enrolment
     */
    private function isHere(array $enrolment): bool
    {
        return $enrolment['offer'] === $this->offer && $enrolment['group'] === $this->group
            && $enrolment['writtenGroups'] === $this->written($enrolment['baseGroups']);
    }

    /**
     * The same window, or one that touches it: the enrolment goes on.
     *
     * @param Enrolment $enrolment
     */
    private function stay(array $enrolment, bool $asExpected, int $id): void
    {
        $sameWindow = Clock::parse($enrolment['windowStart']) == $this->windowStart;
        if ($sameWindow) {
            ++$this->counts['already'];
            $this->here[] = $id;
        } elseif (!$asExpected) {
            $this->refused['default_changed'][] = $id;

            return;
        } elseif ($this->isWorseOff($enrolment['baseDefault'])) {
            $this->refused['worse_off'][] = $id;

            return;
        } else {
            ++$this->counts['entered'];
            $this->enteredIds[] = $id;
        }
        if (!$sameWindow || Clock::parse($enrolment['until']) != $this->until) {
            $this->raised[] = $enrolment['id'];
        }
    }

    /**
     * @param Row $customer
     * @param Enrolment|null $from the offer that is left for this one
     */
    private function enter(int $id, array $customer, ?array $from): void
    {
        $default = $customer['default'];
        $base = $customer['groups'];
        if ($from !== null) {
            [$default, $base] = $this->merge->of($from['baseDefault'], $from['baseGroups'], $from['writtenDefault'], $from['writtenGroups'], $default, $base);
        } else {
            // Somebody put into an offer's group without an enrolment (a stale write) does not keep it as base.
            $base = $this->groups->without($base);
        }
        if ($this->isWorseOff($default)) {
            $this->refused['worse_off'][] = $id;

            return;
        }
        if ($this->access !== null && $this->access->loses($base)) {
            $this->refused['would_lose_access'][] = $id;

            return;
        }
        if ($from !== null) {
            $this->closed[Enrolments::result($from, 'switched', $default, $base)][] = $from['id'];
            $this->leftIds[$from['offer']][] = $id;
            if ($from['offer'] !== $this->offer && $from['until'] > Clock::sql($this->now)) {
                $this->interrupted[$from['offer']][$from['windowStart']][] = $id;
            }
            ++$this->counts['switched'];
        } else {
            ++$this->counts['entered'];
        }
        $written = $this->written($base);
        $this->opened[] = "({$id},{$id},{$default},'{$base}','{$written}'{$this->openedTail}";
        $this->changes->customer($id, $customer['default'], $customer['groups'], $this->group, $written);
        $this->enteredIds[] = $id;
    }

    /** Without a default group that exists, the core takes the customer group's prices. */
    private function isWorseOff(int $baseDefault): bool
    {
        return isset($this->worseOff[isset($this->groups->existing[$baseDefault]) ? $baseDefault : $this->groups->customerGroup]);
    }

    /** The groups that a customer with this base has in the offer. */
    private function written(string $base): string
    {
        return $this->access !== null ? (string) $this->group : ($this->written[$base] ??= GroupSet::of(array_merge(GroupSet::ids($base), [$this->group])));
    }

    private function write(): void
    {
        // Closing comes first: one open enrolment for each customer.
        Enrolments::close($this->closed, $this->now);
        Enrolments::open($this->opened);
        if ($this->raised !== []) {
            Sql::execute('UPDATE ' . Enrolments::table() . ' SET `window_start` = ' . Sql::quote(Clock::sql($this->windowStart)) . ', `window_end` = '
                . Sql::quote(Clock::sql($this->windowEnd)) . ', `until_at` = ' . Sql::quote(Clock::sql($this->until)) . ', `deferred_until` = NULL'
                . ' WHERE ' . Sql::among('`id_enrolment`', $this->raised));
        }
        $this->changes->write($this->now);
        $this->countTurns();
    }

    /** A turn is had with the entry, and not had when another offer takes the customer before its end. */
    private function countTurns(): void
    {
        foreach ($this->interrupted as $offer => $turns) {
            foreach ($turns as $turn => $customers) {
                Rotation::takeBack($offer, $customers, (string) $turn);
            }
        }
        if ($this->takesTurns) {
            Rotation::count($this->offer, array_merge($this->enteredIds, $this->here), $this->windowStart);
        }
    }
}
