<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\WorseOff;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** POST group_offer_groups: this offer's group shall be as the offer says. GET: whose customers would be worse off in the offer. */
class WebserviceSpecificManagementGroupOfferGroups extends JsonResource
{
    public function answer(string $method, array $query, array $body): array
    {
        if ($method === 'GET') {
            return ['worseOff' => self::worseOff($query)];
        }
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

    /** @return list<array<string, mixed>> judged afresh; nothing is kept */
    private static function worseOff(array $query): array
    {
        $offer = $query['offer'] ?? null;
        if (!is_string($offer) || preg_match('/^[1-9]\d{0,8}$/D', $offer) !== 1) {
            throw Refusal::badRequest('offer: expected a whole number from 1');
        }

        return WorseOff::judged(Offers::row((int) $offer) ?? throw Refusal::notFound("offer {$offer} does not exist; list the offers"));
    }
}
