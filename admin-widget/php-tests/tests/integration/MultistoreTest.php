<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\GroupPlan;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;

/** Shops 81 and 82 share their customers; 83 shares with nobody. */
final class MultistoreTest extends TestCase
{
    protected function setUp(): void
    {
        $this->clear();
        Sql::execute('INSERT INTO ' . Sql::table('shop_group') . " (`id_shop_group`, `name`, `share_customer`) VALUES (8, 'Sharing', 1), (9, 'Alone', 0)");
        Sql::execute('INSERT INTO ' . Sql::table('shop') . " (`id_shop`, `id_shop_group`, `name`, `id_category`, `active`, `deleted`) VALUES (81, 8, 'A', 2, 1, 0), (82, 8, 'B', 2, 1, 0), (83, 9, 'C', 2, 1, 0)");
    }

    protected function tearDown(): void
    {
        $this->clear();
    }

    public function testAnOffersGroupIsInEveryShopThatSharesItsCustomers(): void
    {
        self::assertSame([81, 82], GroupPlan::shops(81));
        self::assertSame([83], GroupPlan::shops(83));
        self::assertSame([], array_diff([81, 82, 83], GroupPlan::shops(0)));

        $now = Clock::now();
        $offer = Offers::insert([
            'name' => 'For shop 82',
            'intent' => 'armed',
            'id_shop' => '82',
            'discount' => '10',
            'schedule' => (string) json_encode(['timezone' => 'UTC', 'start' => $now->format('Y-m-d\TH:i:s'), 'end' => $now->modify('+1 hour')->format('Y-m-d\TH:i:s'), 'recurrence' => null]),
            'starts_at' => $now->format('Y-m-d H:i:s'),
            'ends_at' => $now->modify('+1 hour')->format('Y-m-d H:i:s'),
        ]);
        $id = (int) $offer['id_group_offer'];
        $group = OfferGroups::prepare($id, 1, null, true)['idGroup'];
        $shops = Sql::rows('SELECT `id_shop` FROM ' . Sql::table('group_shop') . " WHERE `id_group` = {$group} ORDER BY `id_shop`");
        self::assertSame(['81', '82'], array_map('strval', array_column($shops, 'id_shop')));
        self::assertSame([], OfferGroups::prepare($id, 1, null, true)['changed']);

        Offers::update($id, '1', ['intent' => 'archived']);
        self::assertNull(Sql::row('SELECT 1 FROM ' . Sql::table('group') . " WHERE `id_group` = {$group}"));
    }

    public function testTheModulesRowsAreRepairedForEachGroupAndShop(): void
    {
        $groups = (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('group'));
        $repaired = ModuleAccess::repair(ModuleAccess::idModule());
        $new = array_filter($repaired, static fn (array $row): bool => $row['idShop'] > 80);
        self::assertCount(3 * $groups, $new);
        self::assertSame([], ShopDetails::read()['moduleGroupsRepaired']);
    }

    public function testTheKeyIsBoundToNewShops(): void
    {
        AccessKey::bindToAllShops();
        $bound = Sql::value('SELECT COUNT(*) FROM ' . Sql::table('webservice_account_shop') . ' s JOIN ' . Sql::table('webservice_account')
            . " a ON a.`id_webservice_account` = s.`id_webservice_account` WHERE a.`module_name` = 'groupoffers' AND s.`id_shop` IN (81, 82, 83)");
        self::assertSame('3', (string) $bound);
    }

    public function testDetailsSayWhoSharesCustomersWithWhom(): void
    {
        $shops = array_column(ShopDetails::read()['shops'], 'sharesCustomersWith', 'id');
        self::assertSame([81, 82], $shops[81]);
        self::assertSame([83], $shops[83]);
    }

    private function clear(): void
    {
        foreach (['shop', 'webservice_account_shop', 'module_group', 'group_shop'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_shop` > 80', true);
        }
        Sql::execute('DELETE FROM ' . Sql::table('shop_group') . ' WHERE `id_shop_group` > 7', true);
    }
}
