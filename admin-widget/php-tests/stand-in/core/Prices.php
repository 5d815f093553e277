<?php

declare(strict_types=1);

/** What the core computes prices with, its memory within a request included; without combinations, countries, currencies and priorities. */
class Product
{
    /** @var array<string, float> */
    private static array $prices = [];

    public static function flushPriceCache(): void
    {
        self::$prices = [];
    }

    /** @return float|null */
    public static function getPriceStatic(
        $id_product,
        $usetax = true,
        $id_product_attribute = null,
        $decimals = 6,
        $divisor = null,
        $only_reduc = false,
        $usereduc = true,
        $quantity = 1,
        $force_associated_tax = false,
        $id_customer = null,
        $id_cart = null,
        $id_address = null,
        &$specific_price_output = null,
        $with_ecotax = true,
        $use_group_reduction = true,
        ?Context $context = null,
        $use_customer_price = true,
        $id_customization = null
    ) {
        $context ??= Context::getContext();
        if ($context->cart === null && $context->employee === null) {
            throw new LogicException('the core dies here: no cart, no employee');
        }
        $group = (int) $id_customer > 0 ? (int) (new Customer((int) $id_customer))->id_default_group : 0;
        $group = $group > 0 ? $group : (int) Group::getCurrent()->id;
        $customer = $id_customer ?? (int) ($context->customer->id ?? 0);
        $shop = (int) ($context->shop->id ?? 1);
        $key = implode('-', [$id_product, $shop, $group, $customer, $quantity, (int) $usetax, $decimals]);

        return self::$prices[$key] ??= self::price((int) $id_product, $shop, $group, (int) $customer, (int) $quantity, (bool) $usetax, (int) $decimals);
    }

    private static function price(int $product, int $shop, int $group, int $customer, int $quantity, bool $taxed, int $decimals): ?float
    {
        $db = Db::getInstance();
        $p = _DB_PREFIX_;
        $row = $db->getRow("SELECT `price`, `id_tax_rules_group` FROM `{$p}product_shop` WHERE `id_product` = {$product} AND `id_shop` = {$shop}");
        if (!is_array($row)) {
            return null;
        }
        $now = ShopTime::date('Y-m-d H:i:00');
        $specific = $db->getRow("SELECT * FROM `{$p}specific_price` WHERE `id_product` IN (0, {$product}) AND `id_group` IN (0, {$group}) AND `id_shop` IN (0, {$shop}) AND `id_customer` IN (0, {$customer}) AND `id_cart` = 0"
            . " AND IF(`from_quantity` > 1, `from_quantity`, 0) <= {$quantity} AND `from` <= '{$now}' AND (`to` < '1000-01-01' OR `to` >= '{$now}')"
            . ' ORDER BY `from_quantity` DESC, `id_specific_price_rule`, ' . self::score($product, $shop, $group, $customer) . ' DESC, `to` DESC, `from` DESC');
        $price = is_array($specific) && (float) $specific['price'] >= 0 ? (float) $specific['price'] : (float) $row['price'];
        $tax = Configuration::get('PS_TAX') ? (float) $db->getValue("SELECT t.`rate` FROM `{$p}tax_rule` r JOIN `{$p}tax` t ON t.`id_tax` = r.`id_tax` JOIN `{$p}tax_rules_group` g ON g.`id_tax_rules_group` = r.`id_tax_rules_group` AND g.`active` = 1"
            . ' WHERE r.`id_state` = 0 AND r.`id_tax_rules_group` = ' . (int) $row['id_tax_rules_group'] . ' AND r.`id_country` = ' . (int) Configuration::get('PS_COUNTRY_DEFAULT')) / 100 : 0.0;
        $price *= $taxed ? 1 + $tax : 1;
        if (is_array($specific)) {
            // An amount is one with tax, or one without.
            $rate = ($taxed ? 1 + $tax : 1) / ($specific['reduction_tax'] ? 1 + $tax : 1);
            $price -= (float) $specific['reduction'] * ($specific['reduction_type'] === 'amount' ? $rate : $price);
        }
        $own = GroupReduction::getValueForProduct($product, $group);
        $price -= $price * ($own !== false ? (float) $own : Group::getReductionByIdGroup($group) / 100);

        return max(0.0, round($price, $decimals));
    }

    /** Of specific prices that count equally, the one that is closer: by what, the merchant says. */
    private static function score(int $id_product, int $id_shop, int $id_group, int $id_customer): string
    {
        $given = ['id_shop' => $id_shop, 'id_group' => $id_group, 'id_customer' => $id_customer, 'id_currency' => (int) Configuration::get('PS_CURRENCY_DEFAULT'), 'id_country' => (int) Configuration::get('PS_COUNTRY_DEFAULT')];
        $own = Db::getInstance()->getValue('SELECT `priority` FROM `' . _DB_PREFIX_ . "specific_price_priority` WHERE `id_product` = {$id_product} ORDER BY `id_specific_price_priority` DESC");
        $order = array_reverse(explode(';', 'id_customer;' . ($own ?: Configuration::get('PS_SPECIFIC_PRICE_PRIORITIES'))));

        return '(' . implode(' + ', array_map(static fn (string $field, int $place): string => "IF(`{$field}` = {$given[$field]}, " . 2 ** ($place + 1) . ', 0)', $order, array_keys($order))) . ')';
    }
}

class GroupReduction
{
    /** @var array<string, string|int|false> */
    private static array $cache = [];

    /** @return string|int|false */
    public static function getValueForProduct($id_product, $id_group)
    {
        if (!Group::isFeatureActive()) {
            return 0;
        }

        return self::$cache["{$id_product}-{$id_group}"] ??= Db::getInstance()->getValue('SELECT `reduction` FROM `' . _DB_PREFIX_ . "product_group_reduction_cache` WHERE `id_product` = {$id_product} AND `id_group` = {$id_group}");
    }

    public static function resetStaticCache(): void
    {
        self::$cache = [];
    }
}

class SpecificPrice
{
    public static function flushCache(): void
    {
        Product::flushPriceCache();
    }
}

class Cart
{
    /** @var int|null */
    public $id;
}

class Currency extends ObjectModel
{
    public $iso_code;
    public $precision;
    public static $definition = ['table' => 'currency', 'primary' => 'id_currency', 'fields' => ['iso_code' => ['type' => self::TYPE_STRING], 'precision' => ['type' => self::TYPE_INT]]];
}

class ImageType
{
    public static function getFormattedName($name): string
    {
        return "{$name}_default";
    }
}
