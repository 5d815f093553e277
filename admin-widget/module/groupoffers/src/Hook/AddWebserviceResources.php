<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Install\AccessKey;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The module's part of the Webservice (docs/PROTOCOL.md). */
final class AddWebserviceResources implements Hook
{
    public const RESOURCES = [
        'group_offers' => ['description' => 'Offers for customer groups', 'class' => 'GroupOffer'],
        'group_offer_status' => ['description' => 'Group offers: clock, counter, notices', 'specific_management' => true, 'forbidden_method' => ['PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_lease' => ['description' => 'Group offers: the right to write', 'specific_management' => true, 'forbidden_method' => ['GET', 'PUT', 'PATCH', 'HEAD']],
        'group_offer_groups' => ['description' => 'Group offers: an offer\'s group as it shall be', 'specific_management' => true, 'forbidden_method' => ['PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_facts' => ['description' => 'Group offers: customers as if no offer were', 'specific_management' => true, 'forbidden_method' => ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_audience' => ['description' => 'Group offers: lists of customers', 'specific_management' => true, 'forbidden_method' => ['PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_moves' => ['description' => 'Group offers: entering and leaving', 'specific_management' => true, 'forbidden_method' => ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_enrolments' => ['description' => 'Group offers: who is in what, and history', 'specific_management' => true, 'forbidden_method' => ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_imports' => ['description' => 'Group offers: lists of customers come in and go', 'specific_management' => true, 'forbidden_method' => ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_exclusions' => ['description' => 'Group offers: customers whom no offer moves', 'specific_management' => true, 'forbidden_method' => ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
        'group_offer_control' => ['description' => 'Group offers: pause all, go on after a hold', 'specific_management' => true, 'forbidden_method' => ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']],
    ];

    public function __construct(\Groupoffers $module)
    {
    }

    /**
     * The core calls this in each request, after it has looked at the key and before anything is done: the one place where a key can end in time.
     *
     * @return array<string, array<string, mixed>>
     */
    public function run(array $params)
    {
        if (in_array((string) ($_SERVER['PHP_AUTH_USER'] ?? $_GET['ws_key'] ?? ''), AccessKey::endExpired(), true)) {
            \WebserviceRequest::getInstance()->setError(401, 'This authentication key has ended: a new one was made', 21);

            return [];
        }

        return self::RESOURCES;
    }
}
