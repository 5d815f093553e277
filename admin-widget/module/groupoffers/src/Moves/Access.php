<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * For exclusive offers: would customers lose a category, a carrier or a module that their groups open and the offer's reference group does not?
 * (Modules that the offer denies are meant to be lost.) Judged once for each distinct set of groups.
 */
final class Access
{
    /** @var array<string, bool> */
    private array $loses = [];

    /** @param int[] $modulesDenied */
    public function __construct(private int $referenceGroup, private array $modulesDenied)
    {
    }

    public function loses(string $groups): bool
    {
        return $this->loses[$groups] ??= $this->judge($groups);
    }

    private function judge(string $groups): bool
    {
        $others = array_diff(GroupSet::ids($groups), [$this->referenceGroup]);
        if ($others === []) {
            return false;
        }
        $in = Sql::ints($others);
        $reference = $this->referenceGroup;
        $queries = [
            'SELECT 1 FROM ' . Sql::table('category_group') . ' AS `a` JOIN ' . Sql::table('category') . ' AS `c` ON `c`.`id_category` = `a`.`id_category` LEFT JOIN '
                . Sql::table('category_group') . " AS `r` ON `r`.`id_category` = `a`.`id_category` AND `r`.`id_group` = {$reference} WHERE `a`.`id_group` IN ({$in}) AND `r`.`id_group` IS NULL LIMIT 1",
            'SELECT 1 FROM ' . Sql::table('carrier_group') . ' AS `a` JOIN ' . Sql::table('carrier') . ' AS `c` ON `c`.`id_carrier` = `a`.`id_carrier` AND `c`.`deleted` = 0 LEFT JOIN '
                . Sql::table('carrier_group') . " AS `r` ON `r`.`id_carrier` = `a`.`id_carrier` AND `r`.`id_group` = {$reference} WHERE `a`.`id_group` IN ({$in}) AND `r`.`id_group` IS NULL LIMIT 1",
            'SELECT 1 FROM ' . Sql::table('module_group') . ' AS `a` JOIN ' . Sql::table('module') . ' AS `m` ON `m`.`id_module` = `a`.`id_module` LEFT JOIN '
                . Sql::table('module_group') . " AS `r` ON `r`.`id_module` = `a`.`id_module` AND `r`.`id_shop` = `a`.`id_shop` AND `r`.`id_group` = {$reference}"
                . " WHERE `a`.`id_group` IN ({$in}) AND `a`.`id_module` NOT IN (" . Sql::ints($this->modulesDenied) . ") AND `m`.`name` <> 'groupoffers' AND `r`.`id_group` IS NULL LIMIT 1",
        ];
        foreach ($queries as $query) {
            if (Sql::row($query) !== null) {
                return true;
            }
        }

        return false;
    }
}
