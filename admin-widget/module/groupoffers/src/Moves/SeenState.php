<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The default group and the groups with which a customer's form was rendered. They travel in a hidden field of the form, signed: what comes back
 * tells what the employee changed, however long the form had been open.
 */
final class SeenState
{
    public const FIELD = 'groupoffers_seen';

    private function __construct(public readonly int $default, public readonly string $groups)
    {
    }

    public static function of(int $default, string $groups): self
    {
        return new self($default, $groups);
    }

    public function seal(int $customer): string
    {
        $payload = "{$customer}|{$this->default}|{$this->groups}";

        return $payload . '|' . self::signature($payload);
    }

    /** @param mixed $sealed the field as posted; null for anything that this shop did not sign for this customer */
    public static function open($sealed, int $customer): ?self
    {
        if (!is_string($sealed) || preg_match('/^(' . $customer . '\|(\d{1,10})\|([\d,]*))\|([0-9a-f]{64})$/D', $sealed, $part) !== 1) {
            return null;
        }

        return hash_equals(self::signature($part[1]), $part[4]) ? new self((int) $part[2], $part[3]) : null;
    }

    private static function signature(string $payload): string
    {
        return hash_hmac('sha256', $payload, 'groupoffers seen' . _COOKIE_KEY_);
    }
}
