<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The customer's form has been saved. */
final class CustomerFormAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        CustomerWrites::afterForm((int) ($params['id'] ?? 0));

        return null;
    }
}
