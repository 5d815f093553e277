<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A visit of the period that was recorded. That somebody did *not* come is only known where the core's module statsdata records visits, and since
 * before the period began; everywhere else all others are unknown.
 */
final class VisitedQuestion
{
    /**
     * @param array<string, mixed> $ask
     *
     * @return array{yes: int[], no: int[], others: string}
     */
    public static function answer(array $ask, int $after, int $last): array
    {
        $sql = 'SELECT DISTINCT g.`id_customer` FROM ' . Sql::table('guest') . ' g JOIN ' . Sql::table('connections') . ' c ON c.`id_guest` = g.`id_guest`'
            . " WHERE g.`id_customer` > {$after} AND g.`id_customer` <= {$last} AND " . QuestionFields::within($ask, 'c.`date_add`') . ' ORDER BY g.`id_customer`';
        $yes = [];
        foreach (Sql::tuples($sql) as [$id]) {
            $yes[] = (int) $id;
        }

        return ['yes' => $yes, 'no' => [], 'others' => self::areAllRecordedSince(QuestionFields::from($ask)) ? 'no' : 'unknown'];
    }

    private static function areAllRecordedSince(?string $from): bool
    {
        $shopWithout = 'SELECT 1 FROM ' . Sql::table('shop') . ' s WHERE s.`active` = 1 AND s.`deleted` = 0 AND NOT EXISTS (SELECT 1 FROM ' . Sql::table('module_shop') . ' e JOIN '
            . Sql::table('module') . " m ON m.`id_module` = e.`id_module` WHERE m.`name` = 'statsdata' AND m.`active` = 1 AND e.`id_shop` = s.`id_shop`) LIMIT 1";
        if ($from === null || Sql::value($shopWithout) !== null) {
            return false;
        }
        // The oldest visit that is still there tells how far back the records go, whoever deletes them (the core's own clean-up of statistics
        // deletes the pages seen, not the visits).
        $oldest = Sql::value('SELECT MIN(`date_add`) FROM ' . Sql::table('connections') . " WHERE `date_add` > '1970-01-01'");

        return $oldest !== null && $oldest < $from . ' 00:00:00';
    }
}
