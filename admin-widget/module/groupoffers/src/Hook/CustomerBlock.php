<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Admin\Right;
use PrestaShop\Module\GroupOffers\Admin\Rights;
use PrestaShop\Module\GroupOffers\Admin\Root;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The block on a customer's page: in which offer they are, and were. */
final class CustomerBlock implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        $id = (int) ($params['id_customer'] ?? 0);

        return $id > 0 && Rights::ofEmployee()->has(Right::View) && Rights::ofEmployee()->has(Right::Customers) ? '<div class="col-md-12">' . Root::html($this->module, 'customer', $id) . '</div>' : '';
    }
}
