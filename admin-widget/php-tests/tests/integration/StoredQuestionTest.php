<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Facts\QuestionLimit;
use PrestaShop\Module\GroupOffers\Facts\StoredQuestion;

/** The key asks by what the shop keeps: offer, version, place, and a day near now or near a window (invariant 12). The offer runs from 16:00 to 20:00. */
final class StoredQuestionTest extends MovesCase
{
    private const RULE = ['kind' => 'allOf', 'of' => [
        ['kind' => 'all'],
        ['kind' => 'noneOf', 'of' => [['kind' => 'orUnknown', 'of' => ['kind' => 'openCart', 'period' => ['from' => ['months' => 6], 'until' => ['days' => 0]]]]]],
    ]];
    private const PLACE = [1, 0, 0];

    public function testTheCriterionIsReadFromTheOffersOwnRow(): void
    {
        [$in, $early, $late] = $this->customers(3);
        // Six months before 31 August is the last of February.
        $this->cart($in, '2027-02-28 00:00:00');
        $this->cart($early, '2027-02-27 23:59:59');
        $this->cart($late, '2027-08-31 00:00:00');
        $this->at('2027-08-31T12:00:00.000Z');
        $offer = $this->asking(['starts_at' => '2027-08-31 16:00:00', 'ends_at' => '2027-08-31 20:00:00']);
        self::assertSame([$in], $this->ask($offer, ['day' => '2027-08-31'])['yes']);
    }

    public function testAnotherVersionPlaceOrOfferIsRefused(): void
    {
        $offer = $this->asking();
        self::assertSame('stale_version', $this->notAnswered($offer, ['version' => 2])->name());
        self::assertSame('not_found', $this->notAnswered($offer + 1)->name());
        foreach ([[], [0], [1], [1, 0], [1, 0, 1], [7], [1, 0, 0, 0], 'x', [-1], ['1', '0', '0']] as $place) {
            self::assertStringStartsWith('ask.place: ', $this->notAnswered($offer, ['place' => $place])->getMessage());
        }
        foreach (['kind', 'prefixes', 'from'] as $own) {
            // What is asked is what is stored, whatever else is sent.
            self::assertSame([], $this->ask($offer, [$own => 'postcode'])['yes']);
        }
    }

    public function testTheDayIsNearNowOrNearAWindow(): void
    {
        $this->at('2026-11-20T12:00:00.000Z');
        $offer = $this->asking();
        foreach (['2026-11-18', '2026-11-22', '2026-11-25', '2026-11-29'] as $day) {
            self::assertIsArray($this->ask($offer, ['day' => $day]));
        }
        foreach (['2026-11-17', '2026-11-23', '2026-11-24', '2026-11-30', '2025-11-27', '2026-11-31', '', 20261127, null] as $day) {
            self::assertStringStartsWith('ask.day: ', $this->notAnswered($offer, ['day' => $day])->getMessage());
        }
        $this->at('2026-12-02T12:00:00.000Z');
        self::assertStringStartsWith('ask.day: ', $this->notAnswered($offer, ['day' => '2026-11-27'])->getMessage(), 'that window is over');
    }

    public function testSoManyDifferentQuestionsAnHourAndTheSameOneIsFree(): void
    {
        $offer = $this->asking();
        $this->ask($offer);
        $rows = implode(',', array_map(static fn (int $i): string => "('" . hash('md5', (string) $i) . "', '2026-11-27 17:00:00')", range(2, QuestionLimit::AN_HOUR)));
        Sql::execute('INSERT INTO ' . Sql::table('groupoffers_question') . " VALUES {$rows}");
        $this->ask($offer);
        self::assertSame('too_many_questions', $this->notAnswered($offer, ['day' => '2026-11-28'])->name());
        $this->at('2026-11-27T18:00:00.001Z');
        self::assertIsArray($this->ask($offer, ['day' => '2026-11-28']));
        self::assertSame('1', Sql::value('SELECT COUNT(*) FROM ' . Sql::table('groupoffers_question')));
    }

    /** @param array<string, int|string> $changes */
    private function asking(array $changes = []): int
    {
        return $this->offer($changes + ['audience' => (string) json_encode(['rule' => self::RULE, 'taken' => 'live', 'holdout' => 0, 'seed' => 1, 'worseOff' => 'include'])]);
    }

    private function cart(int $customer, string $at): void
    {
        Sql::execute('INSERT INTO ' . Sql::table('cart') . " SET `id_customer` = {$customer}, `id_shop` = 1, `date_add` = '{$at}', `date_upd` = '{$at}'");
        Sql::execute('INSERT INTO ' . Sql::table('cart_product') . ' SET `id_cart` = ' . Sql::insertId() . ', `id_product` = 1, `id_shop` = 1, `quantity` = 1, `date_add` = NOW()');
    }

    /**
     * @param array<string, mixed> $changes
     *
     * @return array<string, mixed>
     */
    private function ask(int $offer, array $changes = []): array
    {
        return StoredQuestion::page($changes + ['offer' => $offer, 'version' => 1, 'place' => self::PLACE, 'day' => '2026-11-27'], 0, 50000);
    }

    /** @param array<string, mixed> $changes */
    private function notAnswered(int $offer, array $changes = []): Refusal
    {
        try {
            $this->ask($offer, $changes);
        } catch (Refusal $refusal) {
            return $refusal;
        }
        self::fail('answered: ' . json_encode($changes));
    }
}
