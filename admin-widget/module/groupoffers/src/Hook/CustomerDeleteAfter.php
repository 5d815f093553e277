<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A customer has been deleted: the ledger notes it. */
final class CustomerDeleteAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $customer = $params['object'] ?? null;
        if ($customer instanceof \Customer && (int) $customer->id > 0) {
            CustomerWrites::deleted((int) $customer->id);
        }

        return null;
    }
}
