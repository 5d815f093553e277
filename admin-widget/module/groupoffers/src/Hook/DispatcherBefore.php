<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Before each page of shop and back office, also in maintenance: the dead man's end. */
final class DispatcherBefore implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        if (DeadMansEnd::isTime()) {
            DeadMansEnd::step();
        }

        return null;
    }
}
