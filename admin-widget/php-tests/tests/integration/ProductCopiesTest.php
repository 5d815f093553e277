<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\PriceCache;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Hook\ProductSaved;

/** Products that are copied, made or moved while offers run have their prices at once (F42, F43). */
final class ProductCopiesTest extends MovesCase
{
    private const OLD = 520001;
    private const COPY = 520002;
    private const CATEGORY = 9501;
    private const OTHER = 9502;

    /** @var int[] groups of two offers on one category */
    private array $groups = [];

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
        foreach ([self::CATEGORY, self::OTHER] as $category) {
            Sql::execute('INSERT INTO ' . Sql::table('category') . " (`id_category`, `id_parent`, `date_add`, `date_upd`) VALUES ({$category}, 2, NOW(), NOW())");
        }
        $this->into(self::OLD, self::CATEGORY);
        foreach ([30, 40] as $percent) {
            $this->groups[] = $this->group($this->offer(['reductions' => '[{"idCategory":' . self::CATEGORY . ",\"discount\":{$percent}}]"]));
        }
        // Of a group of the merchant's, which the core's own rule is right for, too.
        Sql::execute('INSERT INTO ' . Sql::table('group_reduction') . ' (`id_group`, `id_category`, `reduction`) VALUES (2, ' . self::CATEGORY . ', 0.05)');
        PriceCache::rebuild([self::CATEGORY]);
        self::assertSame([2 => '0.0500', $this->groups[0] => '0.3000', $this->groups[1] => '0.4000'], $this->rows(self::OLD));
    }

    protected function tearDown(): void
    {
        $this->clear();
        parent::tearDown();
    }

    /** The core copies the rows, and forgets them with the stock that it copies next. */
    public function testACopyHasThePricesAtOnce(): void
    {
        $this->hook('actionProductSave', ['id_product' => self::COPY]);
        $this->into(self::COPY, self::CATEGORY);
        $this->hook('actionProductAdd', ['id_product' => self::COPY, 'id_product_old' => self::OLD]);
        self::assertSame($this->rows(self::OLD), $this->rows(self::COPY));
    }

    public function testAProductThatGetsItsCategoriesAfterItWasSavedHasThemWhenTheRequestEnds(): void
    {
        foreach (range(1, 6) as $time) {
            $this->hook('actionProductSave', ['id_product' => self::COPY]);
        }
        $this->into(self::COPY, self::CATEGORY);
        ProductSaved::flush();
        self::assertSame($this->rows(self::OLD), $this->rows(self::COPY));
    }

    public function testAProductThatIsMovedLosesThem(): void
    {
        Sql::execute('UPDATE ' . Sql::table('category_product') . ' SET `id_category` = ' . self::OTHER . ' WHERE `id_product` = ' . self::OLD);
        $this->hook('actionProductUpdate', ['id_product' => self::OLD]);
        ProductSaved::flush();
        self::assertSame([], $this->rows(self::OLD));
    }

    public function testAProductThatNoOfferMeetsIsLeftAlone(): void
    {
        $this->into(self::COPY, self::OTHER);
        Sql::execute('INSERT INTO ' . Sql::table('product_group_reduction_cache') . ' VALUES (' . self::COPY . ', 2, 0.1)');
        $this->hook('actionProductSave', ['id_product' => self::COPY]);
        ProductSaved::flush();
        self::assertSame([2 => '0.1000'], $this->rows(self::COPY));
    }

    /** What PrestaShop 8 cannot do with the rows of two groups. */
    public function testRowsAreCopiedOverThoseThatAreThere(): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('product_group_reduction_cache') . ' VALUES (' . self::COPY . ", {$this->groups[0]}, 0.1)");
        PriceCache::copy(self::OLD, self::COPY);
        self::assertSame($this->rows(self::OLD), $this->rows(self::COPY));
    }

    /** @param array<string, int> $params */
    private function hook(string $name, array $params): void
    {
        (new HookDispatcher(new \Groupoffers()))->dispatch('hook' . $name, $params);
    }

    private function into(int $product, int $category): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('category_product') . " (`id_category`, `id_product`, `position`) VALUES ({$category}, {$product}, 0)");
    }

    /** @return array<int, string> reduction by group */
    private function rows(int $product): array
    {
        return array_map('strval', array_column(Sql::rows('SELECT `id_group`, `reduction` FROM ' . Sql::table('product_group_reduction_cache') . " WHERE `id_product` = {$product} ORDER BY `id_group`"), 'reduction', 'id_group'));
    }

    private function clear(): void
    {
        $both = self::CATEGORY . ', ' . self::OTHER;
        foreach (['category', 'category_product', 'group_reduction'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `id_category` IN ({$both})");
        }
        Sql::execute('DELETE FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` IN (' . self::OLD . ', ' . self::COPY . ')');
    }
}
