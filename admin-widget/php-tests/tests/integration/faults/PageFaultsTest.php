<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;
use WebserviceSpecificManagementGroupOfferMoves as Moves;

/** The database fails in the middle of a page on which staff edit or delete; the hooks' part and the core's are not one transaction. */
final class PageFaultsTest extends FaultCase
{
    /** @var int[] */
    private array $ids;
    private int $offer;

    protected function setUp(): void
    {
        parent::setUp();
        $this->ids = $this->customers(3);
        $this->offer = $this->offer();
        $this->enter($this->offer, $this->ids);
    }

    /** F14: a form from before the start, saved during the offer. */
    public function testAnOldFormSavedDuringTheOffer(): void
    {
        $form = ['customer' => $this->ids[0], 'defaultGroup' => 3, 'groups' => [3], 'firstName' => 'Other'];
        $this->page(static fn () => \BackOffice::saveForm($form));
    }

    /** F14: a form from during the offer, saved after its end. */
    public function testAFormSavedAfterTheEnd(): void
    {
        $form = \BackOffice::openForm($this->ids[0]);
        $this->leaveAt('2026-11-27T20:00:00.000Z');
        $this->page(static fn () => \BackOffice::saveForm(['firstName' => 'Other'] + $form));
    }

    public function testAMembershipThatStaffAdd(): void
    {
        $form = \BackOffice::openForm($this->ids[0]);
        $this->page(static fn () => \BackOffice::saveForm(['groups' => [...$form['groups'], 2]] + $form));
    }

    public function testADefaultThatStaffChange(): void
    {
        $form = \BackOffice::openForm($this->ids[0]);
        $this->page(static fn () => \BackOffice::saveForm(['defaultGroup' => 2, 'groups' => [...$form['groups'], 2]] + $form));
    }

    public function testAnybodysLoadAndSave(): void
    {
        $id = $this->ids[0];
        $this->page(static function () use ($id): void {
            $customer = new \Customer($id);
            $customer->id_default_group = 3;
            $customer->update();
        });
    }

    public function testDeletingACustomer(): void
    {
        $this->page(fn () => \BackOffice::deleteCustomer($this->ids[0]));
    }

    public function testErasingACustomer(): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_pin') . " VALUES ({$this->ids[0]}, '2026-11-01 00:00:00')");
        $this->page(fn () => CustomerData::erase([$this->ids[0]]));
    }

    /** Invariant 3: whoever is in an offer's group goes back before it is gone. */
    public function testDeletingTheOffersGroup(): void
    {
        $group = $this->group($this->offer);
        $this->page(static fn () => \BackOffice::deleteGroup($group));
    }

    /** Invariant 1: a group that is somebody's base. */
    public function testDeletingABaseGroup(): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('group') . ' (`id_group`, `reduction`, `price_display_method`, `show_prices`, `date_add`, `date_upd`) VALUES (20001, 0, 0, 1, NOW(), NOW())');
        try {
            $ids = $this->ids;
            Sql::execute('UPDATE ' . Sql::table('groupoffers_enrolment') . " SET `base_default` = 20001 WHERE `id_customer` = {$ids[0]}");
            Sql::execute('UPDATE ' . Sql::table('groupoffers_enrolment') . " SET `base_default` = 20001, `base_groups` = '3,20001' WHERE `id_customer` = {$ids[1]}");
            $this->page(static fn () => \BackOffice::deleteGroup(20001));
        } finally {
            Sql::execute('DELETE FROM ' . Sql::table('group') . ' WHERE `id_group` = 20001');
        }
    }

    private function page(callable $page): void
    {
        $lease = $this->lease;
        $clock = Clock::now();
        $after = function () use ($lease, $clock): void {
            (new Moves())->answer('POST', [], ['kind' => 'repair', 'lease' => $lease]);
            $this->leaveAt('2026-11-27T20:00:00.000Z');
            (new Moves())->answer('POST', [], ['kind' => 'repair', 'lease' => $lease]);
            Clock::set($clock);
        };
        $this->atEachStatementOfAPage($page, $after, fn (): array => array_map(function (int $id): ?array {
            $seat = $this->seat($id);

            // The core takes all memberships away and writes them one by one: cut off between, it leaves a customer of no offer without any, with us or without.
            return $seat === null || $seat[1] !== '' ? $seat : [$seat[0], (string) $seat[0]];
        }, $this->ids));
    }
}
