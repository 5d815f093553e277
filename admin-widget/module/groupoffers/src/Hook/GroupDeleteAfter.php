<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Moves\BaseGroups;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Cleans up after a deleted group: carrier_group is what the core leaves behind, and the core does not see what customers in an offer get back. */
final class GroupDeleteAfter implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $idGroup = (int) ($params['object']->id ?? 0);
        if ($idGroup > 0 && OfferGroups::isOurs($idGroup)) {
            Sql::execute('DELETE FROM ' . Sql::table('carrier_group') . " WHERE `id_group` = {$idGroup}", true);
            OfferGroups::forget($idGroup);
        } elseif ($idGroup > 0) {
            BaseGroups::groupDeleted($idGroup);
        }
        Counter::bump();

        return null;
    }
}
