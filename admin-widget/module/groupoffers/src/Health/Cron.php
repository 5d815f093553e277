<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Health;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\JsonAnswer;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Ledger;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The cron address takes the dead man's steps where no visitor's page does, for whoever knows its secret. */
final class Cron
{
    /** So long may one call take; cron calls again, and a proxy would not wait much longer. */
    private const MS = 20_000;
    /** Seconds to wait for another process that takes a step: its end is near. */
    private const PATIENCE = 2;

    private const HASH = 'cron_hash';
    private const CALLED = 'cron_called';
    /** Where 0.2.0 kept a secret in clear until somebody looked at it. */
    private const OF_BEFORE = 'cron_secret';

    /** @return string a new secret instead of the old one, which stops working at once; the shop keeps no more of it than what it is compared with */
    public static function renew(): string
    {
        $secret = bin2hex(random_bytes(24));
        Sql::transaction(static function () use ($secret): void {
            State::set(self::HASH, hash('sha256', $secret));
            Activity::record('cron_secret_made');
        });

        return $secret;
    }

    /** @return string|null the secret, the first time only: it is made when somebody wants to see it */
    public static function reveal(): ?string
    {
        return self::shown() ? null : self::renew();
    }

    /** Whether it was shown; then only a new one can be seen. */
    public static function shown(): bool
    {
        return State::get(self::HASH) !== null;
    }

    /** A secret that nobody has seen opens nothing for anybody. */
    public static function forgetUnseen(): void
    {
        if (State::get(self::OF_BEFORE) !== null) {
            State::set(self::HASH, null);
            State::set(self::OF_BEFORE, null);
        }
    }

    public static function lastCalled(): ?\DateTimeImmutable
    {
        return Clock::fromSql(State::get(self::CALLED));
    }

    /** Of the shop's main address, in the form that works whatever is set for friendly addresses. */
    public static function url(): string
    {
        return rtrim((new \Shop((int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT')))->getBaseURL(true), '/') . '/index.php?fc=module&module=groupoffers&controller=cron';
    }

    public static function answer(string $secret): JsonAnswer
    {
        $denied = false;
        $answer = JsonAnswer::of(self::class, static function () use ($secret, &$denied): array {
            $hash = State::get(self::HASH);
            if ($hash === null || !hash_equals($hash, hash('sha256', $secret))) {
                $denied = true;

                return [];
            }
            State::set(self::CALLED, Clock::sql(Clock::now()));
            $done = Actor::as(Actor::cron(), self::end(...));
            Ledger::purgeDaily();

            return $done;
        });

        return $denied ? JsonAnswer::refused(403, 403, 'X-Group-Offers-Cron: not the secret of this address; see Customers > Group offers > Connection') : $answer;
    }

    /** @return array{left: int, remaining: int, nextDue: string|null} */
    private static function end(): array
    {
        $until = hrtime(true) + self::MS * 1_000_000;
        $sum = ['left' => 0, 'remaining' => 0, 'nextDue' => null];
        do {
            $done = DeadMansEnd::step(self::PATIENCE);
            if ($done === null) {
                continue;
            }
            $sum = ['left' => $sum['left'] + $done['left'], 'remaining' => $done['remaining'], 'nextDue' => $done['nextDue']];
            if ($done['remaining'] === 0 || $done['left'] === 0) {
                break;
            }
        } while (hrtime(true) < $until);

        return $sum;
    }
}
