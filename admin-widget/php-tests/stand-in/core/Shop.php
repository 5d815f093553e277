<?php

declare(strict_types=1);

/** Small pieces of the core that the module calls. */
class Configuration
{
    /** @return string|false */
    public static function get($key, $idLang = null, $idShopGroup = null, $idShop = null, $default = false)
    {
        $value = Db::getInstance()->getValue('SELECT `value` FROM `' . _DB_PREFIX_ . "configuration` WHERE `name` = '" . pSQL($key) . "' AND (`id_shop` IS NULL OR `id_shop` = "
            . (int) $idShop . ') ORDER BY `id_shop` DESC');

        return $value === false || $value === null ? $default : $value;
    }

    public static function showPrices(): bool
    {
        return !Group::isFeatureActive() || (bool) Group::getCurrent()->show_prices;
    }

    /** @return string|false */
    public static function getGlobalValue($key, $idLang = null)
    {
        return self::get($key);
    }

    public static function deleteByName($key): bool
    {
        return Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . "configuration` WHERE `name` = '" . pSQL($key) . "'");
    }

    public static function updateGlobalValue($key, $values, $html = false): bool
    {
        $table = '`' . _DB_PREFIX_ . 'configuration`';
        $name = pSQL($key);
        $value = pSQL((string) $values, true);

        return Db::getInstance()->execute(self::get($key) === false
            ? "INSERT INTO {$table} (`name`, `value`, `date_add`, `date_upd`) VALUES ('{$name}', '{$value}', '2020-01-01 00:00:00', '2020-01-01 00:00:00')"
            : "UPDATE {$table} SET `value` = '{$value}' WHERE `name` = '{$name}'");
    }
}

class Cache
{
    /** @var array<string, mixed> */
    private static array $local = [];

    /** @param string $key with `*` for anything */
    public static function clean($key): void
    {
        $pattern = '/^' . str_replace('\*', '.*', preg_quote($key, '/')) . '$/';
        self::$local = array_filter(self::$local, static fn ($name): bool => preg_match($pattern, (string) $name) !== 1, ARRAY_FILTER_USE_KEY);
    }

    public static function store($key, $value): void
    {
        self::$local[$key] = $value;
    }

    public static function isStored($key): bool
    {
        return isset(self::$local[$key]);
    }

    /** @return mixed */
    public static function retrieve($key)
    {
        return self::$local[$key] ?? null;
    }
}

class Hook
{
    public const MODULE_LIST_BY_HOOK_KEY = 'hook_module_exec_list_';

    /** @var array<string, list<callable(array<string, mixed>): mixed>> more listeners; for tests */
    public static array $listeners = [];
    /** @var (Closure(string, array<string, mixed>): string)|null hears of all hooks, and modules of none; for tests */
    public static ?Closure $instead = null;

    /**
     * @param array<string, mixed> $hook_args
     *
     * @return mixed
     */
    public static function exec($hook_name, $hook_args = [], $id_module = null, $array_return = false, $check_exceptions = true)
    {
        if (self::$instead !== null) {
            return (self::$instead)($hook_name, $hook_args);
        }
        $answers = [];
        foreach (self::$listeners[strtolower($hook_name)] ?? [] as $listener) {
            $listener($hook_args);
        }
        $module = Module::getInstanceByName('groupoffers');
        if ($module !== false && in_array(strtolower($hook_name), self::registered($module), true)) {
            $answers['groupoffers'] = $module->{'hook' . ucfirst($hook_name)}($hook_args);
        }

        return $array_return ? $answers : implode('', array_filter($answers, 'is_string'));
    }

