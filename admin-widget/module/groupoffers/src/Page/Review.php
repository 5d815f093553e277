<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\PriceSigns;
use PrestaShop\Module\GroupOffers\Group\WorseOff;
use PrestaShop\Module\GroupOffers\Moves\Request;
use PrestaShop\Module\GroupOffers\Offer\OfferFields;
use PrestaShop\Module\GroupOffers\Offer\Offers;
use PrestaShop\Module\GroupOffers\Offer\ShopIds;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** `page_review`: what a plan would mean, though nothing of it is stored. */
final class Review
{
    private const MOST_PRODUCTS = 20;
    /** Seconds. */
    private const AGE = 600;

    /**
     * @param array<string, mixed> $body
     * @param bool $withCodes whether the codes of vouchers may be seen
     *
     * @return array<string, mixed> as in docs/PROTOCOL.md
     *
     * @throws Refusal
     */
    public static function answer(array $body, bool $withCodes = true): array
    {
        return Preview::alone(static fn (): array => self::found($body, $withCodes));
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return array<string, mixed>
     */
    private static function found(array $body, bool $withCodes): array
    {
        $offer = self::planned($body);
        $group = Request::int($body, 'group');
        ShopIds::groups('group', [$group]);
        $shop = (int) $offer['id_shop'] ?: (int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT');
        $products = Examples::chosen(self::products($body), $offer, $shop);

        return [
            'examples' => self::examples($offer, $group, $products, $shop),
            'vouchers' => array_map(static fn (array $voucher): array => $withCodes ? $voucher : ['code' => null] + $voucher, Vouchers::lost($offer)),
            // The same while somebody looks for other products.
            'worseOff' => Kept::orFound('page_worse_off', PriceSigns::of($offer) . $offer['id_shop'], self::AGE, static fn (): array => WorseOff::judged($offer)),
        ];
    }

    /**
     * A plan that is still being written: what prices do not depend on need not be complete yet.
     *
     * @param array<string, mixed> $body
     *
     * @return array<string, string|null> as stored
     */
    private static function planned(array $body): array
    {
        $plan = $body['plan'] ?? null;
        Refusal::ifWrong(!is_array($plan), 'plan', $plan, '{…}');
        $id = Request::int($body + ['offer' => 0], 'offer', 0);
        $stored = $id > 0 ? Offers::existing($id) : null;
        $given = [];
        foreach ($plan as $field => $value) {
            Refusal::ifWrong($value !== null && !is_scalar($value), "plan.{$field}", $value, '"…" | 20');
            $given[(string) $field] = $value === null ? null : (string) $value;
        }
        $unimportant = ['name' => 'Plan', 'intent' => 'draft', 'priority' => '0', 'audience' => '', 'rotation' => '', 'cut_at' => ''];

        return OfferFields::checked($unimportant + $given, $stored) + ['id_group_offer' => (string) $id, 'version' => '0'];
    }

    /**
     * @param array<string, mixed> $body
     *
     * @return int[] each once, as asked for
     */
    private static function products(array $body): array
    {
        $products = $body['products'] ?? [];
        Refusal::ifWrong(!is_array($products) || !array_is_list($products) || count($products) > self::MOST_PRODUCTS, 'products', $products, '[1, 2, 3, …] (≤ ' . self::MOST_PRODUCTS . ')');
        foreach ($products as $product) {
            Refusal::ifWrong(!is_int($product) || $product < 1 || $product > 4294967295, 'products', $product, '≥ 1');
        }

        return array_values(array_unique($products));
    }

    /**
     * @param array<string, string|null> $offer
     * @param array<int, array{reference: string, quantity: int}> $products
     *
     * @return list<array<string, mixed>>
     */
    private static function examples(array $offer, int $group, array $products, int $shop): array
    {
        $ids = array_keys($products);
        if ($ids === []) {
            return [];
        }
        $quantities = array_column($products, 'quantity', 'id');
        $today = ShownPrices::of($group, $quantities, $shop);
        $then = ScratchGroup::filled($offer, $ids, static fn (int $scratch): array => ShownPrices::of($scratch, $quantities, $shop));
        $names = Names::products($ids, $shop);
        $images = Examples::images($ids, $shop);
        $specific = Stacking::of($offer, $ids);
        $examples = [];
        foreach ($ids as $id) {
            if (isset($today[$id], $then[$id])) {
                $examples[] = [
                    'id' => $id,
                    'name' => $names[$id] ?? '',
                    'reference' => $products[$id]['reference'],
                    'image' => $images[$id] ?? null,
                    'today' => $today[$id],
                    'then' => $then[$id],
                    'specificPrices' => $specific[$id] ?? [],
                ];
            }
        }

        return $examples;
    }
}
