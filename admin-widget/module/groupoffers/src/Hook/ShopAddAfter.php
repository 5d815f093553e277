<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Install\AccessKey;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A new shop: the module's rows for its groups, the service's key for it, and the offers' groups at the next sync. */
final class ShopAddAfter implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        ModuleAccess::repair((int) $this->module->id);
        AccessKey::bindToAllShops();
        Counter::bump();

        return null;
    }
}
