<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Hook;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Tells the GDPR module that this module keeps customers' data; it asks for no consent of its own. */
final class GdprConsent implements Hook
{
    public function __construct(\Groupoffers $module)
    {
    }

    public function run(array $params)
    {
        return null;
    }
}
