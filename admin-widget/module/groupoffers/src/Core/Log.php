<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shop's own log, without customers' data: an unknown exception gives its class and place, not its message. */
final class Log
{
    private const INFO = 1;
    private const ERROR = 3;

    public static function failure(string $doing, \Throwable $error): void
    {
        $what = $error instanceof SqlError || $error instanceof Refusal ? $error->getMessage() : get_class($error);
        self::write(sprintf('groupoffers: %s: %s (%s:%d)', $doing, $what, basename($error->getFile()), $error->getLine()), self::ERROR);
    }

    public static function info(string $message): void
    {
        self::write('groupoffers: ' . $message, self::INFO);
    }

    private static function write(string $message, int $severity): void
    {
        try {
            \PrestaShopLogger::addLog($message, $severity, null, 'groupoffers', null, true);
        } catch (\Throwable) {
            error_log($message);
        }
    }
}
