<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What PHP says while the core's Webservice looks for its resources: one notice in another module's hook makes the core answer 500, whatever our
 * resource had to say. The core's errors of that kind are taken out of the request; whose they are is told.
 */
final class ForeignErrors
{
    /** As `WebserviceRequest::webserviceErrorHandler()` words them: `[PHP Warning #2] text (file, line 7)`. */
    private const PHP_ERROR = '/^\[PHP [^\]]*\] .*\((?<file>[^()]+), line (?<line>\d+)\)$/s';

    /**
     * Takes them out of the request, with the status that they set; other errors stay.
     *
     * @return list<string> whose they are and where, each once; never their text, which may hold a customer's data
     */
    public static function take(\WebserviceRequest $request): array
    {
        $whose = $kept = [];
        foreach ($request->errors as $error) {
            if (preg_match(self::PHP_ERROR, (string) $error[1], $part) === 1) {
                $whose[self::place($part['file'], (int) $part['line'])] = true;
            } else {
                $kept[] = $error;
            }
        }
        if ($whose !== [] && $kept === []) {
            // The only way to the status from here.
            $request->setError(200, '', 0);
        }
        $request->errors = $kept;

        return array_keys($whose);
    }

    /** From here on nothing that PHP says becomes an error of the answer, until the core takes its own handler back. */
    public static function quiet(): void
    {
        set_error_handler([self::class, 'noted']);
    }

    /** Writes where it was into PHP's log. @return bool true: that is all */
    public static function noted(int $number, string $message, string $file, int $line): bool
    {
        if ((error_reporting() & $number) !== 0) {
            error_log(sprintf('groupoffers: PHP error %d in %s', $number, self::place($file, $line)));
        }

        return true;
    }

    /** `name (modules/name/name.php:7)`, or the file alone when it is of no module. */
    private static function place(string $file, int $line): string
    {
        $path = str_replace('\\', '/', $file);
        if (preg_match('#/modules/(?<name>[A-Za-z0-9_-]+)/.+$#', $path, $part) === 1) {
            return sprintf('%s (%s:%d)', $part['name'], ltrim($part[0], '/'), $line);
        }

        return sprintf('%s:%d', basename($path), $line);
    }
}
