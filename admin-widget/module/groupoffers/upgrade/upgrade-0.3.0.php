<?php

/** Makes what 0.2.0 did not have: tables, columns, resources, keys. */

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

function upgrade_module_0_3_0(Groupoffers $module): bool
{
    return $module->reset();
}
