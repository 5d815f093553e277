<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Activity\Activity;
use PrestaShop\Module\GroupOffers\Core\Counter;
use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\GoneGroups;
use PrestaShop\Module\GroupOffers\Group\GroupNames;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Group\OfferGroups;
use PrestaShop\Module\GroupOffers\Health\Cron;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Moves\DeadMansEnd;
use PrestaShop\Module\GroupOffers\Moves\Leave;
use PrestaShop\Module\GroupOffers\Offer\Calendar;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What install, enable, disable, reset and uninstall do beyond the core's own part. Failures are exceptions with a message for the merchant. */
final class Installer
{
    /** Set on the page; without it the tables survive an uninstall. */
    public const STATE_DROP_TABLES = 'drop_tables_on_uninstall';

    private \Groupoffers $module;
    private int $left = 0;

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    /** Safe to repeat: makes what is missing. */
    public function install(): void
    {
        foreach (Schema::statements(_DB_PREFIX_) as $statement) {
            Sql::execute($statement);
        }
        $missing = Schema::missing(_DB_PREFIX_);
        if ($missing !== []) {
            throw new \RuntimeException($this->module->translate('The tables %tables% could not be made: give the shop\'s database user the right to create tables.', ['%tables%' => implode(', ', $missing)]));
        }
        foreach (Schema::additions(_DB_PREFIX_) as $statement) {
            Sql::execute($statement);
        }
        GoneGroups::adopt();
        Calendar::beginGrace();
        GroupNames::refresh();
        $this->registerHooks();
        MenuTab::ensure($this->module);
        ModuleAccess::repair((int) $this->module->id);
        // The list of resources is cached for the request from before registerHook(); anything that reads it now must see ours.
        \Cache::clean(\Hook::MODULE_LIST_BY_HOOK_KEY . '*');
        AccessKey::ensure($this->module);
        Cron::forgetUnseen();
        Counter::bump();
    }

    public function afterEnable(): void
    {
        ModuleAccess::repair((int) $this->module->id);
        Counter::bump();
    }

    /** While the module still works: if this fails, the module stays on. */
    public function beforeDisable(): void
    {
        if (Schema::missing(_DB_PREFIX_) !== []) {
            return;
        }
        $this->left += self::everybodyOut();
    }

    /** The Webservice has lost our resources by now; whoever a request under way has let in meanwhile goes back too. */
    public function afterDisable(): void
    {
        if (Schema::missing(_DB_PREFIX_) !== []) {
            return;
        }
        self::fence();
        $this->left += self::everybodyOut();
        OfferGroups::zeroAll();
        Activity::record('module_switched_off', 0, [], ['customers' => $this->left]);
        Counter::bump();
        $this->tell($this->left);
    }

    public function beforeUninstall(): void
    {
        $this->beforeDisable();
        AccessKey::remove();
    }

    public function afterUninstall(): void
    {
        $this->afterDisable();
        if (Schema::missing(_DB_PREFIX_) !== []) {
            return;
        }
        MenuTab::remove();
        OfferGroups::deleteEmpty();
        \Configuration::deleteByName(DeadMansEnd::LOOK_AT);
        if (State::get(self::STATE_DROP_TABLES) === '1') {
            foreach (Schema::dropStatements(_DB_PREFIX_) as $statement) {
                Sql::execute($statement);
            }
        }
    }

    private static function everybodyOut(): int
    {
        $left = Leave::everybody()['left'];
        foreach (OfferGroups::all() as $idGroup) {
            $left += Leave::group($idGroup);
        }

        return $left;
    }

    /** Takes the lease from whoever holds it; waits for the chunk that is under way, and no other can follow. */
    private static function fence(): void
    {
        Sql::execute('UPDATE ' . Sql::table('groupoffers_lease') . " SET `number` = `number` + 1, `token_hash` = '', `expires_at` = NULL WHERE `id` = 1");
    }

    private function registerHooks(): void
    {
        foreach (array_keys(HookDispatcher::HOOKS) as $hook) {
            if (!$this->module->registerHook($hook)) {
                throw new \RuntimeException($this->module->translate('The hook %hook% could not be registered.', ['%hook%' => $hook]));
            }
        }
    }

    /** The back office shows a fixed text after disabling, so the count goes to every place that can show it. */
    private function tell(int $left): void
    {
        $message = $this->module->translate('Customers taken out of their offers and put back into their own groups: %count%', ['%count%' => $left]);
        Log::info($message);
        if (PHP_SAPI === 'cli' && basename((string) ($_SERVER['argv'][0] ?? '')) === 'console') {
            fwrite(STDOUT, $message . PHP_EOL);

            return;
        }
        try {
            $container = \PrestaShop\PrestaShop\Adapter\SymfonyContainer::getInstance();
            $request = $container !== null && $container->has('request_stack') ? $container->get('request_stack')->getCurrentRequest() : null;
            if ($request !== null && $request->hasSession()) {
                $request->getSession()->getFlashBag()->add('success', $message);
            }
        } catch (\Throwable) {
            // The log has it.
        }
    }
}
