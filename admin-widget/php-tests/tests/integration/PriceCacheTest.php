<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\PriceCache;

/** Invariant 8: the price cache equals what `group_reduction` says, for every group and product touched. */
final class PriceCacheTest extends TestCase
{
    private const CATEGORIES = [9001, 9002, 9003, 9004, 9005];
    private const GROUPS = [901, 902, 903, 904];

    protected function setUp(): void
    {
        $this->clear();
    }

    protected function tearDown(): void
    {
        $this->clear();
    }

    public function testWhateverTheCacheHeldItIsRightAfterwards(): void
    {
        $seed = (int) (getenv('TEST_SEED') ?: 1);
        mt_srand($seed);
        for ($round = 0; $round < 5; ++$round) {
            Sql::transaction(fn () => $this->randomShop());
            PriceCache::rebuild(self::CATEGORIES);
            self::assertSame($this->expected(self::CATEGORIES), $this->stored(self::CATEGORIES), "TEST_SEED={$seed}, round {$round}");
            self::assertSame(0, PriceCache::rebuild(self::CATEGORIES), "TEST_SEED={$seed}: a second look writes nothing");
        }
    }

    public function testOnlyTheTouchedCategoriesProductsAreLookedAt(): void
    {
        $this->product(500001, [9001, 9003]);
        $this->product(500002, [9002]);
        $this->reduction(901, 9001, '0.2000');
        $this->reduction(902, 9003, '0.3000');
        $this->reduction(901, 9002, '0.4000');
        self::assertSame(2, PriceCache::rebuild([9001]));
        self::assertSame(['500001-901' => '0.2000', '500001-902' => '0.3000'], $this->stored(self::CATEGORIES));
    }

    public function testARemovedReductionLeavesTheOtherCategorysOne(): void
    {
        $this->product(500001, [9001, 9002]);
        $this->reduction(901, 9001, '0.2000');
        $this->reduction(901, 9002, '0.4000');
        $this->reduction(902, 9001, '0.1000');
        PriceCache::rebuild([9001, 9002]);
        self::assertSame('0.4000', $this->stored(self::CATEGORIES)['500001-901']);
        // As the core does it: the row goes, and with it every group's cache of those products.
        Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . ' WHERE `id_group` = 901 AND `id_category` = 9002');
        Sql::execute('DELETE FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` = 500001');
        PriceCache::rebuild([9002]);
        self::assertSame(['500001-901' => '0.2000', '500001-902' => '0.1000'], $this->stored(self::CATEGORIES));
    }

    /** Invariant 8: as the core does it, the category goes with its reductions, and the cache stays. */
    public function testWhatADeletedCategoryLeftInAGroupsCacheGoes(): void
    {
        $this->product(500001, [9001, 9002]);
        $this->product(500002, [9001]);
        $this->product(500003, [9002]);
        $this->reduction(901, 9001, '0.4000');
        $this->reduction(901, 9002, '0.2000');
        $this->reduction(902, 9002, '0.3000');
        PriceCache::rebuild([9001, 9002]);
        Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . ' WHERE `id_category` = 9001');
        Sql::execute('DELETE FROM ' . Sql::table('category_product') . ' WHERE `id_category` = 9001');
        PriceCache::rebuild([], 901);
        $expected = ['500001-901' => '0.2000', '500001-902' => '0.3000', '500003-901' => '0.2000', '500003-902' => '0.3000'];
        self::assertSame($expected, $this->map('SELECT * FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` BETWEEN 500001 AND 500003'));
    }

    public function testManyProductsAreDoneInStepsWithFlatMemory(): void
    {
        $values = [];
        for ($id = 500001; $id <= 530000; ++$id) {
            $values[] = "(9001, {$id}, 0)";
        }
        foreach (array_chunk($values, 10000) as $chunk) {
            Sql::execute('INSERT INTO ' . Sql::table('category_product') . ' (`id_category`, `id_product`, `position`) VALUES ' . implode(',', $chunk));
        }
        unset($values, $chunk);
        $this->reduction(901, 9001, '0.2500');
        $this->reduction(902, 9001, '0.1250');
        $before = memory_get_peak_usage();
        self::assertSame(60000, PriceCache::rebuild([9001]));
        self::assertLessThan(24 * 1024 * 1024, memory_get_peak_usage() - $before);
        self::assertSame(0, PriceCache::rebuild([9001]));
    }

    private function randomShop(): void
    {
        $this->clear();
        for ($id = 500001; $id <= 500120; ++$id) {
            $this->product($id, array_filter(self::CATEGORIES, static fn (): bool => mt_rand(0, 2) === 0));
        }
        foreach (self::GROUPS as $group) {
            foreach (self::CATEGORIES as $category) {
                if (mt_rand(0, 1) === 0) {
                    $this->reduction($group, $category, sprintf('%.4F', mt_rand(0, 10000) / 10000));
                }
            }
        }
        for ($i = 0; $i < 200; ++$i) {
            Sql::execute('REPLACE INTO ' . Sql::table('product_group_reduction_cache') . sprintf(' VALUES (%d, %d, 0.5)', mt_rand(500001, 500120), self::GROUPS[mt_rand(0, 3)]));
        }
    }

    /** @param int[] $categories */
    private function product(int $id, array $categories): void
    {
        foreach ($categories as $category) {
            Sql::execute('INSERT INTO ' . Sql::table('category_product') . " (`id_category`, `id_product`, `position`) VALUES ({$category}, {$id}, 0)");
        }
    }

    private function reduction(int $group, int $category, string $fraction): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('group_reduction') . " (`id_group`, `id_category`, `reduction`) VALUES ({$group}, {$category}, {$fraction})");
    }

    /** @return array<string, string> the rule in one statement: the largest of the product's categories' reductions */
    private function expected(array $categories): array
    {
        return $this->map('SELECT cp.`id_product`, gr.`id_group`, MAX(gr.`reduction`) AS `reduction` FROM ' . Sql::table('category_product') . ' cp JOIN '
            . Sql::table('group_reduction') . ' gr ON gr.`id_category` = cp.`id_category` WHERE cp.`id_category` IN (' . Sql::ints($categories) . ') GROUP BY 1, 2');
    }

    /** @return array<string, string> of products that are in a category */
    private function stored(array $categories): array
    {
        return $this->map('SELECT DISTINCT c.* FROM ' . Sql::table('product_group_reduction_cache') . ' c JOIN ' . Sql::table('category_product')
            . ' cp ON cp.`id_product` = c.`id_product` WHERE cp.`id_category` IN (' . Sql::ints($categories) . ')');
    }

    /** @return array<string, string> */
    private function map(string $sql): array
    {
        $map = [];
        foreach (Sql::rows($sql) as $row) {
            $map["{$row['id_product']}-{$row['id_group']}"] = (string) $row['reduction'];
        }
        ksort($map);

        return $map;
    }

    private function clear(): void
    {
        Sql::execute('DELETE FROM ' . Sql::table('category_product') . ' WHERE `id_category` > 9000');
        Sql::execute('DELETE FROM ' . Sql::table('group_reduction') . ' WHERE `id_category` > 9000');
        Sql::execute('DELETE FROM ' . Sql::table('product_group_reduction_cache') . ' WHERE `id_product` > 500000');
    }
}
