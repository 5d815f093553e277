<?php

declare(strict_types=1);

/*
 * Looks at one fact of facts.php: `php fact.php NAME [ROOT]`, in the core of the real shop in the folder ROOT, or else in the stand-in's (its
 * environment: bootstrap.php). Prints one line of JSON: what was seen and what is expected, by what it is. Nothing of it stays: it is one transaction,
 * and no module hears of it.
 */

[, $name, $root] = $argv + [2 => null];
if ($root === null) {
    require __DIR__ . '/bootstrap.php';
} else {
    // What a core says of a command line is not the point.
    error_reporting(E_ALL & ~(E_WARNING | E_NOTICE | E_DEPRECATED));
    require "{$root}/config/defines.inc.php";
    require _PS_CONFIG_DIR_ . 'autoload.php';
    // Before the core makes its own, from the same parent.
    class Hook extends HookCore
    {
        public static ?Closure $instead = null;

        public static function exec($hook_name, $hook_args = [], $id_module = null, $array_return = false, ...$more)
        {
            return self::$instead !== null ? (self::$instead)($hook_name, $hook_args) : parent::exec($hook_name, $hook_args, $id_module, $array_return, ...$more);
        }
    }
    require "{$root}/config/config.inc.php";
}

/** What facts are made of: rows as the back office leaves them, and questions to the core. `#name` in a statement is the table with its prefix. */
final class Core
{
    /** Whether it is, or plays, PrestaShop 9. */
    public static function isNine(): bool
    {
        return version_compare(_PS_VERSION_, '9', '>=');
    }

    public static function write(string $sql): int
    {
        if (!Db::getInstance()->execute((string) preg_replace('/#(\w+)/', '`' . _DB_PREFIX_ . '$1`', $sql))) {
            throw new LogicException("refused: {$sql}");
        }

        return (int) Db::getInstance()->Insert_ID();
    }

    /** @param array<string, scalar> $row @return int its id */
    public static function insert(string $table, array $row): int
    {
        return self::write("INSERT INTO #{$table} SET " . implode(', ', array_map(static fn (string $column, $value): string => "`{$column}` = '" . pSQL((string) $value, true) . "'", array_keys($row), $row)));
    }

    /** @return list<array<string, mixed>> */
    public static function rows(string $sql): array
    {
        return Db::getInstance()->executeS((string) preg_replace('/#(\w+)/', '`' . _DB_PREFIX_ . '$1`', $sql), true, false);
    }

    public static function count(string $from): int
    {
        return (int) current(self::rows("SELECT COUNT(*) FROM {$from}")[0]);
    }

    /** @param array<string, scalar> $more columns */
    public static function group(float $percent, array $more = []): int
    {
        $id = self::insert('group', $more + ['reduction' => $percent, 'price_display_method' => 0, 'show_prices' => 1, 'date_add' => '2020-01-01', 'date_upd' => '2020-01-01']);
        self::write("INSERT INTO #group_lang (`id_group`, `id_lang`, `name`) SELECT {$id}, `id_lang`, 'Fact {$id}' FROM #lang");
        self::write("INSERT INTO #group_shop (`id_group`, `id_shop`) SELECT {$id}, `id_shop` FROM #shop");

        return $id;
    }

    /** @param int[] $groups */
    public static function customer(int $default, array $groups): int
    {
        $id = self::insert('customer', ['id_default_group' => $default, 'firstname' => 'Ada', 'lastname' => 'Fact', 'email' => uniqid('fact', true) . '@example.com', 'passwd' => '$2y$10$' . str_repeat('x', 53),
            'secure_key' => str_repeat('a', 32), 'active' => 1, 'id_lang' => 1, 'date_add' => '2020-01-01', 'date_upd' => '2020-01-01', 'birthday' => '1980-02-29']);
        array_map(static fn (int $group): int => self::insert('customer_group', ['id_customer' => $id, 'id_group' => $group]), $groups);

        return $id;
    }

    /** @return array{int, int[]} default group and memberships in the database */
    public static function groupsOf(int $id): array
    {
        return [(int) (self::rows("SELECT `id_default_group` AS d FROM #customer WHERE `id_customer` = {$id}")[0]['d'] ?? 0), array_map('intval', array_column(self::rows("SELECT `id_group` FROM #customer_group WHERE `id_customer` = {$id} ORDER BY 1"), 'id_group'))];
    }

    /** At that price without tax; its tax is 20 % in the shop's country, and another in one of its states. @param array<string, scalar> ...$specific what of its specific prices differs from "nothing off, for all, always" */
    public static function product(float $price, array ...$specific): int
    {
        $rules = self::insert('tax_rules_group', ['name' => 'Fact', 'active' => 1]);
        foreach ([0 => 20, 4_000_000 => 5] as $state => $rate) {
            self::insert('tax_rule', ['id_tax_rules_group' => $rules, 'id_country' => Configuration::get('PS_COUNTRY_DEFAULT'), 'id_state' => $state, 'id_tax' => self::insert('tax', ['rate' => $rate, 'active' => 1])]);
        }
        $row = ['price' => $price, 'id_category_default' => 2, 'active' => 1, 'date_add' => '2020-01-01', 'date_upd' => '2020-01-01'];
        $id = self::insert('product', $row);
        self::insert('product_shop', $row + ['id_tax_rules_group' => $rules, 'id_product' => $id, 'id_shop' => 1]);
        foreach ($specific as $each) {
            self::insert('specific_price', $each + ['id_product' => $id, 'id_shop' => 0, 'price' => -1, 'from_quantity' => 1, 'reduction' => 0, 'reduction_type' => 'percentage', 'reduction_tax' => 1, 'from' => '0000-00-00', 'to' => '0000-00-00']);
        }

        return $id;
    }

