<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Offer;

use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Health\Switches;

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
            'switches' => Switches::read(),
            'page' => Approval::page(),
            'defaultLanguage' => (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT'),
        ] + self::places() + ['shortestTurn' => RotationRules::SHORTEST_TURN];
    }

    /** @return array<string, mixed> what audiences name; the active ones, by name, in the default language */
    private static function places(): array
    {
        $language = (int) \Configuration::getGlobalValue('PS_LANG_DEFAULT');
        $rows = static fn (string $sql): array => array_map(static fn (array $row): array => ['id' => (int) $row['id'], 'iso' => (string) $row['iso'], 'name' => (string) $row['name']]
            + (isset($row['country']) ? ['country' => (int) $row['country']] : []), Sql::rows($sql));
        $country = Sql::table('country');
        $currency = (int) \Configuration::getGlobalValue('PS_CURRENCY_DEFAULT');

        return [
            'countries' => $rows("SELECT c.`id_country` AS id, c.`iso_code` AS iso, COALESCE(l.`name`, c.`iso_code`) AS name FROM {$country} c LEFT JOIN " . Sql::table('country_lang')
                . " l ON l.`id_country` = c.`id_country` AND l.`id_lang` = {$language} WHERE c.`active` = 1 ORDER BY name, id"),
            'states' => $rows('SELECT s.`id_state` AS id, s.`iso_code` AS iso, s.`name` AS name, s.`id_country` AS country FROM ' . Sql::table('state')
                . " s JOIN {$country} c ON c.`id_country` = s.`id_country` WHERE s.`active` = 1 AND c.`active` = 1 ORDER BY country, name, id"),
            'languages' => $rows('SELECT `id_lang` AS id, `iso_code` AS iso, `name` AS name FROM ' . Sql::table('lang') . ' WHERE `active` = 1 ORDER BY name, id'),
            'currency' => (string) Sql::value('SELECT `iso_code` FROM ' . Sql::table('currency') . " WHERE `id_currency` = {$currency}"),
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
            if (!ShopScope::allows($row['id_shop'])) {
                continue;
            }
            $shops[] = ['id' => (int) $row['id_shop'], 'name' => (string) $row['name'], 'sharesCustomersWith' => array_map('intval', array_column($with, 'id_shop'))];
        }

        return $shops;
    }
}
