<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Checkout grace: the core refuses an order whose total changed between paying and validating. Whoever touched a cart within the grace before an
 * edge, and has not ordered it, is moved after the order, at the latest the grace after the edge.
 */
final class Checkout
{
    /**
     * @param int[] $customers
     *
     * @return array<int, \DateTimeImmutable> the last change of an unordered cart since then, by customer
     */
    public static function lastCarts(array $customers, \DateTimeImmutable $since): array
    {
        $query = 'SELECT `c`.`id_customer`, MAX(`c`.`date_upd`) AS `last` FROM ' . Sql::table('cart') . ' AS `c` LEFT JOIN ' . Sql::table('orders')
            . ' AS `o` ON `o`.`id_cart` = `c`.`id_cart` WHERE ' . Sql::among('`c`.`id_customer`', $customers) . ' AND `o`.`id_order` IS NULL';
        $others = self::otherZones();
        $parts = [date_default_timezone_get() => $others === [] ? '' : ' AND `c`.`id_shop` NOT IN (' . Sql::ints(array_merge(...array_values($others))) . ')'];
        foreach ($others as $zone => $shops) {
            $parts[$zone] = ' AND `c`.`id_shop` IN (' . Sql::ints($shops) . ')';
        }
        $carts = [];
        foreach ($parts as $zone => $ofShops) {
            foreach (Sql::rows("{$query}{$ofShops} AND `c`.`date_upd` >= " . Sql::quote(Clock::shopLocal($since, $zone)) . ' GROUP BY `c`.`id_customer`') as $row) {
                $at = Clock::fromShopLocal((string) $row['last'], $zone);
                $id = (int) $row['id_customer'];
                $carts[$id] = max($carts[$id] ?? $at, $at);
            }
        }

        return $carts;
    }

    /** @return \DateTimeImmutable|null since when carts count for this edge; null when the edge is out of the grace's reach */
    public static function since(\DateTimeImmutable $edge, int $grace, \DateTimeImmutable $now): ?\DateTimeImmutable
    {
        return $grace > 0 && $now >= $edge && $now < Clock::plusSeconds($edge, $grace) ? Clock::plusSeconds($edge, -$grace) : null;
    }

    /** @return array<string, int[]> shops whose zone is not this request's, by zone: the core writes carts in the zone of their shop */
    private static function otherZones(): array
    {
        $own = date_default_timezone_get();
        $zones = [];
        $shops = Sql::rows('SELECT `id_shop` FROM ' . Sql::table('shop'));
        foreach (count($shops) > 1 ? $shops : [] as $shop) {
            $zone = (string) \Configuration::get('PS_TIMEZONE', null, null, (int) $shop['id_shop']);
            // The core goes on in PHP's own zone when it does not know the name.
            if ($zone !== $own && in_array($zone, \DateTimeZone::listIdentifiers(\DateTimeZone::ALL_WITH_BC), true)) {
                $zones[$zone][] = (int) $shop['id_shop'];
            }
        }

        return $zones;
    }
}
