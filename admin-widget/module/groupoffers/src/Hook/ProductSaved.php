<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Group\PriceCache;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * A product was made, copied, saved or put into categories. The core makes its rows of the price cache before its categories are there, or forgets
 * them: a copy would have no offer's price until the next sync. One save comes here six times, so products are noted, and looked at once, when the
 * request is over.
 */
final class ProductSaved implements Hook
{
    /** @var array<int, true> */
    private static array $noted = [];
    private static bool $registered = false;

    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        $id = (int) ($params['id_product'] ?? $params['product']->id ?? 0);
        if ($id <= 0) {
            return null;
        }
        self::$noted[$id] = true;
        // Of a copy this is the end, and whoever made it may go on with its price.
        if (isset($params['id_product_old'])) {
            self::flush();
        } elseif (!self::$registered) {
            self::$registered = true;
            register_shutdown_function(self::flush(...));
        }

        return null;
    }

    public static function flush(): void
    {
        $products = array_keys(self::$noted);
        self::$noted = [];
        try {
            PriceCache::rebuildProducts($products);
        } catch (\Throwable $error) {
            Log::failure('the price cache of products that were saved', $error);
        }
    }
}
