<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The turns of a rotating offer's window, as in sync-service/src/rotation/slots.ts: turn k starts k times the turn's length after the window, days
 * by the clocks of the offer's zone; what remains at the end and is shorter than a turn belongs to the last one.
 */
final class Turns
{
    private const DAY = 86400;

    /**
     * @param int $days of a turn
     * @param int $exact seconds of a turn beyond its days
     */
    private function __construct(private ZoneOffsets $zone, private int $days, private int $exact)
    {
    }

    /** @param array<string, string|null> $row a stored offer that takes turns */
    public static function of(array $row): self
    {
        [$days, $exact] = RotationRules::turnOf((string) $row['rotation']);

        return new self(ZoneOffsets::of($row), $days, $exact);
    }

    /**
     * @param \DateTimeImmutable $start of the window
     * @param \DateTimeImmutable $end of the window, cut or not
     *
     * @return \DateTimeImmutable|null the end of the turn that starts at `$at`; null: none does
     */
    public function endOf(\DateTimeImmutable $start, \DateTimeImmutable $end, \DateTimeImmutable $at): ?\DateTimeImmutable
    {
        $from = $start->getTimestamp();
        $last = max(1, $this->indexAt($from, $end->getTimestamp())) - 1;
        $index = $this->indexAt($from, $at->getTimestamp());
        if ($at >= $end || $at != $start->setTimestamp($this->startOf($from, $index))) {
            return null;
        }

        // One that had begun when the merchant brought the end forward goes on, although it is shorter than a turn now.
        return $index >= $last ? $end : $start->setTimestamp($this->startOf($from, $index + 1));
    }

    private function startOf(int $start, int $index): int
    {
        $days = $this->days * $index;

        return ($days === 0 ? $start : $this->zone->instantOf($this->zone->localAt($start) + $days * self::DAY)) + $this->exact * $index;
    }

    /** The last turn that starts at or before an instant, as if the window had no end. */
    private function indexAt(int $start, int $at): int
    {
        $index = max(0, intdiv($at - $start, $this->days * self::DAY + $this->exact));
        while ($index > 0 && $this->startOf($start, $index) > $at) {
            --$index;
        }
        while ($this->startOf($start, $index + 1) <= $at) {
            ++$index;
        }

        return $index;
    }
}
