<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Group\PriceCache;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The core has just wiped the price cache of the category's products for every group: what other groups have there is put back at once. */
final class GroupReductionDeleteAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $idCategory = (int) ($params['object']->id_category ?? 0);
        if ($idCategory > 0) {
            PriceCache::rebuild([$idCategory]);
        }
        Counter::bump();

        return null;
    }
}
