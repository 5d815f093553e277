<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Admin\Root;

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
        $names = [];
        foreach (\Language::getLanguages(false) as $language) {
            $names[(int) $language['id_lang']] = $module->translate(self::WORDING, [], self::DOMAIN, (string) $language['locale']);
        }
        $tab->name = $names;
        if (!$tab->save()) {
            throw new \RuntimeException($module->translate('The menu entry could not be made.'));
        }
    }

    public static function remove(): void
    {
        $id = (int) \Tab::getIdFromClassName(Root::CONTROLLER);
        if ($id > 0) {
            (new \Tab($id))->delete();
        }
    }
}
