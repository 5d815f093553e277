<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\State;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Answers that take a large shop long and that the page asks for again and again. Where they are quick, nothing is kept and all is fresh. */
final class Kept
{
    /** Of the module's table for single values. */
    private const MOST_BYTES = 60000;

    /**
     * @param string $sign of all that the answer rests on; with another one it is found anew
     * @param int $seconds for which it may be told again
     * @param callable(): array $find
     * @param float $slow seconds from which it is worth keeping
     */
    public static function orFound(string $name, string $sign, int $seconds, callable $find, float $slow = 0.2): array
    {
        $now = Clock::now();
        $kept = json_decode((string) State::get($name), true);
        if (is_array($kept) && ($kept['sign'] ?? null) === $sign && ($kept['until'] ?? '') > Clock::sql($now)) {
            return $kept['answer'];
        }
        $from = hrtime(true);
        $answer = $find();
        if ((hrtime(true) - $from) / 1e9 >= $slow) {
            $json = (string) json_encode(['sign' => $sign, 'until' => Clock::sql(Clock::plusSeconds($now, $seconds)), 'answer' => $answer], JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION);
            if (strlen($json) <= self::MOST_BYTES) {
                State::set($name, $json);
            }
        }

        return $answer;
    }
}
