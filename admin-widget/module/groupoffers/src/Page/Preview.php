<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What costs a large shop seconds: of one employee one at a time, and one that waits for it. More of the shop's processes nobody keeps busy. */
final class Preview
{
    /** Seconds. */
    private const WAIT = 15;

    /**
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     *
     * @throws Refusal `busy` while another one waits, or when the first takes too long
     */
    public static function alone(callable $work)
    {
        $employee = (int) (\Context::getContext()->employee->id ?? 0);
        $name = static fn (string $place): string => Sql::quote($place . $employee . ' ' . substr(hash('sha256', Sql::value('SELECT DATABASE()') . _DB_PREFIX_), 0, 32));
        [$waits, $works] = [$name('go_wait'), $name('go_work')];
        if (Sql::value("SELECT GET_LOCK({$waits}, 0)") !== '1') {
            throw Refusal::busy();
        }
        try {
            $free = Sql::value("SELECT GET_LOCK({$works}, " . self::WAIT . ')') === '1';
        } finally {
            Sql::value("SELECT RELEASE_LOCK({$waits})");
        }
        if (!$free) {
            throw Refusal::busy();
        }
        try {
            return $work();
        } finally {
            Sql::value("SELECT RELEASE_LOCK({$works})");
        }
    }
}
