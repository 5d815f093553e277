<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_customers`: customers who match a search, those of a list of ids, or those who are in an offer now. Neither guests nor deleted ones. */
final class Customers
{
    private const MOST = 1000;

    /**
     * @param array<string, mixed> $body
     *
     * @return array{customers: list<array<string, mixed>>, next: int|null}
     *
     * @throws Refusal
     */
    public static function answer(array $body): array
    {
        if (array_key_exists('offer', $body)) {
            return self::inside(Request::int($body, 'offer'), Request::int($body + ['after' => 0], 'after', 0), Search::limit($body, self::MOST));
        }
        if (array_key_exists('ids', $body)) {
            $ids = is_array($body['ids']) ? array_values(array_unique($body['ids'], SORT_REGULAR)) : $body['ids'];
            $ids = Request::ids($ids, 'ids');
            Refusal::if(count($ids) > self::MOST, 'too_many', field: 'ids', count: count($ids), max: self::MOST);
        } else {
            $ids = self::found(Search::in($body), Search::limit($body, self::MOST));
        }

        return ['customers' => CustomerRows::of($ids), 'next' => null];
    }

    /** @return array{customers: list<array<string, mixed>>, next: int|null} by id */
    private static function inside(int $offer, int $after, int $limit): array
    {
        $sql = 'SELECT e.`open_customer` FROM ' . Enrolments::table() . ' e JOIN ' . Sql::table('customer') . ' c ON c.`id_customer` = e.`open_customer` AND c.`deleted` = 0'
            . " WHERE e.`open_customer` > {$after} AND e.`id_group_offer` = {$offer}" . ShopScope::customers('c.`id_shop`') . ' ORDER BY e.`open_customer` LIMIT ' . ($limit + 1);
        $ids = self::ids($sql);
        $page = array_slice($ids, 0, $limit);

        return ['customers' => CustomerRows::of($page), 'next' => count($ids) > $limit ? end($page) : null];
    }

    /**
     * First who has the id, then whose e-mail begins so (an index knows both), then everybody in whose name or e-mail the words stand: one pass over
     * the customers that ends when there are enough.
     *
     * @return int[]
     */
    private static function found(Search $search, int $limit): array
    {
        if ($search->words === []) {
            return [];
        }
        $select = 'SELECT `id_customer` FROM ' . Sql::table('customer') . ' WHERE `is_guest` = 0 AND `deleted` = 0' . ShopScope::customers() . ' AND ';
        $found = $search->id() > 0 ? self::ids($select . '`id_customer` = ' . $search->id()) : [];
        $found = array_merge($found, self::ids($select . $search->beginning('`email`') . " ORDER BY `email`, `id_customer` LIMIT {$limit}"));
        if (count($found) < $limit) {
            $found = array_merge($found, self::ids($select . $search->anywhere(['`firstname`', '`lastname`', '`email`']) . " ORDER BY `id_customer` LIMIT {$limit}"));
        }

        return array_slice(array_values(array_unique($found)), 0, $limit);
    }

    /** @return int[] */
    private static function ids(string $sql): array
    {
        $ids = [];
        foreach (Sql::tuples($sql) as [$id]) {
            $ids[] = (int) $id;
        }

        return $ids;
    }
}
