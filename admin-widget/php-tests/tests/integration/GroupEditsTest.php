<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;

/** What changes an offer's group is put right; only what somebody did to it is told, and once for each cause. */
final class GroupEditsTest extends MovesCase
{
    private const OFFERS = 19;
    /** Above all ids of the stand-in. */
    private const NEW = 9900;

    /** @var int[] */
    private array $offers = [];

    protected function setUp(): void
    {
        parent::setUp();
        for ($i = 0; $i < self::OFFERS; ++$i) {
            $this->offers[] = $this->offer();
        }
        self::assertSame([], $this->prepared());
    }

    protected function tearDown(): void
    {
        $this->clear();
        parent::tearDown();
    }

    /** @dataProvider things */
    public function testSomethingNewInTheShopIsNobodysEdit(string $table, string $access, array $columns): void
    {
        $this->make($table, $columns);
        $this->openToAll($table, $access, self::NEW);
        self::assertSame([], $this->prepared());
        self::assertSame([], $this->notices());
        self::assertSame(0, $this->ours($access, $table));

        $this->openToAll($table, $access, self::NEW);
        $edited = $this->prepared();
        self::assertCount(self::OFFERS, $edited, 'opened once more, by hand');
        self::assertSame(['group_access_edited 0'], $this->notices(), 'one notice for one cause');
        self::assertSame(0, $this->ours($access, $table));
    }

    /** @return array<string, array{string, string, array<string, int|string>}> */
    public static function things(): array
    {
        return [
            'a category' => ['category', 'category_group', ['id_parent' => 2, 'date_add' => '2026-11-27', 'date_upd' => '2026-11-27']],
            'a carrier' => ['carrier', 'carrier_group', []],
            'a module' => ['module', 'module_group', ['name' => 'newcomer', 'version' => '1']],
        ];
    }

    public function testANewOneThatWasNotOpenedIsKnownLater(): void
    {
        $this->make('category', self::things()['a category'][2]);
        self::assertSame([], $this->prepared());
        $this->openToAll('category', 'category_group', self::NEW);
        self::assertCount(self::OFFERS, $this->prepared());
    }

    public function testWhatIsTheGroupsOwnIsToldOfItsOffer(): void
    {
        $group = $this->group($this->offers[0]);
        Sql::execute('UPDATE ' . Sql::table('group') . " SET `reduction` = 90 WHERE `id_group` = {$group}");
        self::assertSame([$this->offers[0] => ['discount']], $this->prepared());
        self::assertSame(['group_edited ' . $this->offers[0]], $this->notices());
        self::assertSame([], $this->prepared(), 'invariant 5');
    }

    /** @return array<int, string[]> what each offer's group says was edited, where anything was */
    private function prepared(): array
    {
        $edited = [];
        foreach ($this->offers as $offer) {
            $edited[$offer] = OfferGroups::prepare($offer, null, null, false)['reverted'];
        }

        return array_filter($edited);
    }

    /** @param array<string, int|string> $columns */
    private function make(string $table, array $columns): void
    {
        $set = ["`id_{$table}` = " . self::NEW];
        foreach ($columns as $column => $value) {
            $set[] = "`{$column}` = " . Sql::quote((string) $value);
        }
        Sql::execute('INSERT INTO ' . Sql::table($table) . ' SET ' . implode(', ', $set));
    }

    private function openToAll(string $table, string $access, int $id): void
    {
        $shop = $table === 'module' ? ['`id_shop`, ', '1, '] : ['', ''];
        Sql::execute('INSERT IGNORE INTO ' . Sql::table($access) . " (`id_{$table}`, {$shop[0]}`id_group`) SELECT {$id}, {$shop[1]}`id_group` FROM " . Sql::table('group'));
    }

    private function ours(string $access, string $table): int
    {
        return (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table($access) . " WHERE `id_{$table}` = " . self::NEW . ' AND `id_group` IN (' . Sql::ints(OfferGroups::all()) . ')');
    }

    /** @return string[] */
    private function notices(): array
    {
        return array_map(static fn (array $row): string => "{$row['code']} {$row['id_group_offer']}", Sql::rows('SELECT * FROM ' . Sql::table('groupoffers_notice') . ' ORDER BY 1'));
    }

    private function clear(): void
    {
        foreach (['category' => 'category_group', 'carrier' => 'carrier_group', 'module' => 'module_group'] as $table => $access) {
            foreach ([$table, $access] as $each) {
                Sql::execute('DELETE FROM ' . Sql::table($each) . " WHERE `id_{$table}` = " . self::NEW);
            }
        }
    }
}
