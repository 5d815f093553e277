<?php

declare(strict_types=1);

/*
 * What the module makes of offers, without a database: reads a JSON object of columns a line, and writes the row that would be stored, or why it is
 * refused. For sync-service/test/unit/odd-values.test.ts.
 */

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;

require __DIR__ . '/stand-in/bootstrap.php';

Clock::set(new DateTimeImmutable('2026-11-22 12:00:00 UTC'));
while (($line = fgets(STDIN)) !== false) {
    try {
        $answer = ['row' => OfferFields::checked((array) json_decode($line, true, 512, JSON_THROW_ON_ERROR), null)];
    } catch (Refusal $refusal) {
        $answer = ['refused' => $refusal->getMessage()];
    }
    echo json_encode($answer, JSON_THROW_ON_ERROR), "\n";
}
