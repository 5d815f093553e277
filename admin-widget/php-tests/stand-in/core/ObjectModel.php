<?php

declare(strict_types=1);

/** Objects with one table, an optional table of texts, and the hooks around their writing. */
abstract class ObjectModel
{
    public const TYPE_INT = 1;
    public const TYPE_BOOL = 2;
    public const TYPE_STRING = 3;
    public const TYPE_FLOAT = 4;
    public const TYPE_DATE = 5;
    public const TYPE_HTML = 6;
    public const TYPE_NOTHING = 7;
    public const TYPE_SQL = 8;

    /** @var int|null */
    public $id;
    /** @var array<string, mixed> */
    public static $definition = [];
    /** @var array<string, mixed> */
    protected $webserviceParameters = [];

    public function __construct($id = null, $id_lang = null, $id_shop = null)
    {
        if ((int) $id > 0) {
            $rows = Db::getInstance()->executeS('SELECT * FROM `' . _DB_PREFIX_ . static::$definition['table'] . '` WHERE `' . static::$definition['primary'] . '` = ' . (int) $id);
            if ($rows !== false && $rows !== []) {
                $this->id = (int) $id;
                foreach ($rows[0] as $field => $value) {
                    if (property_exists($this, $field)) {
                        $this->{$field} = $value;
                    }
                }
            }
        }
    }

    /** @return bool */
    public function add($auto_date = true, $null_values = false)
    {
        throw new \LogicException('the stand-in adds no ' . static::class);
    }

    /** @return bool */
    public function update($null_values = false)
    {
        Hook::exec('actionObject' . static::class . 'UpdateBefore', ['object' => $this]);
        if (property_exists($this, 'date_upd')) {
            $this->date_upd = ShopTime::date('Y-m-d H:i:s');
        }
        $values = [];
        foreach (array_keys(static::$definition['fields']) as $field) {
            $values[] = "`{$field}` = '" . pSQL((string) $this->{$field}, true) . "'";
        }
        $done = Db::getInstance()->execute('UPDATE `' . _DB_PREFIX_ . static::$definition['table'] . '` SET ' . implode(', ', $values)
            . ' WHERE `' . static::$definition['primary'] . '` = ' . (int) $this->id);
        Hook::exec('actionObject' . static::class . 'UpdateAfter', ['object' => $this]);

        return $done;
    }

    /** @return bool */
    public function delete()
    {
        Hook::exec('actionObject' . static::class . 'DeleteBefore', ['object' => $this]);
        $done = Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . static::$definition['table'] . '` WHERE `' . static::$definition['primary'] . '` = ' . (int) $this->id);
        Hook::exec('actionObject' . static::class . 'DeleteAfter', ['object' => $this]);

        return $done;
    }

    /** @return bool|string */
    public function validateFields($die = true, $error_return = false)
    {
        return true;
    }

    /** @return array<string, mixed> */
    public function getWebserviceParameters($ws_params_attribute_name = null)
    {
        $parameters = $this->webserviceParameters;
        foreach (static::$definition['fields'] as $name => $field) {
            $parameters['fields'][$name] = ($parameters['fields'][$name] ?? []) + ['type' => $field['type']];
        }

        return $parameters;
    }
}

class Customer extends ObjectModel
{
    public $id_shop;
    public $id_default_group;
    public $firstname;
    public $lastname;
    public $email;
    public $passwd;
    public $active;
    public $is_guest;
    public $deleted;
    public $date_upd;
    /** @var int[]|null */
    public $groupBox;

    public static $definition = [
        'table' => 'customer',
        'primary' => 'id_customer',
        'fields' => [
            'id_shop' => ['type' => self::TYPE_INT], 'id_default_group' => ['type' => self::TYPE_INT], 'firstname' => ['type' => self::TYPE_STRING],
            'lastname' => ['type' => self::TYPE_STRING], 'email' => ['type' => self::TYPE_STRING], 'passwd' => ['type' => self::TYPE_STRING],
            'active' => ['type' => self::TYPE_BOOL], 'is_guest' => ['type' => self::TYPE_BOOL], 'deleted' => ['type' => self::TYPE_BOOL],
            'date_upd' => ['type' => self::TYPE_DATE],
        ],
    ];

    /** In the back office PrestaShop 8 writes the memberships first, before any hook; 9 leaves them to the form's handler. */
    public function update($null_values = false)
    {
        if (version_compare(_PS_VERSION_, '9', '<') && (Context::getContext()->controller->controller_type ?? '') === 'admin') {
            $this->updateGroup($this->groupBox ?? []);
        }

        return parent::update($null_values);
    }

    /** @param int[] $list */
    public function updateGroup($list): void
    {
        $db = Db::getInstance();
        if ($list !== []) {
            $db->execute('DELETE FROM `' . _DB_PREFIX_ . 'customer_group` WHERE `id_customer` = ' . (int) $this->id);
        }
        foreach ($list === [] ? [(int) $this->id_default_group] : $list as $group) {
            $db->execute('INSERT IGNORE INTO `' . _DB_PREFIX_ . 'customer_group` (`id_customer`, `id_group`) VALUES (' . (int) $this->id . ', ' . (int) $group . ')');
        }
    }

