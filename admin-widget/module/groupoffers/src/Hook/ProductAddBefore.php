<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A product is about to be made, perhaps as a copy. In PrestaShop 8, `GroupReduction::duplicateReduction()` puts a statement for each group into one
 * query, which the database refuses: a product with discounts of two groups, as two offers make them, cannot be copied. This is the last moment
 * before the core needs that class, so it gets one that can. An override of the shop is left alone, and so is a class that is loaded already.
 */
final class ProductAddBefore implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        if (version_compare(_PS_VERSION_, '9.0.0', '<') && !class_exists('GroupReduction', false) && !\PrestaShopAutoload::getInstance()->getClassPath('GroupReduction')) {
            require_once __DIR__ . '/../Group/GroupReduction8.php';
        }

        return null;
    }
}
