<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Activity\ActivityPage;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Core\JsonAnswer;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Page;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The one door through which the back-office page asks (docs/PROTOCOL.md, "What the back-office page asks"). */
final class Gate
{
    public function __construct(private readonly \Groupoffers $module, private readonly Rights $rights)
    {
    }

    /**
     * @param string $token of the request's header
     * @param string $raw the request's body
     */
    public function answer(string $type, string $token, string $raw): JsonAnswer
    {
        // No other site's form can send this type, nor know the token.
        if (preg_match('#^application/json\s*(?:;|$)#iD', $type) !== 1) {
            return JsonAnswer::of(self::class, static fn () => throw Refusal::wrong('Content-Type', $type, 'application/json'));
        }
        if (!hash_equals($this->rights->token(), $token)) {
            return JsonAnswer::refused(401, 401, 'the session is over: load the page again');
        }
        if (!$this->rights->has(Right::View)) {
            return JsonAnswer::refused(403, 403, $this->module->translate('Your profile does not allow you to look at group offers.'), ['missing' => [Right::View->value]]);
        }
        /** @var Denied|null $denied */
        $denied = null;
        $answer = JsonAnswer::of(self::class, function () use ($raw, &$denied): array {
            try {
                return ShopScope::within($this->rights->shops(), fn (): array => $this->allowed($raw));
            } catch (Denied $error) {
                $denied = $error;

                return [];
            }
        });
        if ($denied === null) {
            return $answer;
        }
        $message = $this->module->translate('You may not do this. Needed: %rights%', ['%rights%' => $denied->getMessage()]);

        return JsonAnswer::refused(403, 403, $message, ['missing' => array_column($denied->missing, 'value')]);
    }

    /**
     * @return array<string, mixed>
     *
     * @throws Denied
     */
    private function allowed(string $raw): array
    {
        [$resource, $method, $query, $body] = self::request($raw);
        $this->rights->need(...Actions::needs($resource, $method, $body) ?? throw Refusal::wrong('resource', "{$method} {$resource}", 'docs/PROTOCOL.md'));

        return $this->routed($resource, $method, $query, $body);
    }

    /** @return array{0: string, 1: string, 2: array<string, string>, 3: array<string, mixed>} */
    private static function request(string $raw): array
    {
        $given = JsonAnswer::decoded($raw);
        $resource = $given['resource'] ?? null;
        $method = $given['method'] ?? null;
        $query = $given['query'] ?? [];
        $body = $given['body'] ?? [];
        Refusal::ifWrong(!is_string($resource) || preg_match('/^[a-z_]{1,40}$/D', $resource) !== 1, 'resource', $resource, '"group_offer_…" | "page_…"');
        Refusal::ifWrong(!is_string($method) || preg_match('/^[A-Z]{3,6}$/D', $method) !== 1, 'method', $method, ['GET', 'POST', 'PUT', 'DELETE']);
        Refusal::ifWrong(!is_array($query) || array_filter($query, static fn ($value): bool => !is_string($value) && !is_int($value)) !== [], 'query', $query, '{"…":"…"}');
        Refusal::ifWrong(!is_array($body) || (array_is_list($body) && $body !== []), 'body', '…', '{…}');
        if ($method === 'GET' && $body !== []) {
            // What only looks is allowed to more people: nothing may ride along with it.
            throw Refusal::wrong('body', array_keys($body), '{}');
        }

        return [$resource, $method, array_map('strval', $query), $body];
    }

