<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Audience\Import;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Offer\CustomerData;

/** A merchant's file of ids, e-mails and figures becomes a named list, whole or not at all. */
final class ImportTest extends MovesCase
{
    public function testAKeyImportsTwentyEmailsOrNone(): void
    {
        [$a] = $this->customers(1);
        $few = static fn (int $from, int $count): array => array_map(static fn (int $i): array => [$i, "x{$i}@example.com"], range($from, $from + $count - 1));
        $key = new \WebserviceSpecificManagementGroupOfferImports();
        $send = static fn (int $list, array $lines): array => $key->answer('POST', [], ['import' => ['list' => $list, 'kind' => 'list', 'lines' => $lines]]);
        $said = $this->refused(Refusal::BAD_REQUEST, static fn () => $send(0, [[1, "c{$a}@example.com"], [2, $a]]))->getMessage();
        self::assertStringContainsString('on the page', $said);
        self::assertStringNotContainsString('@', $said);
        $this->refused(Refusal::BAD_REQUEST, static fn () => $send(0, $few(1, 19)));
        self::assertSame('0', \PrestaShop\Module\GroupOffers\Core\Sql::value('SELECT COUNT(*) FROM ' . \PrestaShop\Module\GroupOffers\Core\Sql::table('groupoffers_list')));
        $byId = $send(0, [[1, $a]])['list'];
        $this->refused(Refusal::BAD_REQUEST, static fn () => $send($byId, $few(2, 19)));
        $list = $send(0, $few(1, 20))['list'];
        self::assertSame([21], $send($list, $few(21, 1))['notFound'], 'the rest of a long file');
        $page = new \WebserviceSpecificManagementGroupOfferImports(0);
        self::assertSame([], $page->answer('POST', [], ['import' => ['list' => 0, 'kind' => 'list', 'lines' => [[1, "c{$a}@example.com"]]]])['notFound']);
    }

    public function testAnEmailThatSeveralShopsKnowMeansAllOfThemAndNoGuests(): void
    {
        $ids = $this->customers(5);
        $customer = Sql::table('customer');
        Sql::execute("UPDATE {$customer} SET `email` = 'Same@example.com' WHERE `id_customer` IN ({$ids[0]}, {$ids[1]}, {$ids[2]}, {$ids[3]})");
        Sql::execute("UPDATE {$customer} SET `id_shop` = 2 WHERE `id_customer` = {$ids[1]}");
        Sql::execute("UPDATE {$customer} SET `is_guest` = 1 WHERE `id_customer` = {$ids[2]}");
        Sql::execute("UPDATE {$customer} SET `deleted` = 1 WHERE `id_customer` = {$ids[3]}");
        // Equal to "same" for the column's collation, and another address all the same.
        Sql::execute("UPDATE {$customer} SET `email` = 'samé@example.com' WHERE `id_customer` = {$ids[4]}");
        $answer = Import::lines(0, 'list', [[1, 'sAME@example.com'], [2, $ids[2]], [3, $ids[3]], [4, 'no address'], [5, "'; DROP TABLE x; --@\0"]]);
        self::assertSame([[2, 3, 4, 5], []], [$answer['notFound'], $answer['duplicates']]);
        self::assertSame([$ids[0], $ids[1]], $this->ids(Import::finish($answer['list'], 'x')['id']));
    }

    public function testAColumnThatTellsCasesApartIsReadWithoutRegardToCaseToo(): void
    {
        [$a] = $this->customers(1);
        $customer = Sql::table('customer');
        Sql::execute("ALTER TABLE {$customer} MODIFY `email` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL");
        try {
            Sql::execute("UPDATE {$customer} SET `email` = 'Ann@Example.com' WHERE `id_customer` = {$a}");
            self::assertSame([], Import::lines(0, 'list', [[1, 'aNN@example.COM']])['notFound']);
        } finally {
            Sql::execute("ALTER TABLE {$customer} MODIFY `email` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL");
        }
    }

    public function testANewImportOfTheNameTakesTheContentsPlaceAndTheIdStays(): void
    {
        [$a, $b] = $this->customers(2);
        $list = Import::finish(Import::lines(0, 'list', [[1, $a]])['list'], 'Best')['id'];
        $import = Import::lines(0, 'list', [[1, $b]])['list'];
        self::assertSame([$a], $this->ids($list), 'not before it is finished');
        $this->at('2026-11-28T17:00:00.000Z');
        $again = Import::finish($import, 'BEST');
        self::assertSame([$list, 'BEST', 1, '2026-11-28T17:00:00.000Z'], [$again['id'], $again['name'], $again['size'], $again['importedAt']]);
        self::assertSame([$b], $this->ids($list));
        self::assertCount(1, Lists::named());
        Ledger::purge();
        self::assertSame([$b], $this->ids($list));
        self::assertSame(1, (int) Sql::value('SELECT COUNT(*) FROM ' . Lists::lines()), 'the old content is gone');
    }