    /**
     * Remembered for the request. Where no employee works, a module needs a row for the visitors' group, which a client of the Webservice counts to, too.
     *
     * @return string[] the module's hooks, in small letters
     */
    private static function registered(Module $module): array
    {
        $shop = Context::getContext()->shop;
        $key = self::MODULE_LIST_BY_HOOK_KEY . ($shop === null ? '' : "_{$shop->id}");
        if (!Cache::isStored($key)) {
            $p = _DB_PREFIX_;
            $here = static fn (string $table): string => $shop === null ? '' : " AND {$table}.`id_shop` = {$shop->id}";
            $sql = "SELECT LOWER(h.`name`) FROM `{$p}module` m JOIN `{$p}module_shop` s ON s.`id_module` = m.`id_module`{$here('s')} JOIN `{$p}hook_module` hm ON hm.`id_module` = m.`id_module`{$here('hm')}"
                . " JOIN `{$p}hook` h ON h.`id_hook` = hm.`id_hook` WHERE m.`name` = '{$module->name}'";
            if (Context::getContext()->employee === null && Group::isFeatureActive()) {
                $sql .= " AND m.`id_module` IN (SELECT g.`id_module` FROM `{$p}module_group` g WHERE g.`id_group` = " . (int) Configuration::get('PS_UNIDENTIFIED_GROUP') . "{$here('g')})";
            }
            // Beside Db: tests count and break the module's own statements.
            Cache::store($key, Db::getInstance()->getLink()->query($sql)->fetchAll(\PDO::FETCH_COLUMN));
        }

        return Cache::retrieve($key);
    }
}

class Context
{
    public ?Shop $shop = null;
    public ?Employee $employee = null;
    public ?object $controller = null;
    public ?Smarty $smarty = null;
    public ?Cookie $cookie = null;
    public ?Link $link = null;
    public ?Customer $customer = null;
    public ?Cart $cart = null;
    public ?Currency $currency = null;
    public ?Language $language = null;
    private static ?Context $instance = null;

    public static function getContext(): Context
    {
        return self::$instance ??= new Context();
    }

    public function getTranslator(): Translator
    {
        return new Translator();
    }

    public function getComputingPrecision(): int
    {
        return (int) ($this->currency->precision ?? 2);
    }
}

class Cookie
{
    /** @return void */
    public function disallowWriting()
    {
    }
}

class Translator
{
    /** @param array<string, mixed> $parameters */
    public function trans(string $text, array $parameters = [], ?string $domain = null, ?string $locale = null): string
    {
        return strtr($text, array_map('strval', $parameters));
    }
}

class Shop
{
    public const CONTEXT_SHOP = 1;
    public const CONTEXT_GROUP = 2;
    public const CONTEXT_ALL = 4;

    /** @var int */
    public $id;
    /** @var array{int, int|null} */
    private static array $area = [self::CONTEXT_ALL, null];

    public function __construct($id = 1)
    {
        $this->id = (int) $id;
    }

    public static function isFeatureActive(): bool
    {
        return (int) Db::getInstance()->getValue('SELECT COUNT(*) FROM `' . _DB_PREFIX_ . 'shop`') > 1;
    }

    public function getBaseURL($ssl = false): string
    {
        return 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1') . '/';
    }

    public static function setContext($type, $id = null): void
    {
        self::$area = [(int) $type, $id === null ? null : (int) $id];
    }

    public static function getContext(): int
    {
        return self::$area[0];
    }

    /** @return int|null */
    public static function getContextShopID($null_value_without_multishop = false)
    {
        return self::$area[0] === self::CONTEXT_SHOP ? self::$area[1] : null;
    }

    /** @return int|null */
    public static function getContextShopGroupID($null_value_without_multishop = false)
    {
        return self::$area[0] === self::CONTEXT_GROUP ? self::$area[1] : null;
    }
}

class Tools
{
    public static function clearSmartyCache(): void
    {
    }

    public static function ps_round($value, $precision = 0): float
    {
        return round((float) $value, $precision);
    }

    /** @return mixed */
    public static function getValue($key, $default = false)
    {
        return $_POST[$key] ?? $_GET[$key] ?? $default;
    }

    /** @return void */
    public static function redirectAdmin($url)
    {
        header("Location: {$url}");
        exit;
    }

    public static function hash($text): string
    {
        return hash('sha256', _COOKIE_KEY_ . $text);
    }
}

class PrestaShopLogger
{
    /** @var string[] for tests */
    public static array $messages = [];

    public static function addLog($message, $severity = 1, $errorCode = null, $objectType = null, $objectId = null, $allowDuplicate = false, $idEmployee = null): bool
    {
        self::$messages[] = $message;
        if ($severity > 2) {
            error_log($message);
        }

        return true;
    }
}

