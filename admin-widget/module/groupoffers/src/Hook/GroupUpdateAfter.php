<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** An offer's group changed by hand is put right by the next sync; a reference group's change goes into the offers' groups. */
final class GroupUpdateAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        Counter::bump();

        return null;
    }
}
