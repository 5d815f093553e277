<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Customers with their names, which never leave the back office. */
final class CustomerRows
{
    /**
     * @param int[] $ids
     *
     * @return list<array<string, mixed>> in the order of `$ids`; neither guests nor deleted ones
     */
    public static function of(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $pinned = Pins::among($ids);
        $rows = [];
        foreach (Sql::rows('SELECT c.`id_customer`, c.`firstname`, c.`lastname`, c.`email`, c.`id_shop`, c.`active`, c.`id_default_group`, e.`id_group_offer`, e.`opened_at`, e.`until_at` FROM '
            . Sql::table('customer') . ' c LEFT JOIN ' . Enrolments::table() . ' e ON e.`open_customer` = c.`id_customer` WHERE ' . Sql::among('c.`id_customer`', $ids)
            . ' AND c.`is_guest` = 0 AND c.`deleted` = 0' . ShopScope::customers('c.`id_shop`')) as $row) {
            $id = (int) $row['id_customer'];
            $since = Clock::fromSql($row['opened_at']);
            $until = Clock::fromSql($row['until_at']);
            $rows[$id] = [
                'id' => $id,
                'name' => trim($row['firstname'] . ' ' . $row['lastname']),
                'email' => (string) $row['email'],
                'shop' => (int) $row['id_shop'],
                'active' => (int) $row['active'] === 1,
                'group' => (int) $row['id_default_group'],
                'offer' => (int) $row['id_group_offer'],
                'since' => $since === null ? null : Clock::iso($since),
                'until' => $until === null ? null : Clock::iso($until),
                'pinned' => isset($pinned[$id]),
            ];
        }

        return array_values(array_filter(array_map(static fn (int $id): ?array => $rows[$id] ?? null, $ids)));
    }
}
