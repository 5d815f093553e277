<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\ZoneData;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the clocks of an offer's zone have shown in this shop and will show, as far as its zone data says. Kept with the offer, so that a change
 * of that data (an update of PHP or of the system) moves what is to come and nothing that has begun: at the change the clocks jump, as they did
 * in the shop.
 */
final class ZoneOffsets
{
    private const DAY = 86400;
    private const PAST = 400 * self::DAY;
    private const FUTURE = 1000 * self::DAY;
    private const MOST = 60;

    /**
     * @param list<array{0: int, 1: int, 2?: int}> $offsets instants (s) and the offset from then on, ascending; a third value 1: the zone data changed
     */
    private function __construct(private string $zone, private int $until, private array $offsets)
    {
    }

    /** By today's zone data, after what `$kept` (the stored text) says of the time up to now. */
    public static function at(string $zone, \DateTimeImmutable $now, string $kept = ''): self
    {
        $at = $now->getTimestamp();
        $fresh = new self($zone, $at + self::FUTURE, ZoneData::offsets($zone, $at - self::PAST, $at + self::FUTURE));
        $before = self::read($zone, $kept);
        if ($before === null) {
            return $fresh;
        }
        $past = array_values(array_filter($before->offsets, static fn (array $each): bool => $each[0] <= $at));
        $coming = array_values(array_filter($fresh->offsets, static fn (array $each): bool => $each[0] > $at));
        $last = $past === [] ? null : $past[count($past) - 1];
        if ($last !== null && $last[1] !== $fresh->offsetAt($at)) {
            $past[] = [$at, $fresh->offsetAt($at), 1];
        }

        return new self($zone, $fresh->until, array_slice(array_merge($past === [] ? [$fresh->offsets[0]] : $past, $coming), -self::MOST));
    }

    /**
     * As stored with an offer.
     *
     * @param array<string, string|null> $row
     */
    public static function of(array $row): self
    {
        $zone = json_decode((string) $row['schedule'], true)['timezone'] ?? 'UTC';

        return self::read($zone, (string) $row['zone_offsets']) ?? self::at($zone, Clock::now());
    }

    /** Whether what was kept says the same of the time from `$now` on, and of long enough a time. */
    public function continues(string $kept, \DateTimeImmutable $now): bool
    {
        $before = self::read($this->zone, $kept);
        $from = $now->getTimestamp();
        if ($before === null || $before->until < $from + self::FUTURE / 2) {
            return false;
        }

        return self::sameFuture($kept, $this->json(), $from);
    }

    /** Whether both stored texts say the same from `$from` (s) on, as far as the first one reaches. */
    public static function sameFuture(string $one, string $other, int $from): bool
    {
        [$first, $second] = [self::read('', $one), self::read('', $other)];
        if ($first === null || $second === null) {
            return false;
        }
        $coming = static function (self $of) use ($from, $first): array {
            $found = [];
            foreach ($of->offsets as [$at, $offset]) {
                if ($at <= $from) {
                    $found = [[$from, $offset]];
                } elseif ($at <= $first->until) {
                    $found[] = [$at, $offset];
                }
            }

            return $found;
        };

        return $coming($first) === $coming($second);
    }

    /**
     * The instant of a local time: forward by the gap where the clocks jump over it, the first where they show it twice (RFC 5545 3.3.5). What a
     * change of the zone data jumps over is at the change.
     *
     * @param string $local `2026-11-27T18:00:00`
     */
    public function instant(string $local): \DateTimeImmutable
    {
        return self::utc($this->instantOf((new \DateTimeImmutable($local, new \DateTimeZone('UTC')))->getTimestamp()));
    }

    /** The same in seconds, of a local time as if it were UTC. */
    public function instantOf(int $asIfUtc): int
    {
        $before = $this->offsetAt($asIfUtc - self::DAY);
        foreach ([$before, $this->offsetAt($asIfUtc + self::DAY)] as $offset) {
            if ($this->offsetAt($asIfUtc - $offset) === $offset) {
                return $asIfUtc - $offset;
            }
        }
        foreach ($this->offsets as $i => [$at]) {
            if (($this->offsets[$i][2] ?? 0) === 1 && $at + $this->offsets[$i - 1][1] <= $asIfUtc && $asIfUtc < $at + $this->offsets[$i][1]) {
                return $at;
            }
        }

        return $asIfUtc - $before;
    }

    /** What the clocks show at an instant (s), as if it were UTC. */
    public function localAt(int $at): int
    {
        return $at + $this->offsetAt($at);
    }

    /** The instant at which the clocks show that time of day, next to `$near`. @param string $time `18:00:00` */
    public function nearest(\DateTimeImmutable $near, string $time): \DateTimeImmutable
    {
        $day = self::utc($this->localAt($near->getTimestamp()));
        $found = array_map(fn (string $days): \DateTimeImmutable => $this->instant($day->modify($days)->format('Y-m-d') . 'T' . $time), ['-1 day', '+0 day', '+1 day']);
        usort($found, static fn (\DateTimeImmutable $a, \DateTimeImmutable $b): int => abs($a->getTimestamp() - $near->getTimestamp()) <=> abs($b->getTimestamp() - $near->getTimestamp()));

        return $found[0];
    }

    /** As stored and sent: `{"until":1830000000,"offsets":[[1767225600,3600],…]}`, in seconds. */
    public function json(): string
    {
        return (string) json_encode(['until' => $this->until, 'offsets' => $this->offsets]);
    }

    private function offsetAt(int $at): int
    {
        $offsets = $this->offsets !== [] && $at >= $this->offsets[0][0] && $at < $this->until ? $this->offsets : ZoneData::offsets($this->zone, $at, $at);
        $offset = 0;
        foreach ($offsets as $each) {
            if ($each[0] <= $at) {
                $offset = $each[1];
            }
        }

        return $offset;
    }

    private static function read(string $zone, string $kept): ?self
    {
        $read = json_decode($kept, true);

        return is_array($read) && is_int($read['until'] ?? null) && is_array($read['offsets'] ?? null) && $read['offsets'] !== []
            ? new self($zone, $read['until'], $read['offsets']) : null;
    }

    private static function utc(int $at): \DateTimeImmutable
    {
        return (new \DateTimeImmutable('@' . $at))->setTimezone(new \DateTimeZone('UTC'));
    }
}
