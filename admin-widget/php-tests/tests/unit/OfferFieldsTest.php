<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Unit;

use PHPUnit\Framework\TestCase;
use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;
use PrestaShop\Module\GroupOffers\Offer\OfferRules;

/** Fields that need no look at the shop's tables. */
final class OfferFieldsTest extends TestCase
{
    private const OFFER = [
        'name' => 'Black Friday',
        'discount' => '20',
        'schedule' => '{"timezone":"Europe/Madrid","start":"2026-11-27T18:00","end":"2026-11-30T23:59","recurrence":null}',
        'starts_at' => '2026-11-27 17:00:00',
        'ends_at' => '2026-11-30 22:59:00',
    ];

    protected function setUp(): void
    {
        Clock::set(new \DateTimeImmutable('2026-11-22 12:00:00 UTC'));
    }

    protected function tearDown(): void
    {
        Clock::set(null);
    }

    public function testWhatIsLeftOutTakesItsDefaultOrKeepsWhatIsStored(): void
    {
        $row = OfferFields::checked(self::OFFER, null);
        self::assertSame('draft', $row['intent']);
        self::assertSame('20.00', $row['discount']);
        self::assertSame('600', $row['checkout_grace']);
        self::assertSame('{"rule":{"kind":"all"},"taken":"frozen","holdout":0,"seed":1,"worseOff":"leaveOut"}', $row['audience']);
        self::assertSame('', $row['rotation']);
        self::assertNull($row['cut_at']);

        $changed = OfferFields::checked(['priority' => '7'], $row);
        self::assertSame('7', $changed['priority']);
        self::assertSame($row['name'], $changed['name']);
        self::assertSame($row['schedule'], $changed['schedule']);
    }

    public function testTextsAreKeptAsWritten(): void
    {
        $name = "'; DROP TABLE `x`; -- <b>&amp;</b> ]]> 🎉 עברית \\";
        self::assertSame($name, OfferFields::checked(['name' => $name] + self::OFFER, null)['name']);
    }

    public function testANameOfBeforeKeepsNobodyFromEndingItsOffer(): void
    {
        $row = ['name' => "Of\nbefore"] + OfferFields::checked(self::OFFER, null);
        self::assertSame("Of\nbefore", OfferFields::checked(['name' => "Of\nbefore", 'intent' => 'paused'], $row)['name']);
        $this->expectExceptionMessage('holds control characters');
        OfferFields::checked(['name' => "Of\nyesterday"], $row);
    }

