<?php

/**
 * One page's beginning in a real shop: the module is loaded, and its handler of `actionFrontControllerInitAfter` has nothing to do. Prints microseconds.
 * Argument: the shop's folder. Changes nothing: the value that says when to look is set for this process alone.
 */

declare(strict_types=1);

$_SERVER['HTTP_HOST'] = $_SERVER['SERVER_NAME'] = 'localhost';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
require rtrim($argv[1], '/') . '/config/config.inc.php';

const CALLS = 1000;
$micros = static fn (int $from): float => (hrtime(true) - $from) / 1000;
$statements = static fn (): int => (int) (Db::getInstance()->executeS("SHOW SESSION STATUS LIKE 'Questions'", true, false)[0]['Value'] ?? 0);
// As the core has it by then: everything is read before a module is asked for.
Configuration::set('GROUPOFFERS_LOOK_AT', (string) (time() + 200), 0, 0);
$ahead = (int) Configuration::getGlobalValue('GROUPOFFERS_LOOK_AT') - time();
if ($ahead < 100 || $ahead > 300) {
    fwrite(STDERR, "the value could not be set for this process alone\n");
    exit(1);
}

$start = hrtime(true);
$module = Module::getInstanceByName('groupoffers');
$load = $micros($start);
if (!$module instanceof Module) {
    fwrite(STDERR, "the module groupoffers is not there\n");
    exit(1);
}

$before = $statements();
$files = count(get_included_files());
$start = hrtime(true);
$module->hookActionFrontControllerInitAfter([]);
$first = $micros($start);
$start = hrtime(true);
for ($call = 0; $call < CALLS; ++$call) {
    $module->hookActionFrontControllerInitAfter([]);
}
$each = $micros($start) / CALLS;
$files = count(get_included_files()) - $files;
// The second question is one itself.
$asked = $statements() - $before - 1;

echo json_encode(['load' => $load, 'first' => $first, 'each' => $each, 'statements' => $asked, 'files' => $files]), "\n";
