<?php

declare(strict_types=1);

/*
 * What the core of a shop does, as far as the stand-in plays it: each fact by its name, and of each what is seen and what is expected. fact.php looks at
 * one, in the stand-in or in a real shop. A real shop is right: where they differ, mend the stand-in.
 *
 * Not played, because neither the module nor a test asks the stand-in for it:
 *   what writes rows and opens doors, which tests do by SQL: filling and emptying the price rows of categories and of saved products (F3, F4, F42, F43), what
 *     a new group opens (F8), who may enter what (F9, F50), cart rules in carts (F48, F49), bulk changes (F27), shops that share customers (F28)
 *   prices that the module has no part in: its hook (F46), combined groups (F47), combinations, currencies
 *   the core's own objects over the Webservice (F15's PUT, F12's refusal), and what stands before it: maintenance, headers, cold caches, speed (F19–F21)
 *   the database's own ways, which are real here: locks (F24); and the core's SQL cache (F25)
 *   orders (F26), the back office's pages and forms (F29–F31, F51's lists), the storefront (F32, F33, F35, F36), mail and consent (F37–F40)
 */

$off = static fn (float $part, array $more = []): array => ['reduction' => $part] + $more;

return [
    'F1: the price follows the default group, whatever the memberships' => static function (): array {
        [$cheap, $product] = [Core::group(20), Core::product(100)];
        [$member, $default] = [Core::customer(3, [3, $cheap]), Core::customer($cheap, [3])];

        return [
            'a member, in catalogue and cart' => [[Core::pays($member, $product), Core::pays($member, $product, true)], [100, 100]],
            'whose default it is' => [[Core::pays($default, $product), Core::pays($default, $product, true)], [80, 80]],
            'a visitor' => [Core::pays(0, $product), 100],
        ];
    },
    'F1: a default group outside the shop counts as the customer group in the catalogue, not in the cart' => static function (): array {
        [$outside, $product] = [Core::group(50), Core::product(100)];
        Core::write("DELETE FROM #group_shop WHERE `id_group` = {$outside}");
        $customer = Core::customer($outside, [$outside]);

        return ['catalogue and cart' => [[Core::pays($customer, $product), Core::pays($customer, $product, true)], [100, 50]]];
    },
    'F2, F3, F41: a group’s reduction is a percentage; a product’s row is a fraction that replaces it; a category’s alone changes nothing' => static function (): array {
        $group = Core::group(15);
        Core::insert('group_reduction', ['id_group' => $group, 'id_category' => 2, 'reduction' => 0.4]);
        $price = static function (?float $fraction) use ($group): ?float {
            Core::insert('category_product', ['id_category' => 2, 'id_product' => $product = Core::product(100)]);
            $fraction === null || Core::insert('product_group_reduction_cache', ['id_product' => $product, 'id_group' => $group, 'reduction' => $fraction]);

            return Core::price($product, $group);
        };

        return ['no row, 0, 0.1, 0.35' => [array_map($price, [null, 0, 0.1, 0.35]), [85, 100, 90, 65]]];
    },
    'F5: a group shows prices with tax (0) or without (1), or none' => static function (): array {
        [$plain, $bare] = [Core::group(0), Core::group(0, ['price_display_method' => 1, 'show_prices' => 0])];
        $shown = static function (int $group): array {
            Context::getContext()->customer = new Customer(Core::customer($group, [$group]));

            return [Group::getPriceDisplayMethod($group), Configuration::showPrices()];
        };

        return ['with tax' => [$shown($plain), [0, true]], 'without, and none' => [$shown($bare), [1, false]]];
    },
    'F6: a specific price of a group follows the default group, and the group’s percentage comes off it' => static function () use ($off): array {
        [$group, $other] = [Core::group(10), Core::group(10)];
        $product = Core::product(100, $off(0.4, ['id_group' => $group]));

        return ['of that group' => [Core::price($product, $group), 54], 'only a member' => [Core::pays(Core::customer($other, [$group, $other]), $product), 90]];
    },
    'F7: while groups are switched off, no percentage and no row counts; a specific price of a group does' => static function (): array {
        [$group, $product] = [Core::group(20), Core::product(100)];
        $special = Core::product(100, ['id_group' => $group, 'price' => 60]);
        Core::insert('product_group_reduction_cache', ['id_product' => $product, 'id_group' => $group, 'reduction' => 0.3]);
        Configuration::updateGlobalValue('PS_GROUP_FEATURE_ACTIVE', 0);

        return ['prices, and whether shown' => [[Core::price($product, $group), Core::price($special, $group), Configuration::showPrices()], [100, 60, true]]];
    },
    'F44: price, tax, one specific reduction, then the group’s percentage' => static function () use ($off): array {
        $group = Core::group(10);
        $both = static fn (array $specific): array => [Core::price($product = Core::product(100, $specific), $group), Core::price($product, $group, true)];

        return [
            'a percentage, without and with tax' => [$both($off(0.2)), [72, 86.4]],
            'a price and a percentage' => [$both($off(0.5, ['price' => 70])), [31.5, 37.8]],
            'an amount with tax' => [$both($off(12, ['reduction_type' => 'amount'])), [81, 97.2]],
            'an amount without tax' => [$both($off(12, ['reduction_type' => 'amount', 'reduction_tax' => 0])), [79.2, 95.04]],
            'never below nothing' => [$both($off(120, ['reduction_type' => 'amount', 'reduction_tax' => 0])), [0, 0]],
        ];
    },
    'F44: of several specific prices counts that of the higher quantity, then of the lower rule, then the closer one' => static function () use ($off): array {
        $mine = $off(0.1, ['id_group' => $group = Core::group(0)]);
        $price = static fn (array $one, array $other, int $quantity = 1): ?float => Core::price(Core::product(100, $one, $other), $group, false, $quantity);
        Configuration::updateGlobalValue('PS_SPECIFIC_PRICE_PRIORITIES', 'id_shop;id_currency;id_country;id_group');
        $seen = [
            'five pieces, and four' => [[$price($mine, $off(0.2, ['from_quantity' => 5]), 5), $price($mine, $off(0.2, ['from_quantity' => 5]), 4)], [80, 90]],
            'a rule against a row for all' => [$price($mine + ['id_specific_price_rule' => 7], $off(0.2)), 80],
            'the lower rule' => [$price($mine + ['id_specific_price_rule' => 7], $off(0.2, ['id_specific_price_rule' => 6])), 80],
            'the group’s own' => [$price($mine, $off(0.2)), 90],
            'the shop’s before the group’s' => [$price($mine, $off(0.2, ['id_shop' => 1])), 80],
            'the group’s for all products before the product’s for all' => [$price(['id_product' => 0] + $mine, $off(0.2)), 90],
        ];
        Core::write('DELETE FROM #specific_price WHERE `id_product` = 0');
        Configuration::updateGlobalValue('PS_SPECIFIC_PRICE_PRIORITIES', 'id_group;id_currency;id_country;id_shop');

        return $seen + ['the group’s before the shop’s, if the merchant says so' => [$price($mine, $off(0.2, ['id_shop' => 1])), 90]];
    },
    'F45: a specific price counts from its begin to its end by the shop’s clock' => static function () use ($off): array {
        $at = static fn (string $when): string => $when === '' ? '0000-00-00 00:00:00' : date('Y-m-d H:i:s', (int) strtotime($when));
        $price = static fn (string $from, string $to): ?float => Core::price(Core::product(100, $off(0.5, ['from' => $at($from), 'to' => $at($to)])), 3);

        return ['now, not yet, over, always' => [[$price('-1 hour', '+1 hour'), $price('+1 hour', ''), $price('', '-1 hour'), $price('', '')], [50, 100, 100, 50]]];
    },
    'F34: a request remembers prices, groups and reductions until it is told to forget them' => static function (): array {
        [$group, $product] = [Core::group(20), Core::product(100)];
        $customer = Core::customer($group, [$group]);
        $seen = [Core::pays($customer, $product)];
        Core::write("UPDATE #group SET `reduction` = 50 WHERE `id_group` = {$group}");
        foreach (['is_int', [Product::class, 'flushPriceCache'], [Core::class, 'forget']] as $forget) {
            $forget(0);
            $seen[] = Core::pays($customer, $product);
        }

        return ['before, after, without the prices, without anything' => [$seen, [80, 80, 80, 50]], 'of no product' => [Core::pays($customer, 4_000_000), null]];
    },

    'F14: a customer who was loaded some time ago is written with every field; the hooks see the old row and the new one' => static function (): array {
        [$old, $new] = [Core::group(0), Core::group(0)];
        $customer = new Customer($id = Core::customer($old, [$old]));
        Core::write("UPDATE #customer SET `id_default_group` = {$new}, `lastname` = 'Since' WHERE `id_customer` = {$id}");
        Core::write("INSERT INTO #customer_group VALUES ({$id}, {$new})");
        $heard = Core::heard('Customer', static fn () => $customer->update(), static fn (): int => Core::groupsOf($id)[0]);
        $row = Core::rows("SELECT `lastname`, `date_upd` FROM #customer WHERE `id_customer` = {$id}")[0];

        return [
            'hooks' => [$heard, [['actionObjectCustomerUpdateBefore', $new], ['actionObjectCustomerUpdateAfter', $old]]],
            'default group and memberships' => [Core::groupsOf($id), [$old, [$old, $new]]],
            'the last name, and whether written now' => [[$row['lastname'], abs(strtotime($row['date_upd']) - time()) < 60], ['Fact', true]],
        ];
    },
    'F14: the hook before may still change what is written' => static function (): array {
        $customer = new Customer($id = Core::customer(3, [3]));
        Core::heard('Customer', static fn () => $customer->update(), static fn (array $args): int => $args['object']->id_default_group = 2);

        return ['default group' => [Core::groupsOf($id)[0], 2]];
    },
    'F14: a saved form writes the memberships before the hooks of its customer in PrestaShop 8, after them in PrestaShop 9' => static function (): array {
        [$old, $new] = [Core::group(0), Core::group(0)];
        $id = Core::customer($old, [$old]);
        $heard = Core::heard('Customer', static fn () => Core::form($id, $new), static fn (): array => Core::groupsOf($id));
        $written = Core::isNine() ? [$old] : [$new];

        return [
            'hooks' => [$heard, [['actionObjectCustomerUpdateBefore', [$old, $written]], ['actionObjectCustomerUpdateAfter', [$new, $written]]]],
            'then' => [Core::groupsOf($id), [$new, [$new]]],
        ];
    },
    'F14: saved in the back office without memberships, a customer becomes a member of the default group in PrestaShop 8' => static function (): array {
        [$old, $new] = [Core::group(0), Core::group(0)];
        Context::getContext()->controller = (object) ['controller_type' => 'admin', 'php_self' => null];
        (new Customer($id = Core::customer($old, [$new])))->update();

        return ['memberships' => [Core::groupsOf($id)[1], Core::isNine() ? [$new] : [$old, $new]]];
    },
    'F15: a program’s PATCH writes the customer with the hooks, then the memberships, and leaves the rest alone' => static function (): array {
        [$old, $new] = [Core::group(0), Core::group(0)];
        $id = Core::customer($old, [$old]);
        $rest = static fn (): array => Core::rows("SELECT `firstname`, `passwd`, `secure_key`, `birthday`, `active` FROM #customer WHERE `id_customer` = {$id}");
        $before = $rest();
        $heard = Core::heard('Customer', static fn () => Core::patch($id, $new), static fn (): array => Core::groupsOf($id));

        return [
            'hooks' => [$heard, [['actionObjectCustomerUpdateBefore', [$old, [$old]]], ['actionObjectCustomerUpdateAfter', [$new, [$old]]]]],
            'then, and the rest' => [[Core::groupsOf($id), $rest()], [[$new, [$new]], $before]],
        ];
    },
    'F11: a customer’s memberships and specific prices are gone before the first hook of their deletion' => static function (): array {
        $product = Core::product(100, ['id_customer' => $id = Core::customer(3, [3])]);
        $heard = Core::heard('Customer', static fn () => (new Customer($id))->delete(), static fn (): array => [Core::groupsOf($id), Core::count("#specific_price WHERE `id_product` = {$product}")]);

        return ['hooks' => [$heard, [['actionObjectCustomerDeleteBefore', [[3, []], 0]], ['actionObjectCustomerDeleteAfter', [[0, []], 0]]]]];
    },
    'F11: a group’s deletion: its hooks see the members, who then get their smallest remaining group, or the customer group' => static function (): array {
        [$small, $gone, $large] = [Core::group(0), Core::group(0), Core::group(0)];
        [$two, $alone, $member, $none] = [Core::customer($gone, [$small, $gone, $large]), Core::customer($gone, [$gone]), Core::customer($large, [$gone, $large]), Core::customer(3, [])];
        $heard = Core::heard('Group', static fn () => (new Group($gone))->delete(), static fn (): array => [Core::groupsOf($two), Core::count("#group WHERE `id_group` = {$gone}")]);
        $before = [$gone, [$small, $gone, $large]];

        return [
            'hooks' => [$heard, [['actionObjectGroupDeleteBefore', [$before, 1]], ['actionObjectGroupDeleteAfter', [$before, 0]]]],
            'who had others, or none; a member; who had no group at all' => [array_map([Core::class, 'groupsOf'], [$two, $alone, $member, $none]), [[$small, [$small, $large]], [3, [3]], [$large, [$large]], [3, [3]]]],
        ];
    },
    'F11, F48: of a deleted group only its carriers are left; cart rules are active for nobody' => static function (): array {
        $id = Core::group(10);
        $rows = ['carrier_group' => 'id_carrier', 'category_group' => 'id_category', 'group_reduction' => 'id_category', 'product_group_reduction_cache' => 'id_product', 'cart_rule_group' => 'id_cart_rule', 'module_group' => 'id_module'];
        array_map(static fn (string $table, string $column): int => Core::insert($table, ['id_group' => $id, $column => 4_000_000]), array_keys($rows), $rows);
        (new Group($id))->delete();
        $left = array_filter([...array_keys($rows), 'group', 'group_lang', 'group_shop'], static fn (string $table): bool => Core::count("#{$table} WHERE `id_group` = {$id}") > 0);

        return ['left' => [$left, ['carrier_group']]];
    },
    'F7, F11: the customer group cannot be deleted; PrestaShop 9 says so loudly, and of visitors’ and guests’ groups too' => static function (): array {
        $delete = static fn (int $id) => Core::trying(static fn () => (bool) (new Group($id))->delete());

        return ['customers, visitors' => [[$delete(3), $delete(1)], Core::isNine() ? ['throws', 'throws'] : [false, true]]];
    },
    'F11: a saved group keeps its names; its hooks see the old row and the new one' => static function (): array {
        $group = new Group($id = Core::group(10));
        $group->reduction = 25;
        $heard = Core::heard('Group', static fn () => $group->update(), static fn (): int => Core::count("#group WHERE `id_group` = {$id} AND `reduction` = 25"));

        return ['hooks' => [$heard, [['actionObjectGroupUpdateBefore', 0], ['actionObjectGroupUpdateAfter', 1]]], 'names' => [Core::count("#group_lang WHERE `name` = 'Fact {$id}'"), Core::count('#lang')]];
    },
    'F12, F51: a group’s name has 32 characters of any script; case, accents and blanks behind it make no other name' => static function (): array {
        $id = Core::group(0);
        $found = static function (string $name, string $asked) use ($id): bool {
            Core::write("UPDATE #group_lang SET `name` = '" . pSQL($name) . "' WHERE `id_group` = {$id}");

            return Core::count("#group_lang WHERE `name` = '" . pSQL($asked) . "'") > 0;
        };

        return [
            'as it is, case, accents, a blank' => [array_map($found, ['Fête 😀 عرض', 'Fête Zebra', 'Fête Zebra', 'Fête Zebra'], ['Fête 😀 عرض', 'FÊTE zebra', 'Fete Zebra', 'Fête Zebra ']), [true, true, true, true]],
            'another letter; what is beyond 32' => [[$found('Fête Zebra', 'Fête Zebro'), $found(str_repeat('é', 32) . 'lost', str_repeat('é', 32))], [false, true]],
        ];
    },

    'F10, F13, F18: a module without a row for visitors, or in no shop, has no Webservice resources; a request remembers who listens' => static function (): array {
        Core::loud();
        $has = static fn (): bool => isset(WebserviceRequest::getResources()['group_offer_status']);
        $without = static function (string $table, string $where = '1') use ($has): bool {
            Core::write('SAVEPOINT kept');
            Core::write("DELETE FROM #{$table} WHERE {$where}");
            Cache::clean(Hook::MODULE_LIST_BY_HOOK_KEY . '*');
            $seen = $has();
            Core::write('ROLLBACK TO SAVEPOINT kept');

            return $seen;
        };
        $seen = [
            'as installed' => [$has(), true],
            'no row for visitors, for customers' => [[$without('module_group', '`id_group` = 1'), $without('module_group', '`id_group` = 3')], [false, true]],
            'in no shop, on no hook' => [[$without('module_shop'), $without('hook_module')], [false, false]],
            'remembered' => [$has(), false],
        ];
        Context::getContext()->employee = new Employee(1);

        return $seen + ['no row, but an employee' => [$without('module_group'), true]];
    },
    'F13: a module that is switched off has lost its rows of shops, and nothing else' => static function (): array {
        $module = Module::getInstanceByName('groupoffers');
        // Past what the module itself does then.
        (new ReflectionMethod(Module::class, 'disable'))->invoke($module);
        $left = array_map(static fn (string $table): bool => Core::count("#{$table} WHERE `id_module` = {$module->id}") > 0, ['module_shop', 'module_group', 'hook_module']);

        return ['shops, groups, hooks; active' => [[$left, Core::count("#module WHERE `id_module` = {$module->id} AND `active` = 1")], [[false, true, true], 0]]];
    },
    'F16, F17: a resource that manages itself answers with statuses that the Webservice knows; others go out as the one before' => static function (): array {
        class_alias(get_class(new class() implements WebserviceSpecificManagementInterface {
            private $output;
            private $request;
            public function setObjectOutput(WebserviceOutputBuilder $obj) { $this->output = $obj; return $this; }
            public function getObjectOutput() { return $this->output; }
            public function setWsObject(WebserviceRequest $obj) { $this->request = $obj; return $this; }
            public function getWsObject() { return $this->request; }
            public function manage() { $this->request->urlSegment[1] === 'warning' ? trigger_error('heard', E_USER_WARNING) : $this->output->setStatus((int) $this->request->urlSegment[1]); }
            public function getContent() { return "\"{$this->request->method}\""; }
        }), 'WebserviceSpecificManagementFactThing');
        Hook::$instead = static fn (): array => ['facts' => ['fact_thing' => ['description' => 'Fact', 'specific_management' => true, 'forbidden_method' => ['DELETE']]]];
        ini_set('display_errors', 'off');
        $ask = static fn (string $method, string $word): array => Core::ask(Core::key('fact_thing', $method), $method, "fact_thing/{$word}");

        return [
            'known' => [[$ask('GET', '404'), $ask('PATCH', '503')], [[404, 'GET'], [503, 'PATCH']]],
            'unknown' => [[$ask('POST', '409'), $ask('PUT', '429')], [[200, 'POST'], [200, 'PUT']]],
            'a warning, a forbidden method' => [[$ask('POST', 'warning'), $ask('DELETE', '200')], [[500, [11]], [405, [101]]]],
        ];
    },
    'F17: the Webservice refuses with a status and codes' => static function (): array {
        Core::loud();
        $own = Core::rows("SELECT `key` FROM #webservice_account WHERE `module_name` = 'groupoffers'")[0]['key'];
        $ask = static fn (string $key, string $method = 'GET', string $path = 'group_offer_status', array $more = []): array => Core::ask($key, $method, $path, $more + ['output_format' => 'JSON']);
        $seen = [
            'an empty, a short, an unknown key' => [array_map($ask, ['', 'SHORT', str_repeat('X', 32)]), [[401, [17]], [401, [18]], [401, [20, 21]]]],
            'a key switched off, without rights, of no shop' => [array_map($ask, [Core::key('', '', 0), Core::key('', ''), Core::key('groups', 'GET', 1, 99)]), [[401, [20, 21]], [401, [21]], [403, [132]]]],
            'an unknown resource, and one without a right' => [[$ask($own, 'GET', 'nothing'), $ask($own, 'GET', 'customers')], [[400, [27]], [401, [26]]]],
            'a method without a right, and one that is forbidden' => [[$ask(Core::key('group_offer_status', 'GET'), 'POST'), $ask($own, 'PUT')], [[405, [25]], [405, [101]]]],
            'an unknown id, an unknown filter' => [[$ask($own, 'GET', 'group_offers/4000000'), $ask($own, 'GET', 'group_offers', ['filter' => ['nonsense' => '1']])], [[404, null], [400, [32]]]],
        ];
        Configuration::updateGlobalValue('PS_WEBSERVICE', 0);

        return $seen + ['switched off' => [$ask($own), [503, [22]]]];
    },
    'F16: a list of objects has the fields that are asked for, in their own order; one object alone loses what is empty' => static function (): array {
        Core::loud();
        $own = Core::rows("SELECT `key` FROM #webservice_account WHERE `module_name` = 'groupoffers'")[0]['key'];
        [$one, $two] = array_map(static fn (string $name): int => Core::insert('groupoffers_offer', ['name' => $name, 'intent' => 'draft', 'priority' => 3]), ['Fête <1>', 'Two']);
        $ask = static fn (array $params, string $path = 'group_offers'): array => Core::ask($own, 'GET', $path, $params + ['output_format' => 'JSON']);
        $xml = static fn (array $params): array => Core::ask($own, 'GET', 'group_offers', $params);
        $all = ['filter' => ['id' => "[{$one}|{$two}]"]];
        [$head, $foot] = ['<?xml version="1.0" encoding="UTF-8"?>' . "\n<prestashop xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<group_offers>\n", "</group_offers>\n</prestashop>\n"];
        $whole = $ask([], "group_offers/{$two}");

        return [
            'fields' => [$ask($all + ['display' => '[priority,name,id]', 'sort' => '[id_DESC]']), [200, ['group_offers' => [['id' => $two, 'name' => 'Two', 'priority' => 3], ['id' => $one, 'name' => 'Fête <1>', 'priority' => 3]]]]],
            'without the id; a page; none' => [[$ask(['filter' => ['id' => "[{$two}]"], 'display' => '[name]']), $ask($all + ['limit' => '1,1']), $ask(['filter' => ['id' => '[4000000]']])], [[200, ['group_offers' => [['name' => 'Two']]]], [200, ['group_offers' => [['id' => $two]]]], [200, []]]],
            'one alone' => [array_keys($whole[1]['group_offer']), ['id', 'version', 'date_add', 'date_upd', 'name', 'intent', 'priority', 'discount', 'price_display_method', 'show_prices', 'membership', 'starts_at', 'ends_at', 'checkout_grace']],
            'one alone, with fields' => [$ask(['display' => '[id,name]'], "group_offers/{$two}"), [200, ['group_offers' => [['id' => $two, 'name' => 'Two']]]]],
            'XML of none' => [$xml(['filter' => ['id' => '[4000000]']]), [200, $head . $foot]],
            'XML of one' => [$xml(['filter' => ['id' => "[{$one}]"], 'display' => '[id,membership]']), [200, "{$head}<group_offer>\n\t<id><![CDATA[{$one}]]></id>\n\t<membership><![CDATA[keep]]></membership>\n</group_offer>\n{$foot}"]],
        ];
    },

    'F22: a failed statement throws in PrestaShop 8, and answers false in PrestaShop 9' => static function (): array {
        $db = Db::getInstance();
        $tried = [Core::trying(static fn () => $db->execute('UPDATE `nowhere` SET `a` = 1')), Core::trying(static fn () => $db->executeS('SELECT `a` FROM `nowhere`'))];

        return ['writing, reading' => [$tried, Core::isNine() ? [false, false] : ['throws', 'throws']], 'its number, and the next one' => [[(int) $db->getNumberError(), $db->execute('SELECT 1')], [1146, true]]];
    },
    'F23: PHP has the shop’s zone, the database its own' => static fn (): array => [
        'zones' => [[date_default_timezone_get(), Core::rows('SELECT @@session.time_zone AS zone')[0]['zone']], [Configuration::get('PS_TIMEZONE'), 'SYSTEM']],
    ],
    'the tables have the core’s columns, of the core’s types, and its unique keys' => static function (): array {
        $table = static function (string $name): array {
            $types = array_map(static fn (string $type): string => (string) preg_replace('/\(\d+\)|^medium(?=text)/', '', $type), array_column(Core::rows("SHOW COLUMNS FROM {$name}"), 'Type', 'Field'));
            $keys = [];
            foreach (Core::rows("SHOW INDEX FROM {$name} WHERE `Non_unique` = 0") as $row) {
                $keys[$row['Key_name']] = ($keys[$row['Key_name']] ?? 'unique') . " {$row['Column_name']}";
            }

            return $types + array_fill_keys($keys, 'key');
        };
        preg_match_all('/^CREATE TABLE `ps_(\w+)` (.*);$/m', (string) file_get_contents(__DIR__ . '/core.sql'), $tables, PREG_SET_ORDER);
        $other = [];
        foreach ($tables as [, $name, $columns]) {
            Core::write("CREATE TEMPORARY TABLE `stand_in_{$name}` {$columns}");
            [$mine, $real] = [$table("`stand_in_{$name}`"), $table("#{$name}")];
            $other[$name] = array_diff_assoc($mine, $real) + array_diff_key(array_filter($real, static fn (string $type): bool => $type === 'key'), $mine);
        }

        return ['tables' => [count($other) > 50, true], 'what is other' => [array_filter($other), []]];
    },
];
