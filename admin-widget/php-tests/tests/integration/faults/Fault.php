<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

/**
 * One statement of a request goes wrong, in one of the ways in which a database does:
 *
 *   thrown      refused, the link throws (PrestaShop 8)
 *   silent      refused, the link answers false and goes on (PrestaShop 9, F22)
 *   deadlock    1213: the server has rolled the transaction back
 *   lock wait   1205: the server has undone the statement alone
 *   gone        the connection is lost before the statement; every later one of the request fails too
 *   reconnected the same on a link that does not throw: the core connects again and repeats the statement, which must not happen in the middle of a transaction
 *   unheard     the statement is done, its answer is lost with the connection: a COMMIT that nobody heard of
 */
enum Fault: string
{
    case Thrown = 'thrown';
    case Silent = 'silent';
    case Deadlock = 'deadlock';
    case LockWait = 'lock wait';
    case Gone = 'gone';
    case Reconnected = 'reconnected';
    case Unheard = 'unheard';

    private const ERROR = 1030;

    /** Lets the n-th statement (from 0) go wrong from now on. `Configuration` is read once at the core's boot: those statements do not count. */
    public function arm(int $position): void
    {
        \Db::$silent = $this === self::Silent;
        self::link()->setAttribute(\PDO::ATTR_ERRMODE, $this === self::Reconnected ? \PDO::ERRMODE_SILENT : \PDO::ERRMODE_EXCEPTION);
        $lost = false;
        self::watch(function (string $sql) use (&$position, &$lost): ?int {
            if ($lost) {
                return 2006;
            }
            if ($position-- !== 0) {
                return null;
            }
            $lost = $this === self::Gone || $this === self::Unheard;
            if ($this === self::Unheard) {
                self::link()->query($sql)->closeCursor();
            }
            if (($lost || $this === self::Deadlock || $this === self::Reconnected) && self::link()->inTransaction()) {
                self::link()->exec('ROLLBACK');
            }

            return match ($this) {
                self::Thrown, self::Silent => self::ERROR,
                self::Deadlock => 1213,
                self::LockWait => 1205,
                self::Gone, self::Reconnected => 2006,
                self::Unheard => 2013,
            };
        });
    }

    /** @param callable(string): (string|int|null) $each sees each statement that counts */
    public static function watch(callable $each): void
    {
        \Db::$before = static fn (string $sql) => preg_match('/^SELECT `value` FROM `ps_configuration`/', $sql) === 1 ? null : $each($sql);
    }

    public static function disarm(): void
    {
        \Db::$before = null;
        \Db::$silent = false;
        self::link()->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
    }

    public static function link(): \PDO
    {
        $link = \Db::getInstance()->getLink();

        return $link instanceof \PDO ? $link : throw new \LogicException('the stand-in has a PDO link');
    }
}
