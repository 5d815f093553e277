<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What a profile, or an employee, may be allowed to; the page knows them by these values. */
enum Right: string
{
    case View = 'view';
    case Add = 'add';
    case Edit = 'edit';
    case Delete = 'delete';
    case Customers = 'customers';
    case CartRules = 'cartRules';
    case Webservice = 'webservice';
    case Groups = 'groups';
    case AllShops = 'allShops';

    /** PrestaShop's name of it: the menu entry and its column; empty for what no profile has. */
    public function role(): string
    {
        return match ($this) {
            self::View => 'ROLE_MOD_TAB_ADMINGROUPOFFERS_READ',
            self::Add => 'ROLE_MOD_TAB_ADMINGROUPOFFERS_CREATE',
            self::Edit => 'ROLE_MOD_TAB_ADMINGROUPOFFERS_UPDATE',
            self::Delete => 'ROLE_MOD_TAB_ADMINGROUPOFFERS_DELETE',
            self::Customers => 'ROLE_MOD_TAB_ADMINCUSTOMERS_READ',
            self::CartRules => 'ROLE_MOD_TAB_ADMINCARTRULES_READ',
            self::Webservice => 'ROLE_MOD_TAB_ADMINWEBSERVICE_UPDATE',
            self::Groups => 'ROLE_MOD_TAB_ADMINGROUPS_UPDATE',
            self::AllShops => '',
        };
    }

    /** As the merchant finds it under Advanced Parameters > Team > Permissions. */
    public function label(): string
    {
        return match ($this) {
            self::View => 'Customers > Group offers: View',
            self::Add => 'Customers > Group offers: Add',
            self::Edit => 'Customers > Group offers: Edit',
            self::Delete => 'Customers > Group offers: Delete',
            self::Customers => 'Customers > Customers: View',
            self::CartRules => 'Catalog > Discounts > Cart Rules: View',
            self::Webservice => 'Advanced Parameters > Webservice: Edit',
            self::Groups => 'Shop Parameters > Customer Settings > Groups: Edit',
            self::AllShops => 'Advanced Parameters > Team > Employees: the shops that this is about',
        };
    }
}
