<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\JsonAnswer;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Page;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The one door through which the back-office page asks (docs/PROTOCOL.md, "What the back-office page asks"). */
final class Gate
{
    /** Requests that only look, by resource and method; of a list, the body holds exactly one of these beside `after` and `limit`. */
    private const VIEW = [
        'group_offers' => ['GET' => true],
        'group_offer_status' => ['GET' => true],
        'group_offer_groups' => ['GET' => true],
        'group_offer_facts' => ['GET' => true],
        'group_offer_audience' => ['GET' => true, 'POST' => ['ask']],
        'group_offer_enrolments' => ['GET' => true],
        'page_overview' => ['GET' => true],
        'page_choices' => ['GET' => true],
        'page_customers' => ['POST' => true],
        'page_customer' => ['POST' => true],
        'page_review' => ['POST' => true],
        'page_products' => ['POST' => true],
        'page_connection' => ['GET' => true],
    ];
    private const EDIT = [
        'group_offers' => ['POST' => true, 'PUT' => true, 'DELETE' => true],
        'group_offer_status' => ['POST' => ['hold']],
        'group_offer_audience' => ['POST' => ['import', 'forget', 'pin', 'unpin']],
        'group_offer_moves' => ['POST' => true],
        'page_connection' => ['POST' => true],
    ];

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
            return JsonAnswer::refused(400, Refusal::BAD_REQUEST, 'Content-Type: expected application/json');
        }
        if (!hash_equals($this->rights->token(), $token)) {
            return JsonAnswer::refused(401, 401, 'the session is over: load the page again');
        }
        if (!$this->rights->mayView()) {
            return JsonAnswer::refused(403, 403, $this->module->translate('Your profile does not allow you to look at group offers.'));
        }
        $denied = false;
        $answer = JsonAnswer::of(self::class, function () use ($raw, &$denied): array {
            [$resource, $method, $query, $body] = self::request($raw);
            $allowed = self::allows(self::VIEW, $resource, $method, $body) || ($mayEdit = $this->rights->mayEdit()) && self::allows(self::EDIT, $resource, $method, $body);
            if ($allowed) {
                return $this->routed($resource, $method, $query, $body);
            }
            $denied = !($mayEdit ?? true) && self::allows(self::EDIT, $resource, $method, $body);
            throw Refusal::badRequest("resource: {$resource} does not take {$method} like this; see docs/PROTOCOL.md");
        });

        return $denied ? JsonAnswer::refused(403, 403, $this->module->translate('Your profile does not allow you to change group offers.')) : $answer;
    }

    /** @return array{0: string, 1: string, 2: array<string, string>, 3: array<string, mixed>} */
    private static function request(string $raw): array
    {
        $given = JsonAnswer::decoded($raw);
        $resource = $given['resource'] ?? null;
        $method = $given['method'] ?? null;
        $query = $given['query'] ?? [];
        $body = $given['body'] ?? [];
        if (!is_string($resource) || preg_match('/^[a-z_]{1,40}$/D', $resource) !== 1) {
            throw Refusal::badRequest('resource: expected the name of a resource');
        }
        if (!is_string($method) || preg_match('/^[A-Z]{3,6}$/D', $method) !== 1) {
            throw Refusal::badRequest('method: expected GET, POST, PUT or DELETE');
        }
        if (!is_array($query) || array_filter($query, static fn ($value): bool => !is_string($value) && !is_int($value)) !== []) {
            throw Refusal::badRequest('query: expected an object of texts and numbers');
        }
        if (!is_array($body) || (array_is_list($body) && $body !== [])) {
            throw Refusal::badRequest('body: expected a JSON object');
        }
        if ($method === 'GET' && $body !== []) {
            // What only looks is allowed to more people: nothing may ride along with it.
            throw Refusal::badRequest('body: GET takes none');
        }

        return [$resource, $method, array_map('strval', $query), $body];
    }

    /**
     * @param array<string, array<string, true|list<string>>> $table
     * @param array<string, mixed> $body
     */
    private static function allows(array $table, string $resource, string $method, array $body): bool
    {
        $rule = $table[$resource][$method] ?? null;
        if ($rule === null || $rule === true) {
            return $rule === true;
        }
        $keys = array_values(array_diff(array_keys($body), $rule === ['ask'] ? ['after', 'limit'] : []));

        return count($keys) === 1 && in_array($keys[0], $rule, true);
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
                return OfferRows::answer($method, $query, $body);
            case 'page_overview':
                return Page\Overview::read();
            case 'page_choices':
                return Page\Choices::read();
            case 'page_customers':
                return Page\Customers::answer($body);
            case 'page_customer':
                return Page\CustomerPage::answer($body);
            case 'page_review':
                return Page\Review::answer($body);
            case 'page_products':
                return Page\Products::answer($body);
            case 'page_connection':
                return Connection::answer($this->module, $body);
            case 'group_offer_status':
                if ($body !== [] && $body['hold'] !== null) {
                    throw Refusal::badRequest('hold: only null, the merchant\'s word that all is well');
                }

                return (new \WebserviceSpecificManagementGroupOfferStatus())->answer($method, $query, $body);
            case 'group_offer_groups':
                return Page\Preview::alone(static fn (): array => (new \WebserviceSpecificManagementGroupOfferGroups())->answer($method, $query, []));
            case 'group_offer_facts':
                return (new \WebserviceSpecificManagementGroupOfferFacts())->answer($method, $query, []);
            case 'group_offer_audience':
                return (new \WebserviceSpecificManagementGroupOfferAudience())->answer($method, $query, $body);
            case 'group_offer_enrolments':
                return (new \WebserviceSpecificManagementGroupOfferEnrolments())->answer($method, $query, []);
            case 'group_offer_moves':
                if (!in_array($body['kind'] ?? null, ['leave', 'pauseAll'], true)) {
                    throw Refusal::badRequest('kind: the page may leave and pauseAll; entering is the service\'s');
                }
                unset($body['lease']);

                return (new \WebserviceSpecificManagementGroupOfferMoves())->answer($method, $query, $body);
            default:
                throw Refusal::badRequest("resource: {$resource} is none; see docs/PROTOCOL.md");
        }
    }
}
