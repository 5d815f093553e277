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
        if (!in_array($check, ['quick', 'full'], true)) {
            throw Refusal::badRequest('check: expected "quick" or "full"');
        }

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
                $answers[] = ['offer' => $offer, 'refused' => ['code' => $refusal->getCode(), 'message' => $refusal->getMessage()]];
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
        if (!is_array($offers) || !array_is_list($offers) || $offers === [] || count($offers) > self::OFFERS_AT_MOST) {
            throw Refusal::badRequest(sprintf('offers: expected a list of 1 to %d {"offer", "version"}', self::OFFERS_AT_MOST));
        }
        $checked = [];
        foreach ($offers as $index => $each) {
            if (!is_array($each)) {
                throw Refusal::badRequest("offers.{$index}: expected {\"offer\", \"version\"}");
            }
            foreach (['offer', 'version'] as $field) {
                if (!is_int($each[$field] ?? null) || $each[$field] < 1) {
                    throw Refusal::badRequest("offers.{$index}.{$field}: expected a whole number from 1");
                }
            }
            $checked[] = ['offer' => $each['offer'], 'version' => $each['version']];
        }

        return $checked;
    }

    /** @return list<array<string, mixed>> judged afresh; nothing is kept */
    private static function worseOff(array $query): array
    {
        $offer = $query['offer'] ?? null;
        if (!is_string($offer) || preg_match('/^[1-9]\d{0,8}$/D', $offer) !== 1) {
            throw Refusal::badRequest('offer: expected a whole number from 1');
        }

        return WorseOff::judged(Offers::row((int) $offer) ?? throw Refusal::notFound("offer {$offer} does not exist; list the offers"));
    }
}
