<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Sets of group ids, written as they are stored: ascending and without spaces, "3,5"; '' is the empty set. */
final class GroupSet
{
    /** @return int[] ascending */
    public static function ids(string $set): array
    {
        return $set === '' ? [] : array_map('intval', explode(',', $set));
    }

    /** @param int[] $ids */
    public static function of(array $ids): string
    {
        $ids = array_values(array_unique($ids));
        sort($ids);

        return implode(',', $ids);
    }
}
