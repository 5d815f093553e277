<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The module's own `module_group` rows. Without one for the visitor group the Webservice has no resources of ours (a Webservice client counts
 * as a visitor), and front hooks stop for every group that has none: so there must be one for each group and shop.
 */
final class ModuleAccess
{
    /** @return list<array{idGroup: int, idShop: int}> rows that were missing and have been written */
    public static function repair(int $idModule): array
    {
        if ($idModule <= 0) {
            return [];
        }
        $missing = Sql::rows('SELECT g.`id_group`, s.`id_shop` FROM ' . Sql::table('group') . ' g CROSS JOIN ' . Sql::table('shop') . ' s LEFT JOIN '
            . Sql::table('module_group') . " mg ON mg.`id_module` = {$idModule} AND mg.`id_group` = g.`id_group` AND mg.`id_shop` = s.`id_shop`"
            . ' WHERE mg.`id_group` IS NULL ORDER BY g.`id_group`, s.`id_shop`');
        $values = [];
        $repaired = [];
        foreach ($missing as $row) {
            $repaired[] = ['idGroup' => (int) $row['id_group'], 'idShop' => (int) $row['id_shop']];
            $values[] = sprintf('(%d, %d, %d)', $idModule, (int) $row['id_shop'], (int) $row['id_group']);
        }
        if ($values !== []) {
            Sql::execute('INSERT IGNORE INTO ' . Sql::table('module_group') . ' (`id_module`, `id_shop`, `id_group`) VALUES ' . implode(', ', $values), true);
            \Cache::clean(\Hook::MODULE_LIST_BY_HOOK_KEY . '*');
        }

        return $repaired;
    }

    public static function idModule(): int
    {
        return (int) Sql::value('SELECT `id_module` FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers'");
    }
}
