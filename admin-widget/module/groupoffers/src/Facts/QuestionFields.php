<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Reads the fields of a question; what is wrong is refused with field, value and the way out. */
final class QuestionFields
{
    /**
     * SQL: the column, in the shop's local time, lies in the question's days [from, until). Compared as it is stored: see {@see Days}.
     *
     * @param array<string, mixed> $ask
     */
    public static function within(array $ask, string $column): string
    {
        $from = self::from($ask);
        $until = self::day($ask, 'until');
        Refusal::if($from !== null && $from > $until, 'periods_exchanged', field: 'ask.from');

        return ($from === null ? '' : "{$column} >= " . Sql::quote($from . ' 00:00:00') . ' AND ') . "{$column} < " . Sql::quote($until . ' 00:00:00');
    }

    /**
     * @param array<string, mixed> $ask
     *
     * @return string|null local day; null: since ever
     */
    public static function from(array $ask): ?string
    {
        return ($ask['from'] ?? null) === null ? null : self::day($ask, 'from');
    }

    /**
     * @param array<string, mixed> $ask
     *
     * @return float|null null: no bound
     */
    public static function figure(array $ask, string $field): ?float
    {
        $value = $ask[$field] ?? null;
        Refusal::ifWrong($value !== null && !is_int($value) && !is_float($value), "ask.{$field}", $value, '20 | null');

        return $value === null ? null : (float) $value;
    }

    /**
     * @param array<string, mixed> $ask
     *
     * @return array<int, mixed> with at least one entry
     */
    public static function items(array $ask, string $field): array
    {
        $value = $ask[$field] ?? null;
        Refusal::ifWrong(!is_array($value) || $value === [] || !array_is_list($value), "ask.{$field}", $value, '[…]');

        return $value;
    }

    /** @param array<string, mixed> $ask */
    private static function day(array $ask, string $field): string
    {
        $value = $ask[$field] ?? null;
        Refusal::ifWrong(!is_string($value) || preg_match('/^(\d{4})-(\d\d)-(\d\d)$/D', $value, $part) !== 1 || !checkdate((int) $part[2], (int) $part[3], (int) $part[1]), "ask.{$field}", $value, '2026-11-27');

        return $value;
    }
}
