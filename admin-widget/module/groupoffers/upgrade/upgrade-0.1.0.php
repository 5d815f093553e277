<?php

/**
 * The first version. A later one adds `upgrade-x.y.z.php` with a function of that name; the core runs those between the installed and the new
 * version, in order. Making what is missing (tables, hooks, the key's rights) is always safe.
 */

declare(strict_types=1);

if (!defined('_PS_VERSION_')) {
    exit;
}

function upgrade_module_0_1_0(Groupoffers $module): bool
{
    return $module->reset();
}
