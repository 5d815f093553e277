<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\SqlError;
use PrestaShop\Module\GroupOffers\Facts\Facts;
use PrestaShop\Module\GroupOffers\Facts\Orders;
use PrestaShop\Module\GroupOffers\Facts\Sample;

/** `group_offer_facts` against what a plain reading of the raw tables says. */
final class FactsTest extends FactsCase
{
    private const COLUMNS = ['id', 'shop', 'default', 'groups', 'registered', 'birthday', 'gender', 'language', 'country', 'flags'];

    public function testColumnsAreWhatTheRawTablesSay(): void
    {
        $this->startRandom();
        $this->randomCustomers(250);
        $expected = $this->expectedCustomers();
        foreach ([1000, 7, mt_rand(1, 60)] as $limit) {
            self::assertSame($expected, $this->customers($limit), "pages of {$limit}");
        }
    }

    public function testOrdersAreWhatTheRawTablesSay(): void
    {
        $this->startRandom();
        $this->randomCustomers(120);
        $this->randomOrders(900);
        $expected = $this->expectedOrders();
        self::assertGreaterThan(300, count($expected));
        foreach ([100000, 1, mt_rand(2, 40), mt_rand(100, 900)] as $limit) {
            self::assertSame($expected, $this->orders($limit), "pages of {$limit}");
        }
    }

    public function testASampleIsDrawnByIdAndTheSameForFactsAndOrders(): void
    {
        $this->startRandom();
        $this->randomCustomers(300);
        $this->randomOrders(600);
        $drawn = static fn (int $id, int $share, int $seed): bool => crc32("{$seed}:{$id}") % 1000 < $share;
        foreach ([[0, 5], [300, 5], [300, 4000000000], [999, 0], [1000, 7]] as [$share, $seed]) {
            $query = ['share' => (string) $share, 'seed' => (string) $seed];
            $sample = Sample::in($query);
            $expected = array_values(array_filter(array_keys($this->rawCustomers()), static fn (int $id): bool => $drawn($id, $share, $seed)));
            $pages = self::pages(static fn (int $after): array => Facts::page($after, 17, $sample));
            self::assertSame($expected, array_merge(...array_column($pages, 'id')), json_encode($query) ?: '');
            $orders = self::pages(static fn (int $after): array => Orders::page($after, 23, $sample));
            $buyers = array_unique(array_map('intval', $this->expectedOrders()));
            sort($buyers);
            self::assertSame(array_values(array_filter($buyers, static fn (int $id): bool => $drawn($id, $share, $seed))), array_merge(...array_column($orders, 'customer')));
        }
        self::assertEquals(Facts::page(self::FIRST - 1, 1000), Facts::page(self::FIRST - 1, 1000, Sample::in([])));
        $some = Facts::page(self::FIRST - 1, 1000, Sample::in(['share' => '300', 'seed' => '5']));
        $all = Facts::page(self::FIRST - 1, 1000);
        foreach ($some['id'] as $i => $id) {
            $j = (int) array_search($id, $all['id'], true);
            self::assertSame([$all['country'][$j], $all['groupSets'][$all['groups'][$j]]], [$some['country'][$i], $some['groupSets'][$some['groups'][$i]]], 'whoever is skipped takes nothing along');
        }
        $this->expectException(Refusal::class);
        Sample::in(['share' => '1001']);
    }

    /** Binary fractions would round 1.005 down: the database computes in decimals, and must say the same. */
    public function testAmountsAreExact(): void
    {
        $this->startRandom();
        $cases = [['1.005000', '1.000000'], ['1.015000', '1.000000'], ['0.004999', '1.000000'], ['-2.675000', '1.000000'], ['99999999999.995000', '1.000000'], ['10.000000', '3.000000'], ['0.000000', '0.500000']];
        for ($i = 0; $i < 300; ++$i) {
            $cases[] = [sprintf('%d.%06d', mt_rand(0, 1 << mt_rand(1, 29)), self::oneOf(5000, 995000, mt_rand(0, 999999))), sprintf('%d.%06d', mt_rand(0, 40), mt_rand(1, 999999))];
        }
        foreach ($cases as [$total, $rate]) {
            $exact = Sql::value("SELECT ROUND(100 * CAST('{$total}' AS DECIMAL(40,20)) / CAST('{$rate}' AS DECIMAL(13,6)))");
            self::assertSame((string) $exact, (string) Orders::hundredths($total, $rate), "{$total} / {$rate}");
        }
        self::assertSame(1234, Orders::hundredths('12.340000', '0.000000'));
        self::assertSame(9007199254740991, Orders::hundredths('99999999999999.999999', '0.000001'));
    }

