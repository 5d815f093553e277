<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A customer has been written: what was stale in it is put right at once. */
final class CustomerUpdateAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $customer = $params['object'] ?? null;
        if ($customer instanceof \Customer && (int) $customer->id > 0) {
            CustomerWrites::afterSave((int) $customer->id);
        }

        return null;
    }
}
