<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Types and ranges of an offer's fields. Each message names field, value and way out. */
final class OfferFields
{
    /** What JavaScript's trim() takes away too. */
    private const SPACE_AROUND = '/^[\x09-\x0D\x20\xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]+|[\x09-\x0D\x20\xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]+$/uD';
    private const DEFAULTS = [
        'intent' => 'draft',
        'priority' => '0',
        'id_shop' => '0',
        'discount' => '0',
        'reductions' => '[]',
        'price_display_method' => '-1',
        'show_prices' => '-1',
        'modules_denied' => '[]',
        'membership' => 'keep',
        'id_reference_group' => '0',
        'audience' => '{"rule":{"kind":"all"},"taken":"frozen","holdout":0,"seed":1,"worseOff":"leaveOut"}',
        'rotation' => '',
        'cut_at' => '',
        'checkout_grace' => '600',
    ];

    /**
     * @param array<string, string|null> $given null: not given
     * @param array<string, string|null>|null $stored null: a new offer
     *
     * @return array<string, string|null> columns, complete but for version and dates
     *
     * @throws Refusal
     */
    public static function checked(array $given, ?array $stored): array
    {
        $field = static function (string $name) use ($given, $stored): string {
            $value = $given[$name] ?? ($stored === null ? self::DEFAULTS[$name] ?? null : (string) $stored[$name]);

            return $value ?? throw Refusal::of('missing', field: $name);
        };
        $row = [
            'name' => self::name($field('name'), $stored === null ? null : (string) $stored['name']),
            'intent' => JsonField::oneOf('intent', $field('intent'), Shapes::INTENTS),
            'priority' => self::integer('priority', $field('priority'), -Shapes::MOST['priority'], Shapes::MOST['priority']),
            'id_shop' => self::integer('id_shop', $field('id_shop'), 0, 0xFFFFFFFF),
            'discount' => self::percent('discount', $field('discount')),
            'price_display_method' => self::integer('price_display_method', $field('price_display_method'), -1, 1),
            'show_prices' => self::integer('show_prices', $field('show_prices'), -1, 1),
            'membership' => JsonField::oneOf('membership', $field('membership'), Shapes::MEMBERSHIPS),
            'id_reference_group' => self::integer('id_reference_group', $field('id_reference_group'), 0, 0xFFFFFFFF),
            'checkout_grace' => self::integer('checkout_grace', $field('checkout_grace'), 0, Shapes::MOST['checkoutGrace']),
            'reductions' => self::orDefault('reductions', $field('reductions')),
            'modules_denied' => self::orDefault('modules_denied', $field('modules_denied')),
            'audience' => self::orDefault('audience', $field('audience')),
            'schedule' => $field('schedule'),
            'rotation' => self::orNone($field('rotation')),
            'starts_at' => self::instant('starts_at', $field('starts_at')),
            'ends_at' => self::instant('ends_at', $field('ends_at')),
        ];
        $row['cut_at'] = self::cut($field('cut_at'), $stored);
        $row = OfferTimes::settled($row, $stored);
        Refusal::if($row['ends_at'] <= $row['starts_at'], 'not_after', field: 'ends_at', value: $row['ends_at'], at: $row['starts_at']);
        OfferRules::check($row, $stored);

        return $row;
    }

    /** Percent with at most two decimals, as the shop stores it: "20" -> "20.00". */
    public static function percent(string $field, string $value): string
    {
        Refusal::if(preg_match('/^(?:0|[1-9]\d{0,2})(?:\.\d+)?$/D', $value) !== 1 || (float) $value > 100, 'percentage', field: $field, value: $value);
        Refusal::if(preg_match('/\.\d\d0*[1-9]/', $value) === 1, 'two_decimals', field: $field, value: $value);

        return number_format((float) $value, 2, '.', '');
    }

    /** @param string|null $stored one of before may hold what a new one may not: it shall not keep anybody from ending the offer */
    private static function name(string $value, ?string $stored): string
    {
        if ($value === $stored) {
            return $value;
        }
        $name = mb_check_encoding($value, 'UTF-8') ? (string) preg_replace(self::SPACE_AROUND, '', $value) : '';
        self::refuseName('name', $name, Shapes::MOST['name']);

        return $name;
    }

    /** @throws Refusal for none, a long one, and what breaks a line, moves a cursor, turns the direction of writing, or cannot be written in XML */
    public static function refuseName(string $field, string $name, int $most): void
    {
        Refusal::if($name === '' || mb_strlen($name) > $most, 'length', field: $field, count: mb_strlen($name), max: $most);
        Refusal::if(!Refusal::isOneLine($name), 'control_characters', field: $field, value: $name);
    }

    private static function integer(string $field, string $value, int $min, int $max): string
    {
        Refusal::ifWrong(preg_match('/^(?:0|-?[1-9]\d{0,9})$/D', $value) !== 1 || (int) $value < $min || (int) $value > $max, $field, $value, "{$min}…{$max}");

        return (string) (int) $value;
    }

    private static function orDefault(string $field, string $value): string
    {
        return trim($value) === '' ? self::DEFAULTS[$field] : $value;
    }

    private static function orNone(string $value): string
    {
        return in_array(trim($value), ['', 'null'], true) ? '' : $value;
    }

    /** @return string `2026-11-27 17:00:00`, UTC */
    private static function instant(string $field, string $value): string
    {
        try {
            $at = Clock::parse($value);
        } catch (\InvalidArgumentException) {
            throw Refusal::wrong($field, $value, '2026-11-27 17:00:00');
        }
        Refusal::ifWrong($at->format('Y') < '2000' || $at->format('Y') > '2100', $field, $value, '2000-…, …, 2100-…');

        return $at->format('Y-m-d H:i:s');
    }

    /** An instant in the past is taken as now, unless it is the one that is stored already. */
    private static function cut(string $value, ?array $stored): ?string
    {
        if ($value === '' || strncmp($value, '0000', 4) === 0) {
            return null;
        }
        $cut = self::instant('cut_at', $value);
        if ($stored !== null && $cut === $stored['cut_at']) {
            return $cut;
        }

        return max($cut, Clock::now()->format('Y-m-d H:i:s'));
    }
}
