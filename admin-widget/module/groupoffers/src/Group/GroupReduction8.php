<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Group\PriceCache;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The core's own class but for one method; see ProductAddBefore. */
class GroupReduction extends GroupReductionCore
{
    public static function duplicateReduction($id_product_old, $id_product)
    {
        PriceCache::copy((int) $id_product_old, (int) $id_product);

        return true;
    }
}
