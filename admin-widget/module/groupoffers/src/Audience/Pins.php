<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Audience;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Customers whom staff pinned: no offer moves them. */
final class Pins
{
    private const CHUNK = 5000;

    /**
     * @param int[] $ids
     *
     * @return int[] those that are no customers; then nothing changes
     */
    public static function set(array $ids, bool $pinned): array
    {
        return Sql::transaction(static function () use ($ids, $pinned): array {
            $unknown = KnownCustomers::unknown($ids);
            if ($unknown !== []) {
                return $unknown;
            }
            $changed = 0;
            $tail = ',' . Sql::quote(Clock::sql(Clock::now())) . ')';
            foreach (array_chunk($ids, self::CHUNK) as $chunk) {
                $changed += Sql::execute($pinned
                    ? 'INSERT IGNORE INTO ' . self::table() . ' (`id_customer`, `pinned_at`) VALUES (' . implode("{$tail},(", $chunk) . $tail
                    : 'DELETE FROM ' . self::table() . ' WHERE ' . Sql::among('`id_customer`', $chunk));
            }
            if ($changed > 0) {
                Activity::record($pinned ? 'customers_excluded' : 'customers_included', 0, [], ['customers' => $changed]);
                Counter::bump();
            }

            return [];
        });
    }

    /**
     * @param int[] $ids
     *
     * @return array<int, true>
     */
    public static function among(array $ids): array
    {
        // Mostly there is none: one look instead of one for each customer.
        if ($ids === [] || Sql::value('SELECT 1 FROM ' . self::table() . ' LIMIT 1') === null) {
            return [];
        }
        $rows = Sql::rows('SELECT `id_customer` FROM ' . self::table() . ' WHERE ' . Sql::among('`id_customer`', $ids));

        return array_fill_keys(array_map('intval', array_column($rows, 'id_customer')), true);
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_pin');
    }
}