    /** The core's sql_mode keeps a month of 0: such an order counts, on the day of the one before it. */
    public function testADateThatIsNoneNeverGoesBackInTime(): void
    {
        $id = $this->customer(self::FIRST);
        foreach (['2026-01-05 10:00:00', '2026-00-15 10:00:00', '2025-12-31 10:00:00', '0000-00-00 00:00:00'] as $at) {
            $this->order($id, ['date_add' => $at]);
        }
        self::assertSame([0, 20453, 20453, 20458], Orders::page(self::FIRST - 1, 10)['day']);
    }

    /** A page holds whole customers, so that nobody's orders are ever cut in two. */
    public function testACustomerWithMoreOrdersThanAPageIsAPageAlone(): void
    {
        foreach ([0 => 2, 1 => 9, 2 => 1, 5 => 3] as $offset => $orders) {
            $this->customer(self::FIRST + $offset);
            for ($order = 0; $order < $orders; ++$order) {
                $this->order(self::FIRST + $offset, ['date_add' => '2026-05-0' . ($orders - $order) . ' 12:00:00']);
            }
        }
        $pages = self::pages(static fn (int $after): array => Orders::page($after, 4));
        $held = array_values(array_filter(array_column($pages, 'customer')));
        self::assertSame([[self::FIRST], [self::FIRST + 1], [self::FIRST + 2, self::FIRST + 5]], $held);
        foreach ($pages as $page) {
            self::assertSame(array_sum($page['count']), count($page['day']));
            self::assertSame(count($page['day']), count($page['amount']));
        }
        self::assertSame(range(20574, 20582), array_values(array_filter(array_column($pages, 'day')))[1]);
    }

