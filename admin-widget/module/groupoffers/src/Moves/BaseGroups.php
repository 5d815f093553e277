<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A group is deleted while customers who had it are in an offer. The core does not see what they get back later, so the same is done to their
 * bases (F11): the membership goes, a default of it becomes the smallest membership that is left at that moment, and whose last membership it
 * was gets the customer group. Where no hook ran, the leave merge finds the group missing.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class BaseGroups
{
    /** @param int $deleted its memberships may be there still, and in a shop of several shops even the group */
    public static function groupDeleted(int $deleted): void
    {
        @set_time_limit(0);
        RecentDefaults::forgetGroup($deleted);
        $ids = [];
        // The core also gives the customer group to everybody in the shop who has none.
        foreach (Sql::each('SELECT `open_customer` FROM ' . Enrolments::table() . " WHERE `open_customer` IS NOT NULL AND (`base_default` = {$deleted} OR `base_groups` = ''"
            . " OR FIND_IN_SET({$deleted}, `base_groups`) > 0) ORDER BY `open_customer`") as $row) {
            $ids[] = (int) $row['open_customer'];
        }
        if ($ids === []) {
            return;
        }
        $shop = ShopGroups::read()->withoutGroup($deleted);
        foreach (array_chunk($ids, Customers::CHUNK) as $chunk) {
            Sql::transaction(static fn () => self::chunk($chunk, $deleted, $shop));
        }
    }

    /** @param int[] $ids */
    private static function chunk(array $ids, int $deleted, ShopGroups $shop): void
    {
        $customers = Customers::lock($ids);
        $merge = $shop->leaveMerge();
        $now = Sql::quote(Clock::sql(Clock::now()));
        $changed = [];
        $joins = [];
        $events = [];
        foreach (Enrolments::lockOpen($ids) as $id => $enrolment) {
            if (!isset($customers[$id])) {
                continue;
            }
            [$default, $base, $written] = self::after($enrolment, $merge->groups($enrolment['baseGroups'], $enrolment['writtenGroups'], $customers[$id]['groups']), $deleted, $shop->customerGroup);
            if ($default === $enrolment['baseDefault'] && $base === $enrolment['baseGroups']) {
                continue;
            }
            $changed["{$default}|{$base}|{$written}"][] = $enrolment['id'];
            if (in_array($shop->customerGroup, GroupSet::ids($written), true) && !in_array($shop->customerGroup, GroupSet::ids($enrolment['writtenGroups']), true)) {
                $joins[$shop->customerGroup][] = $id;
            }
            $events[] = "({$now},{$enrolment['offer']},{$id},'base_group_deleted'," . Sql::quote("{$deleted}: {$enrolment['baseDefault']}|{$enrolment['baseGroups']} -> {$default}|{$base}") . ')';
        }
        foreach ($changed as $values => $enrolments) {
            [$default, $base, $written] = explode('|', (string) $values);
            Sql::execute('UPDATE ' . Enrolments::table() . " SET `base_default` = {$default}, `base_groups` = '{$base}', `written_groups` = '{$written}' WHERE "
                . Sql::among('`id_enrolment`', $enrolments));
        }
        Customers::join($joins);
        if ($events !== []) {
            Sql::execute('INSERT INTO ' . Sql::table('groupoffers_event') . ' (`at`, `id_group_offer`, `id_customer`, `code`, `detail`) VALUES ' . implode(',', $events));
        }
    }

    /**
     * @param Enrolment $enrolment
     * @param int[] $left the memberships that the customer would have now if no offer were
     *
     * @return array{int, string, string} base default, base groups, written groups
     */
    private static function after(array $enrolment, array $left, int $deleted, int $customerGroup): array
    {
        $base = array_diff(GroupSet::ids($enrolment['baseGroups']), [$deleted]);
        $written = array_diff(GroupSet::ids($enrolment['writtenGroups']), [$deleted]);
        $isExclusive = $enrolment['writtenGroups'] === (string) $enrolment['group'];
        if ($left === []) {
            $left = [$customerGroup];
            $base[] = $customerGroup;
            if (!$isExclusive) {
                $written[] = $customerGroup;
            }
        }
        $default = $enrolment['baseDefault'] === $deleted ? min($left) : $enrolment['baseDefault'];

        return [$default, GroupSet::of($base), GroupSet::of($written)];
    }
}