    public function testRefusalsNameFieldValueAndWayOut(): void
    {
        $cases = [
            [['discount' => '100.01'], 'discount: 100.01 is not accepted; write a percentage from 0 to 100'],
            [['discount' => '-1'], 'discount: -1 '],
            [['discount' => '12.345'], 'more than two decimals'],
            [['discount' => 'NaN'], 'discount: NaN '],
            [['name' => str_repeat('x', 129)], 'has 129 characters; write 1 to 128'],
            [['name' => " \t"], 'has 0 characters'],
            [['name' => "Summer\nid 7  Winter"], 'holds control characters'],
            [['name' => "Summer\u{9b}2J"], 'holds control characters'],
            [['name' => "Summer \u{202e}sale"], 'holds control characters'],
            [['intent' => 'started'], 'intent: "started" is not accepted; write draft | armed'],
            [['priority' => '1.5'], 'priority: "1.5"'],
            [['price_display_method' => '2'], 'price_display_method: "2"'],
            [['membership' => 'both'], 'membership: "both"'],
            [['checkout_grace' => '86401'], 'checkout_grace: "86401"'],
            [['starts_at' => '2026-02-30 10:00:00'], 'starts_at: "2026-02-30 10:00:00" is not accepted; write 2026-11-27 17:00:00'],
            [['starts_at' => '0000-00-00 00:00:00'], 'starts_at: "0000-00-00 00:00:00"'],
            [['schedule' => str_replace('30T23:59', '27T18:00', self::OFFER['schedule']), 'ends_at' => '2026-11-27 17:00:00'], 'ends_at: 2026-11-27 17:00:00 is not after the start, 2026-11-27 17:00:00'],
            [['ends_at' => '2126-11-27 17:00:00'], '2000-…, …, 2100-…'],
            [['modules_denied' => '[12]'], 'set membership to exclusive'],
            [['modules_denied' => '[12,12]', 'membership' => 'exclusive'], '12 is there twice'],
            [['modules_denied' => '{"a":1}'], 'write […]'],
            [['reductions' => '[4]'], 'reductions[0]: 4 is not accepted'],
            [['reductions' => '[{"idCategory":"4","discount":3}]'], 'reductions[0].idCategory'],
            [['reductions' => '[{"idCategory":4,"discount":101}]'], 'reductions[0].discount'],
            [['reductions' => '[{"idCategory":4,"discount":1,"extra":1}]'], 'reductions[0]: extra is not known here; there are idCategory'],
            [['reductions' => '[{"idCategory":4,"discount":1},{"idCategory":4,"discount":2}]'], '4 is there twice'],
            [['audience' => '{"kind":"all"}'], 'audience: kind is not known here; there are rule, taken'],
            [['audience' => '[]'], 'audience.rule: is missing'],
            [['audience' => 'all'], 'write {…}'],
            [['schedule' => '{"timezone":"Mars/Base","start":"2026-11-27T18:00","end":"2026-11-30T23:59","recurrence":null}'], 'schedule.timezone: "Mars/Base"'],
            [['schedule' => '{"timezone":"Europe/Madrid","start":"27.11.2026","end":"2026-11-30T23:59","recurrence":null}'], 'schedule.start: "27.11.2026"'],
            [['starts_at' => '2026-11-27 20:01:00'], 'starts_at: at 2026-11-27 20:01:00 UTC it is 2026-11-27T21:01 in Europe/Madrid for the shop and 2026-11-27T18:00 for this machine'],
        ];
        foreach ($cases as [$change, $message]) {
            try {
                OfferFields::checked($change + self::OFFER, null);
                self::fail('accepted: ' . json_encode($change));
            } catch (Refusal $refusal) {
                self::assertSame(Refusal::BAD_REQUEST, $refusal->getCode());
                self::assertStringContainsString($message, $refusal->getMessage(), (string) json_encode($change));
            }
        }
    }

    public function testAudiencesAreRefusedByFrameKindAndDepth(): void
    {
        $deep = static fn (int $levels): string => str_repeat('{"kind":"noneOf","of":[', $levels - 1) . '{"kind":"all"}' . str_repeat(']}', $levels - 1);
        $all = '{"rule":{"kind":"all"},"taken":"frozen","holdout":0,"seed":1,"worseOff":"leaveOut"}';
        $with = static fn (string $rule): string => str_replace('{"kind":"all"}', $rule, $all);
        self::refusals('audience', [
            [$with('{"kind":"everyone"}'), 'audience.rule.kind: "everyone" is not accepted; write allOf | anyOf'],
            [$with('{"kind":"memberGroups","groups":[]}'), 'audience.rule.groups: [] is not accepted; write [1, 2, 3, …]'],
            [$with('{"kind":"memberGroups","groups":[3,3]}'), '3 is there twice'],
            [$with('{"kind":"memberGroups","groups":["3"]}'), '3 is not an id'],
            [$with('{"kind":"list","list":-1}'), '-1 is not an id'],
            [$with('{"kind":"newsletter","yes":true}'), 'yes is not known here; there are kind, is'],
            [$with('{"kind":"anyOf","of":{"kind":"all"}}'), 'audience.rule.of: '],
            [$with('{"kind":"anyOf","of":[3]}'), 'audience.rule.of[0]: 3 is not accepted; write {"kind":"…"}'],
            [$with('{"kind":"orUnknown"}'), 'audience.rule.of: null is not accepted'],
            [$with($deep(17)), 'nested more than 16 levels'],
            [$with(str_repeat('[', 3000) . str_repeat(']', 3000)), 'levels deep'],
            [$with('{"kind":"postcode","prefixes":["' . str_repeat('9', 65536) . '"]}'), 'send at most 65536'],
            [str_replace('"holdout":0', '"holdout":101', $all), 'audience.holdout: 101 is not accepted; write a percentage'],
            [str_replace('"holdout":0', '"holdout":"5"', $all), 'audience.holdout: 5 '],
            [str_replace('frozen', 'once', $all), 'audience.taken: "once" is not accepted; write frozen | live'],
            [str_replace('leaveOut', 'ask', $all), 'audience.worseOff: "ask"'],
            [str_replace('"seed":1', '"seed":1.5', $all), 'audience.seed: 1.5'],
            [str_replace(',"seed":1', '', $all), 'audience.seed: is missing'],
        ]);
        self::assertSame($with($deep(16)), OfferFields::checked(['audience' => $with($deep(16))] + self::OFFER, null)['audience']);
    }

