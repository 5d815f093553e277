<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_exclusions` of docs/PROTOCOL.md: whom no offer moves. */
class WebserviceSpecificManagementGroupOfferExclusions extends JsonResource
{
    public function answer(string $method, array $query, array $body): array
    {
        return match (true) {
            isset($body['exclude']) => ['unknown' => Pins::set(Request::ids($body['exclude'], 'exclude'), true)],
            isset($body['include']) => ['unknown' => Pins::set(Request::ids($body['include'], 'include'), false)],
            default => throw Refusal::wrong('body', array_keys($body), '{"exclude":[…]} | {"include":[…]}'),
        };
    }
}