    public function testPinsAndBlocksComeWithTheirPage(): void
    {
        foreach ([0, 1, 2, 3] as $offset) {
            $this->customer(self::FIRST + $offset);
        }
        foreach ([1, 3] as $offset) {
            Sql::execute('INSERT INTO ' . Sql::table('groupoffers_pin') . ' SET `id_customer` = ' . (self::FIRST + $offset) . ", `pinned_at` = '2026-11-01 00:00:00'");
        }
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_block') . ' (`id_customer`, `until_at`, `id_group_offer`) VALUES (' . (self::FIRST + 2) . ", '2090-11-27 17:00:00', 1), (" . (self::FIRST + 3) . ", '2001-11-27 17:00:00', 1)");
        $pages = self::pages(static fn (int $after): array => Facts::page($after, 2));
        self::assertSame([[self::FIRST + 1], [self::FIRST + 3], []], array_column($pages, 'pinned'));
        self::assertSame(['id' => [self::FIRST + 2], 'until' => ['2090-11-27T17:00:00.000Z']], $pages[1]['blocked']);
    }

    /** PrestaShop 9 answers a failed statement with `false`: half a table would pass for the whole shop. */
    public function testAReadThatFailsIsNoEmptyTable(): void
    {
        $this->customer(self::FIRST);
        foreach (['address', 'groupoffers_pin', 'orders'] as $table) {
            \Db::forget();
            \Db::$silent = true;
            \Db::$before = static fn (string $sql): string => str_replace(_DB_PREFIX_ . $table . '`', _DB_PREFIX_ . 'gone`', $sql);
            try {
                $table === 'orders' ? Orders::page(self::FIRST - 1, 10) : Facts::page(self::FIRST - 1, 10);
                self::fail("{$table}: was answered");
            } catch (SqlError $error) {
                self::assertSame(1146, $error->number);
            } finally {
                \Db::$before = null;
                \Db::$silent = false;
                \Db::forget();
            }
        }
    }

    /** Invariant 12. */
    public function testNothingPersonalLeavesTheShop(): void
    {
        $this->startRandom();
        $this->randomCustomers(40);
        $this->randomOrders(100);
        $this->customer(self::FIRST + 500, ['company' => self::SECRET]);
        $this->address(self::FIRST + 500, ['company' => self::SECRET, 'postcode' => 'ZZ99']);
        $sent = (string) json_encode([Facts::page(self::FIRST - 1, 1000), Orders::page(self::FIRST - 1, 1000)]);
        foreach ([self::SECRET, '@', 'ZZ99', '28013'] as $private) {
            self::assertStringNotContainsString($private, $sent);
        }
        // Everything but the instants of blocks is a whole number.
        foreach ([...Facts::page(self::FIRST - 1, 1000), ...Orders::page(self::FIRST - 1, 1000)] as $name => $column) {
            foreach ($name === 'blocked' || $name === 'next' ? [] : array_merge(...array_map(static fn ($value): array => (array) $value, $column)) as $value) {
                self::assertIsInt($value, (string) $name);
            }
        }
    }

    private function randomOrders(int $count): void
    {
        $buyers = $this->buyers(40);
        for ($i = 0; $i < $count; ++$i) {
            // Some buy much more than others, and visitors (0) leave orders behind too.
            $this->order(mt_rand(0, 30) === 0 ? 0 : $buyers[intdiv(mt_rand(0, count($buyers) - 1) * mt_rand(0, 100), 100)], [
                'id_shop' => mt_rand(1, 2),
                'valid' => mt_rand(0, 4) === 0 ? 0 : 1,
                'total_paid_tax_incl' => sprintf('%d.%06d', mt_rand(0, 2000), self::oneOf(0, 990000, mt_rand(0, 999999))),
                'conversion_rate' => self::oneOf('1.000000', '1.000000', '0.000000', '1.168000', '0.853210', '160.450000'),
                'date_add' => self::oneOf('0000-00-00 00:00:00', '2026-03-29 02:30:00', sprintf('%d-%02d-%02d %02d:00:00', mt_rand(2022, 2026), mt_rand(1, 12), mt_rand(1, 28), mt_rand(0, 23))),
            ]);
        }
    }

    /** @return array<int, array<string, mixed>> by customer, with the groups spelled out */
    private function customers(int $limit): array
    {
        $customers = [];
        foreach (self::pages(static fn (int $after): array => Facts::page($after, $limit)) as $page) {
            self::assertLessThanOrEqual($limit, count($page['id']));
            foreach ($page['id'] as $i => $id) {
                $customer = array_map(static fn (string $column) => $page[$column][$i], array_combine(self::COLUMNS, self::COLUMNS));
                $customers[$id] = ['groups' => $page['groupSets'][$customer['groups']]] + $customer;
                ksort($customers[$id]);
            }
        }

        return $customers;
    }

    /** @return array<int, array<string, mixed>> */
    private function expectedCustomers(): array
    {
        $groups = [];
        foreach ($this->raw('customer_group') as $row) {
            $groups[(int) $row['id_customer']][] = (int) $row['id_group'];
        }
        $expected = [];
        foreach ($this->rawCustomers() as $id => $row) {
            $of = $groups[$id] ?? [];
            sort($of);
            [$year, $month, $day] = array_map('intval', explode('-', $row['birthday'] ?? '0-0-0'));
            $expected[$id] = [
                'id' => $id,
                'shop' => (int) $row['id_shop'],
                'default' => (int) $row['id_default_group'],
                'groups' => $of,
                'registered' => self::dayOf((string) $row['date_add'], -1),
                'birthday' => $month >= 1 && $day >= 1 ? $year * 10000 + $month * 100 + $day : 0,
                'gender' => match ((int) $row['id_gender']) {
                    1 => 1,
                    2 => 2,
                    3 => 3,
                    default => 0,
                },
                'language' => (int) $row['id_lang'],
                'country' => (int) ($this->newestAddress($id)['id_country'] ?? 0),
                'flags' => (trim((string) $row['company']) !== '' ? 1 : 0) | ($row['newsletter'] ? 2 : 0) | ($row['optin'] ? 4 : 0) | ($row['active'] ? 8 : 0),
            ];
            ksort($expected[$id]);
        }

        return $expected;
    }

    /** @return list<string> "customer day amount", sorted */
    private function orders(int $limit): array
    {
        $orders = [];
        $customer = 0;
        foreach (self::pages(static fn (int $after): array => Orders::page($after, $limit)) as $page) {
            $at = 0;
            foreach ($page['customer'] as $i => $id) {
                self::assertGreaterThan($customer, $id);
                $customer = $id;
                self::assertGreaterThan(0, $page['count'][$i]);
                $days = array_slice($page['day'], $at, $page['count'][$i]);
                $sorted = $days;
                sort($sorted);
                self::assertSame($sorted, $days, 'by day');
                foreach ($days as $day) {
                    $orders[] = "{$id} {$day} {$page['amount'][$at++]}";
                }
            }
            self::assertCount($at, $page['day']);
            self::assertCount($at, $page['amount']);
        }
        sort($orders);

        return $orders;
    }

    /** @return list<string> */
    private function expectedOrders(): array
    {
        $customers = $this->rawCustomers();
        $orders = [];
        foreach ($this->raw('orders') as $row) {
            if (isset($customers[(int) $row['id_customer']]) && (int) $row['valid'] === 1) {
                $rate = (float) $row['conversion_rate'] > 0 ? (float) $row['conversion_rate'] : 1;
                // The seeded amounts have no exact halves after a division; what is exact is tested above.
                $amount = (int) floor((float) $row['total_paid_tax_incl'] / $rate * 100 + 0.5 + 1e-9);
                $orders[] = "{$row['id_customer']} " . self::dayOf((string) $row['date_add'], 0) . " {$amount}";
            }
        }
        sort($orders);

        return $orders;
    }

    private static function dayOf(string $local, int $otherwise): int
    {
        $seconds = str_starts_with($local, '0000') ? false : strtotime(substr($local, 0, 10) . ' 00:00:00 UTC');

        return $seconds === false ? $otherwise : max($otherwise, intdiv($seconds, 86400));
    }
}