    public function testRotationsAreRefusedByTurnAndShares(): void
    {
        $daily = '{"turn":"P1D","by":{"cohorts":3},"coolDown":0,"maxTurns":null}';
        self::refusals('rotation', [
            ['{}', 'rotation.turn: is missing'],
            ['[3]', 'write {…}'],
            [str_replace('P1D', 'PT4M59S', $daily), 'PT4M59S is too short; the shortest turn is 300 seconds'],
            [str_replace('P1D', 'P1W', $daily), 'rotation.turn: P1W is longer than the window'],
            [str_replace('P1D', 'PT78H', $daily), 'is longer than the window'],
            [str_replace('P1D', '1 day', $daily), '"1 day" is not the length of a turn; write P7D'],
            [str_replace('P1D', 'P', $daily), 'is not the length of a turn'],
            [str_replace('P1D', 'P1DT', $daily), 'is not the length of a turn'],
            [str_replace('P1D', 'P1M', $daily), 'is not the length of a turn'],
            [str_replace('"cohorts":3', '"capacity":0', $daily), 'rotation.by.capacity: 0 is not accepted; write 1…100000000'],
            [str_replace('"cohorts":3', '"cohorts":2.5', $daily), 'rotation.by.cohorts: 2.5'],
            [str_replace('"cohorts":3', '"cohorts":3,"capacity":5', $daily), 'rotation.by: '],
            [str_replace('"coolDown":0', '"coolDown":-1', $daily), 'rotation.coolDown: -1'],
            [str_replace('null', '0', $daily), 'rotation.maxTurns: 0'],
        ]);
        foreach (['PT5M', 'PT300S', 'P1D', 'P2DT6H', 'PT77H59M'] as $turn) {
            $rotation = str_replace('P1D', $turn, $daily);
            self::assertSame($rotation, OfferFields::checked(['rotation' => $rotation] + self::OFFER, null)['rotation']);
        }
        foreach (['', ' ', 'null'] as $none) {
            self::assertSame('', OfferFields::checked(['rotation' => $none] + self::OFFER, null)['rotation']);
        }
    }

    public function testRecurrencesAreCheckedByShape(): void
    {
        $weekly = str_replace('null', '{"rule":"FREQ=WEEKLY;BYDAY=FR,+1SA;UNTIL=20270101T000000","except":["2026-12-25"],"cuts":["2026-11-27T18:22:10Z"]}', self::OFFER['schedule']);
        $endless = ['schedule' => $weekly, 'ends_at' => '2099-12-31 23:59:59'] + self::OFFER;
        self::assertSame($weekly, OfferFields::checked($endless, null)['schedule']);
        $turns = '{"turn":"P52W","by":{"cohorts":3},"coolDown":0,"maxTurns":null}';
        self::assertSame($turns, OfferFields::checked(['rotation' => $turns] + $endless, null)['rotation'], 'how long its windows are is the service\'s to know');
        self::refusals('schedule', [
            [str_replace('FREQ=WEEKLY', 'FREQ=HOURLY', $weekly), 'write FREQ=DAILY | FREQ=WEEKLY | FREQ=MONTHLY | FREQ=YEARLY'],
            [str_replace('FREQ=WEEKLY', 'INTERVAL=2', $weekly), 'write FREQ=DAILY'],
            [str_replace('FREQ=WEEKLY', 'FREQ=WEEKLY;FREQ=DAILY', $weekly), 'write FREQ=DAILY'],
            [str_replace('FREQ=WEEKLY', "FREQ=WEEKLY' OR 1", $weekly), 'write "FREQ=WEEKLY;BYDAY=FR"'],
            [str_replace('2026-12-25', '2026-02-30', $weekly), 'schedule.recurrence.except[0]: "2026-02-30" is not accepted; write 2026-12-25'],
            [str_replace('18:22:10Z', '18:22:10', $weekly), 'schedule.recurrence.cuts[0]'],
            [str_replace('2026-11-27T18:22:10Z', '2026-11-27 18:22:10', $weekly), 'schedule.recurrence.cuts[0]'],
            [str_replace(',"cuts":["2026-11-27T18:22:10Z"]', '', $weekly), 'schedule.recurrence.cuts: is missing'],
            [str_replace(',"recurrence":null', '', self::OFFER['schedule']), 'schedule.recurrence: is missing'],
            [str_replace('null', '"weekly"', self::OFFER['schedule']), 'schedule.recurrence: "weekly" is not accepted'],
        ]);
    }

