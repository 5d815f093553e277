<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\Log;
use PrestaShop\Module\GroupOffers\Core\ShopScope;
use PrestaShop\Module\GroupOffers\Page\Choices;
use PrestaShop\Module\GroupOffers\Offer\Approval;
use PrestaShop\Module\GroupOffers\Page\Overview;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** An element of the back office that the page's script fills, with what it has to know. */
final class Root
{
    public const CONTROLLER = 'AdminGroupOffers';
    private const FILES = 'views/page/';

    /**
     * @param string $view page, tile or customer
     *
     * @return string HTML
     */
    public static function html(\Groupoffers $module, string $view, int $customer = 0): string
    {
        $folder = _PS_MODULE_DIR_ . $module->name . '/' . self::FILES;
        if (!is_file($folder . 'page.js')) {
            return '<div class="alert alert-danger">' . self::escaped($module->translate('The page was not built: pack the module with "npm run pack:module", or run "npm run build:page".')) . '</div>';
        }
        $address = $module->getPathUri() . self::FILES;
        $version = \Groupoffers::VERSION . '-' . base_convert((string) filemtime($folder . 'page.js'), 10, 36);
        $boot = (string) json_encode(self::boot($module, $view, $customer), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);

        return '<link rel="stylesheet" href="' . self::escaped("{$address}page.css?v={$version}") . '">'
            . '<div class="groupoffers-root" data-boot="' . self::escaped($boot) . '"></div>'
            . '<script type="module" src="' . self::escaped("{$address}page.js?v={$version}") . '"></script>';
    }

    /** @return array<string, mixed> as `admin-widget/src/boot.ts` reads it */
    public static function boot(\Groupoffers $module, string $view, int $customer): array
    {
        $context = \Context::getContext();
        $rights = Rights::ofEmployee();
        $page = $context->link->getAdminLink(self::CONTROLLER);
        if ($view === 'page') {
            Approval::seenPage($context->link->getAdminLink(self::CONTROLLER, false));
        }

        return [
            'view' => $view,
            'endpoint' => ['url' => $page . '&ajax=1&action=Call', 'token' => $rights->token()],
            'locale' => (string) ($context->language->locale ?? $context->language->iso_code),
            'rtl' => (bool) $context->language->is_rtl,
            'rights' => $rights->names(),
            'page' => $page,
            'currency' => (string) (new \Currency((int) \Configuration::getGlobalValue('PS_CURRENCY_DEFAULT')))->iso_code,
            'timezone' => date_default_timezone_get(),
            'customer' => $customer,
            'customerPage' => self::customerPage(),
            'version' => \Groupoffers::VERSION,
            'first' => $rights->has(Right::View) ? ShopScope::within($rights->shops(), static fn () => self::first($view, $rights)) : new \stdClass(),
        ];
    }

    /**
     * What the page asks for first, so that it need not stand in line: on a large shop the core's own notifications take seconds, and PHP lets an
     * employee's requests in one by one.
     *
     * @return array<string, mixed>|\stdClass by resource
     */
    private static function first(string $view, Rights $rights)
    {
        if ($view === 'customer') {
            return new \stdClass();
        }
        try {
            return [
                'page_overview' => Overview::read(),
                'group_offers' => (new OfferRows($rights))->answer('GET', [], []),
            ] + ($view === 'page' ? ['page_choices' => Choices::read()] : []);
        } catch (\Throwable $error) {
            Log::failure(self::class, $error);

            return new \stdClass();
        }
    }

    /** @return string with `0` where the id belongs; empty where the core has no such address */
    private static function customerPage(): string
    {
        try {
            return \Context::getContext()->link->getAdminLink('AdminCustomers', true, ['route' => 'admin_customers_view', 'customerId' => 0]);
        } catch (\Throwable) {
            return '';
        }
    }

    private static function escaped(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
