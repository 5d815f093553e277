<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Offer\Notices;
use PrestaShop\Module\GroupOffers\Page\Choices;
use PrestaShop\Module\GroupOffers\Page\Customers;
use PrestaShop\Module\GroupOffers\Page\Kept;
use PrestaShop\Module\GroupOffers\Page\Preview;
use PrestaShop\Module\GroupOffers\Page\Products;

/** What the page asks beside prices: how offers stand, what can be chosen, customers, products. */
final class PageTest extends MovesCase
{
    private const CATEGORY = 7501;
    private const PRODUCT = 750001;

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
    }

    protected function tearDown(): void
    {
        $this->clear();
        parent::tearDown();
    }

    public function testMadeUpNoticesHideNoRealOne(): void
    {
        $offer = $this->offer();
        Notices::put('late', $offer, ['what' => 'Real']);
        foreach (range(1, 205) as $i) {
            Notices::put('late', $offer + $i);
            Notices::put("code_{$i}", 0);
        }
        $told = Notices::all();
        self::assertContainsEquals([$offer, (object) ['what' => 'Real']], array_map(static fn (array $notice): array => [$notice['idOffer'], $notice['params']], $told));
        self::assertSame([0, $offer], array_values(array_unique(array_column($told, 'idOffer'))), 'newest first, then the offer');
        self::assertLessThan(50, count($told));
    }

    public function testOneEmployeesPreviewsWaitForEachOtherAndAThirdIsRefused(): void
    {
        $other = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_);
        $sum = substr(hash('sha256', Sql::value('SELECT DATABASE()') . _DB_PREFIX_), 0, 32);
        $id = (int) (\Context::getContext()->employee->id ?? 0);
        $other->query("SELECT GET_LOCK('go_wait{$id} {$sum}', 0)");
        try {
            Preview::alone(static fn (): int => 1);
            self::fail('worked out beside two others');
        } catch (Refusal $refusal) {
            self::assertSame('busy', $refusal->name());
        }
        $other->query('SELECT RELEASE_ALL_LOCKS()');
        self::assertSame(1, Preview::alone(static fn (): int => 1));
    }

    public function testWhatTookLongIsToldAgainUntilSomethingHappens(): void
    {
        $calls = 0;
        $ask = static function (string $sign, float $slow) use (&$calls): array {
            return Kept::orFound('page_test', $sign, 60, static function () use (&$calls): array {
                return [++$calls];
            }, $slow);
        };
        self::assertSame([[1], [2]], [$ask('a', 10), $ask('a', 10)], 'quick ones are always fresh');
        self::assertSame([[3], [3], [4], [4]], [$ask('a', 0), $ask('a', 0), $ask('b', 0), $ask('b', 0)]);
        $this->at('2026-11-27T17:01:00.000Z');
        self::assertSame([5], $ask('b', 0));
        State::set('page_test', 'no JSON');
        self::assertSame([6], $ask('b', 0));
    }

    public function testCategoriesStandInTheBackOfficesOrderBelowWhatIsShown(): void
    {
        // Home > 7501 > 7502 (off) > 7503; home > 7504, which comes first; nested set left behind by an import.
        foreach ([[7501, 2, 1, 9], [7502, 7501, 0, 0], [7503, 7502, 1, 0], [7504, 2, 1, 8], [7505, 7505, 1, 0]] as [$id, $parent, $active, $position]) {
            Sql::execute('INSERT INTO ' . Sql::table('category') . " (`id_category`, `id_parent`, `active`, `date_add`, `date_upd`, `position`) VALUES ({$id}, {$parent}, {$active}, NOW(), NOW(), {$position})");
            Sql::execute('INSERT INTO ' . Sql::table('category_lang') . " VALUES ({$id}, 1, 1, 'Category {$id}', 'c'), ({$id}, 1, 2, 'Categoría {$id}', 'c')");
        }
        $this->product(self::PRODUCT, 'Mug', 'demo_1');
        Sql::execute('UPDATE ' . Sql::table('product_shop') . ' SET `active` = 0 WHERE `id_product` = ' . $this->product(self::PRODUCT + 1, 'Off', 'demo_2'));
        Sql::execute('INSERT INTO ' . Sql::table('category_product') . ' (`id_category`, `id_product`) VALUES (7503, ' . self::PRODUCT . '), (7503, ' . (self::PRODUCT + 1) . ')');
        $mine = static fn (): array => array_values(array_filter(Choices::read()['categories'], static fn (array $category): bool => $category['id'] >= 7501 && $category['id'] <= 7505));
        self::assertSame([
            ['id' => 7504, 'name' => 'Category 7504', 'parent' => 2, 'products' => 0],
            ['id' => 7501, 'name' => 'Category 7501', 'parent' => 2, 'products' => 0],
            ['id' => 7503, 'name' => 'Category 7503', 'parent' => 7501, 'products' => 1],
        ], $mine());
        self::assertNotContains(2, array_column(Choices::read()['categories'], 'id'));
        \Context::getContext()->language = new \Language(2);
        self::assertSame('Categoría 7504', $mine()[0]['name'], 'as the employee reads it');
    }

    public function testCustomersAreFoundByNameEmailAndId(): void
    {
        [$ann, $joanna, $percent, $guest, $gone] = $this->customers(5);
        $this->named($ann, 'Ann', "O'Brien", 'ann@zzfind.example');
        $this->named($joanna, 'Joanna 😀', 'Zzfind', 'jo@other.example');
        $this->named($percent, '100%_|\\', '"Quoted" zzfind', 'zzfind-mail@other.example');
        $this->named($guest, 'Ann', 'Zzfind', 'guest@zzfind.example', '`is_guest` = 1');
        $this->named($gone, 'Ann', 'Zzfind', 'gone@zzfind.example', '`deleted` = 1');
        $found = static fn (string $search): array => array_column(Customers::answer(['search' => $search])['customers'], 'id');
        self::assertSame([$percent, $ann, $joanna], $found('ZZFIND'), 'whose e-mail begins so comes first');
        self::assertSame([$ann], $found("  o'brien   ANN "), 'every word somewhere');
        self::assertSame([$joanna], $found('joanna zzfind'));
        self::assertSame([], $found('joanna brien'));
        self::assertSame([$ann], $found('find.exa'));
        self::assertSame([$ann], $found((string) $ann));
        self::assertSame([$ann], $found("#{$ann}"));
        self::assertSame([$percent], $found('%'));
        self::assertSame([$percent], $found('00%_|\\'));
        self::assertSame([$percent], $found('"quoted"'));
        self::assertSame([$joanna], $found('😀 joanna'));
        foreach (['', '   ', "' OR 1=1 -- ", '") OR 1', "\0", "\xff\xfe", str_repeat('zz%', 5000)] as $odd) {
            self::assertSame([], $found($odd));
        }
        self::assertSame([$percent, $ann], array_column(Customers::answer(['search' => 'zzfind', 'limit' => 2])['customers'], 'id'));
        foreach ([['search' => 7], ['search' => 'a', 'limit' => 0], ['search' => 'a', 'limit' => 1001], ['ids' => 'x'], ['ids' => range(1, 1001)], ['offer' => 'x'], []] as $body) {
            $this->refused(Refusal::BAD_REQUEST, static fn () => Customers::answer($body));
        }
    }

    public function testProductsAreFoundByNameReferenceAndId(): void
    {
        $mug = $this->product(self::PRODUCT, 'Blue mug 100%', 'zz_demo');
        $cup = $this->product(self::PRODUCT + 1, 'Red cup', 'zzXdemo');
        Sql::execute('UPDATE ' . Sql::table('product_shop') . ' SET `active` = 0 WHERE `id_product` = ' . $this->product(self::PRODUCT + 2, 'Old mug', ''));
        $found = static fn (string $search): array => array_column(Products::answer(['search' => $search])['products'], 'id');
        self::assertSame([$mug], $found('MUG'));
        self::assertSame([$mug], $found('100% blue'));
        self::assertSame([$mug], $found('zz_'));
        self::assertSame([$mug, $cup], $found('zz'));
        self::assertSame([$cup], $found((string) $cup));
        self::assertSame([['id' => $mug, 'name' => 'Blue mug 100%', 'reference' => 'zz_demo']], Products::answer(['search' => 'zz', 'limit' => 1])['products']);
        self::assertSame([], $found("' OR ''='"));
        self::assertContains($mug, $found(''), 'nothing typed yet: any');
    }

    private function named(int $id, string $first, string $last, string $email, string $also = ''): void
    {
        Sql::execute('UPDATE ' . Sql::table('customer') . ' SET `firstname` = ' . Sql::quote($first) . ', `lastname` = ' . Sql::quote($last) . ', `email` = ' . Sql::quote($email) . ($also === '' ? '' : ", {$also}") . " WHERE `id_customer` = {$id}");
    }

    private function product(int $id, string $name, string $reference): int
    {
        Sql::execute('INSERT INTO ' . Sql::table('product') . " (`id_product`, `reference`, `active`, `date_add`, `date_upd`) VALUES ({$id}, '{$reference}', 1, NOW(), NOW())");
        Sql::execute('INSERT INTO ' . Sql::table('product_shop') . " (`id_product`, `id_shop`, `active`, `date_add`, `date_upd`) VALUES ({$id}, 1, 1, NOW(), NOW()), ({$id}, 2, 1, NOW(), NOW())");
        Sql::execute('INSERT INTO ' . Sql::table('product_lang') . " (`id_product`, `id_shop`, `id_lang`, `name`, `link_rewrite`) VALUES ({$id}, 1, 1, '{$name}', 'p'), ({$id}, 2, 1, '{$name}', 'p')");

        return $id;
    }

    private function clear(): void
    {
        \Context::getContext()->language = null;
        State::set('page_test', null);
        foreach (['category', 'category_lang', 'category_product'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_category` BETWEEN ' . self::CATEGORY . ' AND ' . (self::CATEGORY + 9));
        }
        foreach (['product', 'product_shop', 'product_lang'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_product` BETWEEN ' . self::PRODUCT . ' AND ' . (self::PRODUCT + 9));
        }
    }
}
