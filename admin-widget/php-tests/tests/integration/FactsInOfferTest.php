<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Facts\Facts;

/** Invariant 13: what the service judges by does not change because of an offer, or live audiences would go round in circles. */
final class FactsInOfferTest extends MovesCase
{
    public function testWhoIsInAnOfferLooksAsIfNoOfferWere(): void
    {
        $ids = $this->customers(40);
        foreach (array_slice($ids, 0, 15) as $id) {
            Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, 2)");
        }
        $before = $this->facts();
        $this->enter($this->offer(), array_slice($ids, 0, 20));
        $this->enter($this->offer(['membership' => 'exclusive']), array_slice($ids, 10, 20));
        $inside = (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_enrolment') . ' WHERE `open_customer` IS NOT NULL');
        self::assertSame(30, $inside);
        self::assertSame($before, $this->facts());

        $this->leaveAt('2026-11-27T20:30:00.000Z');
        self::assertSame($before, $this->facts());
    }

    public function testWhatStaffChangedMeanwhileIsShown(): void
    {
        [$id] = $this->customers(1);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, 2)");
        $this->enter($this->offer(), [$id]);
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . " VALUES ({$id}, 1)");
        Sql::execute('DELETE FROM ' . Sql::table('customer_group') . " WHERE `id_customer` = {$id} AND `id_group` = 2");
        self::assertSame([1, 3], $this->facts()[$id]['groups']);
    }

    /** @return array<int, array{default: int, groups: int[], others: int[]}> */
    private function facts(): array
    {
        $page = Facts::page(self::FIRST - 1, 1000);
        $facts = [];
        foreach ($page['id'] as $i => $id) {
            $others = array_map(static fn (string $column): int => $page[$column][$i], ['shop', 'registered', 'birthday', 'gender', 'language', 'country', 'flags']);
            $facts[$id] = ['default' => $page['default'][$i], 'groups' => $page['groupSets'][$page['groups'][$i]], 'others' => $others];
        }

        return $facts;
    }
}
