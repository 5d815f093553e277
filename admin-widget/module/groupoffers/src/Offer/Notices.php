<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the merchant should know: one notice per code and offer (0: concerns the shop). Never a customer's data. */
final class Notices
{
    /** Bytes of one notice's parameters. */
    public const MAX_LENGTH = 4000;
    /** Codes of one offer, or of the shop: more than there are. */
    private const MOST = 30;

    public static function takeBack(string $code, int $idOffer): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_notice') . ' WHERE `code` = ' . Sql::quote($code) . " AND `id_group_offer` = {$idOffer}");
    }

    /**
     * A repeated one keeps the instant at which it was first given. Of an offer that does not exist, and beyond what is told of one, nothing is
     * kept: made up notices hide no real one.
     *
     * @param array<string, string|int|float> $params what the front ends' texts of this code need
     */
    public static function put(string $code, int $idOffer, array $params = []): void
    {
        $table = Sql::table('groupoffers_notice');
        $there = 'SELECT COUNT(*) FROM ' . $table . " WHERE `id_group_offer` = {$idOffer} AND `code` <> " . Sql::quote($code);
        if (($idOffer > 0 && Offers::row($idOffer) === null) || (int) Sql::value($there) >= self::MOST) {
            return;
        }
        $json = Sql::quote((string) json_encode((object) $params, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE));
        $at = Sql::quote(Clock::sql(Clock::now()));
        // `at` first: MySQL assigns from left to right.
        Sql::execute("INSERT INTO {$table} (`code`, `id_group_offer`, `params`, `at`) VALUES (" . Sql::quote($code) . ", {$idOffer}, {$json}, {$at})"
            . " ON DUPLICATE KEY UPDATE `at` = IF(`params` = {$json}, `at`, {$at}), `params` = {$json}");
    }

    public static function forget(int $idOffer): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_notice') . " WHERE `id_group_offer` = {$idOffer}");
    }

    /** @return list<array{code: string, idOffer: int, params: object, message: string, at: string}> */
    public static function all(): array
    {
        return array_map(static fn (array $row): array => [
            'code' => (string) $row['code'],
            'idOffer' => (int) $row['id_group_offer'],
            'params' => (object) json_decode((string) $row['params'], true),
            // A service of before protocol 3 wants a text.
            'message' => (string) $row['code'],
            'at' => Clock::iso(Clock::parse((string) $row['at'])),
        ], Sql::rows('SELECT * FROM ' . Sql::table('groupoffers_notice') . ' WHERE `id_group_offer` = 0 OR (1' . ShopScope::ofOffers() . ') ORDER BY `at` DESC, `code` LIMIT 200'));
    }
}
