<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Group\GroupNames;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** An offer's group changed by hand is put right by the next sync, its name at once; a reference group's change goes into the offers' groups. */
final class GroupUpdateAfter implements Hook
{
    private static bool $registered = false;

    private \Groupoffers $module;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    public function run(array $params)
    {
        Counter::bump();
        GroupNames::refresh((int) ($params['object']->id ?? 0));
        $idModule = (int) $this->module->id;
        if (!self::$registered) {
            self::$registered = true;
            // The group's page writes the module authorisations after this hook: unticking this module for visitors would cut the service off.
            register_shutdown_function(static function () use ($idModule): void {
                try {
                    ModuleAccess::repair($idModule);
                } catch (\Throwable $error) {
                    Log::failure('module_group', $error);
                }
            });
        }

        return null;
    }
}
