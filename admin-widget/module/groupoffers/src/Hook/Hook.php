<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What the module does on one of the shop's hooks. */
interface Hook
{
    public function __construct(\Groupoffers $module);

    /**
     * @param array<string, mixed> $params as the core gives them
     *
     * @return mixed what the hook's caller expects; null mostly
     */
    public function run(array $params);
}
