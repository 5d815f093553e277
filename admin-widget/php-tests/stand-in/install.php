<?php

declare(strict_types=1);

/* Makes the core's tables, a small shop, and installs the module in it; prints the service's key and, with `--planning`, that of the command line. */

use PrestaShop\Module\GroupOffers\Install\AccessKey;
use PrestaShop\Module\GroupOffers\Install\KeyRights;

require __DIR__ . '/bootstrap.php';

foreach (explode(";\n", (string) file_get_contents(__DIR__ . '/core.sql')) as $statement) {
    if (trim($statement) !== '') {
        Db::getInstance()->execute($statement);
    }
}
$zone = date_default_timezone_get();
Db::getInstance()->execute("UPDATE `ps_configuration` SET `value` = '" . pSQL($zone) . "' WHERE `name` = 'PS_TIMEZONE'");

$module = new Groupoffers();
if (!$module->install() || !$module->enable()) {
    fwrite(STDERR, implode("\n", $module->getErrors()) . "\n");
    exit(1);
}
// Most tests plan by Webservice, and are about something else.
PrestaShop\Module\GroupOffers\Core\State::set('approval_limit', 'off');
echo Db::getInstance()->getValue("SELECT `key` FROM `ps_webservice_account` WHERE `module_name` = 'groupoffers'"), "\n";
if (in_array('--planning', $argv, true)) {
    echo AccessKey::renew($module, KeyRights::PLANNING), "\n";
}
