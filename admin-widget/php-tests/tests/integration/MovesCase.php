<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Protocol;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\GroupName;
use PrestaShop\Module\GroupOffers\Group\GroupRows;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\Enter;
use PrestaShop\Module\GroupOffers\Moves\Leave;

/** What the tests of moves share: an empty ledger, customers of group 3, offers with their groups, a lease, and a clock that stands at NOW. */
abstract class MovesCase extends TestCase
{
    use Rows;

    protected const NOW = '2026-11-27T17:00:00.000Z';
    protected const FIRST = 880001;

    /** @var array{number: int, token: string} */
    protected array $lease;

    protected function setUp(): void
    {
        \Hook::$listeners = [];
        $this->at(self::NOW);
        foreach (array_merge(OfferGroups::all(), array_keys(GroupName::imitations())) as $group) {
            GroupRows::delete($group);
        }
        foreach (['calendar', 'enrolment', 'batch', 'block', 'recent_default', 'event', 'offer', 'group', 'notice', 'list', 'list_customer', 'pin', 'frozen', 'rotation', 'activity', 'question'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table('groupoffers_' . $table));
        }
        Sql::execute('UPDATE ' . Sql::table('groupoffers_lease') . " SET `expires_at` = NULL, `token_hash` = ''");
        foreach (['customer', 'customer_group', 'cart'] as $table) {
            Sql::execute('DELETE FROM ' . Sql::table($table) . ' WHERE `id_customer` >= ' . self::FIRST);
        }
        foreach (['hold', 'mass_change_seen', 'purged_at'] as $name) {
            State::set($name, null);
        }
        $this->lease = array_diff_key(Lease::acquire('tests'), ['expiresAt' => '']);
    }

    protected function tearDown(): void
    {
        \Db::$before = null;
        Clock::set(null);
    }

    protected function at(string $instant): void
    {
        Clock::set(Clock::parse($instant));
    }

    /** @return int[] `$count` customers, default 3, members of 3 */
    protected function customers(int $count, string $columns = ''): array
    {
        $ids = range(self::FIRST, self::FIRST + $count - 1);
        $rows = array_map(static fn (int $id): string => "({$id}, 1, 1, 3, 'First', 'Last', 'c{$id}@example.com', 'x', 1, '2020-01-01 00:00:00', '2020-01-01 00:00:00')", $ids);
        foreach (array_chunk($rows, 1000) as $part) {
            Sql::execute('INSERT INTO ' . Sql::table('customer') . ' (`id_customer`, `id_shop`, `id_gender`, `id_default_group`, `firstname`, `lastname`, `email`, `passwd`, `active`, `date_add`, `date_upd`) VALUES ' . implode(',', $part));
        }
        Sql::execute('INSERT INTO ' . Sql::table('customer_group') . ' SELECT `id_customer`, 3 FROM ' . Sql::table('customer') . ' WHERE `id_customer` >= ' . self::FIRST);
        if ($columns !== '') {
            Sql::execute('UPDATE ' . Sql::table('customer') . " SET {$columns} WHERE `id_customer` >= " . self::FIRST);
        }

        return $ids;
    }

    /** An armed offer from 16:00 to 20:00 with its group. @param array<string, int|string> $changes columns */
    protected function offer(array $changes = []): int
    {
        $offer = $this->insert('groupoffers_offer', $changes + ['name' => 'Test', 'intent' => 'armed', 'discount' => 20, 'reductions' => '[]', 'modules_denied' => '[]', 'audience' => '{}', 'schedule' => '{}', 'rotation' => '',
            'starts_at' => '2026-11-27 16:00:00', 'ends_at' => '2026-11-27 20:00:00', 'checkout_grace' => 0, 'date_add' => '2026-11-01 00:00:00', 'date_upd' => '2026-11-01 00:00:00']);
        OfferGroups::prepare($offer, null, null, false);

        return $offer;
    }

    protected function group(int $offer): int
    {
        return OfferGroups::idFor($offer);
    }

    /**
     * @param int[] $ids
     * @param array<string, mixed> $changes
     *
     * @return array<string, mixed>
     */
    protected function body(int $offer, array $ids, array $changes = []): array
    {
        return $changes + [
            'kind' => 'enter', 'protocol' => Protocol::NUMBER, 'lease' => $this->lease, 'key' => self::uuid(), 'offer' => $offer, 'version' => 1,
            'window' => ['start' => '2026-11-27T16:00:00.000Z', 'end' => '2026-11-27T20:00:00.000Z'], 'until' => '2026-11-27T20:00:00.000Z',
            'expect' => [['default' => 3, 'ids' => $ids]],
        ];
    }

    /**
     * @param int[] $ids
     * @param array<string, mixed> $changes
     *
     * @return array<string, mixed>
     */
    protected function enter(int $offer, array $ids, array $changes = []): array
    {
        return (array) json_decode((string) json_encode(Enter::handle($this->body($offer, $ids, $changes))), true);
    }

    /** @return array<string, mixed> */
    protected function leaveAt(string $instant): array
    {
        $this->at($instant);

        return Leave::due(100000, 20000);
    }

    /** @return array{int, string}|null */
    protected function seat(int $customer): ?array
    {
        return CustomerWrites::state($customer);
    }

    protected function outcome(int $customer): ?string
    {
        return Sql::value('SELECT `outcome` FROM ' . Sql::table('groupoffers_enrolment') . " WHERE `id_customer` = {$customer} ORDER BY `id_enrolment` DESC LIMIT 1");
    }

    protected function refused(int $code, callable $work): Refusal
    {
        try {
            $work();
        } catch (Refusal $refusal) {
            self::assertSame($code, $refusal->getCode(), $refusal->getMessage());

            return $refusal;
        }
        self::fail("expected a refusal {$code}");
    }

    protected static function uuid(): string
    {
        return preg_replace('/^(.{8})(.{4})(.{4})(.{4})(.{12})$/', '$1-$2-$3-$4-$5', bin2hex(random_bytes(16))) ?? '';
    }
}
