<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Sql;

/** Raw rows of the core's tables for customers from FIRST, made by hand or at random; SEED=… in the environment plays a random run again. */
abstract class FactsCase extends TestCase
{
    use Rows;

    protected const FIRST = 700001;
    /** Must not leave the shop. */
    protected const SECRET = 'secretive';

    private ?int $seed = null;

    protected function setUp(): void
    {
        $this->clear();
    }

    protected function tearDown(): void
    {
        $this->clear();
    }

    protected function onNotSuccessfulTest(\Throwable $t): never
    {
        if ($this->seed !== null) {
            fwrite(STDERR, "\n{$this->name()}: run again with SEED={$this->seed}\n");
        }
        throw $t;
    }

    protected function startRandom(): void
    {
        $this->seed = (int) (getenv('SEED') ?: random_int(1, 1 << 31));
        mt_srand($this->seed);
    }

    /**
     * @template T
     *
     * @param T ...$values
     *
     * @return T
     */
    protected static function oneOf(...$values)
    {
        return $values[mt_rand(0, count($values) - 1)];
    }

    /** @param array<string, int|string|null> $columns */
    protected function customer(int $id, array $columns = []): int
    {
        $this->insert('customer', $columns + [
            'id_customer' => $id, 'id_gender' => 1, 'id_default_group' => 3, 'id_lang' => 1, 'firstname' => self::SECRET, 'lastname' => self::SECRET, 'email' => self::SECRET . "{$id}@example.com",
            'passwd' => self::SECRET, 'birthday' => '1980-02-29', 'active' => 1, 'date_add' => '2024-03-31 02:30:00', 'date_upd' => '2024-03-31 02:30:00',
        ]);

        return $id;
    }

    /** @param array<string, int|string|null> $columns */
    protected function address(int $customer, array $columns = []): int
    {
        return $this->insert('address', $columns + [
            'id_customer' => $customer, 'id_country' => 6, 'id_state' => 0, 'alias' => self::SECRET, 'lastname' => self::SECRET, 'firstname' => self::SECRET, 'address1' => self::SECRET,
            'postcode' => '28013', 'city' => self::SECRET, 'date_add' => '2026-01-01 00:00:00', 'date_upd' => '2026-01-01 00:00:00',
        ]);
    }

    /** @param array<string, int|float|string|null> $columns */
    protected function order(int $customer, array $columns = []): int
    {
        return $this->insert('orders', $columns + ['id_customer' => $customer, 'id_cart' => 0, 'valid' => 1, 'total_paid_tax_incl' => '10.000000', 'date_add' => '2026-05-01 12:00:00', 'date_upd' => '2026-05-01 12:00:00']);
    }

    /** @return list<array<string, string|null>> every row of the customers of the test */
    protected function raw(string $table): array
    {
        return Sql::rows('SELECT * FROM ' . Sql::table($table) . ' WHERE `id_customer` >= ' . self::FIRST);
    }

    /** @return list<array<string, string|null>> */
    protected function rawOf(int $customer, string $table): array
    {
        return Sql::rows('SELECT * FROM ' . Sql::table($table) . " WHERE `id_customer` = {$customer}");
    }

    /** @return array<int, array<string, string|null>> neither guests nor deleted, by id */
    protected function rawCustomers(): array
    {
        $customers = [];
        foreach ($this->raw('customer') as $row) {
            if ((int) $row['is_guest'] === 0 && (int) $row['deleted'] === 0) {
                $customers[(int) $row['id_customer']] = $row;
            }
        }
        ksort($customers);

        return $customers;
    }

    /** @return array<string, string|null>|null the newest address that is not deleted */
    protected function newestAddress(int $customer): ?array
    {
        $newest = null;
        foreach ($this->rawOf($customer, 'address') as $row) {
            if ((int) $row['deleted'] === 0 && (int) $row['id_address'] > (int) ($newest['id_address'] ?? 0)) {
                $newest = $row;
            }
        }

        return $newest;
    }

    /** Some hundred customers of all kinds, guests and deleted ones among them, with gaps between their ids. */
    protected function randomCustomers(int $count): void
    {
        for ($id = self::FIRST, $made = 0; $made < $count; ++$made, $id += mt_rand(1, 3)) {
            $this->customer($id, [
                'id_shop' => mt_rand(1, 2),
                'id_gender' => mt_rand(0, 5),
                'id_default_group' => mt_rand(1, 5),
                'id_lang' => self::oneOf(null, 1, 2),
                'company' => self::oneOf(null, '', '  ', self::SECRET . ' Ltd'),
                'birthday' => self::oneOf(null, '0000-00-00', '1980-00-10', '1999-12-00', '2001-13-01', '2000-02-29', '2099-01-01', sprintf('%d-%02d-%02d', mt_rand(1930, 2010), mt_rand(1, 12), mt_rand(1, 28))),
                'newsletter' => mt_rand(0, 1),
                'optin' => mt_rand(0, 1),
                'active' => mt_rand(0, 3) > 0 ? 1 : 0,
                'is_guest' => mt_rand(0, 9) === 0 ? 1 : 0,
                'deleted' => mt_rand(0, 9) === 0 ? 1 : 0,
                'date_add' => self::oneOf('0000-00-00 00:00:00', '1960-01-01 00:00:00', sprintf('%d-%02d-%02d %02d:%02d:59', mt_rand(1970, 2026), mt_rand(1, 12), mt_rand(1, 28), mt_rand(0, 23), mt_rand(0, 59))),
            ]);
            foreach (array_unique([mt_rand(1, 5), mt_rand(1, 5), mt_rand(1, 5)]) as $group) {
                if (mt_rand(0, 9) > 0) {
                    $this->insert('customer_group', ['id_customer' => $id, 'id_group' => $group]);
                }
            }
            for ($addresses = mt_rand(0, 3); $addresses > 0; --$addresses) {
                $this->address($id, [
                    'id_country' => mt_rand(1, 9),
                    'id_state' => self::oneOf(null, 0, 1, 2, 3),
                    'postcode' => self::oneOf(null, '', '28013', 'sw1a 1aa', 'SW1A1AA', ' 2 8 9', '10115'),
                    'deleted' => mt_rand(0, 3) === 0 ? 1 : 0,
                ]);
            }
        }
    }

    /** @return int[] customers of all kinds, and ids that are nobody's any more */
    protected function buyers(int $count): array
    {
        $ids = array_map(static fn (array $row): int => (int) $row['id_customer'], $this->raw('customer'));
        for ($gone = 0; $gone < $count; ++$gone) {
            $ids[] = self::FIRST + mt_rand(0, 3 * $count);
        }

        return $ids;
    }

    /** Every page of it, one after the other. @param callable(int): array<string, mixed> $page @return list<array<string, mixed>> */
    protected static function pages(callable $page): array
    {
        $pages = [];
        for ($after = self::FIRST - 1; $after !== null; $after = $next) {
            $pages[] = $answer = $page($after);
            $next = $answer['next'];
            self::assertTrue($next === null || $next > $after, 'pages that go round in circles');
        }

        return $pages;
    }

    protected function clear(): void
    {
        foreach (['cart_product' => 'id_cart', 'order_detail' => 'id_order', 'connections' => 'id_guest'] as $table => $key) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . " WHERE `{$key}` > 0");
        }
        foreach (['customer', 'customer_group', 'address', 'orders', 'cart', 'guest'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_customer` = 0 OR `id_customer` >= ' . self::FIRST);
        }
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_pin'));
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_block'));
        Sql::execute('DELETE FROM ' . Sql::table('groupoffers_enrolment'));
    }
}
