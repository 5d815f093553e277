<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Facts\Facts;
use PrestaShop\Module\GroupOffers\Facts\Orders;
use PrestaShop\Module\GroupOffers\Facts\Sample;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_facts` of docs/PROTOCOL.md. */
class WebserviceSpecificManagementGroupOfferFacts extends JsonResource
{
    private const MAX_CUSTOMERS = 50000;
    private const MAX_ORDERS = 100000;

    public function answer(string $method, array $query, array $body): array
    {
        $after = Request::queryInt($query, 'after', 0, 4294967295);
        if (Request::queryInt($query, 'orders', 0, 1) === 1) {
            return Orders::page($after, max(1, Request::queryInt($query, 'limit', self::MAX_ORDERS, self::MAX_ORDERS)), Sample::in($query));
        }

        return Facts::page($after, max(1, Request::queryInt($query, 'limit', self::MAX_CUSTOMERS, self::MAX_CUSTOMERS)), Sample::in($query));
    }
}
