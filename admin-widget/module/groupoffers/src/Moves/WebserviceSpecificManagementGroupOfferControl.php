<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Moves\Pause;
use PrestaShop\Module\GroupOffers\Offer\Hold;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_control` of docs/PROTOCOL.md: the merchant's word about all offers at once. */
class WebserviceSpecificManagementGroupOfferControl extends JsonResource
{
    public function answer(string $method, array $query, array $body): array
    {
        switch ($body['kind'] ?? null) {
            case 'pauseAll':
                return ['paused' => Pause::all()];
            case 'confirm':
                return ['confirmed' => Hold::lift()];
            default:
                throw Refusal::wrong('kind', $body['kind'] ?? null, ['pauseAll', 'confirm']);
        }
    }
}
