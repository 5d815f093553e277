<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The only clock of the module. Instants are UTC with milliseconds, written by PHP: the database's NOW() lives in another zone (and the
 * shop's zone is PHP's default one, used only for the core's own columns).
 */
final class Clock
{
    private const SQL = 'Y-m-d H:i:s.v';
    private const LOCAL = 'Y-m-d H:i:s';

    private static ?\DateTimeImmutable $frozen = null;

    public static function now(): \DateTimeImmutable
    {
        return self::$frozen ?? self::toMilliseconds(new \DateTimeImmutable('now', self::utc()));
    }

    /** Freezes the clock for tests; null sets it going again. */
    public static function set(?\DateTimeImmutable $now): void
    {
        self::$frozen = $now === null ? null : self::toMilliseconds($now->setTimezone(self::utc()));
    }

    /** As stored in the module's tables: `2026-11-27 17:00:00.000`. */
    public static function sql(\DateTimeImmutable $at): string
    {
        return $at->setTimezone(self::utc())->format(self::SQL);
    }

    /** As sent over the wire: `2026-11-27T17:00:00.000Z`. */
    public static function iso(\DateTimeImmutable $at): string
    {
        return $at->setTimezone(self::utc())->format('Y-m-d\TH:i:s.v\Z');
    }

    /** As the core writes its own columns (`date_upd`): a shop's zone (this request's when none is named), seconds. */
    public static function shopLocal(\DateTimeImmutable $at, ?string $zone = null): string
    {
        return $at->setTimezone(self::zone($zone))->format(self::LOCAL);
    }

    /** Reads what `shopLocal` writes. What a zone has twice, in the hour that autumn repeats, is the later one. */
    public static function fromShopLocal(string $text, ?string $zone = null): \DateTimeImmutable
    {
        $at = new \DateTimeImmutable($text, self::zone($zone));
        $again = $at->setTimestamp($at->getTimestamp() + 3600);

        return $again->format(self::LOCAL) === $at->format(self::LOCAL) ? $again : $at;
    }

    /**
     * Reads an instant of the wire (`…T…Z`) or of the module's tables (`… …`, UTC), with or without fractions of a second.
     *
     * @throws \InvalidArgumentException on anything else, a date that does not exist included
     */
    public static function parse(string $text): \DateTimeImmutable
    {
        $pattern = '/^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z| (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)$/D';
        if (preg_match($pattern, $text, $part) === 1) {
            $time = $part[2] !== '' ? $part[2] : $part[4];
            $fraction = str_pad($part[2] !== '' ? ($part[3] ?? '') : ($part[5] ?? ''), 6, '0');
            $at = \DateTimeImmutable::createFromFormat('!Y-m-d H:i:s.u', "{$part[1]} {$time}.{$fraction}", self::utc());
            if ($at !== false && $at->format('Y-m-d H:i:s') === "{$part[1]} {$time}") {
                return self::toMilliseconds($at);
            }
        }
        throw new \InvalidArgumentException(sprintf('"%s" is no instant; write it in UTC as 2026-11-27T17:00:00.000Z', substr($text, 0, 40)));
    }

    /** @return \DateTimeImmutable|null null for NULL and for an empty or zero date */
    public static function fromSql(?string $text): ?\DateTimeImmutable
    {
        return $text === null || $text === '' || strncmp($text, '0000', 4) === 0 ? null : self::parse($text);
    }

    public static function plusSeconds(\DateTimeImmutable $at, int $seconds): \DateTimeImmutable
    {
        return $at->modify(sprintf('%+d seconds', $seconds));
    }

    private static function toMilliseconds(\DateTimeImmutable $at): \DateTimeImmutable
    {
        return $at->setTime((int) $at->format('G'), (int) $at->format('i'), (int) $at->format('s'), intdiv((int) $at->format('u'), 1000) * 1000);
    }

    private static function zone(?string $name): \DateTimeZone
    {
        return new \DateTimeZone($name ?? date_default_timezone_get());
    }

    private static function utc(): \DateTimeZone
    {
        return new \DateTimeZone('UTC');
    }
}