    public function testTheHourThatDoesNotExistAndTheOneThatHappensTwice(): void
    {
        $gap = ['schedule' => '{"timezone":"Europe/Madrid","start":"2027-03-28T02:30","end":"2027-03-28T12:00","recurrence":null}', 'ends_at' => '2027-03-28 10:00:00'];
        foreach (['2027-03-28 01:30:00', '2027-03-28 00:30:00', '2027-03-28 01:00:00'] as $start) {
            self::assertSame('2027-03-28 01:30:00', OfferFields::checked(['starts_at' => $start] + $gap + self::OFFER, null)['starts_at']);
        }
        $twice = ['schedule' => '{"timezone":"Europe/Madrid","start":"2026-10-25T02:30","end":"2026-10-26T12:00","recurrence":null}', 'ends_at' => '2026-10-26 11:00:00'];
        foreach (['2026-10-25 00:30:00', '2026-10-25 01:30:00'] as $start) {
            self::assertSame('2026-10-25 00:30:00', OfferFields::checked(['starts_at' => $start] + $twice + self::OFFER, null)['starts_at']);
        }
    }

    public function testACutInThePastIsNowUnlessItIsStoredAlready(): void
    {
        self::assertSame('2026-11-22 12:00:00', OfferFields::checked(['cut_at' => '2026-01-01 00:00:00'] + self::OFFER, null)['cut_at']);
        self::assertSame('2026-11-28 00:00:00', OfferFields::checked(['cut_at' => '2026-11-28 00:00:00'] + self::OFFER, null)['cut_at']);
        $stored = ['cut_at' => '2026-11-20 00:00:00'] + OfferFields::checked(self::OFFER, null);
        self::assertSame('2026-11-20 00:00:00', OfferFields::checked(['cut_at' => '2026-11-20 00:00:00'], $stored)['cut_at']);
        self::assertNull(OfferFields::checked(['cut_at' => ''], $stored)['cut_at']);
    }

    public function testReductionsAreReadAsTheyAreStored(): void
    {
        self::assertSame(
            [['idCategory' => 4, 'discount' => '30.00', 'subcategories' => true], ['idCategory' => 5, 'discount' => '12.50', 'subcategories' => false], ['idCategory' => 6, 'discount' => '100.00', 'subcategories' => false]],
            OfferRules::reductionsOf('[{"idCategory":4,"discount":30,"subcategories":true},{"idCategory":5,"discount":12.5},{"idCategory":6,"discount":100.0}]')
        );
    }

    /** @param list<array{string, string}> $cases value, part of the message */
    private static function refusals(string $field, array $cases): void
    {
        foreach ($cases as [$value, $message]) {
            try {
                OfferFields::checked([$field => $value] + self::OFFER, null);
                self::fail("accepted: {$value}");
            } catch (Refusal $refusal) {
                self::assertSame(Refusal::BAD_REQUEST, $refusal->getCode());
                self::assertStringContainsString($message, $refusal->getMessage(), $value);
                self::assertLessThan(600, mb_strlen($refusal->getMessage()));
            }
        }
    }
}
