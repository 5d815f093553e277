<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Activity\Actor;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Offer\Approval;
use PrestaShop\Module\GroupOffers\Offer\Offers;

/** What a key arms beyond the merchant's limits waits for a person's word, and nobody enters before. */
final class ApprovalTest extends MovesCase
{
    private const PLAN = ['name' => 'Large', 'intent' => 'armed', 'discount' => '60', 'starts_at' => '2026-11-27 16:00:00', 'ends_at' => '2026-11-27 20:00:00', 'checkout_grace' => '0',
        'schedule' => '{"timezone":"UTC","start":"2026-11-27T16:00","end":"2026-11-27T20:00","recurrence":null}'];

    protected function setUp(): void
    {
        parent::setUp();
        State::set('approval_limit', null);
        Sql::execute('DELETE FROM ' . Approval::table());
    }

    protected function tearDown(): void
    {
        State::set('approval_limit', 'off');
        parent::tearDown();
    }

    public function testALargeDiscountOfAKeyAwaitsApprovalAndNobodyEnters(): void
    {
        $row = $this->byKey(fn () => Offers::insert(self::PLAN));
        self::assertSame(['draft', 'webservice', '{"discount":60,"limit":50}'], $this->standing($row));
        $this->refused(Refusal::NOT_RUNNING, fn () => $this->enter((int) $row['id_group_offer'], $this->customers(1)));

        $approved = Offers::update((int) $row['id_group_offer'], '1', ['intent' => 'armed']);
        self::assertSame(['armed', 'webservice', ''], $this->standing($approved));
        self::assertSame(['offer_approved', 'offer_created'], array_column(Sql::rows('SELECT `what` FROM ' . Sql::table('groupoffers_activity') . ' ORDER BY `id_activity` DESC'), 'what'));
    }

    public function testWhatIsWithinTheLimitsOrAPersonsOrAllowedNeedsNobodysWord(): void
    {
        $asked = fn (array $changes): string => (string) json_encode(json_decode((string) $this->byKey(fn () => Offers::insert($changes + self::PLAN))['awaiting'], true));
        self::assertSame('null', $asked(['discount' => '50']));
        self::assertSame('null', $asked(['discount' => '10', 'id_reference_group' => (string) (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP')]));
        self::assertSame('{"group":1,"groupName":"Visitor"}', $asked(['discount' => '10', 'id_reference_group' => '1']));
        self::assertSame('{"discount":70,"limit":50}', $asked(['discount' => '10', 'reductions' => '[{"idCategory":2,"discount":70,"subcategories":true}]']));
        self::assertSame('null', $asked(['intent' => 'draft']), 'a draft is nobody\'s yet');
        self::assertSame(['armed', 'page', ''], $this->standing(Offers::insert(self::PLAN)));
        Approval::setLimit(65);
        self::assertSame('null', $asked([]));
        Approval::setLimit(null);
        self::assertSame('null', $asked(['discount' => '100', 'id_reference_group' => '1']));
        $this->refused(Refusal::BAD_REQUEST, static fn () => Approval::setLimit(101));
    }

    public function testWhatWasApprovedMayBePausedLoweredAndResumedAndNothingMore(): void
    {
        $offer = (int) Offers::insert(self::PLAN)['id_group_offer'];
        $version = 1;
        $change = function (array $changes) use ($offer, &$version): array {
            $row = $this->byKey(static fn () => Offers::update($offer, (string) $version, $changes));
            $version = (int) $row['version'];

            return $row;
        };
        self::assertSame('armed', $change(['name' => 'Renamed', 'priority' => '7'])['intent']);
        $why = $this->refused(Refusal::BAD_REQUEST, static fn () => $change(['discount' => '61']))->getMessage();
        self::assertStringContainsString("discount: offer {$offer} is armed, and more than was approved of it needs a person's word", $why);
        foreach ([['audience' => '{"rule":{"kind":"all"},"taken":"live","holdout":0,"seed":1,"worseOff":"include"}'], ['id_reference_group' => '1'], ['reductions' => '[{"idCategory":2,"discount":60,"subcategories":true}]'],
            ['ends_at' => '2026-11-27 22:00:00', 'schedule' => str_replace('T20', 'T22', self::PLAN['schedule'])]] as $more) {
            $this->refused(Refusal::BAD_REQUEST, static fn () => $change($more));
        }
        self::assertSame('armed', Offers::existing($offer)['intent'], 'it runs on as it was');

        self::assertSame('armed', $change(['discount' => '55'])['intent']);
        $change(['intent' => 'paused']);
        self::assertSame('armed', $change(['intent' => 'armed', 'discount' => '60'])['intent'], 'so much was approved');
        $change(['intent' => 'paused', 'discount' => '80']);
        $row = $change(['intent' => 'armed']);
        self::assertSame(['paused', 'page', '{"discount":80,"limit":50}'], $this->standing($row));
        self::assertSame('', $change(['discount' => '40'])['awaiting'], 'another plan is not what was asked for');
        self::assertSame('armed', $change(['intent' => 'armed'])['intent']);
    }

    public function testThePagesAddressIsToldOnlyWhileSomethingAwaitsApproval(): void
    {
        Approval::seenPage('https://shop.example/admin1/index.php?controller=AdminGroupOffers');
        self::assertSame('', Approval::page());
        $this->byKey(static fn () => Offers::insert(self::PLAN));
        self::assertSame('https://shop.example/admin1/index.php?controller=AdminGroupOffers', Approval::page());
    }

    /**
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    private function byKey(callable $work)
    {
        return Actor::as(Actor::of(new \WebserviceRequest(), false), $work);
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return array{string, string, string}
     */
    private function standing(array $row): array
    {
        return [(string) $row['intent'], (string) $row['origin'], (string) $row['awaiting']];
    }
}
