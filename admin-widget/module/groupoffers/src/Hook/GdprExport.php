<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Offer\CustomerData;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the module knows of a customer, for the shop's GDPR export. */
final class GdprExport implements Hook
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

        return (string) json_encode(CustomerData::export($ids), JSON_INVALID_UTF8_SUBSTITUTE);
    }
}
