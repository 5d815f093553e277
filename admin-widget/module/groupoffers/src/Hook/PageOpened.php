<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * On each page of shop and back office: the dead man's end. Not on `actionDispatcherBefore`, which comes first: there the core has no container yet,
 * and with "Disable non-PrestaShop modules" switched on it answers 500 to each page that has anybody on that hook.
 */
final class PageOpened implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        if (DeadMansEnd::isTime()) {
            // Whoever opened the page: it is the shop that acts.
            Actor::as(Actor::shop(), DeadMansEnd::step(...));
        }

        return null;
    }
}
