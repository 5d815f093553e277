<?php

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

use PrestaShop\Module\GroupOffers\Admin\Gate;
use PrestaShop\Module\GroupOffers\Admin\Reply;
use PrestaShop\Module\GroupOffers\Admin\Rights;
use PrestaShop\Module\GroupOffers\Admin\Root;
use PrestaShop\Module\GroupOffers\Core\JsonAnswer;

/** Customers > Group offers: hosts the page, and hands its requests to the gate. */
class AdminGroupOffersController extends ModuleAdminController
{
    public function __construct()
    {
        $this->bootstrap = true;
        parent::__construct();
        $this->meta_title = $this->page()->translate('Group offers');
    }

    public function initContent()
    {
        parent::initContent();
        $this->context->smarty->assign('content', $this->content . Root::html($this->page(), 'page'));
    }

    public function ajaxProcessCall(): void
    {
        // PHP holds an employee's requests one behind the other until the session is let go; ours write nothing into it.
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        $gate = new Gate($this->page(), Rights::ofEmployee());
        Reply::send($gate->answer((string) ($_SERVER['CONTENT_TYPE'] ?? ''), (string) ($_SERVER['HTTP_X_GROUP_OFFERS'] ?? ''), JsonAnswer::rawBody()));
        exit;
    }

    private function page(): Groupoffers
    {
        if (!$this->module instanceof Groupoffers) {
            throw new PrestaShopException('the module groupoffers is not there');
        }

        return $this->module;
    }
}
