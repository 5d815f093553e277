<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Health\Switches;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_overview`: what the page asks for every ten seconds while somebody looks at it. */
final class Overview
{
    /** @return array<string, mixed> as in docs/PROTOCOL.md */
    public static function read(): array
    {
        // Without them the Webservice has no resource of ours, and then nobody else comes who could see to it.
        ModuleAccess::repair(ModuleAccess::idModule());
        // What has aged is forgotten also where no service runs.
        Ledger::purgeDaily();

        $offers = Names::offers();
        $figures = array_values(array_filter(Figures::ofOffers(), static fn (array $of): bool => isset($offers[$of['offer']])));

        return [
            'status' => ShopStatus::read(),
            'customers' => (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('customer') . ' WHERE `is_guest` = 0 AND `deleted` = 0' . ShopScope::customers()),
            'offers' => $figures,
            'switches' => Switches::read(),
        ];
    }
}
