<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Admin\Root;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The menu entry Customers > Group offers, which carries the employees' rights to the page. */
final class MenuTab
{
    private const PARENT = 'AdminParentCustomer';
    private const WORDING = 'Group offers';
    private const DOMAIN = 'Modules.Groupoffers.Admin';

    /** Safe to repeat: the rights that profiles have stay. */
    public static function ensure(\Groupoffers $module): void
    {
        $tab = new \Tab((int) \Tab::getIdFromClassName(Root::CONTROLLER) ?: null);
        $tab->class_name = Root::CONTROLLER;
        $tab->module = $module->name;
        $tab->id_parent = (int) \Tab::getIdFromClassName(self::PARENT);
        $tab->active = true;
        $tab->enabled = true;
        $tab->wording = self::WORDING;
        $tab->wording_domain = self::DOMAIN;
        $tab->name = self::names($module);
        if (!$tab->save()) {
            throw new \RuntimeException($module->translate('The menu entry could not be made.'));
        }
    }

    /** A language that was added later has no name for the entry, and an empty line in the menu. Writes what is missing alone. */
    public static function repair(\Groupoffers $module): void
    {
        $id = (int) \Tab::getIdFromClassName(Root::CONTROLLER);
        if ($id === 0) {
            return;
        }
        $table = Sql::table('tab_lang');
        $missing = Sql::rows('SELECT l.`id_lang` FROM ' . Sql::table('lang') . " l LEFT JOIN {$table} t ON t.`id_lang` = l.`id_lang` AND t.`id_tab` = {$id} WHERE COALESCE(t.`name`, '') = ''");
        $names = $missing === [] ? [] : self::names($module);
        foreach ($missing as $row) {
            $language = (int) $row['id_lang'];
            $name = Sql::quote($names[$language] ?? self::WORDING);
            Sql::execute("INSERT INTO {$table} (`id_tab`, `id_lang`, `name`) VALUES ({$id}, {$language}, {$name}) ON DUPLICATE KEY UPDATE `name` = {$name}", true);
        }
    }

    public static function remove(): void
    {
        $id = (int) \Tab::getIdFromClassName(Root::CONTROLLER);
        if ($id > 0) {
            (new \Tab($id))->delete();
        }
    }

    /** @return array<int, string> by language */
    private static function names(\Groupoffers $module): array
    {
        $names = [];
        foreach (\Language::getLanguages(false) as $language) {
            $names[(int) $language['id_lang']] = $module->translate(self::WORDING, [], self::DOMAIN, (string) $language['locale']);
        }

        return $names;
    }
}
