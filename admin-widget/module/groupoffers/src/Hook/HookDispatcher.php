<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Log;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The list of all hooks of the module, and the way to the class that serves each. */
final class HookDispatcher
{
    /** @var array<string, class-string<Hook>> */
    public const HOOKS = [
        // First, since they are called on each page.
        'actionFrontControllerInitAfter' => PageOpened::class,
        'actionAdminControllerSetMedia' => PageOpened::class,
        'addWebserviceResources' => AddWebserviceResources::class,
        'actionObjectGroupAddAfter' => GroupAddAfter::class,
        'actionObjectGroupUpdateAfter' => GroupUpdateAfter::class,
        'actionObjectGroupDeleteBefore' => GroupDeleteBefore::class,
        'actionObjectGroupDeleteAfter' => GroupDeleteAfter::class,
        'actionObjectGroupReductionDeleteAfter' => GroupReductionDeleteAfter::class,
        'actionObjectProductAddBefore' => ProductAddBefore::class,
        'actionProductAdd' => ProductSaved::class,
        'actionProductSave' => ProductSaved::class,
        'actionProductUpdate' => ProductSaved::class,
        'actionObjectShopAddAfter' => ShopAddAfter::class,
        'actionObjectLanguageAddAfter' => LanguageAddAfter::class,
        'actionObjectCustomerUpdateBefore' => CustomerUpdateBefore::class,
        'actionObjectCustomerUpdateAfter' => CustomerUpdateAfter::class,
        'actionObjectCustomerDeleteAfter' => CustomerDeleteAfter::class,
        'actionCustomerFormBuilderModifier' => CustomerFormBuilder::class,
        'actionBeforeUpdateCustomerFormHandler' => CustomerFormBefore::class,
        'actionAfterUpdateCustomerFormHandler' => CustomerFormAfter::class,
        'dashboardZoneTwo' => DashboardTile::class,
        'displayAdminCustomers' => CustomerBlock::class,
        'registerGDPRConsent' => GdprConsent::class,
        'actionExportGDPRData' => GdprExport::class,
        'actionDeleteGDPRCustomer' => GdprDelete::class,
    ];

    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    /**
     * @param string $method `hookActionObjectGroupAddAfter`, in any case: the core's spelling of hook names is not constant
     * @param array<string, mixed> $params
     *
     * @return mixed
     */
    public function dispatch(string $method, array $params)
    {
        foreach (self::HOOKS as $name => $class) {
            if (strcasecmp($method, 'hook' . $name) === 0) {
                return $this->run($class, $params);
            }
        }

        return null;
    }

    /**
     * @param class-string<Hook> $class
     * @param array<string, mixed> $params
     *
     * @return mixed
     */
    private function run(string $class, array $params)
    {
        try {
            return (new $class($this->module))->run($params);
        } catch (\Throwable $error) {
            // A hook runs inside somebody else's page: it may fail, the page may not.
            Log::failure($class, $error);
            if ($class === GroupDeleteBefore::class) {
                // Going on would delete a group with customers in it.
                throw $error;
            }

            return null;
        }
    }
}
