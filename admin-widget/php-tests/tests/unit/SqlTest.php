<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\SqlError;

final class SqlTest extends TestCase
{
    public function testQuotes(): void
    {
        self::assertSame("'it\\'s \\\\ 🎁 مرحبا <b>'", Sql::quote("it's \\ 🎁 مرحبا <b>"));
        self::assertSame("'12'", Sql::quote('12'));
        self::assertSame('NULL', Sql::quote(null));
    }

    public function testIntsAreIntsAndNeverEmpty(): void
    {
        self::assertSame('1,2,0', Sql::ints([1, '2', "x'); DROP TABLE y"]));
        self::assertSame('-1', Sql::ints([]));
    }

    public function testRunsOfIdsAreRanges(): void
    {
        self::assertSame('(c BETWEEN 3 AND 40 OR c IN (50,51,60))', Sql::among('c', [60, 51, 50, ...range(3, 40)]));
        self::assertSame('(c BETWEEN 1 AND 2000)', Sql::among('c', range(1, 2000)));
        self::assertSame('(c IN (7))', Sql::among('c', [7]));
        self::assertSame('(c IN (-1))', Sql::among('c', []));
    }

    /** Whatever the gaps, exactly these ids are meant, and no list is as long as MariaDB turns into a derived table. */
    public function testAmongMeansExactlyTheIds(): void
    {
        $seed = (int) (getenv('SEED') ?: random_int(1, PHP_INT_MAX));
        mt_srand($seed);
        foreach ([0, 1, 5, 50, 95] as $gapsPercent) {
            $ids = array_values(array_filter(range(1, 3000), static fn (): bool => mt_rand(1, 100) > $gapsPercent));
            $sql = Sql::among('c', $ids);
            $meant = [];
            preg_match_all('/BETWEEN (\d+) AND (\d+)/', $sql, $ranges, PREG_SET_ORDER);
            foreach ($ranges as [, $from, $to]) {
                array_push($meant, ...range((int) $from, (int) $to));
            }
            preg_match_all('/IN \(([\d,]+)\)/', $sql, $lists);
            foreach ($lists[1] as $list) {
                $list = array_map('intval', explode(',', $list));
                self::assertLessThan(1000, count($list));
                array_push($meant, ...$list);
            }
            sort($meant);
            self::assertSame($ids, $meant, "seed {$seed}, gaps {$gapsPercent} %");
        }
    }

    public function testAnErrorNamesTheStatementsKindAndNoData(): void
    {
        $error = new SqlError(1062, " INSERT INTO customer VALUES ('a@example.com')");
        self::assertSame('INSERT failed with database error 1062', $error->getMessage());
        self::assertFalse($error->isTransient());
        self::assertTrue((new SqlError(1213, 'UPDATE x'))->isTransient());
        self::assertTrue((new SqlError(1205, 'UPDATE x'))->isTransient());
    }
}