    /** As the catalogue asks, of the context's customer; or as a cart does, by their id. */
    public static function pays(int $customer, int $product, bool $isCart = false, bool $isTaxed = false, int $quantity = 1): ?float
    {
        [Context::getContext()->customer, Context::getContext()->cart] = [new Customer($customer), new Cart()];
        $price = Product::getPriceStatic($product, $isTaxed, null, 6, null, false, true, $quantity, false, $isCart ? $customer : null);

        return $price === null ? null : round((float) $price, 4);
    }

    /** What somebody of that default group sees in the catalogue, with nothing remembered. */
    public static function price(int $product, int $group, bool $isTaxed = false, int $quantity = 1): ?float
    {
        self::forget();

        return self::pays(self::customer($group, [$group]), $product, false, $isTaxed, $quantity);
    }

    public static function forget(): void
    {
        Group::clearCachedValues();
        GroupReduction::resetStaticCache();
        SpecificPrice::flushCache();
        Product::flushPriceCache();
    }

    /** @return list<array{string, mixed}> the hooks around what is done to those objects, in their order, and what `$see` saw then */
    public static function heard(string $objects, callable $do, callable $see): array
    {
        $heard = [];
        Hook::$instead = static function (string $name, array $args) use (&$heard, $objects, $see): string {
            preg_match("/^actionObject{$objects}(Add|Update|Delete)/i", $name) === 1 && $heard[] = [$name, $see($args)];

            return '';
        };
        $do();

        return $heard;
    }

    /** @return mixed what it gives, or 'throws' */
    public static function trying(callable $do)
    {
        try {
            return $do();
        } catch (PrestaShopException $error) {
            return 'throws';
        }
    }

    /** Modules hear again, of a visitor. */
    public static function loud(): void
    {
        [Hook::$instead, Context::getContext()->customer] = [null, new Customer()];
        Cache::clean('*');
    }

    /** A key of the Webservice for one method of one resource. */
    public static function key(string $resource, string $method, int $active = 1, int $shop = 1): string
    {
        $id = self::insert('webservice_account', ['key' => $key = strtoupper(bin2hex(random_bytes(16))), 'active' => $active, 'class_name' => 'WebserviceRequest', 'description' => 'Fact']);
        self::insert('webservice_account_shop', ['id_webservice_account' => $id, 'id_shop' => $shop]);
        $resource === '' || self::insert('webservice_permission', ['resource' => $resource, 'method' => $method, 'id_webservice_account' => $id]);

        return $key;
    }

    /** @param array<string, mixed> $params @return array{int, mixed} the Webservice's status; its text, or what its JSON says, of errors their codes */
    public static function ask(string $key, string $method, string $path, array $params = ['output_format' => 'JSON'], string $body = ''): array
    {
        $_GET = $params;
        $_SERVER += ['SERVER_PROTOCOL' => 'HTTP/1.1', 'HTTP_HOST' => '127.0.0.1'];
        WebserviceRequest::$ws_current_classname = 'WebserviceRequest';
        (new ReflectionProperty(WebserviceRequest::class, '_instance'))->setValue(null, null);
        $answer = WebserviceRequest::getInstance()->fetch($key, $method, $path, $params, false, $body);
        $status = $answer['status'] ?? (int) substr((string) current(preg_grep('#^HTTP/1.1 #', $answer['headers'])), 9);
        $said = isset($params['output_format']) ? json_decode((string) ($answer['content'] ?? ''), true) : ($answer['content'] ?? '');

        return [$status, is_array($said) && isset($said['errors']) ? array_column($said['errors'], 'code') : $said];
    }

    /** The customer's form in the back office is saved. */
    public static function form(int $customer, int $group): void
    {
        if (class_exists('BackOffice')) {
            BackOffice::saveForm(['customer' => $customer, 'defaultGroup' => $group, 'groups' => [$group]]);

            return;
        }
        Context::getContext()->controller = (object) ['controller_type' => 'admin', 'php_self' => null];
        $kernel = class_exists('AdminKernel') ? new AdminKernel('prod', false) : new AppKernel('prod', false);
        $kernel->boot();
        $command = new PrestaShop\PrestaShop\Core\Domain\Customer\Command\EditCustomerCommand($customer);
        $kernel->getContainer()->get('prestashop.core.command_bus')->handle($command->setDefaultGroupId($group)->setGroupIds([$group]));
    }

    /** A program sends a PATCH. */
    public static function patch(int $customer, int $group): void
    {
        class_exists('BackOffice') ? BackOffice::saveCustomer($customer, $group, [$group]) : self::ask(self::key('customers', 'PATCH'), 'PATCH', "customers/{$customer}", [],
            "<prestashop><customer><id>{$customer}</id><id_default_group>{$group}</id_default_group><associations><groups><group><id>{$group}</id></group></groups></associations></customer></prestashop>");
    }
}

Hook::$instead = static fn (): string => '';
Db::getInstance()->execute('START TRANSACTION');
try {
    $rows = (require __DIR__ . '/facts.php')[$name]();
    echo "\n", json_encode(['seen' => array_map('reset', $rows), 'expected' => array_map('end', $rows)], JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION), "\n";
} finally {
    Db::getInstance()->execute('ROLLBACK');
}
