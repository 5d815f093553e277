<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The JSON fields of an offer, and the ids it names. A field that does not change is not checked again (what it names may have been deleted
 * since, and the offer must still be pausable), unless the offer is being armed.
 */
final class OfferRules
{
    private const MAX_REDUCTIONS = 1000;
    private const MAX_SCHEDULE = 2000;

    /**
     * @param array<string, string|null> $row the whole offer as it shall be
     * @param array<string, string|null>|null $stored
     *
     * @throws Refusal
     */
    public static function check(array $row, ?array $stored): void
    {
        $arming = $row['intent'] === 'armed' && ($stored === null || $stored['intent'] !== 'armed');
        $due = static fn (string ...$fields): bool => $arming || $stored === null
            || array_filter($fields, static fn (string $field): bool => (string) $row[$field] !== (string) $stored[$field]) !== [];

        if ($due('reductions')) {
            self::reductions((string) $row['reductions']);
        }
        if ($due('modules_denied', 'membership')) {
            self::modules((string) $row['modules_denied'], (string) $row['membership']);
        }
        if ($due('audience')) {
            self::audience((string) $row['audience']);
        }
        if ($due('schedule', 'starts_at', 'ends_at')) {
            self::schedule((string) $row['schedule'], (string) $row['starts_at'], (string) $row['ends_at']);
        }
        if ($due('id_shop') && (int) $row['id_shop'] > 0) {
            self::exist('id_shop', 'shop', 'shop', 'id_shop', [(int) $row['id_shop']], ' AND `deleted` = 0');
        }
        if ($due('id_reference_group') && (int) $row['id_reference_group'] > 0) {
            self::groups('id_reference_group', [(int) $row['id_reference_group']]);
        }
    }

    /** @return list<array{idCategory: int, discount: string, subcategories: bool}> discount in percent, two decimals */
    public static function reductionsOf(string $json): array
    {
        return array_map(static fn (array $entry): array => [
            'idCategory' => (int) $entry['idCategory'],
            'discount' => OfferFields::percent('reductions', self::number($entry['discount'])),
            'subcategories' => (bool) ($entry['subcategories'] ?? false),
        ], self::decode('reductions', $json, true));
    }

    private static function reductions(string $json): void
    {
        $entries = self::decode('reductions', $json, true);
        if (count($entries) > self::MAX_REDUCTIONS) {
            throw Refusal::badRequest(sprintf('reductions: %d entries; give at most %d, using subcategories', count($entries), self::MAX_REDUCTIONS));
        }
        $ids = [];
        foreach ($entries as $i => $entry) {
            $at = "reductions[{$i}]";
            if (!is_array($entry)) {
                throw Refusal::badRequest("{$at}: no object; give {\"idCategory\":4,\"discount\":30,\"subcategories\":true}");
            }
            self::known($at, $entry, ['idCategory', 'discount', 'subcategories']);
            $ids[] = self::id("{$at}.idCategory", $entry['idCategory'] ?? null);
            OfferFields::percent("{$at}.discount", self::number($entry['discount'] ?? null));
            if (!is_bool($entry['subcategories'] ?? false)) {
                throw Refusal::badRequest("{$at}.subcategories: expected true or false");
            }
        }
        self::unique('reductions', $ids);
        self::exist('reductions', 'category', 'category', 'id_category', $ids);
    }

    private static function modules(string $json, string $membership): void
    {
        $ids = self::ids('modules_denied', self::decode('modules_denied', $json, true));
        if ($ids !== [] && $membership !== 'exclusive') {
            throw Refusal::badRequest('modules_denied: customers who keep their own groups keep those groups\' modules; set membership to exclusive, or deny no module');
        }
        self::exist('modules_denied', 'module', 'module', 'id_module', $ids);
        if ($ids !== [] && (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers' AND `id_module` IN (" . Sql::ints($ids) . ')') > 0) {
            throw Refusal::badRequest('modules_denied: the module groupoffers itself cannot be denied; leave it out');
        }
    }

    private static function audience(string $json): void
    {
        $rule = self::decode('audience', $json, false);
        $kind = $rule['kind'] ?? null;
        switch ($kind) {
            case 'all':
                self::known('audience', $rule, ['kind']);

                return;
            case 'defaultGroups':
            case 'memberGroups':
                self::known('audience', $rule, ['kind', 'groups']);
                $groups = $rule['groups'] ?? null;
                $ids = is_array($groups) && array_is_list($groups) ? self::ids('audience.groups', $groups) : [];
                if ($ids === []) {
                    throw Refusal::badRequest('audience.groups: expected a list of group ids with at least one');
                }
                self::groups('audience.groups', $ids);

                return;
            case 'list':
                self::known('audience', $rule, ['kind', 'list']);
                $list = self::id('audience.list', $rule['list'] ?? null);
                self::exist('audience.list', 'list', 'groupoffers_list', 'id_list', [$list]);

                return;
            default:
                throw Refusal::badRequest('audience.kind: ' . OfferFields::shown(is_scalar($kind) ? (string) $kind : '') . ' is not known; give one of all, defaultGroups, memberGroups, list');
        }
    }

