<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Part of the customers, drawn by their ids: the same ones for facts and orders, on every page and every day, and others for another seed. */
final class Sample
{
    private const OF = 1000;

    private function __construct(private int $share, private int $seed)
    {
    }

    public static function everybody(): self
    {
        return new self(self::OF, 0);
    }

    /** @param array<string, mixed> $query `share` per mille and `seed`; neither: everybody */
    public static function in(array $query): self
    {
        return new self(Request::queryInt($query, 'share', self::OF, self::OF), Request::queryInt($query, 'seed', 0, PHP_INT_MAX));
    }

    /** SQL to be appended to a condition: the customer is in the sample. */
    public function with(string $column): string
    {
        return $this->share === self::OF ? '' : " AND CRC32(CONCAT('{$this->seed}:', {$column})) MOD " . self::OF . " < {$this->share}";
    }
}
