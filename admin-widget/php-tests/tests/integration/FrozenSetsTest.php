<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Audience\FrozenSets;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Ledger;

/** What was taken for a window or a turn stands, whoever asks again. */
final class FrozenSetsTest extends MovesCase
{
    private const WINDOW = '2026-11-27T16:00:00.000Z';

    public function testOfTwoAtOnceTheFirstStands(): void
    {
        [$a, $b] = $this->customers(2);
        $offer = $this->offer();
        $mine = Lists::add(0, [$a], false)['list'];
        $theirs = Lists::add(0, [$a, $b], false)['list'];
        $other = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_);
        \Db::$before = static function (string $sql) use ($other, $offer, $theirs): ?string {
            if (strpos($sql, 'INSERT INTO `ps_groupoffers_frozen`') === 0) {
                \Db::$before = null;
                $other->exec("INSERT INTO `ps_groupoffers_frozen` SET `id_group_offer` = {$offer}, `window_start` = '2026-11-27 16:00:00', `turn_start` = '1970-01-01', `id_list` = {$theirs}, `basis` = 'rule-1', `frozen_at` = '2026-11-27 16:00:00'");
            }

            return null;
        };
        self::assertSame([$theirs, 2], [($set = $this->freeze($offer, $mine))['list'], $set['size']]);
        self::assertSame([$set], FrozenSets::of($offer));
    }

    public function testAFrozenListIsNotAddedTo(): void
    {
        [$a, $b] = $this->customers(2);
        $list = Lists::add(0, [$a], false)['list'];
        $this->freeze($this->offer(), $list);
        self::assertStringContainsString('can no longer be changed', $this->refused(Refusal::BAD_REQUEST, fn () => Lists::add($list, [$b], false))->getMessage());
        self::assertSame([$a], Lists::page($list, 0, 10, false)['ids']);
    }

    public function testALeaseLostBetweenCheckAndWritingFreezesNothing(): void
    {
        [$a] = $this->customers(1);
        $offer = $this->offer();
        $list = Lists::add(0, [$a], false)['list'];
        \Db::$before = static function (string $sql): ?string {
            if ($sql !== 'START TRANSACTION') {
                return null;
            }
            \Db::$before = null;
            Sql::execute('UPDATE ' . Sql::table('groupoffers_lease') . ' SET `number` = `number` + 1');

            return null;
        };
        $this->refused(Refusal::LEASE_LOST, fn () => $this->freeze($offer, $list));
        self::assertSame([], FrozenSets::of($offer));
    }

    public function testWhatIsFrozenStaysWhileItIsNeeded(): void
    {
        [$a] = $this->customers(1);
        $offer = $this->offer(['ends_at' => '2099-12-31 23:59:59']);
        $of = fn (string $window, ?array $turn): array => $this->freeze($offer, Lists::add(0, [$a], false)['list'], ['window' => $window, 'turn' => $turn]);
        $turn = static fn (string $day, int $number): array => ['start' => "{$day}T16:00:00.000Z", 'end' => "{$day}T17:00:00.000Z", 'number' => $number];
        $of('2026-11-27T16:00:00.000Z', null);
        $of('2026-11-27T16:00:00.000Z', $turn('2026-11-27', 1));
        $of('2026-11-27T16:00:00.000Z', $turn('2026-11-28', 2));
        $this->at('2027-06-01T00:00:00.000Z');
        Ledger::purge();
        self::assertSame([null, $turn('2026-11-28', 2)], array_column(FrozenSets::of($offer), 'turn'), 'the window may still run, and the last turn counts on');
        self::assertSame([1, 1], array_column(FrozenSets::of($offer), 'size'));
        self::assertSame(1, (int) Sql::value('SELECT COUNT(*) FROM ' . Lists::lines()), 'who was in a turn that is over stands in the ledger');
        $of('2027-05-31T16:00:00.000Z', null);
        Ledger::purge();
        self::assertSame(['2027-05-31T16:00:00.000Z', '2026-11-27T16:00:00.000Z'], array_column(FrozenSets::of($offer), 'window'));
    }

    /**
     * @param array<string, mixed> $changes
     *
     * @return array<string, mixed>
     */
    private function freeze(int $offer, int $list, array $changes = []): array
    {
        return FrozenSets::freeze(['lease' => $this->lease, 'freeze' => $changes + ['offer' => $offer, 'version' => 1, 'window' => self::WINDOW, 'turn' => null, 'basis' => 'rule-1', 'list' => $list]]);
    }
}
