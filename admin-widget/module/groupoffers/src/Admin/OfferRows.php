<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offers` for the page: the rows of the Webservice's resource, as JSON both ways. */
final class OfferRows
{
    /**
     * @param array<string, string> $query
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     *
     * @throws Refusal a stale version carries the `current` row
     */
    public static function answer(string $method, array $query, array $body): array
    {
        switch ($method) {
            case 'GET':
                return ['group_offers' => isset($query['id']) ? [self::shown(Offers::existing(self::id($query['id'])))] : self::all()];
            case 'POST':
                return ['group_offers' => [self::shown(Offers::insert(self::columns($body)))]];
            case 'DELETE':
                Offers::delete(self::id($query['id'] ?? ''));

                return ['deleted' => true];
            default:
                return ['group_offers' => [self::shown(self::changed($body))]];
        }
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, string|null>
     */
    private static function changed(array $body): array
    {
        $id = self::id($body['id'] ?? '');
        $version = $body['version'] ?? null;
        if (!is_int($version) && !is_string($version)) {
            throw Refusal::badRequest('version: missing; send the version that was read with the offer');
        }
        try {
            return Offers::update($id, (string) $version, self::columns($body));
        } catch (Refusal $refusal) {
            throw $refusal->getCode() === Refusal::STALE_VERSION ? $refusal->with(['current' => self::shown(Offers::existing($id))]) : $refusal;
        }
    }

    /** @return list<array<string, mixed>> */
    private static function all(): array
    {
        return array_map([self::class, 'shown'], Sql::rows('SELECT * FROM ' . Sql::table('groupoffers_offer') . ' ORDER BY `id_group_offer`'));
    }

    /** @param mixed $given */
    private static function id($given): int
    {
        if (preg_match('/^[1-9]\d{0,9}$/D', is_int($given) || is_string($given) ? (string) $given : '') !== 1) {
            throw Refusal::badRequest('id: expected the number of an offer');
        }

        return (int) $given;
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, string|null> null: not given
     */
    private static function columns(array $body): array
    {
        $columns = [];
        foreach (array_keys(\GroupOffer::$definition['fields']) as $field) {
            $value = $body[$field] ?? null;
            if ($value !== null && !is_string($value) && !is_int($value) && !is_float($value)) {
                throw Refusal::badRequest("{$field}: expected a text or a number");
            }
            $columns[$field] = $value === null ? null : (string) $value;
        }

        return $columns;
    }

    /**
     * @param array<string, string|null> $row
     *
     * @return array<string, mixed>
     */
    private static function shown(array $row): array
    {
        return ['id' => (int) $row['id_group_offer']] + array_intersect_key($row, \GroupOffer::$definition['fields']);
    }
}
