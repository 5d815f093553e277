<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Group\GroupNames;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A new group's customers need our front hooks: without a `module_group` row the core does not call them. And no group of ours has its name. */
final class GroupAddAfter implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        ModuleAccess::repair((int) $this->module->id);
        GroupNames::refresh();
        Counter::bump();

        return null;
    }
}
