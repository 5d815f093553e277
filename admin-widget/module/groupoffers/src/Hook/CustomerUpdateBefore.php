<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A customer is about to be written, every field of it: the default group is not taken from an older state. */
final class CustomerUpdateBefore implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $customer = $params['object'] ?? null;
        if ($customer instanceof \Customer && (int) $customer->id > 0) {
            $customer->id_default_group = CustomerWrites::beforeSave((int) $customer->id, (int) $customer->id_default_group);
        }

        return null;
    }
}
