<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Audience\Pins;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Health\Cron;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Moves\Pause;
use PrestaShop\Module\GroupOffers\Offer\Offers;

/** Who did what: one entry for each change, none for what was refused, no customer in it. */
final class ActivityTest extends MovesCase
{
    protected function tearDown(): void
    {
        \Context::getContext()->employee = null;
        parent::tearDown();
    }

    public function testAChangedOfferIsKeptWithItsFieldsBeforeAndAfterAndWhoDidIt(): void
    {
        $context = \Context::getContext();
        $context->employee = new \Employee();
        [$context->employee->id, $context->employee->firstname, $context->employee->lastname] = [7, 'Ana', 'Núñez'];
        $id = $this->planned();
        Offers::update($id, '1', $this->nothing(['discount' => '30', 'intent' => 'armed']));
        $context->employee->lastname = 'Otra';
        self::assertSame(
            [['employee', '7', 'Ana Núñez', 'offer_created', '1'], ['employee', '7', 'Ana Núñez', 'offer_armed', '2']],
            array_map(static fn (array $row): array => [$row['actor'], $row['id_actor'], $row['actor_name'], $row['what'], $row['version']], $this->entries())
        );
        self::assertSame(['{"intent":"draft","discount":"20.00"}', '{"intent":"armed","discount":"30.00"}'], [$this->entries()[1]['before'], $this->entries()[1]['after']]);
        self::assertSame('2026-11-27 17:00:00.000', $this->entries()[1]['at']);
    }

    public function testWhatIsRefusedOrRolledBackLeavesNoEntry(): void
    {
        $id = $this->planned();
        $before = $this->entries();
        $this->refused(Refusal::STALE_VERSION, fn () => Offers::update($id, '9', $this->nothing(['discount' => '30'])));
        try {
            Sql::transaction(function () use ($id): void {
                Offers::update($id, '1', $this->nothing(['discount' => '30']));
                throw new \RuntimeException('the database went away');
            });
        } catch (\RuntimeException) {
        }
        self::assertSame($before, $this->entries());
    }

    public function testOfCustomersOnlyTheirNumberIsKept(): void
    {
        $ids = $this->customers(3);
        Pins::set($ids, true);
        Pins::set($ids, true);
        self::assertSame([['customers_excluded', '{"customers":3}']], array_map(static fn (array $row): array => [$row['what'], $row['after']], $this->entries()));
        self::assertStringNotContainsString((string) $ids[0], (string) json_encode($this->entries()));
    }

    public function testPausingAllIsAnEntryOfEachOffer(): void
    {
        $armed = [$this->offer(), $this->offer()];
        $this->offer(['intent' => 'draft']);
        Actor::as(Actor::cron(), Pause::all(...));
        self::assertSame(
            array_map(static fn (int $id): array => ['cron', 'offer_paused', (string) $id, '2', '{"intent":"armed"}', '{"intent":"paused"}'], $armed),
            array_map(static fn (array $row): array => [$row['actor'], $row['what'], $row['id_group_offer'], $row['version'], $row['before'], $row['after']], $this->entries())
        );
    }

    public function testWhatTheShopEndsByItselfIsTheShopsWhoeverOpenedThePageAndTheCronAddressesIsItsOwn(): void
    {
        $ids = $this->customers(4500);
        $offers = [$this->offer(), $this->offer()];
        $this->enter($offers[0], $ids);
        \Context::getContext()->employee = new \Employee();
        $this->at('2026-11-27T20:06:00.000Z');
        for ($page = 0; $page < 3; ++$page) {
            \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
            (new HookDispatcher(new \Groupoffers()))->dispatch('hookActionAdminControllerSetMedia', []);
        }
        $this->at(self::NOW);
        $this->enter($offers[1], [$ids[0]]);
        $this->at('2026-11-27T20:06:00.000Z');
        Cron::answer(Cron::renew());
        self::assertSame(
            [['shop', 'customers_put_back', (string) $offers[0]], ['employee', 'cron_secret_made', '0'], ['cron', 'customers_put_back', (string) $offers[1]]],
            array_map(static fn (array $row): array => [$row['actor'], $row['what'], $row['id_group_offer']], $this->entries())
        );
    }

    public function testItIsForgottenWithTheLedgerTwoYearsAfterTheOffersEnd(): void
    {
        $over = $this->offer(['ends_at' => '2026-12-01 00:00:00']);
        $later = $this->offer(['ends_at' => '2027-06-01 00:00:00']);
        foreach ([$over, $later, 0] as $offer) {
            Activity::record('offer_changed', $offer);
        }
        $this->at('2028-11-26T17:00:00.000Z');
        Ledger::purge();
        self::assertCount(3, $this->entries());
        $this->at('2028-12-02T17:00:00.000Z');
        Ledger::purge();
        self::assertSame([(string) $later], array_column($this->entries(), 'id_group_offer'));
    }

    private function planned(): int
    {
        $schedule = '{"timezone":"UTC","start":"2026-11-28T16:00","end":"2026-11-28T20:00","recurrence":null}';
        $audience = '{"rule":{"kind":"all"},"taken":"frozen","holdout":0,"seed":1,"worseOff":"leaveOut"}';

        return (int) Offers::insert($this->nothing([
            'name' => 'Friday', 'discount' => '20', 'audience' => $audience, 'schedule' => $schedule, 'starts_at' => '2026-11-28 16:00:00', 'ends_at' => '2026-11-28 20:00:00',
        ]))['id_group_offer'];
    }

    /**
     * @param array<string, string> $given
     *
     * @return array<string, string|null>
     */
    private function nothing(array $given): array
    {
        return $given + array_fill_keys(array_keys(\GroupOffer::$definition['fields']), null);
    }

    /** @return list<array<string, string|null>> */
    private function entries(): array
    {
        // Numbers come as numbers or texts, as the driver likes.
        return array_map(static fn (array $row): array => array_map(static fn ($value) => $value === null ? null : (string) $value, $row), Sql::rows('SELECT * FROM ' . Activity::table() . ' ORDER BY `id_activity`'));
    }
}
