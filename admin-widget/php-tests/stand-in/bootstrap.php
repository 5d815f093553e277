<?php

declare(strict_types=1);

/*
 * A thin stand-in for PrestaShop's core, written for this project's tests: as much of it as the module calls, on a real MariaDB. Set by the
 * environment: STAND_IN_DSN (PDO), STAND_IN_USER, STAND_IN_PASSWORD, STAND_IN_ZONE (of the shop),
 * STAND_IN_VERSION (of PrestaShop: what 8.1.2 and 9.1.4 do differently),
 * STAND_IN_CLOCK (file with the shop's time, where it is not the machine's), STAND_IN_FOLDER (what lasts from request to request), STAND_IN_BUILT
 * (folder of the built page, where it is not the module's).
 */

error_reporting(E_ALL);
define('_PS_VERSION_', (string) (getenv('STAND_IN_VERSION') ?: '8.1.2'));
define('_DB_PREFIX_', 'ps_');
define('_DB_DSN_', (string) getenv('STAND_IN_DSN'));
define('_DB_USER_', (string) getenv('STAND_IN_USER'));
define('_DB_PASSWD_', (string) getenv('STAND_IN_PASSWORD'));
define('_COOKIE_KEY_', 'only for tests');
define('_PS_MODULE_DIR_', dirname(__DIR__, 2) . '/module/');
date_default_timezone_set((string) (getenv('STAND_IN_ZONE') ?: 'Europe/Madrid'));

foreach (['ShopTime', 'Db', 'Shop', 'ObjectModel', 'Prices', 'Webservice', 'WebserviceEntity', 'WebserviceFormat', 'Admin', 'BackOffice', 'Trouble', 'AdminPages'] as $file) {
    require_once __DIR__ . "/core/{$file}.php";
}
Db::$silent = version_compare(_PS_VERSION_, '9', '>=');
ShopTime::begin();
require_once _PS_MODULE_DIR_ . 'groupoffers/groupoffers.php';
