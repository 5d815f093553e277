<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Customers in an offer's group, as members or by default, without an open enrolment in it: a stale write or a native edit put them there. */
final class Stranded
{
    /**
     * @param int[]|null $groups only these of the offers' groups
     *
     * @return int[] customers
     */
    public static function find(?array $groups, int $limit): array
    {
        $groups ??= array_keys(ShopGroups::read()->offerOf);
        if ($groups === []) {
            return [];
        }
        $in = Sql::ints($groups);
        $enrolment = Enrolments::table();
        $ids = [];
        $queries = [
            'SELECT `cg`.`id_customer` FROM ' . Sql::table('customer_group') . " AS `cg` LEFT JOIN {$enrolment} AS `e` ON `e`.`open_customer` = `cg`.`id_customer` AND `e`.`id_group` = `cg`.`id_group`"
                . " WHERE `cg`.`id_group` IN ({$in}) AND `e`.`id_enrolment` IS NULL LIMIT {$limit}",
            'SELECT `c`.`id_customer` FROM ' . Sql::table('customer') . " AS `c` LEFT JOIN {$enrolment} AS `e` ON `e`.`open_customer` = `c`.`id_customer` AND `e`.`id_group` = `c`.`id_default_group`"
                . " WHERE `c`.`id_default_group` IN ({$in}) AND `e`.`id_enrolment` IS NULL LIMIT {$limit}",
        ];
        foreach ($queries as $query) {
            foreach (Sql::rows($query) as $row) {
                $ids[(int) $row['id_customer']] = true;
            }
        }

        return array_slice(array_keys($ids), 0, $limit);
    }

    /**
     * Puts everybody back, however many: before the group is deleted.
     *
     * @param int[] $groups
     */
    public static function returnAll(array $groups): int
    {
        $returned = 0;
        // Who is a member without a customer's row (an orphan of the core) cannot be put back: found again, they end the loop.
        while (($ids = self::find($groups, Customers::CHUNK)) !== []) {
            $done = RepairChunk::transaction($ids, ShopGroups::read())->stranded;
            $returned += $done;
            if ($done === 0) {
                break;
            }
        }

        return $returned;
    }

    /**
     * What the last leave of each wrote, with what had been written on entering: the base and the reference of the leave merge.
     *
     * @param int[] $customers
     *
     * @return array<int, array{int, string, int, string}> base default and groups, written default and groups, by customer
     */
    public static function lastLeaves(array $customers): array
    {
        $table = Enrolments::table();
        $leaves = [];
        $rows = Sql::rows("SELECT `e`.`id_customer`, COALESCE(`e`.`left_default`, `e`.`base_default`) AS `d0`, COALESCE(`e`.`left_groups`, `e`.`base_groups`) AS `g0`,"
            . " `e`.`written_default`, `e`.`written_groups` FROM {$table} AS `e` JOIN (SELECT MAX(`id_enrolment`) AS `id` FROM {$table} WHERE "
            . Sql::among('`id_customer`', $customers) . ' AND `open_customer` IS NULL GROUP BY `id_customer`) AS `last` ON `last`.`id` = `e`.`id_enrolment`');
        foreach ($rows as $row) {
            $leaves[(int) $row['id_customer']] = [(int) $row['d0'], (string) $row['g0'], (int) $row['written_default'], (string) $row['written_groups']];
        }

        return $leaves;
    }
}
