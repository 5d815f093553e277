<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Admin\Root;
use PrestaShop\Module\GroupOffers\Moves\CustomerWrites;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\SeenState;

require_once _PS_MODULE_DIR_ . 'groupoffers/controllers/admin/AdminGroupOffersController.php';

/**
 * What an employee does in the back office, with the hooks in the core's order: the customer's form (rendered, then saved), and deleting.
 * The form itself belongs to Symfony and is not here; a form is its field of the module and what it shows.
 */
final class BackOffice
{
    /** Their profiles are Access::ROLES. */
    private const EMPLOYEES = ['editor' => 1, 'viewer' => 2, 'looker' => 3, 'planner' => 4, 'local' => Access::LOCAL];
    /** Of languages that the shop does not have, too: how dates and numbers are written. */
    private const LOCALES = ['en' => 'en-US', 'es' => 'es-ES', 'fr' => 'fr-FR', 'ar' => 'ar-SA', 'he' => 'he-IL'];

    /** @return array<string, mixed> what the page's element holds for that employee */
    public static function page(string $who): array
    {
        self::logIn(self::EMPLOYEES[$who] ?? throw new \InvalidArgumentException('no such employee'));

        return Root::boot(new Groupoffers(), 'page', 0);
    }

    /** The page's controller, as the core calls it: whom the address's token names is let in, others are sent to the login. */
    public static function controller(string $token): AdminGroupOffersController
    {
        foreach (self::EMPLOYEES as $id) {
            self::logIn($id);
            if (hash_equals(Link::token(Root::CONTROLLER), $token)) {
                return new AdminGroupOffersController();
            }
        }
        Tools::redirectAdmin('/admin/index.php?controller=AdminLogin');
        exit;
    }

    /**
     * What tests do past the page, at `/stand-in/…`.
     *
     * @param string $what method and path
     * @param array<string, mixed> $query
     * @param array<string, mixed> $given
     *
     * @return array<string, mixed>|null
     */
    public static function asked(string $what, array $query, array $given): ?array
    {
        return match ($what) {
            'GET /stand-in/page' => self::page((string) ($query['employee'] ?? '')),
            'GET /stand-in/prices' => self::prices((int) ($query['customer'] ?? 0)),
            'GET /stand-in/form' => self::openForm((int) ($query['customer'] ?? 0)),
            'POST /stand-in/form' => self::saveForm($given),
            'POST /stand-in/deactivate' => self::deactivate((int) $given['id']),
            'POST /stand-in/save-customer' => self::saveCustomer((int) $given['id'], (int) $given['defaultGroup'], $given['groups']),
            'POST /stand-in/delete-customer' => self::deleteCustomer((int) $given['id']),
            'POST /stand-in/delete-group' => self::deleteGroup((int) $given['id']),
            'POST /stand-in/discount-group' => self::discountGroup((int) $given['id'], (float) $given['percent']),
            'POST /stand-in/group-added' => self::groupAdded((int) $given['id']),
            'POST /stand-in/product-copied' => self::productCopied((int) $given['id'], (int) $given['from']),
            'POST /stand-in/visit' => self::visit(),
            'POST /stand-in/reset' => ['done' => (new Groupoffers())->reset()],
            'GET /stand-in/resources' => array_keys(PrestaShop\Module\GroupOffers\Hook\AddWebserviceResources::RESOURCES),
            'GET /stand-in/trouble' => Trouble::seen(),
            'POST /stand-in/trouble' => Trouble::make($given),
            default => throw new \InvalidArgumentException('no such page'),
        };
    }

    /** @return array<string, float> what the storefront asks of that customer for one of each product, by the product's name; nothing where prices are hidden */
    public static function prices(int $customer): array
    {
        $context = Context::getContext();
        [$context->customer, $context->cart] = [new Customer($customer), new Cart()];
        if (!Configuration::showPrices()) {
            return [];
        }
        $isTaxed = Group::getPriceDisplayMethod((int) $context->customer->id_default_group) === 0;
        $rows = Db::getInstance()->executeS('SELECT `id_product`, MIN(`name`) AS name FROM `' . _DB_PREFIX_ . 'product_lang` GROUP BY `id_product`') ?: [];

        return array_map(static fn (int $id): float => (float) Product::getPriceStatic($id, $isTaxed, null, 2), array_map('intval', array_column($rows, 'id_product', 'name')));
    }

