<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Facts\Questions;

/** The questions of `group_offer_audience` against what a plain reading of the raw tables says: yes, no or unknown for each customer. */
final class QuestionsTest extends FactsCase
{
    private const CATEGORY = 9000;

    protected function setUp(): void
    {
        parent::setUp();
        $this->insert('category', ['id_category' => self::CATEGORY, 'id_parent' => 2, 'date_add' => '2026-01-01', 'date_upd' => '2026-01-01']);
    }

    protected function clear(): void
    {
        parent::clear();
        Sql::execute('DELETE FROM ' . Sql::table('category') . ' WHERE `id_category` >= ' . self::CATEGORY, true);
        Sql::execute('DROP TABLE IF EXISTS ' . Sql::table('product_comment'));
        Sql::execute('DELETE FROM ' . Sql::table('module_shop') . ' WHERE `id_module` IN (SELECT `id_module` FROM ' . Sql::table('module') . " WHERE `name` = 'statsdata')", true);
        Sql::execute('DELETE FROM ' . Sql::table('module') . " WHERE `name` = 'statsdata'", true);
    }

    public function testRegionIsTheNewestAddresss(): void
    {
        $this->startRandom();
        $this->randomCustomers(80);
        $this->check(['kind' => 'region', 'states' => [1, 3]], function (int $id): ?bool {
            $address = $this->newestAddress($id);

            return $address === null ? null : in_array((int) $address['id_state'], [1, 3], true);
        });
    }

    public function testRatingIsTheMeanOfWhatWasApproved(): void
    {
        $this->startRandom();
        $this->randomCustomers(80);
        $ask = ['kind' => 'rating', 'atLeast' => 4, 'atMost' => 4.5];
        $this->check($ask, static fn (int $id): ?bool => null);

        Sql::execute('CREATE TABLE ' . Sql::table('product_comment') . ' (`id_product_comment` INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, `id_product` INT UNSIGNED NOT NULL, `id_customer` INT UNSIGNED NOT NULL,'
            . ' `content` TEXT NOT NULL, `grade` FLOAT UNSIGNED NOT NULL, `validate` TINYINT NOT NULL, `deleted` TINYINT NOT NULL, `date_add` DATETIME NOT NULL, KEY `id_customer` (`id_customer`)) ENGINE=InnoDB');
        foreach ($this->buyers(0) as $id) {
            for ($grades = mt_rand(0, 3); $grades > 0; --$grades) {
                $this->insert('product_comment', ['id_product' => 1, 'id_customer' => $id, 'content' => self::SECRET, 'grade' => mt_rand(2, 5), 'validate' => mt_rand(0, 5) > 0 ? 1 : 0, 'deleted' => mt_rand(0, 5) === 0 ? 1 : 0, 'date_add' => '2026-01-01']);
            }
        }
        $this->check($ask, function (int $id): ?bool {
            $grades = [];
            foreach ($this->rawOf($id, 'product_comment') as $row) {
                if ($row['validate'] && !$row['deleted']) {
                    $grades[] = (float) $row['grade'];
                }
            }
            $mean = $grades === [] ? 0 : array_sum($grades) / count($grades);

            return $grades === [] ? null : $mean >= 4 && $mean <= 4.5;
        });
    }

    public function testATableOfTheSameNameThatHoldsSomethingElseIsNoRating(): void
    {
        $this->customer(self::FIRST);
        Sql::execute('CREATE TABLE ' . Sql::table('product_comment') . ' (`id` INT UNSIGNED NOT NULL, `stars` INT NOT NULL) ENGINE=InnoDB');
        $this->check(['kind' => 'rating', 'atLeast' => 1, 'atMost' => null], static fn (int $id): ?bool => null);
    }

    /** A visit that is there is a yes; that there was none is only known when all were recorded. */
    public function testWhoDidNotComeIsOnlyKnownWhereVisitsAreRecorded(): void
    {
        $this->startRandom();
        $this->randomCustomers(80);
        $came = [];
        foreach ($this->buyers(20) as $id) {
            $guest = $this->insert('guest', ['id_customer' => mt_rand(0, 5) === 0 ? 0 : $id]);
            for ($visits = mt_rand(0, 2); $visits > 0; --$visits) {
                $at = self::oneOf('2026-04-30 23:59:59', '2026-05-01 00:00:00', '2026-05-31 23:59:59', '2026-06-01 00:00:00');
                $this->insert('connections', ['id_guest' => $guest, 'id_page' => 1, 'date_add' => $at]);
                $isTheirs = Sql::value('SELECT `id_customer` FROM ' . Sql::table('guest') . " WHERE `id_guest` = {$guest}") !== '0';
                $came[$id] = ($came[$id] ?? false) || ($isTheirs && str_starts_with($at, '2026-05'));
            }
        }
        $this->insert('connections', ['id_guest' => 0, 'id_page' => 1, 'date_add' => '2026-04-30 12:00:00']);
        $ask = ['kind' => 'visited', 'from' => '2026-05-01', 'until' => '2026-06-01'];
        $known = static fn (int $id): bool => $came[$id] ?? false;
        $unknown = static fn (int $id): ?bool => ($came[$id] ?? false) ?: null;
        $this->check($ask, $unknown);

        $module = $this->insert('module', ['name' => 'statsdata', 'active' => 1, 'version' => '2.1.1']);
        $this->insert('module_shop', ['id_module' => $module, 'id_shop' => 1]);
        // The second shop records nothing.
        $this->check($ask, $unknown);
        $this->insert('module_shop', ['id_module' => $module, 'id_shop' => 2]);
        $this->check($ask, $known);
        self::assertSame('unknown', Questions::page(['kind' => 'visited', 'from' => '2026-04-30', 'until' => '2026-06-01'], 0, 10)['others']);
        self::assertSame('unknown', Questions::page(['kind' => 'visited', 'from' => null, 'until' => '2026-06-01'], 0, 10)['others']);
        Sql::execute('UPDATE ' . Sql::table('module') . " SET `active` = 0 WHERE `id_module` = {$module}", true);
        $this->check($ask, $unknown);
    }

