<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Moves\EnrolmentPages;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_enrolments` of docs/PROTOCOL.md. */
class WebserviceSpecificManagementGroupOfferEnrolments extends JsonResource
{
    private const MAX_OPEN = 100000;
    private const MAX_HISTORY = 20000;

    public function answer(string $method, array $query, array $body): array
    {
        $open = Request::queryInt($query, 'open', 1, 1) === 1;
        $after = Request::queryInt($query, 'after', 0, PHP_INT_MAX);
        $offer = Request::queryInt($query, 'offer', 0, 4294967295);
        if ($open) {
            return EnrolmentPages::open($after, max(1, Request::queryInt($query, 'limit', 50000, self::MAX_OPEN)), $offer);
        }

        return EnrolmentPages::history($offer, $after, max(1, Request::queryInt($query, 'limit', 5000, self::MAX_HISTORY)));
    }
}
