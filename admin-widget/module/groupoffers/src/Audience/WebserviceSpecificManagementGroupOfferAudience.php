<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Audience\FrozenSets;
use PrestaShop\Module\GroupOffers\Audience\Lists;
use PrestaShop\Module\GroupOffers\Audience\Rotation;
use PrestaShop\Module\GroupOffers\Core\JsonResource;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Facts\Questions;
use PrestaShop\Module\GroupOffers\Facts\StoredQuestion;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offer_audience` of docs/PROTOCOL.md: what is asked for tells which part answers. */
class WebserviceSpecificManagementGroupOfferAudience extends JsonResource
{
    private const MAX_PAGE = 50000;
    private const IDS_AT_MOST = 1000;
    private const MAX_ID = 4294967295;

    /** @param bool $asksAnything the page may ask what no offer says yet, or not in this way */
    public function __construct(private readonly bool $asksAnything = false)
    {
    }

    public function answer(string $method, array $query, array $body): array
    {
        return $method === 'POST' ? $this->post($body) : self::get($query);
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function post(array $body): array
    {
        return match (true) {
            isset($body['freeze']) => ['frozen' => FrozenSets::freeze($body)],
            isset($body['freezes']) => ['freezes' => FrozenSets::freezeAll($body)],
            isset($body['join']) => ['joined' => Rotation::join($body)],
            isset($body['ask']) => $this->ask($body),
            isset($body['ids']) => self::add($body),
            default => throw Refusal::wrong('body', array_keys($body), ['ids', 'freeze', 'freezes', 'join', 'ask']),
        };
    }

    /**
     * @param array<string, mixed> $query
     *
     * @return array<string, mixed>
     */
    private static function get(array $query): array
    {
        if (isset($query['lists'])) {
            return ['lists' => Lists::named()];
        }
        if (isset($query['frozen'])) {
            return ['frozen' => FrozenSets::of(Request::queryInt($query, 'frozen', 0, self::MAX_ID))];
        }
        if (isset($query['frozenOf'])) {
            return ['offers' => FrozenSets::ofAll(Request::queryIds($query, 'frozenOf', self::IDS_AT_MOST))];
        }
        $after = Request::queryInt($query, 'after', 0, self::MAX_ID);
        $limit = max(1, min(self::MAX_PAGE, Request::queryInt($query, 'limit', self::MAX_PAGE, PHP_INT_MAX)));
        if (isset($query['contents'])) {
            return Lists::contents(Request::queryIds($query, 'contents', self::IDS_AT_MOST), $after, $limit);
        }
        if (isset($query['rotation'])) {
            return Rotation::page(Request::queryInt($query, 'rotation', 0, self::MAX_ID), $after, $limit);
        }
        Refusal::ifWrong(!isset($query['list']), 'query', array_keys($query), ['list', 'lists', 'contents', 'frozen', 'frozenOf', 'rotation']);

        return Lists::page(Request::queryInt($query, 'list', 0, self::MAX_ID), $after, $limit, ($query['figures'] ?? '') === '1');
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private static function add(array $body): array
    {
        $skip = $body['skipUnknown'] ?? false;
        Refusal::ifWrong(!is_bool($skip), 'skipUnknown', $skip, 'true | false');

        return Lists::add(isset($body['list']) ? Request::int($body, 'list', 0) : 0, Request::ids($body['ids'], 'ids'), $skip);
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private function ask(array $body): array
    {
        $ask = is_array($body['ask']) ? $body['ask'] : throw Refusal::wrong('ask', $body['ask'], '{"kind":"…"}');
        $after = isset($body['after']) ? Request::int($body, 'after', 0) : 0;
        $limit = isset($body['limit']) ? Request::int($body, 'limit') : self::MAX_PAGE;

        $limit = min(self::MAX_PAGE, $limit);

        return $this->asksAnything ? Questions::page($ask, $after, $limit) : StoredQuestion::page($ask, $after, $limit);
    }
}
