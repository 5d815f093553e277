<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Criteria that only the shop can answer, because they need an address, a product, a rating or a table of their own: the question goes in, ids
 * come out (sync-service/src/audience/questions.ts).
 */
final class Questions
{
    /** @var array<string, callable(array<string, mixed>, int, int): array{yes: int[], no: int[], others: string}> */
    private const ANSWERS = [
        'region' => [AddressQuestions::class, 'region'],
        'postcode' => [AddressQuestions::class, 'postcode'],
        'boughtCategory' => [BoughtCategoryQuestion::class, 'answer'],
        'rating' => [RatingQuestion::class, 'answer'],
        'openCart' => [OpenCartQuestion::class, 'answer'],
        'visited' => [VisitedQuestion::class, 'answer'],
    ];

    public static function isKind(string $kind): bool
    {
        return isset(self::ANSWERS[$kind]);
    }

    /**
     * @param array<string, mixed> $ask
     * @param int $limit customers that a page is about; those of them who are neither a yes nor a no are what `others` says
     *
     * @return array{yes: int[], no: int[], others: string, next: int|null} ids ascending
     *
     * @throws Refusal
     */
    public static function page(array $ask, int $after, int $limit): array
    {
        $kind = $ask['kind'] ?? null;
        $answer = is_string($kind) ? self::ANSWERS[$kind] ?? null : null;
        Refusal::ifWrong($answer === null, 'ask.kind', $kind, array_keys(self::ANSWERS));
        $customers = self::customers($after, $limit);
        $last = array_key_last($customers) ?? $after;
        $found = $answer($ask, $after, $last);

        return [
            'yes' => self::of($customers, $found['yes']),
            'no' => self::of($customers, $found['no']),
            'others' => $found['others'],
            'next' => count($customers) === $limit ? $last : null,
        ];
    }

    /** @return array<int, true> by id, ascending */
    private static function customers(int $after, int $limit): array
    {
        $customers = [];
        foreach (Sql::tuples('SELECT `id_customer` FROM ' . Sql::table('customer') . " WHERE `id_customer` > {$after} AND `deleted` = 0 AND `is_guest` = 0" . ShopScope::customers() . " ORDER BY `id_customer` LIMIT {$limit}") as [$id]) {
            $customers[(int) $id] = true;
        }

        return $customers;
    }

    /**
     * Guests and deleted customers have addresses, carts and ratings too.
     *
     * @param array<int, true> $customers
     * @param int[] $ids
     *
     * @return int[]
     */
    private static function of(array $customers, array $ids): array
    {
        return array_values(array_filter($ids, static fn (int $id): bool => isset($customers[$id])));
    }
}
