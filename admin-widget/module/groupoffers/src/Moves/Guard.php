<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Calendar;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\OfferWindows;
use PrestaShop\Module\GroupOffers\Offer\ScheduleRules;
use PrestaShop\Module\GroupOffers\Offer\Turns;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What must hold for each chunk, checked inside its transaction under shared locks: whoever takes the lease, pauses, ends or edits the offer
 * locks the same rows exclusively, so a chunk runs either wholly before or not at all.
 */
final class Guard
{
    private \DateTimeImmutable $until;

    /** @param \DateTimeImmutable|null $until when those who enter leave again: at the latest the end of the window or turn */
    public function __construct(
        private int $offer,
        private int $version,
        private \DateTimeImmutable $windowStart,
        private \DateTimeImmutable $windowEnd,
        ?\DateTimeImmutable $until = null,
    ) {
        $this->until = $until ?? $windowEnd;
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
            throw Refusal::notRunning('not_armed', id: $this->offer, value: (string) $row['intent']);
        }
        $hold = State::get('hold');
        if ($hold !== null && $hold !== '') {
            throw Refusal::onHold($hold);
        }
        $now = Clock::now();
        $end = min($this->windowEnd, Offers::end($row), $this->until);
        if ($now < $this->windowStart || $now >= $end) {
            throw Refusal::notRunning('outside_window', at: Clock::iso($now), start: Clock::iso($this->windowStart), end: Clock::iso($end));
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
            throw Refusal::staleVersion((int) $row['version']);
        }

        return $row;
    }

    /**
     * The window is one of the offer's, and the turn one of the window's. Of an offer of before, which has no calendar yet, the service is believed
     * between the offer's start and end, until the upgrade's grace is over.
     *
     * @param array<string, string|null> $row
     */
    private function checkWindow(array $row): void
    {
        $recurs = ScheduleRules::recurrenceOf((string) $row['schedule']) !== null;
        $calendar = $recurs ? Calendar::of($this->offer) : null;
        if ($recurs && $calendar === null) {
            $this->checkSpan($row);

            return;
        }
        $start = OfferWindows::startOf($row, $calendar, $this->windowEnd);
        $takesTurns = Offers::takesTurns($row);
        Refusal::if($start === null || (!$takesTurns && $start != $this->windowStart), 'no_window', field: 'window', start: Clock::iso($this->windowStart), end: Clock::iso($this->windowEnd), id: $this->offer);
        $end = $takesTurns ? Turns::of($row)->endOf($start, $this->windowEnd, $this->windowStart) : $this->windowEnd;
        Refusal::if($end === null || $this->until > $end, 'no_window', field: 'window', start: Clock::iso($this->windowStart), end: Clock::iso($this->until), id: $this->offer);
    }

    /** @param array<string, string|null> $row */
    private function checkSpan(array $row): void
    {
        $start = Clock::parse((string) $row['starts_at']);
        $end = Clock::parse((string) $row['ends_at']);
        Refusal::if($this->windowStart < $start || $this->windowEnd > $end || $this->windowEnd <= $this->windowStart, 'no_window', field: 'window', start: Clock::iso($this->windowStart), end: Clock::iso($this->windowEnd), id: $this->offer);
        Refusal::if(Clock::now() >= Calendar::requiredAt(), 'no_window', field: 'windows', start: Clock::iso($this->windowStart), end: Clock::iso($this->windowEnd), id: $this->offer);
    }
}
