<?php

/** Makes what 0.1.0 did not have: columns, hooks, rights. */

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

function upgrade_module_0_2_0(Groupoffers $module): bool
{
    return $module->reset();
}
