<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shops to which a request is limited: those that the employee may enter. The service and the shop itself are not limited. */
final class ShopScope
{
    /** @var int[]|null null: all shops */
    private static ?array $shops = null;
    /** @var int[] these and the shops that share customers with them */
    private static array $sharing = [];

    /**
     * @template T
     *
     * @param int[]|null $shops null: all
     * @param callable(): T $work
     *
     * @return T
     */
    public static function within(?array $shops, callable $work)
    {
        $before = [self::$shops, self::$sharing];
        self::$shops = $shops;
        self::$sharing = $shops === null ? [] : array_map('intval', array_column(Sql::rows('SELECT DISTINCT o.`id_shop` FROM ' . Sql::table('shop') . ' s JOIN ' . Sql::table('shop_group')
            . ' g ON g.`id_shop_group` = s.`id_shop_group` JOIN ' . Sql::table('shop') . ' o ON o.`id_shop` = s.`id_shop` OR (g.`share_customer` = 1 AND o.`id_shop_group` = g.`id_shop_group`)'
            . ' WHERE s.`id_shop` IN (' . Sql::ints($shops) . ')'), 'id_shop'));
        try {
            return $work();
        } finally {
            [self::$shops, self::$sharing] = $before;
        }
    }

    public static function isLimited(): bool
    {
        return self::$shops !== null;
    }

    /** @param int|string|null $shop 0 is all shops */
    public static function allows($shop): bool
    {
        return self::$shops === null || in_array((int) $shop, self::$shops, true);
    }

    /** SQL to be appended to a condition: the column holds one of the shops. */
    public static function shops(string $column): string
    {
        return self::$shops === null ? '' : " AND {$column} IN (" . Sql::ints(self::$shops) . ')';
    }

    /** The same for rows that hold the id of an offer. */
    public static function ofOffers(string $column = '`id_group_offer`'): string
    {
        return self::$shops === null ? '' : " AND {$column} IN (SELECT `id_group_offer` FROM " . Sql::table('groupoffers_offer') . ' WHERE 1' . self::shops('`id_shop`') . ')';
    }

    /** SQL to be appended to a condition about rows of customers: theirs is one of the shops, or shares its customers with one, as the core's own list has it. */
    public static function customers(string $column = '`id_shop`'): string
    {
        return self::$shops === null ? '' : " AND {$column} IN (" . Sql::ints(self::$sharing) . ')';
    }

    /** The same for rows that hold the id of a customer. */
    public static function ofCustomers(string $column = '`id_customer`'): string
    {
        return self::$shops === null ? '' : " AND {$column} IN (SELECT `id_customer` FROM " . Sql::table('customer') . ' WHERE 1' . self::customers() . ')';
    }
}
