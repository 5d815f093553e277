<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The employee lacks a right: HTTP 403, with the rights in `missing`. */
final class Denied extends \RuntimeException
{
    /** @param non-empty-list<Right> $missing */
    public function __construct(public readonly array $missing)
    {
        parent::__construct(implode(', ', array_map(static fn (Right $right): string => $right->label(), $missing)));
    }
}
