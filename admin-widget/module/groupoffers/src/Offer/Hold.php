<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Why nobody enters: whoever finds something amiss sets it, and the merchant's word lifts it. */
final class Hold
{
    private const REASONS = ['clock_jumped', 'backup_restored', 'mass_change'];

    /**
     * @param mixed $reason
     *
     * @throws Refusal
     */
    public static function set($reason): void
    {
        Refusal::ifWrong(!in_array($reason, self::REASONS, true), 'hold', $reason, self::REASONS);
        self::change($reason);
    }

    /** @return string|null the reason for which it stood */
    public static function lift(): ?string
    {
        return self::change(null);
    }

    private static function change(?string $reason): ?string
    {
        // In one transaction: sent again after the first alone, it would find nothing to do, and nobody would look.
        return Sql::transaction(static function () use ($reason): ?string {
            $before = State::get('hold');
            if ($before !== $reason) {
                State::set('hold', $reason);
                Activity::record($reason === null ? 'hold_lifted' : 'hold_set', 0, ['hold' => $before], ['hold' => $reason]);
                Counter::bump();
            }

            return $before;
        });
    }
}
