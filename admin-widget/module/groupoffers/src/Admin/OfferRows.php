<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Offer\Calendar;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\ScheduleRules;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `group_offers` for the page: the rows of the Webservice's resource, as JSON both ways. */
final class OfferRows
{
    public function __construct(private readonly Rights $rights)
    {
    }

    /**
     * @param array<string, string> $query
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     *
     * @throws Denied
     * @throws Refusal a stale version carries the `current` row
     */
    public function answer(string $method, array $query, array $body): array
    {
        switch ($method) {
            case 'GET':
                return ['group_offers' => self::shownAll(isset($query['id']) ? [$this->seen(self::id($query['id']))] : Sql::rows('SELECT * FROM ' . Sql::table('groupoffers_offer') . ' WHERE 1' . ShopScope::shops('`id_shop`') . ' ORDER BY `id_group_offer`'))];
            case 'POST':
                return ['group_offers' => self::shownAll([$this->made(self::columns($body))])];
            case 'DELETE':
                Offers::delete((int) $this->seen(self::id($query['id'] ?? ''))['id_group_offer']);

                return ['deleted' => true];
            default:
                return ['group_offers' => self::shownAll([$this->changed($body)])];
        }
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, string|null>
     */
    private function changed(array $body): array
    {
        $id = self::id($body['id'] ?? '');
        $stored = $this->seen($id);
        $version = $body['version'] ?? null;
        Refusal::if(!is_int($version) && !is_string($version), 'missing', field: 'version');
        $columns = self::columns($body);
        if ($columns['intent'] === 'archived' && $stored['intent'] !== 'archived') {
            Actions::needWhen($this->rights, 'an offer is archived');
        }
        $this->mayPlan($columns, $stored);
        if ($columns['intent'] === 'armed' && isset(((array) json_decode((string) $stored['awaiting'], true))['group'])) {
            // Whoever approves it chooses it.
            Actions::needWhen($this->rights, 'an offer gets the access of another group than the shop\'s customer group');
        }
        try {
            return Offers::update($id, (string) $version, $columns);
        } catch (Refusal $refusal) {
            throw $refusal->getCode() === Refusal::STALE_VERSION ? $refusal->with(['current' => self::shownAll([Offers::existing($id)])[0]]) : $refusal;
        }
    }

    /**
     * @param array<string, string|null> $columns
     *
     * @return array<string, string|null>
     */
    private function made(array $columns): array
    {
        if (($columns['intent'] ?? 'draft') !== 'draft') {
            Actions::needWhen($this->rights, 'an offer is planned as anything but a draft');
        }
        $this->mayPlan($columns, ['id_shop' => '0', 'id_reference_group' => '0']);

        return Offers::insert($columns);
    }

    /** @return array<string, string|null> */
    private function seen(int $id): array
    {
        $row = Offers::existing($id);
        Actions::needShop($this->rights, (int) $row['id_shop']);

        return $row;
    }

    /**
     * @param array<string, string|null> $columns
     * @param array<string, string|null> $stored
     */
    private function mayPlan(array $columns, array $stored): void
    {
        Actions::needShop($this->rights, (int) ($columns['id_shop'] ?? $stored['id_shop']));
        $reference = (int) ($columns['id_reference_group'] ?? $stored['id_reference_group']);
        if ($reference !== (int) $stored['id_reference_group'] && !in_array($reference, [0, (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP')], true)) {
            Actions::needWhen($this->rights, 'an offer gets the access of another group than the shop\'s customer group');
        }
    }

    /** @param mixed $given */
    private static function id($given): int
    {
        Refusal::ifWrong(preg_match('/^[1-9]\d{0,9}$/D', is_int($given) || is_string($given) ? (string) $given : '') !== 1, 'id', $given, '≥ 1');

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
            Refusal::ifWrong($value !== null && !is_string($value) && !is_int($value) && !is_float($value), $field, $value, '"…" | 20');
            $columns[$field] = $value === null ? null : (string) $value;
        }

        return $columns;
    }

    /**
     * @param list<array<string, string|null>> $rows
     *
     * @return list<array<string, mixed>>
     */
    private static function shownAll(array $rows): array
    {
        $calendars = Calendar::wanting();

        return array_map(static fn (array $row): array => ['id' => (int) $row['id_group_offer']] + array_intersect_key($row, \GroupOffer::$definition['fields'])
            // Whether the page is to write windows: of an offer without a calendar too, once it comes again.
            + ['calendar' => ($calendars[(int) $row['id_group_offer']] ?? true) && ScheduleRules::recurrenceOf((string) $row['schedule']) !== null ? 'wanted' : ''], $rows);
    }
}
