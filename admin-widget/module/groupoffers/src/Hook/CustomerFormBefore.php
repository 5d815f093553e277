<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The customer's form has been posted and is about to be saved: `form_data` is a reference. */
final class CustomerFormBefore implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        if (isset($params['form_data'], $params['id']) && is_array($params['form_data'])) {
            $params['form_data'] = CustomerWrites::beforeForm((int) $params['id'], $params['form_data']);
        }

        return null;
    }
}