    /**
     * @dataProvider wrong
     *
     * @param array<string, mixed> $ask
     */
    public function testAWrongQuestionIsRefusedWithFieldValueAndWayOut(array $ask, string $message): void
    {
        try {
            Questions::page($ask, 0, 10);
            self::fail('was answered');
        } catch (Refusal $refusal) {
            self::assertSame(Refusal::BAD_REQUEST, $refusal->getCode());
            self::assertStringContainsString($message, $refusal->getMessage());
        }
    }

    /** @return iterable<string, array{array<string, mixed>, string}> */
    public static function wrong(): iterable
    {
        $period = ['from' => '2026-05-01', 'until' => '2026-06-01'];
        $bought = $period + ['kind' => 'boughtCategory', 'category' => self::CATEGORY, 'subcategories' => true, 'orders' => 1];
        yield 'no kind' => [[], 'ask.kind: null is not accepted; write region | postcode | boughtCategory | rating | openCart | visited'];
        yield 'another kind' => [['kind' => 'email'], 'ask.kind: "email" '];
        yield 'no states' => [['kind' => 'region', 'states' => []], 'ask.states: [] is not accepted; write […]'];
        yield 'a state as text' => [['kind' => 'region', 'states' => ['1']], 'ask.states: "1" is not accepted; write ≥ 1'];
        yield 'an empty prefix' => [['kind' => 'postcode', 'prefixes' => [' ']], 'ask.prefixes: " " is not accepted; write "28"'];
        yield 'a category that is none' => [['category' => 99999] + $bought, 'ask.category: the shop has none with the id 99999'];
        yield 'no orders' => [['orders' => 0] + $bought, 'orders: 0 is not accepted; write ≥ 1'];
        yield 'subcategories as a number' => [['subcategories' => 1] + $bought, 'ask.subcategories: 1 is not accepted; write true | false'];
        yield 'a figure as text' => [['kind' => 'rating', 'atLeast' => '4', 'atMost' => null], 'ask.atLeast: "4" is not accepted; write 20 | null'];
        yield 'a day that does not exist' => [['kind' => 'openCart', 'from' => null, 'until' => '2026-02-30'], 'ask.until: "2026-02-30" is not accepted; write 2026-11-27'];
        yield 'no end' => [['kind' => 'visited', 'from' => null], 'ask.until: null is not accepted; write 2026-11-27'];
        yield 'a period backwards' => [['kind' => 'visited', 'from' => '2026-06-02', 'until' => '2026-06-01'], 'ask.from: is not longer ago than until; exchange them'];
        yield 'SQL' => [['kind' => 'openCart', 'from' => "2026-05-01' OR 1", 'until' => '2026-06-01'], 'ask.from: '];
    }

    /**
     * Whatever the pages, each customer's answer is what a plain look says; guests, deleted customers and strangers are never named.
     *
     * @param array<string, mixed> $ask
     * @param callable(int): ?bool $expected null: unknown
     */
    private function check(array $ask, callable $expected): void
    {
        $customers = array_keys($this->rawCustomers());
        $wanted = [];
        foreach ($customers as $id) {
            $wanted[$id] = $expected($id);
        }
        foreach ([5000, mt_rand(1, 30)] as $limit) {
            $answers = [];
            $before = self::FIRST - 1;
            foreach (self::pages(static fn (int $after): array => Questions::page($ask, $after, $limit)) as $page) {
                $until = $page['next'] ?? PHP_INT_MAX;
                self::assertSame([], array_intersect($page['yes'], $page['no']));
                $held = array_filter($customers, static fn (int $id): bool => $id > $before && $id <= $until);
                foreach (['yes', 'no'] as $column) {
                    $sorted = $page[$column];
                    sort($sorted);
                    self::assertSame($sorted, $page[$column]);
                    self::assertSame([], array_diff($sorted, $held), "{$column}: of this page's customers only");
                }
                foreach ($held as $id) {
                    $answers[$id] = in_array($id, $page['yes'], true) ? true : (in_array($id, $page['no'], true) || $page['others'] === 'no' ? false : null);
                }
                $before = $until;
                self::assertStringNotContainsString(self::SECRET, (string) json_encode($page));
            }
            self::assertSame($wanted, $answers, json_encode($ask) . " in pages of {$limit}");
        }
    }
}
