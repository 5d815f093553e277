<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Activity;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Who does what is being done. The entry point of a request says so with `as()`; otherwise it is the employee who is logged in, or the shop itself. */
final class Actor
{
    public const EMPLOYEE = 'employee';
    /** A program with a Webservice key: the command line, or another one. */
    public const KEY = 'key';
    /** The sync service: a key with its lease. */
    public const SERVICE = 'service';
    public const CRON = 'cron';
    public const SHOP = 'shop';

    private const NAME = 128;

    private static ?self $current = null;

    /** @param string $key of the Webservice; only who does something is looked up by it */
    private function __construct(public readonly string $kind, private readonly int $id = 0, private readonly string $name = '', private readonly string $key = '')
    {
    }

    /**
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    public static function as(self $actor, callable $work)
    {
        $before = self::$current;
        self::$current = $actor;
        try {
            return $work();
        } finally {
            self::$current = $before;
        }
    }

    public static function current(): self
    {
        return self::$current ?? self::employee() ?? self::shop();
    }

    /** The shop acts by itself, on anybody's page. */
    public static function shop(): self
    {
        return new self(self::SHOP);
    }

    public static function cron(): self
    {
        return new self(self::CRON);
    }

    /** The program whose key the request carries. */
    public static function of(\WebserviceRequest $request, bool $hasLease): self
    {
        // The core keeps the key to itself, and gives no other way to tell which of the shop's keys called.
        $key = (string) (fn () => $this->_key)->call($request);

        return new self($hasLease ? self::SERVICE : self::KEY, key: $key);
    }

    /** @return array{int, string} id and name at this moment: of the employee, or of the key its description; 0 and nothing of the others */
    public function identity(): array
    {
        $row = $this->key === '' ? null : Sql::row('SELECT `id_webservice_account`, `description` FROM ' . Sql::table('webservice_account') . ' WHERE `key` = ' . Sql::quote($this->key));

        return $row === null ? [$this->id, $this->name] : [(int) $row['id_webservice_account'], mb_substr((string) $row['description'], 0, self::NAME)];
    }

    private static function employee(): ?self
    {
        $employee = \Context::getContext()->employee ?? null;
        $id = (int) ($employee->id ?? 0);

        return $id === 0 ? null : new self(self::EMPLOYEE, $id, mb_substr(trim("{$employee->firstname} {$employee->lastname}"), 0, self::NAME));
    }
}
