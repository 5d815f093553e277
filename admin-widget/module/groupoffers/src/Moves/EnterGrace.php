<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Checkout grace while entering. The edge is the window's start, and for those who switch also the instant at which their old offer ended.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class EnterGrace
{
    private ?\DateTimeImmutable $since;
    /** @var array<int, \DateTimeImmutable> */
    private array $carts = [];

    /**
     * @param int[] $ids
     * @param array<int, Enrolment> $open
     */
    public function __construct(private int $grace, private \DateTimeImmutable $start, private \DateTimeImmutable $now, array $ids, array $open)
    {
        $this->since = Checkout::since($start, $grace, $now);
        $since = $this->since;
        $seen = [];
        foreach ($open as $enrolment) {
            if (!isset($seen[$enrolment['until']])) {
                $seen[$enrolment['until']] = true;
                $other = Checkout::since(Clock::parse($enrolment['until']), $grace, $now);
                $since = $since === null || $other === null ? $since ?? $other : min($since, $other);
            }
        }
        if ($since !== null) {
            $this->carts = Checkout::lastCarts($ids, $since);
        }
    }

    /**
     * @param Enrolment|null $from
     *
     * @return \DateTimeImmutable|null until when the customer waits; null: may move now
     */
    public function deferredTo(int $id, ?array $from): ?\DateTimeImmutable
    {
        $cart = $this->carts[$id] ?? null;
        if ($cart === null) {
            return null;
        }
        if ($this->since !== null && $cart >= $this->since) {
            return Clock::plusSeconds($this->start, $this->grace);
        }
        $edge = $from === null ? null : Clock::parse($from['until']);
        $since = $edge === null ? null : Checkout::since($edge, $this->grace, $this->now);

        return $edge !== null && $since !== null && $cart >= $since ? Clock::plusSeconds($edge, $this->grace) : null;
    }
}
