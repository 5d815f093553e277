<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Offer\CustomerLists;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Lists of customer ids: POST keeps or appends, GET reads page by page. */
class WebserviceSpecificManagementGroupOfferAudience extends JsonResource
{
    private const MAX_PAGE = 50000;

    protected function answer(string $method, array $query, array $body): array
    {
        return $method === 'POST' ? self::post($body) : self::get($query);
    }

    private static function post(array $body): array
    {
        $list = $body['list'] ?? 0;
        $ids = $body['ids'] ?? null;
        if (!is_int($list) || $list < 0) {
            throw Refusal::badRequest('list: expected the id of a list, or nothing for a new one');
        }
        if (!is_array($ids) || !array_is_list($ids) || $ids === []) {
            throw Refusal::badRequest('ids: expected a list of customer ids with at least one');
        }
        foreach ($ids as $id) {
            if (!is_int($id) || $id < 1 || $id > 0x7FFFFFFF) {
                throw Refusal::badRequest('ids: ' . mb_substr((string) json_encode($id), 0, 40) . ' is no customer id; give whole numbers from 1');
            }
        }

        return CustomerLists::add($list, $ids);
    }

    private static function get(array $query): array
    {
        foreach (['list' => null, 'after' => '0', 'limit' => (string) self::MAX_PAGE] as $name => $default) {
            $value = $query[$name] ?? $default;
            if (!is_string($value) || preg_match('/^\d{1,10}$/D', $value) !== 1) {
                throw Refusal::badRequest("{$name}: expected a whole number");
            }
            $numbers[$name] = (int) $value;
        }

        return CustomerLists::page($numbers['list'], $numbers['after'], max(1, min($numbers['limit'], self::MAX_PAGE)));
    }
}
