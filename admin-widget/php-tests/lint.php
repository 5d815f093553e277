<?php

declare(strict_types=1);

/* `php -l` over the module and its tests, in one process each. */

$failed = false;
foreach ([dirname(__DIR__) . '/module', __DIR__ . '/tests', __DIR__ . '/stand-in'] as $folder) {
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS)) as $file) {
        if ($file->getExtension() === 'php') {
            exec(escapeshellarg(PHP_BINARY) . ' -n -l ' . escapeshellarg($file->getPathname()) . ' 2>&1', $output, $code);
            if ($code !== 0) {
                $failed = true;
                echo implode("\n", $output), "\n";
            }
            $output = [];
        }
    }
}
exit($failed ? 1 : 0);
