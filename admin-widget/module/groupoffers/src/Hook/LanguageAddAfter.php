<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Group\GroupNames;
use PrestaShop\Module\GroupOffers\Install\MenuTab;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Offers' groups and the menu entry need a name in the new language. */
final class LanguageAddAfter implements Hook
{
    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        GroupNames::refresh();
        MenuTab::repair($this->module);
        Counter::bump();

        return null;
    }
}
