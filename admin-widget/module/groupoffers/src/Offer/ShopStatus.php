<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Protocol;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the service asks for every 10 seconds: a handful of indexed reads, no writes. */
final class ShopStatus
{
    /** @return array<string, mixed> as in docs/PROTOCOL.md, group_offer_status */
    public static function read(): array
    {
        $state = [];
        foreach (Sql::rows('SELECT `name`, `value` FROM ' . Sql::table('groupoffers_state') . " WHERE `name` IN ('counter', 'hold', 'last_sync')") as $row) {
            $state[(string) $row['name']] = $row['value'];
        }
        $lease = Sql::row('SELECT `number`, `heartbeat_at` FROM ' . Sql::table('groupoffers_lease') . ' WHERE `id` = 1') ?? ['number' => 0, 'heartbeat_at' => null];
        $heartbeat = Clock::fromSql($lease['heartbeat_at']);
        $lastSync = Clock::fromSql($state['last_sync'] ?? null);
        $minUntil = self::minUntil();
        $last = Sql::row('SELECT (SELECT MAX(`id_enrolment`) FROM ' . Sql::table('groupoffers_enrolment') . ') AS enrolment, (SELECT MAX(`id_event`) FROM '
            . Sql::table('groupoffers_event') . ') AS event, (SELECT COUNT(`open_customer`) FROM ' . Sql::table('groupoffers_enrolment') . ' WHERE `open_customer` IS NOT NULL' . ShopScope::ofOffers() . ') AS open') ?? [];

        return [
            'now' => Clock::iso(Clock::now()),
            'timezone' => (string) \Configuration::getGlobalValue('PS_TIMEZONE') ?: date_default_timezone_get(),
            'protocol' => Protocol::NUMBER,
            'module' => \Groupoffers::VERSION,
            'prestashop' => _PS_VERSION_,
            'counter' => (string) ($state['counter'] ?? '0'),
            'ledger' => (int) $lease['number'] + (int) ($last['enrolment'] ?? 0) + (int) ($last['event'] ?? 0),
            'groupsFeature' => (bool) \Configuration::getGlobalValue('PS_GROUP_FEATURE_ACTIVE'),
            'minUntil' => $minUntil === null ? null : Clock::iso($minUntil),
            'open' => (int) ($last['open'] ?? 0),
            'leaseNumber' => (int) $lease['number'],
            'heartbeat' => $heartbeat === null ? null : Clock::iso($heartbeat),
            'lastSync' => $lastSync === null ? null : Clock::iso($lastSync),
            'hold' => $state['hold'] ?? null,
            'notices' => Notices::all(),
        ];
    }

    public static function minUntil(): ?\DateTimeImmutable
    {
        $table = Sql::table('groupoffers_enrolment');
        $now = Clock::now();
        // In the order of the index, so that one row answers.
        $first = Clock::fromSql(Sql::value("SELECT `until_at` FROM {$table} WHERE `outcome` = 'open' AND `deferred_until` IS NULL ORDER BY `until_at` LIMIT 1"));
        if ($first !== null && $first <= $now) {
            return $first;
        }
        // Only those whose end has come can be deferred, and here nobody else is among them.
        $deferred = Clock::fromSql(Sql::value("SELECT MIN(GREATEST(`until_at`, `deferred_until`)) FROM {$table} WHERE `outcome` = 'open' AND `until_at` <= "
            . Sql::quote(Clock::sql($now)) . ' AND `deferred_until` IS NOT NULL'));

        return $first === null || ($deferred !== null && $deferred < $first) ? $deferred : $first;
    }
}
