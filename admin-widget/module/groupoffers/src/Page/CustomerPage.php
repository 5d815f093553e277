<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\GroupSet;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_customer`: one customer with their groups, the offer they are in, and what was. */
final class CustomerPage
{
    private const HISTORY = 50;

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed> as in docs/PROTOCOL.md
     *
     * @throws Refusal
     */
    public static function answer(array $body): array
    {
        $id = Request::int($body, 'id');
        $customer = CustomerRows::of([$id])[0] ?? throw Refusal::notFound('id', $id);
        $groups = array_map('intval', array_column(Sql::rows('SELECT `id_group` FROM ' . Sql::table('customer_group') . " WHERE `id_customer` = {$id} ORDER BY `id_group`"), 'id_group'));
        $names = Names::groups();
        $offers = Names::offers();
        $blocked = Clock::fromSql(Sql::value('SELECT `until_at` FROM ' . Sql::table('groupoffers_block') . " WHERE `id_customer` = {$id}"));

        return [
            'customer' => $customer,
            'groups' => self::named($groups, $names),
            'enrolment' => self::enrolment($id, $names, $offers),
            'blockedUntil' => $blocked !== null && $blocked > Clock::now() ? Clock::iso($blocked) : null,
            'history' => self::history($id, $offers),
        ];
    }

    /**
     * @param array<int, string> $names
     * @param array<int, string> $offers
     *
     * @return array<string, mixed>|null
     */
    private static function enrolment(int $customer, array $names, array $offers): ?array
    {
        $row = Sql::row('SELECT `id_group_offer`, `opened_at`, `until_at`, `deferred_until`, `base_default`, `base_groups` FROM ' . Enrolments::table() . " WHERE `open_customer` = {$customer}");
        if ($row === null) {
            return null;
        }
        $deferred = Clock::fromSql($row['deferred_until']);

        return [
            'offer' => (int) $row['id_group_offer'],
            'offerName' => $offers[(int) $row['id_group_offer']] ?? '',
            'since' => self::iso((string) $row['opened_at']),
            'until' => self::iso((string) $row['until_at']),
            'deferredUntil' => $deferred === null ? null : Clock::iso($deferred),
            'base' => ['default' => self::named([(int) $row['base_default']], $names)[0], 'groups' => self::named(GroupSet::ids((string) $row['base_groups']), $names)],
        ];
    }

    /**
     * @param array<int, string> $offers
     *
     * @return list<array<string, mixed>> the newest first
     */
    private static function history(int $customer, array $offers): array
    {
        return array_map(static fn (array $row): array => [
            'offer' => (int) $row['id_group_offer'],
            'offerName' => $offers[(int) $row['id_group_offer']] ?? '',
            'openedAt' => self::iso((string) $row['opened_at']),
            'closedAt' => $row['closed_at'] === null ? null : self::iso($row['closed_at']),
            'outcome' => $row['outcome'],
            'reason' => $row['reason'],
        ], Sql::rows('SELECT `id_group_offer`, `opened_at`, `closed_at`, `outcome`, `reason` FROM ' . Enrolments::table() . " WHERE `id_customer` = {$customer} ORDER BY `id_enrolment` DESC LIMIT " . self::HISTORY));
    }

    /**
     * @param int[] $groups
     * @param array<int, string> $names
     *
     * @return list<array{id: int, name: string}>
     */
    private static function named(array $groups, array $names): array
    {
        return array_map(static fn (int $id): array => ['id' => $id, 'name' => $names[$id] ?? ''], array_values($groups));
    }

    private static function iso(string $at): string
    {
        return Clock::iso(Clock::parse($at));
    }
}
