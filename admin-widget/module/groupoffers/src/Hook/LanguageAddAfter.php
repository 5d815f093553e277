<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Offers' groups need a name in the new language: the next sync gives it. */
final class LanguageAddAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        Counter::bump();

        return null;
    }
}