    /** The local times of the schedule and the instants must say the same; a local time that does not exist may lie up to its gap away. */
    private static function schedule(string $json, string $startsAt, string $endsAt): void
    {
        if (strlen($json) > self::MAX_SCHEDULE) {
            throw Refusal::badRequest('schedule: too long; give timezone, start and end');
        }
        $schedule = self::decode('schedule', $json, false);
        self::known('schedule', $schedule, ['timezone', 'start', 'end']);
        $name = $schedule['timezone'] ?? null;
        try {
            $zone = new \DateTimeZone(is_string($name) ? $name : '');
        } catch (\Exception) {
            throw Refusal::badRequest('schedule.timezone: ' . OfferFields::shown(is_string($name) ? $name : (string) json_encode($name)) . ' is not known here; give an IANA name such as Europe/Madrid');
        }
        foreach (['start' => $startsAt, 'end' => $endsAt] as $field => $instant) {
            $local = $schedule[$field] ?? null;
            if (!is_string($local) || preg_match('/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/D', $local) !== 1 || strtotime($local) === false) {
                throw Refusal::badRequest("schedule.{$field}: " . OfferFields::shown(is_string($local) ? $local : (string) json_encode($local)) . ' is no local time; give one such as 2026-11-27T18:00');
            }
            $wanted = strlen($local) === 16 ? $local . ':00' : $local;
            $at = Clock::parse($instant);
            if ($at->setTimezone($zone)->format('Y-m-d\TH:i:s') === $wanted) {
                continue;
            }
            $here = new \DateTimeImmutable($wanted, $zone);
            $gap = $here->format('Y-m-d\TH:i:s') !== $wanted;
            if (!$gap || abs($here->getTimestamp() - $at->getTimestamp()) > 7200) {
                throw Refusal::badRequest(sprintf('%ss_at: %s UTC is not schedule.%s, %s in %s (%s UTC by this shop); give both for the same moment', $field, $instant, $field, $local, $zone->getName(), gmdate('Y-m-d H:i:s', $here->getTimestamp())));
            }
        }
    }

    /** @param int[] $ids */
    private static function groups(string $field, array $ids): void
    {
        self::exist($field, 'group', 'group', 'id_group', $ids);
        $own = array_column(Sql::rows('SELECT `id_group` FROM ' . Sql::table('groupoffers_group') . ' WHERE `id_group` IN (' . Sql::ints($ids) . ')'), 'id_group');
        if ($own !== []) {
            throw Refusal::badRequest("{$field}: group " . implode(', ', $own) . ' belongs to an offer; give a group of the shop\'s own');
        }
    }

    /** @param int[] $ids */
    private static function exist(string $field, string $what, string $table, string $column, array $ids, string $where = ''): void
    {
        if ($ids === []) {
            return;
        }
        $there = array_column(Sql::rows("SELECT `{$column}` AS id FROM " . Sql::table($table) . " WHERE `{$column}` IN (" . Sql::ints($ids) . "){$where}"), 'id');
        $unknown = array_diff($ids, array_map('intval', $there));
        if ($unknown !== []) {
            throw Refusal::badRequest("{$field}: there is no {$what} with id " . implode(', ', array_slice($unknown, 0, 20)) . '; look up its id in the shop');
        }
    }

    /**
     * @param array<int, mixed> $values
     *
     * @return int[]
     */
    private static function ids(string $field, array $values): array
    {
        $ids = [];
        foreach ($values as $value) {
            $ids[] = self::id($field, $value);
        }
        self::unique($field, $ids);

        return $ids;
    }

    /** @param mixed $value */
    private static function id(string $field, $value): int
    {
        if (!is_int($value) || $value < 1 || $value > 0x7FFFFFFF) {
            throw Refusal::badRequest("{$field}: " . OfferFields::shown((string) json_encode($value)) . ' is no id; give a whole number from 1');
        }

        return $value;
    }

    /** @param int[] $ids */
    private static function unique(string $field, array $ids): void
    {
        $twice = array_keys(array_filter(array_count_values($ids), static fn (int $count): bool => $count > 1));
        if ($twice !== []) {
            throw Refusal::badRequest("{$field}: " . implode(', ', $twice) . ' is given twice; give it once');
        }
    }

    /** @param mixed $value a JSON number, as text */
    private static function number($value): string
    {
        return is_int($value) || is_float($value) ? rtrim(rtrim(sprintf('%.6F', $value), '0'), '.') : (string) json_encode($value);
    }

    /**
     * @param array<string, mixed> $object
     * @param string[] $keys
     */
    private static function known(string $field, array $object, array $keys): void
    {
        $unknown = array_diff(array_map('strval', array_keys($object)), $keys);
        if ($unknown !== []) {
            throw Refusal::badRequest("{$field}: " . OfferFields::shown((string) reset($unknown)) . ' is not known; known are ' . implode(', ', $keys));
        }
    }

    /** @return array<int|string, mixed> */
    private static function decode(string $field, string $json, bool $list): array
    {
        $value = json_decode($json, true, 8);
        if (!is_array($value) || array_is_list($value) !== ($list || $value === [])) {
            throw Refusal::badRequest("{$field}: " . OfferFields::shown($json) . ($list ? ' is no JSON list; give one, [] for none' : ' is no JSON object; give one'));
        }

        return $value;
    }
}