    /** The address says in which language, and in which direction: `?lang=es`, `?dir=rtl`. */
    public static function logIn(int $id): void
    {
        $context = Context::getContext();
        $context->employee = new Employee();
        $context->employee->id = $id;
        $context->employee->id_profile = $id;
        $lang = (string) ($_GET['lang'] ?? 'en');
        $known = Db::getInstance()->getValue('SELECT `id_lang` FROM `' . _DB_PREFIX_ . "lang` WHERE `iso_code` = '" . pSQL(substr($lang, 0, 2)) . "'");
        $context->language = new Language((int) $known ?: 1);
        $context->language->locale = self::LOCALES[$lang] ?? (preg_match('/^[a-z]{2}(-[A-Z]{2})?$/D', $lang) === 1 ? $lang : 'en-US');
        $context->language->is_rtl = ($_GET['dir'] ?? (in_array($lang, ['ar', 'he'], true) ? 'rtl' : '')) === 'rtl';
        $context->link = new Link();
        $context->smarty = new Smarty();
    }

    /** @return array{customer: int, defaultGroup: int, groups: int[], seen: string} */
    public static function openForm(int $customer): array
    {
        [$default, $groups] = CustomerWrites::state($customer) ?? throw new \InvalidArgumentException('no such customer');

        return [
            'customer' => $customer,
            'defaultGroup' => $default,
            'groups' => $groups === '' ? [] : array_map('intval', explode(',', $groups)),
            'seen' => SeenState::of($default, $groups)->seal($customer),
        ];
    }

    /** @param array<string, mixed> $form customer, defaultGroup, groups, seen, firstName */
    public static function saveForm(array $form): void
    {
        $id = (int) $form['customer'];
        $data = [
            'first_name' => $form['firstName'] ?? null,
            'default_group_id' => (int) $form['defaultGroup'],
            'group_ids' => (array) $form['groups'],
            SeenState::FIELD => $form['seen'] ?? null,
        ];
        Hook::exec('actionBeforeUpdateCustomerFormHandler', ['form_data' => &$data, 'id' => $id]);
        $customer = new Customer($id);
        $customer->firstname = $data['first_name'] ?? $customer->firstname;
        $customer->id_default_group = $data['default_group_id'];
        $customer->groupBox = $data['group_ids'];
        self::save($customer);
        if (version_compare(_PS_VERSION_, '9', '>=')) {
            $customer->updateGroup($data['group_ids']);
        }
        Hook::exec('actionAfterUpdateCustomerFormHandler', ['form_data' => &$data, 'id' => $id]);
    }

    /** The switch in the list of customers. */
    public static function deactivate(int $id): void
    {
        $customer = new Customer($id);
        $customer->active = 0;
        self::save($customer);
    }

    private static function save(Customer $customer): void
    {
        $context = Context::getContext();
        $before = $context->controller;
        $context->controller = (object) ['controller_type' => 'admin'];
        try {
            $customer->update();
        } finally {
            $context->controller = $before;
        }
    }

    /**
     * As the Webservice's PATCH: the customer, with its hooks, and then the memberships.
     *
     * @param int[]|null $groups
     */
    public static function saveCustomer(int $id, int $default, ?array $groups): void
    {
        $customer = new Customer($id);
        $customer->id_default_group = $default;
        $customer->update();
        if ($groups !== null) {
            $customer->updateGroup($groups);
        }
    }

    public static function deleteCustomer(int $id): void
    {
        (new Customer($id))->delete();
    }

    public static function deleteGroup(int $id): void
    {
        (new Group($id))->delete();
    }

    public static function discountGroup(int $id, float $percent): void
    {
        $group = new Group($id);
        $group->reduction = $percent;
        $group->update();
    }

    /** A test has written a group's rows: what the core calls after them. */
    public static function groupAdded(int $id): void
    {
        Hook::exec('actionObjectGroupAddAfter', ['object' => new Group($id)]);
    }

    /** A test has written a copy's rows: the last hook that the core calls then. */
    public static function productCopied(int $id, int $from): void
    {
        Hook::exec('actionProductAdd', ['id_product' => $id, 'id_product_old' => $from]);
    }

    /** @return array{again: bool} whether somebody overdue remains */
    public static function visit(): array
    {
        Hook::exec('actionFrontControllerInitAfter');

        return ['again' => DeadMansEnd::isTime()];
    }
}
