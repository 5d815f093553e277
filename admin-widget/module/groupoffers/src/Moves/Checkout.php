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
     * @return array<int, string> the last change of an unordered cart since then, by customer, in the shop's zone
     */
    public static function lastCarts(array $customers, \DateTimeImmutable $since): array
    {
        $carts = [];
        $rows = Sql::rows('SELECT `c`.`id_customer`, MAX(`c`.`date_upd`) AS `last` FROM ' . Sql::table('cart') . ' AS `c` LEFT JOIN ' . Sql::table('orders')
            . ' AS `o` ON `o`.`id_cart` = `c`.`id_cart` WHERE ' . Sql::among('`c`.`id_customer`', $customers) . ' AND `c`.`date_upd` >= '
            . Sql::quote(Clock::shopLocal($since)) . ' AND `o`.`id_order` IS NULL GROUP BY `c`.`id_customer`');
        foreach ($rows as $row) {
            $carts[(int) $row['id_customer']] = (string) $row['last'];
        }

        return $carts;
    }

    /** @return \DateTimeImmutable|null since when carts count for this edge; null when the edge is out of the grace's reach */
    public static function since(\DateTimeImmutable $edge, int $grace, \DateTimeImmutable $now): ?\DateTimeImmutable
    {
        return $grace > 0 && $now >= $edge && $now < Clock::plusSeconds($edge, $grace) ? Clock::plusSeconds($edge, -$grace) : null;
    }
}
