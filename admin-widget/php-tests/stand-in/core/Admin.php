<?php

declare(strict_types=1);

/** The back office, as far as the module's page and its menu entry need it. */
class Employee
{
    /** @var int */
    public $id = 1;
    /** @var int */
    public $id_profile = 1;
    /** @var string */
    public $passwd = '';
    /** @var string */
    public $firstname = 'Marta';
    /** @var string */
    public $lastname = 'Owner';

    /** @return bool */
    public function isSuperAdmin()
    {
        return (int) $this->id_profile === 1;
    }

    /** The last one works for the first shop alone. @return int[] */
    public function getAssociatedShops()
    {
        $only = (int) $this->id_profile === Access::LOCAL ? ' WHERE `id_shop` = 1' : '';

        return array_map('intval', array_column((array) Db::getInstance()->executeS('SELECT `id_shop` FROM `' . _DB_PREFIX_ . "shop`{$only}"), 'id_shop'));
    }
}

class Access
{
    public const LOCAL = 5;
    /** By profile, a part of the roles that it has: all rights as in the core's first one; looking at everything; at our page alone; all of our page alone; all rights in one shop. */
    private const ROLES = [1 => 'ROLE', 2 => '_READ', 3 => '_ADMINGROUPOFFERS_READ', 4 => '_ADMINGROUPOFFERS_', self::LOCAL => 'ROLE'];

    public static function isGranted($role, $idProfile): bool
    {
        return str_contains((string) $role, self::ROLES[(int) $idProfile] ?? '-');
    }
}

class Link
{
    /** As `Tools::getAdminTokenLite()`: of the page and the employee. */
    public static function token(string $controller): string
    {
        return Tools::hash($controller . (int) (Context::getContext()->employee->id ?? 0));
    }

    /** What an address says of who looks and how goes along from page to page: `lang`, `dir`, `employee`. */
    public static function visit(): string
    {
        return http_build_query(array_intersect_key($_GET, ['lang' => 1, 'dir' => 1, 'employee' => 1]));
    }

    /**
     * @param array<string, mixed> $sfRouteParams of a page of Symfony's
     * @param array<string, mixed> $params
     */
    public function getAdminLink(string $controller, bool $withToken = true, array $sfRouteParams = [], array $params = []): string
    {
        $visit = self::visit();
        if (isset($sfRouteParams['customerId'])) {
            return "/admin/customers/{$sfRouteParams['customerId']}" . ($visit === '' ? '' : "?{$visit}");
        }

        return "/admin/index.php?controller={$controller}" . ($withToken ? '&token=' . self::token($controller) : '') . ($visit === '' ? '' : "&{$visit}");
    }

    public function getImageLink(string $name, string $ids, ?string $type = null): string
    {
        return "/{$ids}-{$type}/{$name}.jpg";
    }
}

class Smarty
{
    /** @var array<string, mixed> */
    public array $values = [];

    /**
     * @param array<string, mixed>|string $name
     * @param mixed $value
     */
    public function assign($name, $value = null): void
    {
        $this->values = (is_array($name) ? $name : [$name => $value]) + $this->values;
    }
}

class Tab extends ObjectModel
{
    public $id_parent;
    public $module;
    public $class_name;
    public $active = true;
    public $enabled = true;
    public $wording;
    public $wording_domain;
    /** @var array<int, string> by language */
    public $name = [];
    public static $definition = [
        'table' => 'tab',
        'primary' => 'id_tab',
        'fields' => [
            'id_parent' => ['type' => self::TYPE_INT], 'module' => ['type' => self::TYPE_STRING], 'class_name' => ['type' => self::TYPE_STRING], 'active' => ['type' => self::TYPE_BOOL],
            'enabled' => ['type' => self::TYPE_BOOL], 'wording' => ['type' => self::TYPE_STRING], 'wording_domain' => ['type' => self::TYPE_STRING],
        ],
    ];

    /** @return int|false */
    public static function getIdFromClassName($className)
    {
        return (int) Db::getInstance()->getValue('SELECT `id_tab` FROM `' . _DB_PREFIX_ . "tab` WHERE `class_name` = '" . pSQL($className) . "'") ?: false;
    }

    /** @return bool */
    public function save($null_values = false, $auto_date = true)
    {
        $db = Db::getInstance();
        if ((int) $this->id === 0) {
            $db->execute('INSERT INTO `' . _DB_PREFIX_ . "tab` (`id_parent`, `class_name`) VALUES (0, '" . pSQL($this->class_name) . "')");
            $this->id = (int) $db->Insert_ID();
        }
        foreach ($this->name as $language => $name) {
            $db->execute('REPLACE INTO `' . _DB_PREFIX_ . 'tab_lang` (`id_tab`, `id_lang`, `name`) VALUES (' . (int) $this->id . ', ' . (int) $language . ", '" . pSQL($name) . "')");
        }

        return $this->update();
    }

    /** @return bool */
    public function delete()
    {
        return Db::getInstance()->execute('DELETE FROM `' . _DB_PREFIX_ . 'tab_lang` WHERE `id_tab` = ' . (int) $this->id) && parent::delete();
    }
}

class ModuleAdminController
{
    /** @var bool */
    public $bootstrap = false;
    /** @var string|string[] */
    public $meta_title = '';
    /** @var string */
    public $content = '';
    /** @var Context */
    protected $context;
    /** @var Module|false */
    public $module;

    public function __construct()
    {
        $this->context = Context::getContext();
        $this->module = Module::getInstanceByName('groupoffers');
    }

    /** @return void */
    public function initContent()
    {
    }
}

class ModuleFrontController
{
    /** @var Context */
    protected $context;

    public function __construct()
    {
        $this->context = Context::getContext();
    }

    /** @return void */
    public function run()
    {
    }
}
