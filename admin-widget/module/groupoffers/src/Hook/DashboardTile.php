<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Admin\Right;
use PrestaShop\Module\GroupOffers\Admin\Rights;
use PrestaShop\Module\GroupOffers\Admin\Root;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The dashboard's tile: what runs, what comes, what needs somebody. */
final class DashboardTile implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        return Rights::ofEmployee()->has(Right::View) ? '<section class="panel">' . Root::html($this->module, 'tile') . '</section>' : '';
    }
}
