<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What must hold for each chunk, checked inside its transaction under shared locks: whoever takes the lease, pauses, ends or edits the offer
 * locks the same rows exclusively, so a chunk runs either wholly before or not at all.
 */
final class Guard
{
    /** @param \DateTimeImmutable|null $until when those who enter leave again: the end of a turn; nobody enters one that is over */
    public function __construct(
        private int $offer,
        private int $version,
        private \DateTimeImmutable $windowStart,
        private \DateTimeImmutable $windowEnd,
        private ?\DateTimeImmutable $until = null,
    ) {
    }

    /**
     * For entering: everything.
     *
     * @return array<string, string|null> the offer's row
     *
     * @throws Refusal
     */
    public function running(int $lease): array
    {
        $row = $this->sameVersion($lease);
        $this->checkWindow($row);
        if ($row['intent'] !== 'armed') {
            throw Refusal::notRunning("offer {$this->offer} is {$row['intent']}: arm it first");
        }
        $hold = State::get('hold');
        if ($hold !== null && $hold !== '') {
            throw Refusal::onHold($hold);
        }
        $now = Clock::now();
        $end = min($this->windowEnd, Offers::end($row), $this->until ?? $this->windowEnd);
        if ($now < $this->windowStart || $now >= $end) {
            throw Refusal::notRunning(sprintf('it is %s in the shop, outside the window from %s to %s', Clock::iso($now), Clock::iso($this->windowStart), Clock::iso($end)));
        }

        return $row;
    }

    /**
     * For everything that needs the plan to be the one that was read.
     *
     * @return array<string, string|null> the offer's row
     *
     * @throws Refusal
     */
    public function sameVersion(int $lease): array
    {
        if (!Lease::lockShared($lease)) {
            throw Refusal::leaseLost();
        }
        $row = Offers::existing($this->offer, 'LOCK IN SHARE MODE');
        if ((int) $row['version'] !== $this->version) {
            throw Refusal::staleVersion($this->version, (int) $row['version']);
        }

        return $row;
    }

    /**
     * A single window is the stored one, cut or not. Which windows and turns an offer has that comes again or goes round is the service's to
     * know, under the version that has been checked; they lie between the offer's start and end.
     *
     * @param array<string, string|null> $row
     */
    private function checkWindow(array $row): void
    {
        $start = Clock::parse((string) $row['starts_at']);
        $ends = [Clock::parse((string) $row['ends_at']), Offers::end($row)];
        if (!Offers::isSingle($row)) {
            if ($this->windowStart < $start || $this->windowEnd > $ends[0] || $this->windowEnd <= $this->windowStart) {
                throw Refusal::badRequest(sprintf('window: %s to %s is not within offer %d (%s to %s)', Clock::iso($this->windowStart),
                    Clock::iso($this->windowEnd), $this->offer, Clock::iso($start), Clock::iso($ends[0])));
            }

            return;
        }
        if ($this->windowStart != $start || !in_array($this->windowEnd, $ends, false)) {
            throw Refusal::badRequest(sprintf('window: %s to %s is not the window of offer %d (%s to %s)', Clock::iso($this->windowStart),
                Clock::iso($this->windowEnd), $this->offer, Clock::iso($start), Clock::iso($ends[1])));
        }
    }
}
