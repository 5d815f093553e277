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
        if (!is_int($value) || $value < $min || $value > 4294967295) {
            throw Refusal::badRequest(sprintf('%s: expected a whole number from %d, got %s', $field, $min, self::shown($value)));
        }

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
        if (!is_string($value) || preg_match('/^\d{1,18}$/D', $value) !== 1 || (int) $value > $max) {
            throw Refusal::badRequest(sprintf('%s: expected a whole number from 0 to %d, got %s', $field, $max, self::shown($value)));
        }

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
        if ($ids === [] || count($ids) > $most || max($ids) > 4294967295) {
            throw Refusal::badRequest(sprintf('%s: expected 1 to %d ids such as 12,13, got %s', $field, $most, self::shown($value)));
        }

        return $ids;
    }

    /** @param array<string, mixed> $body */
    public static function instant(array $body, string $field): \DateTimeImmutable
    {
        $value = $body[$field] ?? null;
        try {
            return Clock::parse(is_string($value) ? $value : '');
        } catch (\InvalidArgumentException) {
            throw Refusal::badRequest(sprintf('%s: expected an instant such as 2026-11-27T17:00:00.000Z, got %s', $field, self::shown($value)));
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
        if (!is_array($ids) || !array_is_list($ids)) {
            throw Refusal::badRequest($field . ': expected a list of customer ids');
        }
        foreach ($ids as $id) {
            if (!is_int($id) || $id < 1 || $id > 4294967295) {
                throw Refusal::badRequest(sprintf('%s: expected customer ids, got %s', $field, self::shown($id)));
            }
        }
        sort($ids);
        $last = 0;
        foreach ($ids as $id) {
            if ($id === $last) {
                throw Refusal::badRequest("{$field}: customer {$id} is there twice; name each once");
            }
            $last = $id;
        }

        return $ids;
    }

    /** @param mixed $value */
    public static function shown($value): string
    {
        if ($value === null) {
            return 'nothing';
        }

        return substr((string) json_encode($value, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE), 0, 60);
    }
}
