<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The only way to the database. PrestaShop 9 answers a failed statement with `false` and goes on (8 throws): here every result is checked, and
 * a transaction is rolled back on any Throwable.
 */
final class Sql
{
    private const ATTEMPTS = 5;
    private const RUN = 9;
    private const MAX_RANGES = 100;
    private const IN_LIST = 500;

    private static int $depth = 0;
    private static string $isolation = 'READ COMMITTED';
    private static bool $isWithin = false;

    /** Name with the shop's prefix, in backticks. */
    public static function table(string $name): string
    {
        return '`' . _DB_PREFIX_ . $name . '`';
    }

    /**
     * @return list<array<string, string|null>>
     *
     * @throws SqlError
     */
    public static function rows(string $sql): array
    {
        $rows = self::checked($sql, static fn (\Db $db) => $db->executeS($sql, true, false));

        return is_array($rows) ? array_values($rows) : [];
    }

    /**
     * For results of many rows: one after the other, so that PHP holds one array at a time.
     *
     * @return \Generator<int, array<string, string|null>>
     */
    public static function each(string $sql): \Generator
    {
        $result = self::checked($sql, static fn (\Db $db) => $db->query($sql));
        $db = \Db::getInstance();
        while (is_array($row = $db->nextRow($result))) {
            yield $row;
        }
    }

    /**
     * As `each`, for hundreds of thousands of rows: lists without names, straight from the driver.
     *
     * @return iterable<int, array<int, int|string|null>>
     */
    public static function tuples(string $sql): iterable
    {
        $result = self::checked($sql, static fn (\Db $db) => $db->query($sql));
        if ($result instanceof \PDOStatement) {
            $result->setFetchMode(\PDO::FETCH_NUM);

            return $result;
        }

        return (static function () use ($result): \Generator {
            while (is_array($row = $result->fetch_row())) {
                yield $row;
            }
        })();
    }

    /** @return array<string, string|null>|null the first row */
    public static function row(string $sql): ?array
    {
        return self::rows($sql)[0] ?? null;
    }

    /** @return string|null the first column of the first row; null also when there is none */
    public static function value(string $sql): ?string
    {
        $row = self::row($sql);
        $value = $row === null ? null : reset($row);

        return $value === null || $value === false ? null : (string) $value;
    }

    /**
     * @param bool $touchesCachedTables true for tables that the core reads through its SQL cache (`group`, `module_group`, …); customers,
     *                                  their groups and the module's own tables are not read through it
     *
     * @return int rows inserted, deleted or really changed
     *
     * @throws SqlError
     */
    public static function execute(string $sql, bool $touchesCachedTables = false): int
    {
        self::checked($sql, static fn (\Db $db) => $db->execute($sql, $touchesCachedTables));

        return (int) \Db::getInstance()->Affected_Rows();
    }

    public static function insertId(): int
    {
        return (int) \Db::getInstance()->Insert_ID();
    }

    /**
     * Runs `$work` whole or not at all, READ COMMITTED (gap locks would make visitors wait). A deadlock's victim is run again from the
     * start: `$work` must take everything it needs from the database or its arguments. Inside another transaction of ours it simply joins it;
     * inside somebody else's (a hook in an import) it is a savepoint: what they wrote before is theirs to commit or roll back.
     *
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    public static function transaction(callable $work)
    {
        if (self::$depth > 0) {
            return $work();
        }
        $link = \Db::getInstance()->getLink();
        if ($link instanceof \PDO && $link->inTransaction()) {
            return self::within($work);
        }
        for ($attempt = 1; ; ++$attempt) {
            try {
                // Without SESSION it holds for the next transaction only: nothing has to be set back.
                self::execute('SET TRANSACTION ISOLATION LEVEL ' . self::$isolation);

                return self::once($work, 'START TRANSACTION', 'COMMIT', 'ROLLBACK');
            } catch (SqlError $error) {
                if ($error->isInTransaction()) {
                    // Not every link tells beforehand; nothing of ours has been done.
                    return self::within($work);
                }
                if ($error->needsRepeatableRead() && self::$isolation !== 'REPEATABLE READ') {
                    self::$isolation = 'REPEATABLE READ';
                } elseif (!$error->isTransient() || $attempt >= self::ATTEMPTS) {
                    throw $error;
                } else {
                    usleep($attempt * random_int(2000, 10000));
                }
            }
        }
    }

    /**
     * Whether plain reads in a transaction may see the state of its beginning (a server that refuses READ COMMITTED, or a transaction of
     * somebody else); then only locking reads are fresh.
     */
    public static function readsAreOld(): bool
    {
        return self::$isWithin || self::$isolation === 'REPEATABLE READ';
    }

