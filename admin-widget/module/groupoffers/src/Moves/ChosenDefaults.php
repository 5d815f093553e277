<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A default group that is not the one written on entering: did somebody choose it, or is it an old value that a program wrote back (F14)? It is old
 * when it is
 *   - the default that the customer had before the offer, or had within the last 24 hours
 *   - a group of an offer, of today or of the past
 *   - no group that exists
 * Anything else is a choice, whoever made it, and counts like that of staff in the customer's form. (A form carries the state that it was rendered
 * with: there that alone decides, see StaffEdit.)
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class ChosenDefaults
{
    /**
     * @param array<int, int> $defaults by customer, as stored or about to be
     * @param array<int, Enrolment> $open by customer
     *
     * @return array<int, true> by customer: the default was chosen
     */
    public static function among(array $defaults, array $open, ShopGroups $shop, \DateTimeImmutable $now): array
    {
        $candidates = [];
        foreach ($open as $id => $enrolment) {
            $default = $defaults[$id] ?? $enrolment['writtenDefault'];
            if ($default !== $enrolment['writtenDefault'] && $default !== $enrolment['baseDefault'] && isset($shop->existing[$default]) && !isset($shop->offerOf[$default])) {
                $candidates[$id] = $default;
            }
        }
        if ($candidates === []) {
            return [];
        }
        $recent = RecentDefaults::among(array_keys($candidates), $now);

        return array_fill_keys(array_keys(array_filter($candidates, static fn (int $default, int $id): bool => !isset($recent[$id][$default]), ARRAY_FILTER_USE_BOTH)), true);
    }
}
