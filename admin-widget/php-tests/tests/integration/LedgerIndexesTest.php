<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\EnrolmentPages;
use PrestaShop\Module\GroupOffers\Moves\Enrolments;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Page\Customers;

/** What asks the ledger for one offer reads that offer's rows, however much another one has written. */
final class LedgerIndexesTest extends MovesCase
{
    private const OTHERS = 20000;
    private const OWN = 20;

    public function testReadsTheRowsOfThatOfferAlone(): void
    {
        $other = $this->offer();
        $offer = $this->offer();
        $this->closed($other, self::OTHERS);
        $this->open($other, self::FIRST + self::OWN, self::OTHERS);
        $this->closed($offer, self::OWN);
        $this->customers(self::OWN);
        $this->open($offer, self::FIRST, self::OWN);
        \Db::getInstance()->query('ANALYZE TABLE ' . Enrolments::table())->fetchAll();
        $end = Clock::parse('2026-11-27T20:00:00.000Z');
        foreach ([
            'the history of an offer' => static fn () => EnrolmentPages::history($offer, 0, 10),
            'who is in an offer, as the service reads it' => static fn () => EnrolmentPages::open(0, 50000, $offer),
            'who is in an offer, as the page reads it' => static fn () => Customers::answer(['offer' => $offer, 'limit' => 100]),
            'how many are in an offer' => static fn () => Enrolments::countOpen($offer),
            'an end that is put off' => static fn () => Enrolments::raiseUntil($offer, $end, $end->modify('+1 hour')),
            'an end that is brought forward' => static fn () => Enrolments::lowerUntil($offer, Clock::now()),
            'an offer that everybody leaves' => static fn () => Leave::everybody($offer),
        ] as $what => $request) {
            foreach (self::askedBy($request) as $sql) {
                foreach (Sql::rows("EXPLAIN {$sql}") as $step) {
                    self::assertLessThanOrEqual(3 * self::OWN, (int) $step['rows'], "{$what}: {$sql}\n" . json_encode($step));
                }
            }
        }
    }

    public function testAnEarlierVersionsTableGetsIt(): void
    {
        Sql::execute('ALTER TABLE ' . Enrolments::table() . ' DROP KEY `offer`');
        self::assertTrue((new \Groupoffers())->reset());
        self::assertContains('offer', array_column(Sql::rows('SHOW INDEX FROM ' . Enrolments::table()), 'Key_name'));
    }

    /** @return non-empty-list<string> the statements that ask the ledger for one offer */
    private static function askedBy(callable $request): array
    {
        $asked = [];
        \Db::$before = static function (string $sql) use (&$asked): void {
            if (preg_match('/groupoffers_enrolment`? .*`id_group_offer` = /s', $sql) === 1) {
                $asked[] = $sql;
            }
        };
        $request();
        \Db::$before = null;
        self::assertNotSame([], $asked);

        return $asked;
    }

    private function closed(int $offer, int $count): void
    {
        $this->enrolments(array_fill(0, $count, "(1, NULL, {$offer}, 'restored', "));
    }

    private function open(int $offer, int $first, int $count): void
    {
        $this->enrolments(array_map(static fn (int $id): string => "({$id}, {$id}, {$offer}, 'open', ", range($first, $first + $count - 1)));
    }

    /** @param string[] $rows */
    private function enrolments(array $rows): void
    {
        $columns = '`id_customer`, `open_customer`, `id_group_offer`, `outcome`, `id_group`, `window_start`, `window_end`, `base_default`, `base_groups`, `written_default`, `written_groups`, `until_at`, `opened_at`';
        $same = "1, '2026-11-27 16:00:00', '2026-11-27 20:00:00', 3, '3', 1, '1,3', '2026-11-27 20:00:00', '2026-11-27 16:00:00')";
        foreach (array_chunk($rows, 1000) as $some) {
            Sql::execute('INSERT INTO ' . Enrolments::table() . " ({$columns}) VALUES " . implode(',', array_map(static fn (string $row): string => $row . $same, $some)));
        }
    }
}