    /**
     * A literal list for IN (…): never empty, since `IN ()` is no SQL.
     *
     * @param iterable<int|string> $ids
     */
    public static function ints(iterable $ids): string
    {
        $list = [];
        foreach ($ids as $id) {
            $list[] = (int) $id;
        }

        return $list === [] ? '-1' : implode(',', $list);
    }

    /**
     * "The column is one of these ids." Consecutive ids become ranges: the server takes 2,000 single keys two to three times as long. Longer
     * lists are cut: MariaDB turns an IN with 1,000 literals or more into a derived table, and then may walk through the whole table.
     *
     * @param int[] $ids
     */
    public static function among(string $column, array $ids): string
    {
        sort($ids);
        $ranges = [];
        $single = [];
        $first = $last = $ids[0] ?? -1;
        // The sentinel closes the last run.
        foreach ([...$ids, PHP_INT_MAX] as $id) {
            if ($id > $last + 1) {
                if ($last - $first >= self::RUN) {
                    $ranges[] = "{$column} BETWEEN {$first} AND {$last}";
                } else {
                    array_push($single, ...range($first, $last));
                }
                $first = $id;
            }
            $last = $id;
        }
        if (count($ranges) > self::MAX_RANGES) {
            $ranges = [];
            $single = $ids;
        }
        foreach (array_chunk($single, self::IN_LIST) as $list) {
            $ranges[] = "{$column} IN (" . implode(',', $list) . ')';
        }

        return '(' . implode(' OR ', $ranges) . ')';
    }

    /** A string literal with its quotes; NULL for null. */
    public static function quote(?string $value): string
    {
        return $value === null ? 'NULL' : "'" . \Db::getInstance()->_escape($value) . "'";
    }

    /**
     * Inside somebody else's transaction. A deadlock has undone theirs too, so there is nothing to be run again.
     *
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    private static function within(callable $work)
    {
        self::$isWithin = true;
        try {
            return self::once($work, 'SAVEPOINT groupoffers', 'RELEASE SAVEPOINT groupoffers', 'ROLLBACK TO SAVEPOINT groupoffers');
        } finally {
            self::$isWithin = false;
        }
    }

    /**
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    private static function once(callable $work, string $begin, string $keep, string $undo)
    {
        $link = \Db::getInstance()->getLink();
        $mode = $link instanceof \PDO ? (int) $link->getAttribute(\PDO::ATTR_ERRMODE) : null;
        // With a silent link the core answers "server has gone away" by reconnecting and repeating the statement: in the middle of a
        // transaction that would commit it alone.
        if ($link instanceof \PDO) {
            $link->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
        }
        $begun = false;
        ++self::$depth;
        try {
            self::execute($begin);
            $begun = true;
            $result = $work();
            self::execute($keep);

            return $result;
        } catch (\Throwable $error) {
            try {
                if ($begun) {
                    self::execute($undo);
                }
            } catch (\Throwable) {
                // The link is gone, and the transaction with it.
            }
            throw $error;
        } finally {
            --self::$depth;
            if ($link instanceof \PDO && $mode !== null) {
                $link->setAttribute(\PDO::ATTR_ERRMODE, $mode);
            }
        }
    }

    /**
     * @param callable(\Db): mixed $statement
     *
     * @return mixed never false
     */
    private static function checked(string $sql, callable $statement)
    {
        $db = \Db::getInstance();
        try {
            $result = $statement($db);
        } catch (\Throwable $error) {
            throw new SqlError(self::numberOf($error, $db), $sql, $error);
        }
        if ($result === false) {
            throw new SqlError((int) $db->getNumberError(), $sql);
        }

        return $result;
    }

    private static function numberOf(\Throwable $error, \Db $db): int
    {
        for ($cause = $error; $cause !== null; $cause = $cause->getPrevious()) {
            if ($cause instanceof \PDOException && isset($cause->errorInfo[1])) {
                return (int) $cause->errorInfo[1];
            }
            if ($cause instanceof \mysqli_sql_exception) {
                return (int) $cause->getCode();
            }
        }

        return (int) $db->getNumberError();
    }
}
