<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Reads the JSON in an offer's fields; what is wrong is refused with field, value and the way out. */
final class JsonField
{
    private const DEPTH = 8;

    /** @return array<int|string, mixed> */
    public static function list(string $field, string $json): array
    {
        return self::decode($field, $json, self::DEPTH, true);
    }

    /** @return array<int|string, mixed> */
    public static function object(string $field, string $json, int $depth = self::DEPTH): array
    {
        return self::decode($field, $json, $depth, false);
    }

    /**
     * @param array<int, mixed> $values
     *
     * @return int[]
     */
    public static function ids(string $field, array $values): array
    {
        $ids = [];
        foreach ($values as $value) {
            $ids[] = self::id($field, $value);
        }
        self::unique($field, $ids);

        return $ids;
    }

    /** @param mixed $value */
    public static function id(string $field, $value): int
    {
        Refusal::if(!is_int($value) || $value < 1 || $value > 0x7FFFFFFF, 'no_id', field: $field, value: $value);

        return $value;
    }

    /** @param mixed $value */
    public static function integer(string $field, $value, int $min, int $max): int
    {
        Refusal::ifWrong(!is_int($value) || $value < $min || $value > $max, $field, $value, "{$min}…{$max}");

        return $value;
    }

    /**
     * @param mixed $value
     * @param string[] $choices
     */
    public static function oneOf(string $field, $value, array $choices): string
    {
        Refusal::ifWrong(!is_string($value) || !in_array($value, $choices, true), $field, $value, $choices);

        return $value;
    }

    /** @param int[] $ids */
    public static function unique(string $field, array $ids): void
    {
        $twice = array_keys(array_filter(array_count_values($ids), static fn (int $count): bool => $count > 1));
        Refusal::if($twice !== [], 'twice', field: $field, value: implode(', ', $twice));
    }

    /** @param mixed $value a JSON number, as text */
    public static function number($value): string
    {
        return is_int($value) || is_float($value) ? rtrim(rtrim(sprintf('%.6F', $value), '0'), '.') : (string) json_encode($value);
    }

    /**
     * @param array<int|string, mixed> $object
     * @param string[] $keys
     */
    public static function known(string $field, array $object, array $keys): void
    {
        $unknown = array_diff(array_map('strval', array_keys($object)), $keys);
        Refusal::if($unknown !== [], 'unknown_fields', field: $field, value: (string) reset($unknown), expected: implode(', ', $keys));
    }

    /**
     * Exactly these.
     *
     * @param array<int|string, mixed> $object
     * @param string[] $keys
     */
    public static function complete(string $field, array $object, array $keys): void
    {
        self::known($field, $object, $keys);
        foreach ($keys as $key) {
            Refusal::if(!array_key_exists($key, $object), 'missing', field: "{$field}.{$key}");
        }
    }

    /**
     * @param int<1, max> $depth
     *
     * @return array<int|string, mixed>
     */
    private static function decode(string $field, string $json, int $depth, bool $list): array
    {
        $value = json_decode($json, true, $depth);
        Refusal::if(json_last_error() === JSON_ERROR_DEPTH, 'rule_deep', field: $field, max: $depth);
        Refusal::ifWrong(!is_array($value) || array_is_list($value) !== ($list || $value === []), $field, $json, $list ? '[…]' : '{…}');

        return $value;
    }
}
