<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Group;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Page\ScratchGroup;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The names of all groups of offers. */
final class GroupNames
{
    /**
     * Each group of ours gets the name that it shall have, in every language: another group may have taken it meanwhile.
     *
     * @param int $edited a group that staff have just saved: if it is ours, they are told
     */
    public static function refresh(int $edited = 0): void
    {
        $languages = GroupPlan::languages();
        $rows = Sql::rows('SELECT m.`id_group`, m.`id_group_offer`, o.`name` FROM ' . Sql::table('groupoffers_group') . ' m JOIN ' . Sql::table('group') . ' g ON g.`id_group` = m.`id_group` LEFT JOIN '
            . Sql::table('groupoffers_offer') . ' o ON o.`id_group_offer` = m.`id_group_offer` WHERE o.`id_group_offer` IS NOT NULL OR m.`id_group_offer` = ' . ScratchGroup::OFFER . ' ORDER BY m.`id_group`');
        foreach ($rows as $row) {
            $idGroup = (int) $row['id_group'];
            $idOffer = (int) $row['id_group_offer'];
            if (GroupRows::rename($idGroup, GroupName::free($row['name'] ?? GroupName::TRIAL, $idOffer, $idGroup), $languages)) {
                OfferGroups::forgetCached($idGroup);
                if ($idGroup === $edited) {
                    OfferGroups::tellEdits($idOffer, $idGroup, ['own' => ['name'], 'access' => []]);
                }
            }
        }
    }
}
