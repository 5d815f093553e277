<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Single values of the module that change often (Configuration is cached and belongs to shops; these must be read fresh). */
final class State
{
    public static function get(string $name): ?string
    {
        return Sql::value('SELECT `value` FROM ' . Sql::table('groupoffers_state') . ' WHERE `name` = ' . Sql::quote($name));
    }

    public static function set(string $name, ?string $value): void
    {
        $literal = Sql::quote($value);
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_state') . ' (`name`, `value`) VALUES (' . Sql::quote($name) . ", {$literal})"
            . " ON DUPLICATE KEY UPDATE `value` = {$literal}");
    }
}
