<?php

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

use PrestaShop\Module\GroupOffers\Admin\Reply;
use PrestaShop\Module\GroupOffers\Health\Cron;

/** The cron address: for shops that nobody visits, or whose pages come from a full-page cache. See docs/OPERATING.md. */
class GroupoffersCronModuleFrontController extends ModuleFrontController
{
    /**
     * Instead of the core's way through a page: no maintenance page, no redirect to another address, no visitor's cookie or cart. Who may
     * come in is told by the secret alone.
     */
    public function run(): void
    {
        if (isset($this->context->cookie)) {
            $this->context->cookie->disallowWriting();
        }
        header_remove('Set-Cookie');
        Reply::send(Cron::answer((string) ($_SERVER['HTTP_X_GROUP_OFFERS_CRON'] ?? '')));
        exit;
    }
}
