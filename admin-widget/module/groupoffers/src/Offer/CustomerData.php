<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Audience\Traces;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Leave;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A customer's traces in the module's tables, for GDPR export and erasure. */
final class CustomerData
{
    /**
     * @param array<string, mixed> $customer as the GDPR module gives it: the customer's fields, or just an e-mail address
     *
     * @return int[]
     */
    public static function ids(array $customer): array
    {
        $ids = [];
        foreach (['id', 'id_customer'] as $field) {
            if ((int) ($customer[$field] ?? 0) > 0) {
                $ids[(int) $customer[$field]] = true;
            }
        }
        if ($ids === [] && is_string($customer['email'] ?? null) && $customer['email'] !== '') {
            foreach (Sql::rows('SELECT `id_customer` FROM ' . Sql::table('customer') . ' WHERE `email` = ' . Sql::quote($customer['email'])) as $row) {
                $ids[(int) $row['id_customer']] = true;
            }
        }

        return array_keys($ids);
    }

    /**
     * @param int[] $ids
     *
     * @return list<array<string, string|null>>
     */
    public static function export(array $ids): array
    {
        $list = Sql::ints($ids);
        $rows = Sql::rows('SELECT o.`name` AS offer, e.`opened_at` AS entered, e.`closed_at` AS `left`, e.`outcome`, e.`base_groups` AS groups_before, e.`written_groups` AS groups_during FROM '
            . Sql::table('groupoffers_enrolment') . ' e LEFT JOIN ' . Sql::table('groupoffers_offer') . ' o ON o.`id_group_offer` = e.`id_group_offer`'
            . " WHERE e.`id_customer` IN ({$list}) ORDER BY e.`id_enrolment`");
        array_push($rows, ...Traces::export($ids));
        foreach (Sql::rows('SELECT `code`, `at` FROM ' . Sql::table('groupoffers_event') . " WHERE `id_customer` IN ({$list})") as $row) {
            $rows[] = ['event' => $row['code'], 'at' => $row['at']];
        }

        return $rows;
    }

    /**
     * Takes them out of their offers first: what is erased could not be given back later. Rows stay as counts, without the customer.
     *
     * @param int[] $ids
     */
    public static function erase(array $ids): void
    {
        Leave::customers($ids);
        $list = Sql::ints($ids);
        Sql::transaction(static function () use ($ids, $list): void {
            Sql::execute('UPDATE ' . Sql::table('groupoffers_enrolment') . " SET `id_customer` = 0 WHERE `id_customer` IN ({$list}) AND `open_customer` IS NULL");
            Sql::execute('UPDATE ' . Sql::table('groupoffers_event') . " SET `id_customer` = NULL, `detail` = NULL WHERE `id_customer` IN ({$list})");
            Sql::execute('DELETE FROM ' . Sql::table('groupoffers_block') . " WHERE `id_customer` IN ({$list})");
            Traces::erase($ids);
        });
    }
}
