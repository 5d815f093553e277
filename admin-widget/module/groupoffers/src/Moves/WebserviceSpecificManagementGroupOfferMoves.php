<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Group\IdleGroups;
use PrestaShop\Module\GroupOffers\Install\MenuTab;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Moves\Enter;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Moves\Ledger;
use PrestaShop\Module\GroupOffers\Moves\Repair;
use PrestaShop\Module\GroupOffers\Moves\Request;
use PrestaShop\Module\GroupOffers\Moves\Until;
use PrestaShop\Module\GroupOffers\Offer\Calendar;
use PrestaShop\Module\GroupOffers\Offer\OfferTimes;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_moves` of docs/PROTOCOL.md. */
class WebserviceSpecificManagementGroupOfferMoves extends JsonResource
{
    private const MAX_MS = 20000;

    public function answer(string $method, array $query, array $body): array
    {
        Refusal::ifWrong($method !== 'POST', 'method', $method, ['POST']);

        return match ($body['kind'] ?? null) {
            'enter' => Enter::handle($body),
            'until' => Until::handle($body),
            'leave' => $this->leave($body),
            'repair' => $this->repair($body),
            default => throw Refusal::wrong('kind', $body['kind'] ?? null, ['enter', 'until', 'leave', 'repair']),
        };
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function leave(array $body): array
    {
        // What ends may always end: a lost lease is no reason to keep anybody.
        Lease::renew($body['lease'] ?? null);
        $budget = is_array($body['budget'] ?? null) ? $body['budget'] : [];
        $from = $body['from'] ?? 'first';
        Refusal::ifWrong($from !== 'first' && $from !== 'last', 'from', $from, ['first', 'last']);
        $after = $body['after'] ?? null;
        Refusal::ifWrong($after !== null && !is_string($after), 'after', $after, '`next`');

        return Leave::due(min(100000, Request::int($budget, 'customers')), min(self::MAX_MS, Request::int($budget, 'ms')), $from === 'last', $after);
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function repair(array $body): array
    {
        $lease = Lease::required($body);
        Ledger::purgeDaily();
        OfferTimes::follow();
        Calendar::tellAll();
        $done = Repair::run();
        $module = \Module::getInstanceByName('groupoffers');
        if ($module instanceof \Groupoffers) {
            MenuTab::repair($module);
        }

        // After it: whoever stood in such a group has been put back.
        return $done + ['idle' => IdleGroups::clear($lease)];
    }
}
