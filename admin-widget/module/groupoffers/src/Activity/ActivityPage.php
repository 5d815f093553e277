<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Activity;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_activity`: the log, newest first, page by page; and what of the shop was saved as a file. */
final class ActivityPage
{
    private const MOST = 1000;
    private const FILES = ['report', 'turns', 'activity'];

    /**
     * @param array<string, string> $query `offer` (0: everything), `before` (0: the newest), `limit`
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed> as in docs/PROTOCOL.md
     *
     * @throws Refusal
     */
    public static function answer(array $query, array $body): array
    {
        if ($body !== []) {
            return self::saved(is_array($body['saved']) ? $body['saved'] : []);
        }
        $offer = Request::queryInt($query, 'offer', 0, 4294967295);
        $before = Request::queryInt($query, 'before', 0, PHP_INT_MAX);
        $limit = max(1, Request::queryInt($query, 'limit', 50, self::MOST));
        $rows = Sql::rows('SELECT a.*, o.`name` FROM ' . Activity::table() . ' a LEFT JOIN ' . Sql::table('groupoffers_offer') . ' o ON o.`id_group_offer` = a.`id_group_offer` WHERE 1'
            . ($offer === 0 ? '' : " AND a.`id_group_offer` = {$offer}") . ($before === 0 ? '' : " AND a.`id_activity` < {$before}") . ShopScope::ofOffers('a.`id_group_offer`')
            . " ORDER BY a.`id_activity` DESC LIMIT {$limit}");
        $last = end($rows);

        return ['activity' => array_map([self::class, 'shown'], $rows), 'next' => count($rows) === $limit && $last !== false ? (int) $last['id_activity'] : null];
    }

    /**
     * @param array<string, mixed> $saved
     *
     * @return array{recorded: true}
     */
    private static function saved(array $saved): array
    {
        Refusal::ifWrong(!in_array($saved['file'] ?? null, self::FILES, true), 'saved.file', $saved['file'] ?? null, self::FILES);
        Activity::record('file_saved', Request::int($saved, 'offer', 0), [], ['file' => $saved['file']]);

        return ['recorded' => true];
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return array<string, mixed>
     */
    private static function shown(array $row): array
    {
        $fields = static fn (?string $json): object => (object) json_decode($json ?? '{}', true);

        return [
            'id' => (int) $row['id_activity'],
            'at' => Clock::iso(Clock::parse((string) $row['at'])),
            'actor' => $row['actor'],
            'actorId' => (int) $row['id_actor'],
            'actorName' => $row['actor_name'],
            'what' => $row['what'],
            'offer' => (int) $row['id_group_offer'],
            'offerName' => $row['name'] ?? '',
            'version' => (int) $row['version'],
            'before' => $fields($row['before']),
            'after' => $fields($row['after']),
        ];
    }
}