    public function testTheWrongKindIsRefusedAndNothingChanges(): void
    {
        [$a] = $this->customers(1);
        $list = Import::finish(Import::lines(0, 'list', [[1, $a]])['list'], 'Best');
        $score = Import::lines(0, 'score', [[1, $a, 5]])['list'];
        self::assertStringContainsString('"best" is the name of a list of another kind', $this->refused(Refusal::BAD_REQUEST, fn () => Import::finish($score, 'best'))->getMessage());
        self::assertSame([$list], Lists::named());
        self::assertStringContainsString('write score', $this->refused(Refusal::BAD_REQUEST, fn () => Import::lines($score, 'list', [[2, $a]]))->getMessage());
        self::assertStringContainsString('write {"kind":"score"}', $this->refused(Refusal::BAD_REQUEST, fn () => Lists::page($list['id'], 0, 10, true))->getMessage());
        $this->refused(Refusal::BAD_REQUEST, fn () => Lists::add($list['id'], [$a], false));
        $this->refused(Refusal::NOT_FOUND, fn () => Import::lines($list['id'], 'list', [[2, $a]]));
        self::assertSame('Other', Import::finish($score, 'Other')['name'], 'the import itself is still good');
    }

    public function testRefusalsNameTheLineAndNobodysAddress(): void
    {
        [$a] = $this->customers(1);
        $long = str_repeat('x', 300) . '@example.com';
        $cases = [
            ['list', [[1, -5]], 'import.lines[0] #1: -5 is not accepted; write 1 | "e-mail"'],
            ['list', [[7, $a], [8, 0]], 'import.lines[1] #8: 0 '],
            ['list', [[0, $a]], 'import.lines[0]: 0 is not accepted; write ≥ 1'],
            ['list', [[1, $a], [1, $a]], 'import.lines[1]: 1 is there twice'],
            ['list', [[1, $a, 5]], 'write [line, customer]'],
            ['list', [[1, $long]], 'import.lines[0] #1: has 312 characters'],
            ['list', [[1, ['x']]], 'write 1 | "e-mail"'],
            ['list', 'x', 'write […] (≤ 50000)'],
            ['score', [[1, $a]], 'write [line, customer, figure]'],
            ['score', [[1, $a, '5']], 'write 4.5'],
            ['score', [[1, $a, INF]], 'write 4.5'],
        ];
        foreach ($cases as [$kind, $lines, $message]) {
            $said = $this->refused(Refusal::BAD_REQUEST, fn () => Import::lines(0, $kind, $lines))->getMessage();
            self::assertStringContainsString($message, $said);
            self::assertStringNotContainsString('xxx', $said);
        }
        self::assertSame(0, (int) Sql::value('SELECT COUNT(*) FROM ' . Lists::table()));
        $import = Import::lines(0, 'list', [])['list'];
        foreach (['', ' ', "a\nb", str_repeat('é', 65)] as $name) {
            $this->refused(Refusal::BAD_REQUEST, fn () => Import::finish($import, $name));
        }
        self::assertSame(str_repeat('é', 64), Import::finish($import, str_repeat('é', 64))['name']);
    }

    public function testWhatNobodyFinishedOrNamesIsForgottenAfterTwoDays(): void
    {
        [$a] = $this->customers(1);
        $import = Import::lines(0, 'list', [[1, $a]])['list'];
        $nameless = Lists::add(0, [$a], false)['list'];
        $named = Lists::add(0, [$a], false)['list'];
        $this->offer(['audience' => '{"rule":{"kind":"noneOf","of":[{"kind":"list","list":' . $named . '}]}}']);
        $kept = Import::finish(Import::lines(0, 'list', [[1, $a]])['list'], 'Kept')['id'];
        $this->at('2026-11-29T16:00:00.000Z');
        Ledger::purge();
        self::assertSame([$a], $this->ids($nameless));
        self::assertSame($import, Import::lines($import, 'list', [[2, $a]])['list'], 'going on keeps it');
        $this->at('2026-11-29T18:00:00.000Z');
        Ledger::purge();
        $this->refused(Refusal::NOT_FOUND, fn () => Lists::page($nameless, 0, 10, false));
        self::assertSame($import, Import::lines($import, 'list', [[3, $a]])['list']);
        self::assertSame([[$a], [$a]], [$this->ids($named), $this->ids($kept)]);
        $this->at('2026-12-10T18:00:00.000Z');
        Ledger::purge();
        $this->refused(Refusal::NOT_FOUND, fn () => Import::lines($import, 'list', [[4, $a]]));
        self::assertSame(2, (int) Sql::value('SELECT COUNT(*) FROM ' . Lists::lines()));
    }

    public function testErasureAndExportReachTheLists(): void
    {
        [$a, $b] = $this->customers(2);
        $list = Import::finish(Import::lines(0, 'score', [[1, $a, 4.5], [2, $b, 1]])['list'], 'NPS')['id'];
        $row = CustomerData::export([$a])[0];
        self::assertSame(['NPS', 4.5], [$row['name'], (float) $row['figure']]);
        CustomerData::erase([$a]);
        self::assertSame([], CustomerData::export([$a]));
        self::assertSame([[$b], 1], [$this->ids($list), Lists::named()[0]['size']]);
    }

    /** @return int[] */
    private function ids(int $list): array
    {
        return Lists::page($list, 0, 50000, false)['ids'];
    }
}