    public function delete()
    {
        foreach (['customer_group', 'specific_price', 'cart', 'cart_rule'] as $table) {
            Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . $table . '` WHERE `id_customer` = ' . (int) $this->id);
        }

        return parent::delete();
    }
}

class Group extends ObjectModel
{
    public $reduction;
    public $price_display_method;
    public $show_prices;
    public $name;
    public $date_upd;

    public static $definition = [
        'table' => 'group',
        'primary' => 'id_group',
        'fields' => [
            'reduction' => ['type' => self::TYPE_FLOAT], 'price_display_method' => ['type' => self::TYPE_INT],
            'show_prices' => ['type' => self::TYPE_BOOL], 'date_upd' => ['type' => self::TYPE_DATE],
        ],
    ];

    public static function isFeatureActive(): bool
    {
        return (bool) Configuration::get('PS_GROUP_FEATURE_ACTIVE');
    }

    /** @var array<int, Group> as the core's, for the whole request */
    private static array $groups = [];
    /** @var array<int, float> */
    private static array $reductions = [];

    public static function clearCachedValues(): void
    {
        self::$groups = [];
        self::$reductions = [];
    }

    /** Of the context's customer; the shop's customer group where theirs is not associated with the shop. */
    public static function getCurrent(): Group
    {
        $context = Context::getContext();
        $id = (int) ($context->customer->id ?? 0) > 0 ? (int) $context->customer->id_default_group : (int) Configuration::get('PS_UNIDENTIFIED_GROUP');
        $shop = (int) ($context->shop->id ?? 1);
        if (Db::getInstance()->getValue('SELECT `id_shop` FROM `' . _DB_PREFIX_ . "group_shop` WHERE `id_group` = {$id} AND `id_shop` = {$shop}") === false) {
            $id = (int) Configuration::get('PS_CUSTOMER_GROUP');
        }

        return self::$groups[$id] ??= new Group($id);
    }

    public static function getPriceDisplayMethod($id_group): int
    {
        return (int) (self::$groups[(int) $id_group] ??= new Group((int) $id_group))->price_display_method;
    }

    public static function getReductionByIdGroup($id_group): float
    {
        return self::$reductions[(int) $id_group] ??= (float) Db::getInstance()->getValue('SELECT `reduction` FROM `' . _DB_PREFIX_ . 'group` WHERE `id_group` = ' . (int) $id_group);
    }

    /** Hooks run before the memberships go. Whoever has no group left gets the customer group; `carrier_group` rows stay behind. */
    public function delete()
    {
        $id = (int) $this->id;
        $customers = (int) Configuration::get('PS_CUSTOMER_GROUP');
        if (version_compare(_PS_VERSION_, '9', '>=') && in_array($id, [$customers, (int) Configuration::get('PS_UNIDENTIFIED_GROUP'), (int) Configuration::get('PS_GUEST_GROUP')], true)) {
            throw new PrestaShopException('You cannot delete a group that is used in the shop configuration.');
        }
        if ($id === $customers) {
            return false;
        }
        $db = Db::getInstance();
        $p = _DB_PREFIX_;
        Hook::exec('actionObjectGroupDeleteBefore', ['object' => $this]);
        foreach (['group', 'group_lang', 'group_shop'] as $table) {
            $db->execute("DELETE FROM `{$p}{$table}` WHERE `id_group` = {$id}");
        }
        Hook::exec('actionObjectGroupDeleteAfter', ['object' => $this]);
        foreach (['cart_rule_group', 'customer_group', 'category_group', 'group_reduction', 'product_group_reduction_cache', 'module_group'] as $table) {
            $db->execute("DELETE FROM `{$p}{$table}` WHERE `id_group` = {$id}");
        }
        $db->execute("INSERT INTO `{$p}customer_group` (`id_customer`, `id_group`) SELECT `c`.`id_customer`, {$customers} FROM `{$p}customer` AS `c` LEFT JOIN `{$p}customer_group` AS `g` ON `g`.`id_customer` = `c`.`id_customer` WHERE `g`.`id_customer` IS NULL");
        $db->execute("UPDATE `{$p}customer` AS `c` SET `id_default_group` = COALESCE((SELECT MIN(`id_group`) FROM `{$p}customer_group` AS `g` WHERE `g`.`id_customer` = `c`.`id_customer`), {$customers}) WHERE `id_default_group` = {$id}");

        return true;
    }
}

class Language extends ObjectModel
{
    public $name;
    public $iso_code;
    public $locale;
    public $is_rtl;
    public static $definition = ['table' => 'lang', 'primary' => 'id_lang', 'fields' => ['name' => ['type' => self::TYPE_STRING], 'iso_code' => ['type' => self::TYPE_STRING]]];

    /** @return array<int, array<string, string|null>> */
    public static function getLanguages($active = true, $id_shop = false, $ids_only = false)
    {
        return Db::getInstance()->executeS('SELECT * FROM `' . _DB_PREFIX_ . 'lang`' . ($active ? ' WHERE `active` = 1' : '') . ' ORDER BY `id_lang`') ?: [];
    }
}
