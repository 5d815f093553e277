<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What offers may name, and what `doctor` looks at. Reading it repairs the module's own `module_group` rows. */
final class ShopDetails
{
    /** @return array<string, mixed> as in docs/PROTOCOL.md, group_offer_status?detail=1 */
    public static function read(): array
    {
        return [
            'php' => PHP_VERSION,
            'database' => (string) Sql::value('SELECT VERSION()'),
            'defaultShop' => (int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT'),
            'customerGroup' => (int) \Configuration::getGlobalValue('PS_CUSTOMER_GROUP'),
            'visitorGroup' => (int) \Configuration::getGlobalValue('PS_UNIDENTIFIED_GROUP'),
            'guestGroup' => (int) \Configuration::getGlobalValue('PS_GUEST_GROUP'),
            'modules' => self::modules(),
            'shops' => self::shops(),
            'moduleGroupsRepaired' => ModuleAccess::repair(ModuleAccess::idModule()),
            'nonNativeModulesDisabled' => (bool) \Configuration::getGlobalValue('PS_DISABLE_NON_NATIVE_MODULE'),
        ];
    }

    /** @return list<array{id: int, name: string, displayName: string}> */
    private static function modules(): array
    {
        $modules = [];
        foreach (Sql::rows('SELECT `id_module`, `name` FROM ' . Sql::table('module') . ' ORDER BY `name`') as $row) {
            $name = (string) $row['name'];
            $modules[] = ['id' => (int) $row['id_module'], 'name' => $name, 'displayName' => self::displayName($name)];
        }

        return $modules;
    }

    /** From the file that the core keeps about each module: loading all modules would run their code. */
    private static function displayName(string $name): string
    {
        if (!preg_match('/^[a-zA-Z0-9_-]+$/D', $name)) {
            return $name;
        }
        $file = _PS_MODULE_DIR_ . $name . '/config.xml';
        $xml = is_file($file) ? @simplexml_load_file($file, \SimpleXMLElement::class, LIBXML_NOCDATA | LIBXML_NONET | LIBXML_NOERROR) : false;
        $displayName = $xml === false ? '' : trim((string) $xml->displayName);

        return $displayName === '' ? $name : $displayName;
    }

    /** @return list<array{id: int, name: string, sharesCustomersWith: list<int>}> */
    private static function shops(): array
    {
        $rows = Sql::rows('SELECT s.`id_shop`, s.`name`, s.`id_shop_group`, g.`share_customer` FROM ' . Sql::table('shop') . ' s JOIN ' . Sql::table('shop_group')
            . ' g ON g.`id_shop_group` = s.`id_shop_group` WHERE s.`deleted` = 0 ORDER BY s.`id_shop`');
        $shops = [];
        foreach ($rows as $row) {
            $with = array_filter($rows, static fn (array $other): bool => $other['id_shop'] === $row['id_shop']
                || ($other['id_shop_group'] === $row['id_shop_group'] && (int) $row['share_customer'] === 1));
            $shops[] = ['id' => (int) $row['id_shop'], 'name' => (string) $row['name'], 'sharesCustomersWith' => array_map('intval', array_column($with, 'id_shop'))];
        }

        return $shops;
    }
}
