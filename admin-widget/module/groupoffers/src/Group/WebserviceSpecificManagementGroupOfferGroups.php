<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Group\ShopNames;
use PrestaShop\Module\GroupOffers\Group\WorseOff;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * POST group_offer_groups: the groups of these offers shall be as the offers say, or (`idle`) those that nobody needs have no discount any more.
 * GET: whose customers would be worse off in the offer; names of groups and categories.
 */
class WebserviceSpecificManagementGroupOfferGroups extends JsonResource
{
    private const OFFERS_AT_MOST = 1000;
    /** Well inside every host's time limit; the rest is asked for again. */
    private const BUDGET_MS = 20000;

    public function answer(string $method, array $query, array $body): array
    {
        if ($method === 'GET') {
            return isset($query['names']) ? ['names' => ShopNames::read($query['names'])] : ['worseOff' => self::worseOff($query)];
        }
        $lease = Lease::required($body);
        if (($body['idle'] ?? false) === true) {
            return ['idle' => IdleGroups::clear($lease)];
        }
        $check = $body['check'] ?? 'quick';
        Refusal::ifWrong(!in_array($check, ['quick', 'full'], true), 'check', $check, ['quick', 'full']);

        return ['groups' => self::prepared(self::offers($body['offers'] ?? null), $lease, $check === 'full')];
    }

    /**
     * One offer's refusal stops no other; a lost lease stops all.
     *
     * @param list<array{offer: int, version: int}> $offers
     *
     * @return list<array<string, mixed>> of as many as there is time for, of one at least
     */
    private static function prepared(array $offers, int $lease, bool $full): array
    {
        $answers = [];
        $end = hrtime(true) + self::BUDGET_MS * 1e6;
        foreach ($offers as ['offer' => $offer, 'version' => $version]) {
            if ($answers !== [] && hrtime(true) >= $end) {
                break;
            }
            try {
                $answers[] = ['offer' => $offer] + OfferGroups::prepare($offer, $version, $lease, $full);
            } catch (Refusal $refusal) {
                if ($refusal->getCode() === Refusal::LEASE_LOST) {
                    throw $refusal;
                }
                $answers[] = ['offer' => $offer, 'refused' => $refusal->told()];
            }
        }

        return $answers;
    }

    /**
     * @param mixed $offers
     *
     * @return list<array{offer: int, version: int}>
     */
    private static function offers($offers): array
    {
        Refusal::ifWrong(!is_array($offers) || !array_is_list($offers) || $offers === [] || count($offers) > self::OFFERS_AT_MOST, 'offers', $offers, sprintf('[{"offer", "version"}, …] (1…%d)', self::OFFERS_AT_MOST));
        $checked = [];
        foreach ($offers as $index => $each) {
            Refusal::ifWrong(!is_array($each), "offers.{$index}", $each, '{"offer", "version"}');
            foreach (['offer', 'version'] as $field) {
                Refusal::ifWrong(!is_int($each[$field] ?? null) || $each[$field] < 1, "offers.{$index}.{$field}", $each[$field] ?? null, '≥ 1');
            }
            $checked[] = ['offer' => $each['offer'], 'version' => $each['version']];
        }

        return $checked;
    }

    /** @return list<array<string, mixed>> judged afresh; nothing is kept */
    private static function worseOff(array $query): array
    {
        $offer = $query['offer'] ?? null;
        Refusal::ifWrong(!is_string($offer) || preg_match('/^[1-9]\d{0,8}$/D', $offer) !== 1, 'offer', $offer, '≥ 1');

        return WorseOff::judged(Offers::row((int) $offer) ?? throw Refusal::notFound('offer', (int) $offer));
    }
}
