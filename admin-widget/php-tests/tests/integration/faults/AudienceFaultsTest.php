<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

use PrestaShop\Module\GroupOffers\Audience\Import;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use WebserviceSpecificManagementGroupOfferAudience as Audience;

/** The database fails while audiences are frozen, files imported, customers pinned, and what has aged is forgotten. */
final class AudienceFaultsTest extends FaultCase
{
    public function testFreezingAnAudience(): void
    {
        $this->post(['freeze' => ['offer' => $offer = $this->offer(), 'version' => 1, 'window' => '2026-11-27T16:00:00.000Z', 'turn' => null, 'basis' => 'rule-1',
            'list' => Lists::add(0, $this->customers(3), false)['list']]]);
        self::assertGreaterThan(0, $offer);
    }

    public function testFreezingATurn(): void
    {
        $this->post(['freeze' => ['offer' => $this->offer(['rotation' => '{"turn":"PT1H","by":{"cohorts":3},"coolDown":0,"maxTurns":null}']), 'version' => 1, 'window' => '2026-11-27T16:00:00.000Z',
            'turn' => ['start' => '2026-11-27T17:00:00.000Z', 'end' => '2026-11-27T18:00:00.000Z', 'number' => 2], 'basis' => 'turn-1', 'list' => Lists::add(0, $this->customers(3), false)['list']]]);
    }

    /** Invariant 10: nobody joins twice or at another round. */
    public function testJoiningTheRounds(): void
    {
        $this->post(['join' => ['offer' => $this->offer(['rotation' => '{"turn":"PT1H","by":{"cohorts":3},"coolDown":0,"maxTurns":null}']), 'version' => 1, 'level' => 4, 'ids' => $this->customers(5)]]);
    }

    /** A list that was made but not heard of is made again under another number; nothing names the first, and the purge takes it. */
    public function testANewList(): void
    {
        $this->post(['ids' => $this->customers(4)], false);
    }

    public function testMoreOfAList(): void
    {
        $ids = $this->customers(4);
        $this->post(['list' => Lists::add(0, [$ids[0]], false)['list'], 'ids' => array_slice($ids, 1)]);
    }

    public function testPinningAndUnpinning(): void
    {
        $ids = $this->customers(4);
        $this->post(['exclude' => $ids], true, new \WebserviceSpecificManagementGroupOfferExclusions());
        Pins::set($ids, true);
        $this->post(['include' => array_slice($ids, 1)], true, new \WebserviceSpecificManagementGroupOfferExclusions());
    }

    public function testImportingLines(): void
    {
        $ids = $this->customers(4);
        $import = Import::lines(0, 'score', [[1, $ids[0], 7]])['list'];
        $this->post(['import' => ['list' => $import, 'kind' => 'score', 'lines' => [[2, $ids[0], 9], [3, "c{$ids[1]}@example.com", 1.5], [4, 'nobody@example.com', 2]]]], true, new \WebserviceSpecificManagementGroupOfferImports(0));
    }

    public function testFinishingAnImport(): void
    {
        $ids = $this->customers(4);
        Import::finish(Import::lines(0, 'list', [[1, $ids[0]]])['list'], 'Dormant');
        $import = Import::lines(0, 'list', [[1, $ids[1]], [2, $ids[2]]])['list'];
        $this->post(['import' => ['list' => $import, 'finish' => 'Dormant']], true, new \WebserviceSpecificManagementGroupOfferImports(0));
    }

    public function testForgettingAList(): void
    {
        $list = Import::finish(Import::lines(0, 'list', [[1, $this->customers(1)[0]]])['list'], 'Dormant')['id'];
        $this->post(['forget' => $list], false, new \WebserviceSpecificManagementGroupOfferImports(0));
    }

    public function testForgettingWhatHasAged(): void
    {
        $ids = $this->customers(6);
        $offer = $this->offer(['starts_at' => '2024-01-01 00:00:00', 'ends_at' => '2024-02-01 00:00:00']);
        $values = array_map(static fn (int $id): string => "({$id}, {$offer}, 5, '2024-01-01', '2024-02-01', 3, '3', 5, '3,5', '2024-02-01', '2024-01-01', '2024-02-01', 'restored')", $ids);
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_enrolment') . ' (`id_customer`, `id_group_offer`, `id_group`, `window_start`, `window_end`, `base_default`, `base_groups`,'
            . ' `written_default`, `written_groups`, `until_at`, `opened_at`, `closed_at`, `outcome`) VALUES ' . implode(',', $values));
        foreach ([1, 2, 3] as $i) {
            Sql::execute('INSERT INTO ' . Sql::table('groupoffers_event') . " SET `at` = '2024-01-0{$i}', `id_customer` = {$ids[0]}, `code` = 'rewritten', `id_group_offer` = {$offer}");
        }
        $list = Lists::add(0, $ids, false)['list'];
        Sql::execute('UPDATE ' . Lists::table() . " SET `state` = 'dropped' WHERE `id_list` = {$list}");
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_frozen') . " SET `id_group_offer` = {$offer}, `window_start` = '2024-01-01', `turn_start` = '1970-01-01', `id_list` = {$list}, `basis` = 'x', `frozen_at` = '2024-01-01'");
        $this->atEachStatement(static fn () => Ledger::purgeDaily());
        self::assertSame(1, (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_enrolment')), 'the newest row stays');
    }

    /** @param array<string, mixed> $body */
    private function post(array $body, bool $repeatable = true, \PrestaShop\Module\GroupOffers\Core\JsonResource $resource = new Audience()): void
    {
        $body['lease'] = $this->lease;
        $this->atEachStatement(static fn (): array => $resource->answer('POST', [], $body), null, $repeatable);
    }
}
