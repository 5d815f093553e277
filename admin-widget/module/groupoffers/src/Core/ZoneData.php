<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What this shop's PHP knows of time zones: the only place that asks for it. */
final class ZoneData
{
    /** Names that PHP lists, and other programs do not know. */
    private const OF_PHP_ALONE = ['Factory', 'localtime'];

    /** @var array<string, list<array{int, int}>> */
    private static array $replaced = [];

    /**
     * Replaces what PHP knows of a zone, for tests; null gives it back.
     *
     * @param list<array{int, int}>|null $offsets instants (s) and the offset (s east of UTC) from then on, ascending
     */
    public static function set(string $zone, ?array $offsets): void
    {
        unset(self::$replaced[$zone]);
        if ($offsets !== null) {
            self::$replaced[$zone] = $offsets;
        }
    }

    /** An IANA name, letter by letter. Abbreviations (CET) and offsets are none: PHP takes them for a fixed time without summer. */
    public static function knows(string $zone): bool
    {
        return in_array($zone, \DateTimeZone::listIdentifiers(\DateTimeZone::ALL_WITH_BC), true) && !in_array($zone, self::OF_PHP_ALONE, true)
            && (new \DateTimeZone($zone))->getLocation() !== false;
    }

    /**
     * @param int $from instant, s
     * @param int $until s
     *
     * @return list<array{int, int}> instants and the offset from then on; the first at `$from`
     */
    public static function offsets(string $zone, int $from, int $until): array
    {
        $offsets = [];
        foreach (self::$replaced[$zone] ?? self::transitions($zone, $from, $until) as [$at, $offset]) {
            if ($at <= $from) {
                $offsets = [[$from, $offset]];
            } elseif ($at <= $until && ($offsets === [] || $offsets[count($offsets) - 1][1] !== $offset)) {
                $offsets[] = [$at, $offset];
            }
        }

        return $offsets;
    }

    /** @return list<array{int, int}> */
    private static function transitions(string $zone, int $from, int $until): array
    {
        return array_map(static fn (array $each): array => [$each['ts'], $each['offset']], (new \DateTimeZone($zone))->getTransitions($from, $until));
    }
}
