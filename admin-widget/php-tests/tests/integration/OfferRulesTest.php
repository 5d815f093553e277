<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration;

use PrestaShop\Module\GroupOffers\Audience\Import;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;
use PrestaShop\Module\GroupOffers\Offer\ShopDetails;

/** What offers may name: the ids of their audiences are looked up in the shop. */
final class OfferRulesTest extends MovesCase
{
    private const OFFER = [
        'name' => 'Test',
        'schedule' => '{"timezone":"UTC","start":"2026-12-27T16:00","end":"2026-12-27T20:00","recurrence":null}',
        'starts_at' => '2026-12-27 16:00:00',
        'ends_at' => '2026-12-27 20:00:00',
    ];

    public function testIdsThatAreNotThereAreNamedWithTheirField(): void
    {
        $list = Lists::add(0, [], false)['list'];
        $import = Import::lines(0, 'list', [])['list'];
        $own = $this->group($this->offer());
        $cases = [
            ['{"kind":"memberGroups","groups":[3,99999]}', 'audience.rule.groups: the shop has none with the id 99999'],
            ['{"kind":"defaultGroups","groups":[' . $own . ']}', "audience.rule.groups: {$own} belongs to Group offers itself"],
            ['{"kind":"anyOf","of":[{"kind":"country","countries":[6]},{"kind":"country","countries":[8,999]}]}', 'audience.rule.of[1].countries: the shop has none with the id 999'],
            ['{"kind":"orUnknown","of":{"kind":"region","states":[999]}}', 'audience.rule.of.states: the shop has none with the id 999'],
            ['{"kind":"language","languages":[99]}', 'audience.rule.languages: the shop has none with the id 99'],
            ['{"kind":"boughtCategory","category":999,"subcategories":true,"orders":1}', 'audience.rule.category: the shop has none with the id 999'],
            ['{"kind":"list","list":99999}', 'audience.rule.list: the shop has none with the id 99999'],
            ['{"kind":"list","list":' . $import . '}', 'audience.rule.list: the shop has none'],
            ['{"kind":"allOf","of":[]}', 'audience.rule.of: [] is not accepted; write [{"kind":"…"}, …]'],
            ['{"kind":"score","list":' . $list . ',"atLeast":1}', 'audience.rule.list: the shop has none'],
        ];
        foreach ($cases as [$rule, $message]) {
            $refusal = $this->refused(Refusal::BAD_REQUEST, fn () => OfferFields::checked(['audience' => self::audience($rule)] + self::OFFER, null));
            self::assertStringContainsString($message, $refusal->getMessage());
        }
    }

    public function testAnOfferIsPausedThoughAnIdItNamesIsGone(): void
    {
        $stored = ['intent' => 'armed', 'audience' => self::audience('{"kind":"list","list":99999}'), 'cut_at' => null] + OfferFields::checked(self::OFFER, null);
        self::assertSame('paused', OfferFields::checked(['intent' => 'paused'], $stored)['intent']);
        $this->refused(Refusal::BAD_REQUEST, fn () => OfferFields::checked(['intent' => 'armed'], ['intent' => 'paused'] + $stored));
    }

    public function testDetailsTellWhatAudiencesMayName(): void
    {
        $details = ShopDetails::read();
        self::assertSame([6, 8, 17, 21], self::sorted(array_column($details['countries'], 'id')), 'active ones');
        self::assertContains(['id' => 6, 'iso' => 'ES', 'name' => 'Spain'], $details['countries']);
        self::assertContains(['id' => 313, 'iso' => 'ES-B', 'name' => 'Barcelona', 'country' => 6], $details['states']);
        self::assertSame([4, 8, 313, 337], self::sorted(array_column($details['states'], 'id')));
        self::assertSame([['id' => 1, 'iso' => 'en', 'name' => 'English'], ['id' => 2, 'iso' => 'es', 'name' => 'Español']], $details['languages']);
        self::assertSame(['EUR', 300], [$details['currency'], $details['shortestTurn']]);
    }

    private static function audience(string $rule): string
    {
        return '{"rule":' . $rule . ',"taken":"frozen","holdout":10,"seed":1,"worseOff":"leaveOut"}';
    }

    /**
     * @param int[] $ids
     *
     * @return int[]
     */
    private static function sorted(array $ids): array
    {
        sort($ids);

        return $ids;
    }
}
