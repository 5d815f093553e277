<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Facts\Facts;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_facts` of docs/PROTOCOL.md. */
class WebserviceSpecificManagementGroupOfferFacts extends JsonResource
{
    private const MAX = 50000;

    protected function answer(string $method, array $query, array $body): array
    {
        return Facts::page(Request::queryInt($query, 'after', 0, 4294967295), max(1, Request::queryInt($query, 'limit', self::MAX, self::MAX)));
    }
}
