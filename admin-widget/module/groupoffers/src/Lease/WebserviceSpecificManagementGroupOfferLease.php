<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Lease\Lease;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_lease` of docs/PROTOCOL.md. */
class WebserviceSpecificManagementGroupOfferLease extends JsonResource
{
    public function answer(string $method, array $query, array $body): array
    {
        Refusal::ifWrong($method !== 'POST', 'method', $method, ['POST']);
        if (array_key_exists('release', $body)) {
            Lease::release($body['release']);

            return ['released' => true];
        }
        Refusal::ifWrong(!is_string($body['holder'] ?? null), 'holder', $body['holder'] ?? null, '"…"');

        return Lease::acquire($body['holder'], $body['previous'] ?? null);
    }
}
