<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Housekeeping of what ages by itself; a few rows at a time, with each sweep. */
final class Ledger
{
    public static function purge(): void
    {
        Batch::purge();
        Blocks::purge();
    }
}
