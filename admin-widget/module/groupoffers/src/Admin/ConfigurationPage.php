<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\State;
use PrestaShop\Module\GroupOffers\Group\ModuleAccess;
use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\Installer;
use PrestaShop\Module\GroupOffers\Offer\ShopStatus;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The module's configuration page: what the sync service's settings need, and whether the service is alive. */
final class ConfigurationPage
{
    private const ACTION = 'groupoffers_action';
    private const TOKEN = 'groupoffers_token';
    /** The service writes its heartbeat every 10 seconds. */
    private const ALIVE_SECONDS = 120;

    private \Groupoffers $module;
    /** @var string[] */
    private array $confirmations = [];
    /** @var string[] */
    private array $errors = [];

    public function __construct(\Groupoffers $module)
    {
        $this->module = $module;
    }

    /** @return string HTML */
    public function render(): string
    {
        $this->act();
        ModuleAccess::repair((int) $this->module->id);
        $status = ShopStatus::read();
        $heartbeat = $status['heartbeat'] === null ? null : Clock::parse($status['heartbeat']);
        $context = \Context::getContext();
        $context->smarty->assign('groupoffers', [
            'action' => $context->link->getAdminLink('AdminModules', true, [], ['configure' => $this->module->name]),
            'token_name' => self::TOKEN,
            'token' => $this->token(),
            'action_name' => self::ACTION,
            'confirmations' => $this->confirmations,
            'errors' => $this->errors,
            'url' => rtrim((new \Shop((int) \Configuration::getGlobalValue('PS_SHOP_DEFAULT')))->getBaseURL(true), '/'),
            'key' => AccessKey::reveal(),
            'has_key' => AccessKey::exists(),
            'webservice' => (bool) \Configuration::getGlobalValue('PS_WEBSERVICE'),
            'groups_feature' => $status['groupsFeature'],
            'heartbeat' => $heartbeat === null ? '' : $heartbeat->setTimezone(new \DateTimeZone(date_default_timezone_get()))->format('Y-m-d H:i:s'),
            'alive' => $heartbeat !== null && Clock::now()->getTimestamp() - $heartbeat->getTimestamp() <= self::ALIVE_SECONDS,
            'open' => $status['open'],
            'hold' => (string) $status['hold'],
            'notices' => $status['notices'],
            'drop_tables' => State::get(Installer::STATE_DROP_TABLES) === '1',
            'version' => \Groupoffers::VERSION,
        ]);

        return $this->module->fetch('module:groupoffers/views/templates/admin/configure.tpl');
    }

    private function act(): void
    {
        $action = (string) \Tools::getValue(self::ACTION);
        if ($action === '') {
            return;
        }
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || !hash_equals($this->token(), (string) \Tools::getValue(self::TOKEN))) {
            $this->errors[] = $this->module->translate('This form is out of date. Please try again.');

            return;
        }
        if (!$this->module->getPermission('configure')) {
            $this->errors[] = $this->module->translate('You are not allowed to configure this module.');

            return;
        }
        switch ($action) {
            case 'webservice_on':
                \Configuration::updateGlobalValue('PS_WEBSERVICE', 1);
                $this->confirmations[] = $this->module->translate('The Webservice is on.');
                break;
            case 'new_key':
                AccessKey::renew($this->module);
                $this->confirmations[] = $this->module->translate('A new key was made; the old one no longer works. Put the new one into the settings of the sync service.');
                break;
            case 'uninstall':
                State::set(Installer::STATE_DROP_TABLES, \Tools::getValue('drop_tables') ? '1' : null);
                $this->confirmations[] = $this->module->translate('Saved.');
                break;
            default:
                $this->errors[] = $this->module->translate('This action is not known.');
        }
    }

    /** Bound to employee and shop, as the core's own tokens. */
    private function token(): string
    {
        $employee = \Context::getContext()->employee;

        return \Tools::hash('groupoffers-configure-' . (int) ($employee->id ?? 0) . (string) ($employee->passwd ?? ''));
    }
}
