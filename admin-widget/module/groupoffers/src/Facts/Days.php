<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Days of the shop. The core writes `date_add` and `date_upd` in the zone of the shop where it happened, so the date that is stored is the
 * local day, and nothing has to be converted.
 */
final class Days
{
    /** TO_DAYS('1970-01-01') */
    private const EPOCH = 719528;

    /** SQL: days since 1970-01-01 of a DATETIME column; NULL for zero dates. */
    public static function of(string $column): string
    {
        return "TO_DAYS({$column}) - " . self::EPOCH;
    }
}
