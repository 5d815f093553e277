<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Moves\Leave;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The core would give the members of a deleted group their smallest other group: whoever is in an offer's group goes back first. */
final class GroupDeleteBefore implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $idGroup = (int) ($params['object']->id ?? 0);
        if ($idGroup > 0 && OfferGroups::isOurs($idGroup)) {
            Leave::group($idGroup);
        }

        return null;
    }
}
