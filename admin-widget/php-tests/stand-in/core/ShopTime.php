<?php

declare(strict_types=1);

use PrestaShop\Module\GroupOffers\Core\Clock;

/**
 * The shop's time, where it is not the machine's. The file STAND_IN_CLOCK holds what the shop's clock showed (ms), when it showed that (ms by the
 * machine's clock), and how many times as fast as that one it runs; 0: it stands.
 */
final class ShopTime
{
    /** The module has one clock: that goes by the file from now on. */
    public static function begin(): void
    {
        if (getenv('STAND_IN_CLOCK') === false) {
            return;
        }
        spl_autoload_register(static function (string $class): void {
            if ($class === Clock::class) {
                $code = (string) file_get_contents(_PS_MODULE_DIR_ . 'groupoffers/src/Core/Clock.php');
                eval(str_replace("new \\DateTimeImmutable('now', self::utc())", '\ShopTime::now()', substr($code, strlen('<?php')), $count));
                if ($count !== 1) {
                    throw new LogicException('Clock.php asks for the time in another way: see ShopTime.php');
                }
            }
        });
    }

    /** As PHP's date(): what the core writes into its own columns, and compares them with. */
    public static function date(string $format): string
    {
        return getenv('STAND_IN_CLOCK') === false ? date($format) : self::now()->setTimezone(new DateTimeZone(date_default_timezone_get()))->format($format);
    }

    public static function now(): DateTimeImmutable
    {
        [$shown, $at, $speed] = array_map('floatval', explode(' ', (string) file_get_contents((string) getenv('STAND_IN_CLOCK'))));
        $now = $shown + (microtime(true) * 1000 - $at) * $speed;

        return (new DateTimeImmutable(sprintf('@%.3F', $now / 1000)))->setTimezone(new DateTimeZone('UTC'));
    }
}
