<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

/** The one way out: checkout grace, deleted groups, everybody; and what is forgotten of who left. */
final class LeaveTest extends MovesCase
{
    /** The core writes a cart in the zone of its shop: this request's is Madrid, shop 72's New York. */
    public function testEachShopsCartsAreReadInItsOwnZone(): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('shop') . " (`id_shop`, `id_shop_group`, `name`, `id_category`, `active`, `deleted`) VALUES (71, 1, 'Same', 2, 1, 0), (72, 1, 'New York', 2, 1, 0)");
        Sql::execute('INSERT INTO ' . Sql::table('configuration') . " (`id_shop`, `name`, `value`, `date_add`, `date_upd`) VALUES (72, 'PS_TIMEZONE', 'America/New_York', NOW(), NOW())");
        try {
            $ids = $this->customers(5);
            $this->enter($this->offer(['checkout_grace' => 600]), $ids);
            $this->cart($ids[0], '2026-11-27 20:55:00', 71);
            $this->cart($ids[1], '2026-11-27 14:55:00', 72);
            $this->cart($ids[2], '2026-11-27 14:49:59', 72);
            $this->cart($ids[3], '2026-11-27 14:55:00', 71);
            $this->cart($ids[4], '2026-11-27 14:49:00', 72);
            $this->cart($ids[4], '2026-11-27 20:51:00', 1);
            $answer = $this->leaveAt('2026-11-27T20:00:00.000Z');
            self::assertSame([2, 3], [$answer['left'], $answer['deferred']]);
            self::assertSame(['open', 'open', 'restored', 'restored', 'open'], array_map(fn (int $id): ?string => $this->outcome($id), $ids));
        } finally {
            Sql::execute('DELETE FROM ' . Sql::table('shop') . ' WHERE `id_shop` IN (71, 72)');
            Sql::execute('DELETE FROM ' . Sql::table('configuration') . ' WHERE `id_shop` = 72');
        }
    }

    public function testDisablingAndDeletingAGroupDoNotWaitForTheCheckout(): void
    {
        $ids = $this->customers(3);
        $offer = $this->offer(['checkout_grace' => 600]);
        $this->enter($offer, [$ids[0], $ids[1]]);
        $this->cart($ids[0], '2026-11-27 17:59:00');
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$ids[2]}, " . $this->group($offer) . ')');
        self::assertSame(3, Leave::group($this->group($offer)));
        self::assertSame([[3, '3'], [3, '3'], [3, '3']], array_map(fn (int $id) => $this->seat($id), $ids));
        $this->enter($offer, [$ids[0]]);
        self::assertSame(1, Leave::everybody()['left']);
    }

    public function testADeadlocksVictimIsRunAgain(): void
    {
        $ids = $this->customers(2);
        $this->enter($this->offer(), $ids);
        $left = 2;
        \Db::$before = static function (string $sql) use (&$left): ?string {
            return strpos($sql, 'UPDATE `ps_customer`') === 0 && $left-- > 0 ? "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock'" : null;
        };
        self::assertSame(2, $this->leaveAt('2026-11-27T20:00:00.000Z')['left']);
        self::assertLessThan(0, $left);
        self::assertSame([3, '3'], $this->seat($ids[0]));
    }

    public function testErasureTakesTheCustomerOutOfOfferAndLedger(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        self::assertCount(1, CustomerData::export([$id]));
        CustomerData::erase([$id]);
        self::assertSame([3, '3'], $this->seat($id));
        self::assertSame([], CustomerData::export([$id]));
    }

    public function testRetentionForgetsWhatIsTwoYearsOverAndTheLedgerDoesNotShrink(): void
    {
        [$id] = $this->customers(1);
        $this->enter($this->offer(), [$id]);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $ledger = ShopStatus::read()['ledger'];
        $this->at('2028-10-27T20:00:00.000Z');
        Ledger::purge();
        self::assertCount(1, CustomerData::export([$id]));
        $this->at('2028-12-27T20:00:00.000Z');
        Ledger::purge();
        self::assertSame([], CustomerData::export([$id]));
        self::assertSame($ledger, ShopStatus::read()['ledger']);
    }

    private function cart(int $customer, string $local, int $shop = 1): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('cart') . " (`id_shop`, `id_customer`, `date_add`, `date_upd`) VALUES ({$shop}, {$customer}, '{$local}', '{$local}')");
    }
}