    /**
     * @param array<string, string> $query
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function routed(string $resource, string $method, array $query, array $body): array
    {
        switch ($resource) {
            case 'group_offers':
                return (new OfferRows($this->rights))->answer($method, $query, $body);
            case 'page_overview':
                return Page\Overview::read();
            case 'page_choices':
                return Page\Choices::read();
            case 'page_customers':
                return Page\Customers::answer($body);
            case 'page_customer':
                return Page\CustomerPage::answer($body);
            case 'page_review':
                Actions::needShop($this->rights, (int) (is_array($body['plan'] ?? null) && is_scalar($body['plan']['id_shop'] ?? 0) ? $body['plan']['id_shop'] ?? 0 : 0));
                $this->needOffer($body['offer'] ?? 0);

                return Page\Review::answer($body, $this->rights->has(Right::CartRules));
            case 'page_products':
                return Page\Products::answer($body);
            case 'page_activity':
                $this->needOffer($body['saved']['offer'] ?? $query['offer'] ?? 0);

                return ActivityPage::answer($query, $body);
            case 'page_connection':
                return Connection::answer($this->module, $body);
            case 'group_offer_status':
                return (new \WebserviceSpecificManagementGroupOfferStatus())->answer($method, $query, $body);
            case 'group_offer_groups':
                $this->needOffers($query['offer'] ?? '');

                return Page\Preview::alone(static fn (): array => (new \WebserviceSpecificManagementGroupOfferGroups())->answer($method, $query, []));
            case 'group_offer_facts':
                return (new \WebserviceSpecificManagementGroupOfferFacts())->answer($method, $query, []);
            case 'group_offer_audience':
                $this->needOffers($query['frozen'] ?? $query['frozenOf'] ?? $query['rotation'] ?? '');
                $this->needForAudience($body);

                return (new \WebserviceSpecificManagementGroupOfferAudience(true))->answer($method, $query, $body);
            case 'group_offer_imports':
                $this->needForAudience($body);

                return (new \WebserviceSpecificManagementGroupOfferImports(0))->answer($method, $query, $body);
            case 'group_offer_exclusions':
                return (new \WebserviceSpecificManagementGroupOfferExclusions())->answer($method, $query, $body);
            case 'group_offer_control':
                return (new \WebserviceSpecificManagementGroupOfferControl())->answer($method, $query, $body);
            case 'group_offer_enrolments':
                $this->needOffers($query['offer'] ?? '0');

                return (new \WebserviceSpecificManagementGroupOfferEnrolments())->answer($method, $query, []);
            case 'group_offer_moves':
                Refusal::ifWrong(($body['kind'] ?? null) !== 'leave', 'kind', $body['kind'] ?? null, ['leave']);
                unset($body['lease']);

                return (new \WebserviceSpecificManagementGroupOfferMoves())->answer($method, $query, $body);
            default:
                throw Refusal::wrong('resource', $resource, 'docs/PROTOCOL.md');
        }
    }

    /**
     * @param string $ids as they stand in the address; 0 is all offers
     *
     * @throws Denied when one of them is for a shop that the employee may not enter
     */
    private function needOffers(string $ids): void
    {
        if (ShopScope::isLimited() && $ids !== '') {
            foreach (array_map('intval', explode(',', $ids)) as $id) {
                $row = Offers::row($id);
                Actions::needShop($this->rights, (int) ($row['id_shop'] ?? 0));
            }
        }
    }

    /** @param mixed $id of an offer; 0, or what is none: of no one offer */
    private function needOffer($id): void
    {
        $this->needOffers(is_scalar($id) && (int) $id > 0 ? (string) (int) $id : '');
    }

    /**
     * @param array<string, mixed> $body
     *
     * @throws Denied
     */
    private function needForAudience(array $body): void
    {
        if (in_array($body['ask']['kind'] ?? null, ['region', 'postcode'], true)) {
            Actions::needWhen($this->rights, 'a question about addresses');
        }
        $name = $body['import']['finish'] ?? null;
        $list = is_string($name) ? Lists::replacedBy($body['import']['list'] ?? null, $name) : (is_int($body['forget'] ?? null) ? $body['forget'] : 0);
        if ($list > 0 && is_string($name)) {
            Actions::needWhen($this->rights, 'an import takes the place of a list');
        }
        if ($list > 0 && Lists::reachesBeyondScope($list)) {
            Actions::needWhen($this->rights, 'a list that holds customers of other shops is replaced or deleted');
        }
    }
}