class Module
{
    /** @var int */
    public $id = 0;
    /** @var string */
    public $name = '';
    /** @var string */
    public $tab = '';
    /** @var string */
    public $version = '';
    /** @var string */
    public $author = '';
    /** @var int */
    public $need_instance = 0;
    /** @var bool */
    public $bootstrap = false;
    /** @var array<string, string> */
    public $ps_versions_compliancy = [];
    /** @var string */
    public $displayName = '';
    /** @var string */
    public $description = '';
    /** @var string */
    public $confirmUninstall = '';
    /** @var string[] */
    protected $_errors = [];
    /** @var Context */
    protected $context;
    private static ?Module $instance = null;

    public function __construct($name = null, $context = null)
    {
        $this->context = Context::getContext();
        $this->id = (int) Db::getInstance()->getValue('SELECT `id_module` FROM `' . _DB_PREFIX_ . "module` WHERE `name` = '{$this->name}'");
    }

    /** @return Module|false */
    public static function getInstanceByName($name)
    {
        if ($name !== 'groupoffers' || !class_exists('Groupoffers')) {
            return false;
        }

        return self::$instance ??= new Groupoffers();
    }

    /** @return bool */
    public function install()
    {
        $db = Db::getInstance();
        $db->execute('INSERT IGNORE INTO `' . _DB_PREFIX_ . "module` (`name`, `active`, `version`) VALUES ('{$this->name}', 1, '{$this->version}')");
        $this->id = (int) $db->getValue('SELECT `id_module` FROM `' . _DB_PREFIX_ . "module` WHERE `name` = '{$this->name}'");

        return true;
    }

    /** @return bool */
    public function uninstall()
    {
        return Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . "module` WHERE `name` = '{$this->name}'");
    }

    /** @return bool */
    public function disable($force_all = false)
    {
        return Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . "module_shop` WHERE `id_module` = {$this->id}") && $this->activate(0);
    }

    /** @return bool */
    public function enable($force_all = false)
    {
        return Db::getInstance()->execute('INSERT IGNORE INTO `' . _DB_PREFIX_ . "module_shop` (`id_module`, `id_shop`) SELECT {$this->id}, `id_shop` FROM `" . _DB_PREFIX_ . 'shop`') && $this->activate(1);
    }

    private function activate(int $active): bool
    {
        return Db::getInstance()->execute('UPDATE `' . _DB_PREFIX_ . "module` SET `active` = {$active} WHERE `id_module` = {$this->id}");
    }

    /** @return bool */
    public function registerHook($hook_name, $shop_list = null)
    {
        // Beside Db: tests count and break the module's own statements.
        $link = Db::getInstance()->getLink();
        $link->exec('INSERT IGNORE INTO `' . _DB_PREFIX_ . "hook` (`name`) VALUES ('{$hook_name}')");
        $link->exec('INSERT IGNORE INTO `' . _DB_PREFIX_ . "hook_module` (`id_module`, `id_shop`, `id_hook`) SELECT {$this->id}, s.`id_shop`, h.`id_hook` FROM `" . _DB_PREFIX_
            . 'shop` s, `' . _DB_PREFIX_ . "hook` h WHERE h.`name` = '{$hook_name}'");

        return true;
    }

    /** @return bool */
    public function getPermission($variable, $employee = null)
    {
        return true;
    }

    /** @return string */
    public function fetch($templatePath, $cache_id = null, $compile_id = null)
    {
        throw new \LogicException('the stand-in has no templates');
    }

    /** @return string */
    public function getPathUri()
    {
        return "/modules/{$this->name}/";
    }

    /** @return string[] */
    public function getErrors()
    {
        return $this->_errors;
    }

    public function getTranslator(): Translator
    {
        return new Translator();
    }

    /**
     * @param string $id
     * @param array<string, mixed> $parameters
     *
     * @return string
     */
    protected function trans($id, array $parameters = [], $domain = null, $locale = null)
    {
        return (new Translator())->trans($id, $parameters);
    }
}

/**
 * @param string $string
 * @param bool $htmlOK
 *
 * @return string
 */
function pSQL($string, $htmlOK = false)
{
    return Db::getInstance()->escape($string, $htmlOK);
}

/**
 * @param string $string
 *
 * @return string
 */
function bqSQL($string)
{
    return str_replace('`', '\`', pSQL($string));
}
