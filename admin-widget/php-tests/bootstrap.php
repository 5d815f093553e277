<?php

declare(strict_types=1);

/* Of PHPUnit: the stand-in for the core, and the tests' own helpers. Unit tests open no connection. */

require __DIR__ . '/vendor/autoload.php';
require __DIR__ . '/stand-in/bootstrap.php';
require __DIR__ . '/tests/integration/Rows.php';
require __DIR__ . '/tests/integration/MovesCase.php';
require __DIR__ . '/tests/integration/FactsCase.php';
require __DIR__ . '/tests/integration/faults/Fault.php';
require __DIR__ . '/tests/integration/faults/World.php';
require __DIR__ . '/tests/integration/faults/FaultCase.php';
