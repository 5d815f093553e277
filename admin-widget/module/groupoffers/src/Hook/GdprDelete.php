<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Offer\CustomerData;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Takes a customer out of the ledger. */
final class GdprDelete implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    /** @return string JSON, as the GDPR module expects it */
    public function run(array $params)
    {
        $ids = CustomerData::ids($params);
        if ($ids === []) {
            return (string) json_encode($this->module->translate('Group offers: no customer given.'));
        }
        CustomerData::erase($ids);

        return (string) json_encode(true);
    }
}
