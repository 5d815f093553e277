<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Activity;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Who did what, and when. Kept as long as the ledger, also after an uninstall. Never a customer's name, e-mail or id: of customers, numbers only.
 *
 * Call `record` inside the transaction of the change, so that neither is there without the other.
 */
final class Activity
{
    /** What changes with each write, or is said by columns of their own. */
    private const NOT_FIELDS = ['id_group_offer' => true, 'version' => true, 'date_add' => true, 'date_upd' => true];

    /**
     * @param string $what one of the page's texts `activity.what.…`: `offer_changed`, `key_made`, …
     * @param int $offer 0: concerns the shop
     * @param array<string, scalar|null> $before the fields before; of an offer its whole row
     * @param array<string, scalar|null> $after the fields after; those that are as before are left out
     */
    public static function record(string $what, int $offer = 0, array $before = [], array $after = []): void
    {
        $actor = Actor::current();
        [$id, $name] = $actor->identity();
        $row = [
            'at' => Clock::sql(Clock::now()),
            'actor' => $actor->kind,
            'id_actor' => (string) $id,
            'actor_name' => $name,
            'what' => $what,
            'id_group_offer' => (string) $offer,
            'version' => (string) (int) ($after['version'] ?? $before['version'] ?? 0),
            'before' => self::fields($before, $after),
            'after' => self::fields($after, $before),
        ];
        Sql::execute('INSERT INTO ' . self::table() . ' (`' . implode('`, `', array_keys($row)) . '`) VALUES (' . implode(', ', array_map(Sql::quote(...), $row)) . ')');
    }

    /** What is done in many steps: not again where it is the latest entry of the offer, and no older than so many seconds. */
    public static function recordOnce(string $what, int $offer, int $seconds): void
    {
        $latest = Sql::row('SELECT `what`, `at` FROM ' . self::table() . " WHERE `id_group_offer` = {$offer} ORDER BY `id_activity` DESC LIMIT 1");
        if ($latest === null || $latest['what'] !== $what || $latest['at'] < Clock::sql(Clock::plusSeconds(Clock::now(), -$seconds))) {
            self::record($what, $offer);
        }
    }

    /**
     * @param \DateTimeImmutable $limit what is older goes, unless its offer ended later
     *
     * @return int rows that were forgotten; the limit when there may be more
     */
    public static function purge(\DateTimeImmutable $limit, int $rows): int
    {
        $before = Sql::quote(Clock::sql($limit));

        return Sql::execute('DELETE FROM ' . self::table() . " WHERE `at` < {$before} AND `id_group_offer` NOT IN (SELECT `id_group_offer` FROM " . Sql::table('groupoffers_offer')
            . " WHERE `ends_at` >= {$before}) ORDER BY `id_activity` LIMIT {$rows}");
    }

    public static function table(): string
    {
        return Sql::table('groupoffers_activity');
    }

    /**
     * @param array<string, scalar|null> $fields
     * @param array<string, scalar|null> $others
     *
     * @return string|null JSON of the fields that the others do not have, or have otherwise
     */
    private static function fields(array $fields, array $others): ?string
    {
        $changed = array_filter(
            array_diff_key($fields, self::NOT_FIELDS),
            static fn ($value, string $name): bool => !array_key_exists($name, $others) || (string) $others[$name] !== (string) $value,
            ARRAY_FILTER_USE_BOTH
        );

        return $changed === [] ? null : (string) json_encode($changed, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
    }
}
