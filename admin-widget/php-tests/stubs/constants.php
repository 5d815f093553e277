<?php

declare(strict_types=1);

define('_PS_VERSION_', (string) getenv('STAND_IN_VERSION'));
define('_DB_PREFIX_', (string) getenv('STAND_IN_PREFIX'));
define('_COOKIE_KEY_', (string) getenv('STAND_IN_COOKIE_KEY'));
define('_PS_MODULE_DIR_', (string) getenv('STAND_IN_MODULES'));
