<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Differs from the last reading when something changed that a sync should look at (compared with ≠ only). The service's own moves do not count. */
final class Counter
{
    public static function get(): string
    {
        return State::get('counter') ?? '0';
    }

    public static function bump(): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_state') . " (`name`, `value`) VALUES ('counter', '1')"
            . ' ON DUPLICATE KEY UPDATE `value` = CAST(`value` AS UNSIGNED) + 1');
    }
}
