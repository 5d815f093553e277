<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The highest ids of what groups have access to, as they were when a group was last looked at. A new category, carrier, module or shop is opened to
 * all groups by the core; access to something that was not there before is nobody's edit of our group.
 */
final class KnownIds
{
    /** @param array<string, int> $highest by table */
    private function __construct(private array $highest)
    {
    }

    public static function now(): self
    {
        $highest = [];
        foreach (['category', 'carrier', 'module', 'shop'] as $table) {
            $highest[$table] = "(SELECT COALESCE(MAX(`id_{$table}`), 0) FROM " . Sql::table($table) . ") AS `{$table}`";
        }

        return new self(array_map('intval', Sql::row('SELECT ' . implode(', ', $highest)) ?? []));
    }

    /** @param string $stored as `stored()` gave it; nothing is known of a group that was looked at before there were such notes */
    public static function read(string $stored): self
    {
        return new self(array_map('intval', array_filter((array) json_decode($stored, true), 'is_int')));
    }

    public function has(string $table, int $id): bool
    {
        return $id <= ($this->highest[$table] ?? 0);
    }

    public function stored(): string
    {
        return (string) json_encode($this->highest);
    }
}
