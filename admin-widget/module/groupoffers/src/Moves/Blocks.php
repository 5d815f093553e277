<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Customers whose default group staff or another program changed during an offer: no offer takes them before that window's end.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class Blocks
{
    /**
     * @param int[] $customers
     *
     * @return array<int, true>
     */
    public static function among(array $customers, \DateTimeImmutable $now): array
    {
        $blocked = [];
        // Mostly there is none: one look in the index instead of one for each customer.
        if (Sql::value('SELECT 1 FROM ' . self::table() . ' WHERE `until_at` > ' . Sql::quote(Clock::sql($now)) . ' LIMIT 1') === null) {
            return $blocked;
        }
        foreach (Sql::rows('SELECT `id_customer` FROM ' . self::table() . ' WHERE ' . Sql::among('`id_customer`', $customers) . ' AND `until_at` > ' . Sql::quote(Clock::sql($now))) as $row) {
            $blocked[(int) $row['id_customer']] = true;
        }

        return $blocked;
    }

    /** @param array<int, Enrolment> $enrolments by customer */
    public static function untilTheWindowsEnd(array $enrolments, \DateTimeImmutable $now): void
    {
        $rows = [];
        $ends = [];
        foreach ($enrolments as $id => $enrolment) {
            $end = $ends["{$enrolment['offer']}|{$enrolment['windowEnd']}"] ??= self::end($enrolment);
            if ($end > $now) {
                $rows[] = "({$id}," . Sql::quote(Clock::sql($end)) . ",{$enrolment['offer']})";
            }
        }
        if ($rows !== []) {
            Sql::execute('INSERT INTO ' . self::table() . ' (`id_customer`, `until_at`, `id_group_offer`) VALUES ' . implode(',', $rows)
                . ' ON DUPLICATE KEY UPDATE `until_at` = VALUES(`until_at`), `id_group_offer` = VALUES(`id_group_offer`)');
        }
    }

    public static function forget(int $customer): void
    {
        Sql::execute('DELETE FROM ' . self::table() . " WHERE `id_customer` = {$customer}");
    }

    /** Those that are over. */
    public static function purge(): void
    {
        Sql::execute('DELETE FROM ' . self::table() . ' WHERE `until_at` <= ' . Sql::quote(Clock::sql(Clock::now())) . ' LIMIT 1000');
    }

    /**
     * Of a single window the offer knows best: the merchant may have moved its end.
     *
     * @param Enrolment $enrolment
     */
    private static function end(array $enrolment): \DateTimeImmutable
    {
        $offer = Offers::row($enrolment['offer']);

        return $offer !== null && Offers::isSingle($offer) ? Offers::end($offer) : Clock::parse($enrolment['windowEnd']);
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_block');
    }
}
