<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Reads the fields of a request; what is wrong is refused with field, value and the way out. */
final class Request
{
    /** @param array<string, mixed> $body */
    public static function int(array $body, string $field, int $min = 1): int
    {
        $value = $body[$field] ?? null;
        Refusal::ifWrong(!is_int($value) || $value < $min || $value > 4294967295, $field, $value, "≥ {$min}");

        return $value;
    }

    /**
     * A number in the address.
     *
     * @param array<string, mixed> $query
     */
    public static function queryInt(array $query, string $field, int $default, int $max): int
    {
        $value = $query[$field] ?? (string) $default;
        Refusal::ifWrong(!is_string($value) || preg_match('/^\d{1,18}$/D', $value) !== 1 || (int) $value > $max, $field, $value, "0…{$max}");

        return (int) $value;
    }

    /**
     * Numbers in the address: `12,13`.
     *
     * @param array<string, mixed> $query
     *
     * @return int[] each once
     */
    public static function queryIds(array $query, string $field, int $most): array
    {
        $value = $query[$field] ?? '';
        $ids = is_string($value) && preg_match('/^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/D', $value) === 1 ? array_values(array_unique(array_map('intval', explode(',', $value)))) : [];
        Refusal::ifWrong($ids === [] || count($ids) > $most || max($ids) > 4294967295, $field, $value, "12,13 (1…{$most})");

        return $ids;
    }

    /** @param array<string, mixed> $body */
    public static function instant(array $body, string $field): \DateTimeImmutable
    {
        $value = $body[$field] ?? null;
        try {
            return Clock::parse(is_string($value) ? $value : '');
        } catch (\InvalidArgumentException) {
            throw Refusal::wrong($field, $value, '2026-11-27T17:00:00.000Z');
        }
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array{\DateTimeImmutable, \DateTimeImmutable} start and end
     */
    public static function window(array $body): array
    {
        $window = is_array($body['window'] ?? null) ? $body['window'] : [];

        return [self::instant($window, 'start'), self::instant($window, 'end')];
    }

    /**
     * @param mixed $ids
     *
     * @return int[] ascending, each once
     */
    public static function ids($ids, string $field): array
    {
        Refusal::ifWrong(!is_array($ids) || !array_is_list($ids), $field, $ids, '[1, 2, 3, …]');
        foreach ($ids as $id) {
            Refusal::ifWrong(!is_int($id) || $id < 1 || $id > 4294967295, $field, $id, '≥ 1');
        }
        sort($ids);
        $last = 0;
        foreach ($ids as $id) {
            Refusal::if($id === $last, 'twice', field: $field, value: $id);
            $last = $id;
        }

        return $ids;
    }
}
