<?php

/**
 * Limited-time group offers: keeps offers, enrolments and their history, and serves them to the sync service through the Webservice.
 * Only metadata, installation and delegation stand here; what each hook does is in src/Hook.
 */

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

require_once __DIR__ . '/src/autoload.php';

use PrestaShop\Module\GroupOffers\Admin\Root;
use PrestaShop\Module\GroupOffers\Hook\HookDispatcher;
use PrestaShop\Module\GroupOffers\Install\Installer;

class Groupoffers extends Module
{
    public const VERSION = '0.3.0';

    /** "Yes": offers, groups and the key know of shops. The core's constant for it is younger than 8.0. */
    public $multistoreCompatibility = 20;

    /** Inside install() or uninstall(): the core's own parts call enable() and disable(). */
    private bool $installing = false;

    public function __construct()
    {
        $this->name = 'groupoffers';
        $this->tab = 'pricing_promotion';
        $this->version = self::VERSION;
        $this->author = 'Group Offers';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '8.0.0', 'max' => '9.99.99'];

        parent::__construct();

        $this->displayName = $this->trans('Group offers', [], 'Modules.Groupoffers.Admin');
        $this->description = $this->trans('Limited-time offers for customer groups: from an exact start to an exact end, and every customer has back exactly what they had.', [], 'Modules.Groupoffers.Admin');
        $this->confirmUninstall = $this->trans('All customers are taken out of their offers first. Uninstall the module?', [], 'Modules.Groupoffers.Admin');
    }

    public function isUsingNewTranslationSystem()
    {
        return true;
    }

    public function install()
    {
        if (!$this->core(fn (): bool => parent::install())) {
            return false;
        }
        if ($this->done([new Installer($this), 'install'])) {
            return true;
        }
        $this->core(fn (): bool => parent::uninstall());

        return false;
    }

    /** Everybody is put back before anything else goes; the tables stay unless the merchant chose otherwise. */
    public function uninstall()
    {
        $installer = new Installer($this);

        return $this->done([$installer, 'beforeUninstall'])
            && $this->core(fn (): bool => parent::uninstall())
            && $this->done([$installer, 'afterUninstall']);
    }

    /** No code of a disabled module runs any more: whoever is in an offer leaves it now. */
    public function disable($force_all = false)
    {
        if ($this->installing) {
            return parent::disable($force_all);
        }
        $installer = new Installer($this);

        return $this->done([$installer, 'beforeDisable']) && parent::disable($force_all) && $this->done([$installer, 'afterDisable']);
    }

    public function enable($force_all = false)
    {
        return parent::enable($force_all) && ($this->installing || $this->done([new Installer($this), 'afterEnable']));
    }

    /** "Reset" with data kept: what install() makes is made again, offers and ledger stay. */
    public function reset()
    {
        return $this->done([new Installer($this), 'install']);
    }

    /** "Configure": what there is to configure is the connection of the service. */
    public function getContent()
    {
        \Tools::redirectAdmin($this->context->link->getAdminLink(Root::CONTROLLER) . '#/connect');
    }

    /**
     * On each page of the shop: here, and not behind the dispatcher, so that a page with nothing to do loads no more of our files.
     *
     * @param array<string, mixed> $params
     */
    public function hookActionFrontControllerInitAfter(array $params): void
    {
        if ($this->isTimeToLook()) {
            $this->__call(__FUNCTION__, [$params]);
        }
    }

    /**
     * On each page of the back office.
     *
     * @param array<string, mixed> $params
     */
    public function hookActionAdminControllerSetMedia(array $params): void
    {
        if ($this->isTimeToLook()) {
            $this->__call(__FUNCTION__, [$params]);
        }
    }

    /**
     * Hooks (`hookXxx`), see HookDispatcher::HOOKS.
     *
     * @param string $method
     * @param array<int, mixed> $arguments
     *
     * @return mixed
     */
    public function __call($method, array $arguments)
    {
        if (stripos((string) $method, 'hook') !== 0) {
            throw new BadMethodCallException(sprintf('%s has no method %s', self::class, $method));
        }

        return (new HookDispatcher($this))->dispatch((string) $method, (array) ($arguments[0] ?? []));
    }

    /** Plain text: Module::trans() is protected and gives HTML. */
    public function translate(string $text, array $parameters = [], string $domain = 'Modules.Groupoffers.Admin', ?string $locale = null): string
    {
        return (string) $this->getTranslator()->trans($text, $parameters, $domain, $locale);
    }

    public function addError(string $message): void
    {
        $this->_errors[] = $message;
    }

    /** As DeadMansEnd::isTime(). */
    private function isTimeToLook(): bool
    {
        $ahead = (int) Configuration::getGlobalValue('GROUPOFFERS_LOOK_AT') - time();

        return $ahead <= 0 || $ahead > 300;
    }

    private function core(callable $work): bool
    {
        $this->installing = true;
        try {
            return (bool) $work();
        } finally {
            $this->installing = false;
        }
    }

    private function done(callable $work): bool
    {
        try {
            $work();

            return true;
        } catch (Throwable $error) {
            // The module manager and the console show the last error of the module.
            $this->addError($error->getMessage());

            return false;
        }
    }
}
