<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Lease\Lease;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** POST group_offer_groups: this offer's group shall be as the offer says. */
class WebserviceSpecificManagementGroupOfferGroups extends JsonResource
{
    protected function answer(string $method, array $query, array $body): array
    {
        $lease = Lease::required($body);
        foreach (['offer', 'version'] as $field) {
            if (!is_int($body[$field] ?? null) || $body[$field] < 1) {
                throw Refusal::badRequest("{$field}: expected a whole number from 1");
            }
        }
        $check = $body['check'] ?? 'quick';
        if (!in_array($check, ['quick', 'full'], true)) {
            throw Refusal::badRequest('check: expected "quick" or "full"');
        }

        return OfferGroups::prepare($body['offer'], $body['version'], $lease, $check === 'full');
    }
}
