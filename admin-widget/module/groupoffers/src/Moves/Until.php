<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `{"kind":"until"}`: changes when customers leave. */
final class Until
{
    /** The caller's idea of our clock may be this far ahead when it means "now". */
    private const NOW_SECONDS = 2;

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    public static function handle(array $body): array
    {
        $offer = Request::int($body, 'offer');
        $version = Request::int($body, 'version');
        $until = Request::instant($body, 'until');
        // Letting somebody leave is always right, whatever window they are in and whether there still is one; staying needs an offer that runs.
        $leaves = self::isNow($until);
        [$start, $end] = $leaves ? [$until, $until] : Request::window($body);
        Refusal::ifWrong($until > $end, 'until', Clock::iso($until), '≤ ' . Clock::iso($end));
        $ids = Request::ids($body['ids'] ?? null, 'ids');
        $chunks = $ids === [] ? [[]] : array_chunk($ids, Customers::CHUNK);
        $batch = new Batch(is_string($body['key'] ?? null) ? $body['key'] : '', $body, $offer, $version, count($chunks));
        $guard = new Guard($offer, $version, $start, $end, $until);
        $answer = $batch->run($body, ['changed' => 0, 'stopped' => null], static function (int $chunk, int $lease, array $progress) use ($chunks, $guard, $offer, $start, $until, $leaves): array {
            $leaves = $leaves || self::isNow($until);
            $leaves ? $guard->sameVersion($lease) : $guard->running($lease);
            $instant = Sql::quote(Clock::sql($until));
            $progress['changed'] += Sql::execute('UPDATE ' . Enrolments::table() . " SET `until_at` = {$instant}, `deferred_until` = NULL WHERE "
                . Sql::among('`open_customer`', $chunks[$chunk]) . " AND `id_group_offer` = {$offer}"
                . ($leaves ? " AND `until_at` > {$instant}" : ' AND `window_start` = ' . Sql::quote(Clock::sql($start)) . " AND `until_at` <> {$instant}"));

            return [$progress, static function (): void {}];
        });

        return $answer;
    }

    private static function isNow(\DateTimeImmutable $until): bool
    {
        return $until <= Clock::plusSeconds(Clock::now(), self::NOW_SECONDS);
    }
}
