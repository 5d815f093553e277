<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A statement failed. Carries the server's error number and the kind of statement, never its text: texts hold customers' data. */
final class SqlError extends \RuntimeException
{
    private const DEADLOCK = 1213;
    private const LOCK_WAIT = 1205;
    private const STATEMENT_BINLOG = 1665;
    private const IN_TRANSACTION = 1568;

    public function __construct(public readonly int $number, string $sql, ?\Throwable $previous = null)
    {
        $kind = strtoupper((string) strtok(ltrim($sql, " \n\t("), " \n\t"));
        parent::__construct(sprintf('%s failed with database error %d', $kind === '' ? 'Statement' : $kind, $number), $number, $previous);
    }

    /** The same transaction may succeed when it is run again. */
    public function isTransient(): bool
    {
        return $this->number === self::DEADLOCK || $this->number === self::LOCK_WAIT;
    }

    /** The server replicates by statement and refuses row locks under READ COMMITTED. */
    public function needsRepeatableRead(): bool
    {
        return $this->number === self::STATEMENT_BINLOG;
    }

    /** Somebody's transaction is open on this connection. */
    public function isInTransaction(): bool
    {
        return $this->number === self::IN_TRANSACTION;
    }
}
