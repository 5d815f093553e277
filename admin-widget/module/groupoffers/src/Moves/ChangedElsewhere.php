<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Offer\Notices;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Another program chose customers' default group during an offer: they keep it, and no offer takes them before that window's end.
 *
 * @phpstan-import-type Enrolment from Enrolments
 */
final class ChangedElsewhere
{
    public const NOTICE = 'changed_elsewhere';

    /**
     * Inside the transaction that closes their enrolments.
     *
     * @param array<int, Enrolment> $enrolments by customer
     */
    public static function note(array $enrolments, \DateTimeImmutable $now): void
    {
        if ($enrolments === []) {
            return;
        }
        Blocks::untilTheWindowsEnd($enrolments, $now);
        $had = [];
        foreach ($enrolments as $id => $enrolment) {
            $had[$enrolment['baseDefault']][] = $id;
        }
        RecentDefaults::remember($had, $now);
        // The same words each time: one notice for an import, however many customers it changes.
        foreach (array_unique(array_column($enrolments, 'offer')) as $offer) {
            Notices::put(self::NOTICE, $offer);
        }
    }
}
