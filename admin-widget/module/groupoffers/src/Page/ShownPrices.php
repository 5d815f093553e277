<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * Prices as the storefront's catalogue shows them to a customer of a group, computed by the core itself.
 *
 * Product::getPriceStatic() knows no group as an argument. With an id of a customer it reads their default group from the database; without one it
 * asks Group::getCurrent(), which takes `id_default_group` of the context's customer (and the shop's customer group where the group is not associated
 * with the shop). So the context gets a customer who is nobody, with the group as default, and the call says "no customer": no specific price of a
 * customer counts. Tax is the shop's own address's, the currency its default one: what a customer sees who has no address yet.
 */
final class ShownPrices
{
    /** No customer's id: the database ends at 4294967295, and modules that listen to prices must not find one. */
    private const NOBODY = 4294967295;
    private const EXACT = 6;

    /**
     * @param array<int, int> $products the least quantity that is sold, by product
     *
     * @return array<int, array{amount: float, taxIncluded: bool, shown: bool}> by product; none for a product that the shop does not have
     */
    public static function of(int $idGroup, array $products, int $idShop): array
    {
        self::forgetCached($idGroup);
        $prices = self::as($idGroup, $idShop, static function (\Context $context) use ($products): array {
            $taxIncluded = (bool) \Configuration::get('PS_TAX') && (int) \Group::getPriceDisplayMethod((int) \Group::getCurrent()->id) === 0;
            $shown = \Configuration::showPrices();
            $precision = $context->getComputingPrecision();
            $prices = [];
            foreach ($products as $product => $quantity) {
                $specific = null;
                $amount = \Product::getPriceStatic($product, $taxIncluded, null, $taxIncluded ? self::EXACT : $precision, null, false, true, max(1, $quantity), false, 0, null, null, $specific, true, true, $context);
                if ($amount !== null) {
                    $prices[$product] = ['amount' => (float) \Tools::ps_round($amount, $precision), 'taxIncluded' => $taxIncluded, 'shown' => $shown];
                }
            }

            return $prices;
        });
        self::forgetCached($idGroup);

        return $prices;
    }

    /** What this process remembers of prices and of the group: the core's memories last a whole request, and some were never meant to be emptied. */
    private static function forgetCached(int $idGroup): void
    {
        \Cache::clean("objectmodel_Group_{$idGroup}_*");
        \Cache::clean("objectmodel_shop_Group_{$idGroup}-*");
        foreach ([[\Group::class, 'clearCachedValues'], [\GroupReduction::class, 'resetStaticCache'], [\SpecificPrice::class, 'flushCache'], [\Product::class, 'flushPriceCache']] as [$class, $method]) {
            if (method_exists($class, $method)) {
                $class::$method();
            }
        }
    }

    /**
     * @template T
     *
     * @param callable(\Context): T $work
     *
     * @return T
     */
    private static function as(int $idGroup, int $idShop, callable $work)
    {
        $context = \Context::getContext();
        $before = [$context->customer, $context->cart, $context->currency, $context->shop];
        $area = [\Shop::getContext(), \Shop::getContext() === \Shop::CONTEXT_GROUP ? \Shop::getContextShopGroupID() : \Shop::getContextShopID()];
        try {
            $context->shop = new \Shop($idShop);
            \Shop::setContext(\Shop::CONTEXT_SHOP, $idShop);
            $customer = new \Customer();
            $customer->id = self::NOBODY;
            $customer->id_default_group = $idGroup;
            $context->customer = $customer;
            $context->currency = new \Currency((int) \Configuration::get('PS_CURRENCY_DEFAULT'));
            // An empty one: its address would decide on the tax, and without any the core looks for one.
            $context->cart = new \Cart();

            return $work($context);
        } finally {
            [$context->customer, $context->cart, $context->currency, $context->shop] = $before;
            \Shop::setContext($area[0], $area[1]);
        }
    }
}
