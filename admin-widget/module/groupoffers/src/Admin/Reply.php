<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Admin;

use PrestaShop\Module\GroupOffers\Core\JsonAnswer;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Sends an answer to the browser, packed when it takes that: the figures of 100,000 customers are 5 MB, packed less than a fifth. */
final class Reply
{
    /** Shorter ones are not worth it. */
    private const PACKED_FROM = 1024;

    public static function send(JsonAnswer $answer): void
    {
        while (ob_get_level() > 0 && @ob_end_clean()) {
            // What others printed would stand in front of the JSON.
            continue;
        }
        http_response_code($answer->status);
        header('Content-Type: application/json; charset=utf-8');
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        $content = $answer->content;
        if (self::packs() && strlen($content) >= self::PACKED_FROM) {
            $content = (string) gzencode($content, 5);
            header('Content-Encoding: gzip');
            header('Vary: Accept-Encoding');
        }
        echo $content;
    }

    private static function packs(): bool
    {
        $taken = (string) ($_SERVER['HTTP_ACCEPT_ENCODING'] ?? '');

        return function_exists('gzencode') && preg_match('/(?:^|,)\s*gzip\s*(?:$|,|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))/i', $taken) === 1
            && !filter_var(ini_get('zlib.output_compression'), FILTER_VALIDATE_BOOLEAN) && !headers_sent();
    }
}
