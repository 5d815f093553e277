<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

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
            AudienceRules::check((string) $row['audience']);
        }
        if ($due('rotation', 'schedule', 'starts_at', 'ends_at')) {
            $recurs = ScheduleRules::recurrenceOf((string) $row['schedule']) !== null;
            RotationRules::check((string) $row['rotation'], !$recurs, (string) $row['starts_at'], (string) $row['ends_at']);
        }
        if ($due('id_shop') && (int) $row['id_shop'] > 0) {
            ShopIds::exist('id_shop', 'shop', 'id_shop', [(int) $row['id_shop']], ' AND `deleted` = 0');
        }
        if ($due('id_reference_group') && (int) $row['id_reference_group'] > 0) {
            ShopIds::groups('id_reference_group', [(int) $row['id_reference_group']]);
        }
    }

    /** @return list<array{idCategory: int, discount: string, subcategories: bool}> discount in percent, two decimals */
    public static function reductionsOf(string $json): array
    {
        return array_map(static fn (array $entry): array => [
            'idCategory' => (int) $entry['idCategory'],
            'discount' => OfferFields::percent('reductions', JsonField::number($entry['discount'])),
            'subcategories' => (bool) ($entry['subcategories'] ?? false),
        ], JsonField::list('reductions', $json));
    }

    private static function reductions(string $json): void
    {
        $entries = JsonField::list('reductions', $json);
        Refusal::if(count($entries) > Shapes::MOST['reductions'], 'too_many', field: 'reductions', count: count($entries), max: Shapes::MOST['reductions']);
        $ids = [];
        foreach ($entries as $i => $entry) {
            $at = "reductions[{$i}]";
            Refusal::ifWrong(!is_array($entry), $at, $entry, '{"idCategory":4,"discount":30,"subcategories":true}');
            JsonField::known($at, $entry, ['idCategory', 'discount', 'subcategories']);
            $ids[] = JsonField::id("{$at}.idCategory", $entry['idCategory'] ?? null);
            OfferFields::percent("{$at}.discount", JsonField::number($entry['discount'] ?? null));
            Refusal::ifWrong(!is_bool($entry['subcategories'] ?? false), "{$at}.subcategories", $entry['subcategories'] ?? false, 'true | false');
        }
        JsonField::unique('reductions', $ids);
        ShopIds::exist('reductions', 'category', 'id_category', $ids);
    }

    private static function modules(string $json, string $membership): void
    {
        $ids = JsonField::ids('modules_denied', JsonField::list('modules_denied', $json));
        Refusal::if($ids !== [] && $membership !== 'exclusive', 'modules_need_exclusive', field: 'modules_denied');
        ShopIds::exist('modules_denied', 'module', 'id_module', $ids);
        Refusal::if($ids !== [] && (int) Sql::value('SELECT COUNT(*) FROM ' . Sql::table('module') . " WHERE `name` = 'groupoffers' AND `id_module` IN (" . Sql::ints($ids) . ')') > 0, 'of_offers', field: 'modules_denied', value: 'groupoffers');
    }
}
