<?php

declare(strict_types=1);

/** The database as modules see it. `$silent` plays PrestaShop 9: a failed statement answers false and throws nothing. */
class Db
{
    public static bool $silent = false;
    /** @var (callable(string): (string|int|null))|null for tests: sees each statement, and may give another to be sent instead, or the number of the error that it fails with */
    public static $before = null;

    private static ?Db $instance = null;
    private ?\PDO $link = null;
    /** @var \PDOStatement|false */
    private $result = false;
    /** Of the statement that a test let fail; 0 when the link knows. */
    private int $failed = 0;

    /** @param bool $master there is only one server */
    public static function getInstance($master = true): Db
    {
        return self::$instance ??= new Db();
    }

    public static function forget(): void
    {
        self::$instance = null;
    }

    /** @return \PDO|\mysqli|null */
    public function getLink()
    {
        return $this->pdo();
    }

    private function pdo(): \PDO
    {
        if ($this->link === null) {
            $this->link = new \PDO(_DB_DSN_, _DB_USER_, _DB_PASSWD_, [
                \PDO::ATTR_ERRMODE => self::$silent ? \PDO::ERRMODE_SILENT : \PDO::ERRMODE_EXCEPTION,
                \PDO::MYSQL_ATTR_INIT_COMMAND => "SET NAMES utf8mb4, SESSION sql_mode = ''",
            ]);
        }

        return $this->link;
    }

    /**
     * @param string $sql
     *
     * @return \PDOStatement|false
     */
    public function query($sql)
    {
        $this->failed = 0;
        if (self::$before !== null) {
            $given = (self::$before)($sql);
            if (is_int($given)) {
                return $this->fail($given, $sql);
            }
            $sql = $given ?? $sql;
        }
        try {
            return $this->result = $this->pdo()->query($sql);
        } catch (\PDOException $error) {
            throw new PrestaShopException($error->getMessage(), (int) $error->getCode(), $error);
        }
    }

    /**
     * @param string $sql
     * @param bool $use_cache
     */
    public function execute($sql, $use_cache = true): bool
    {
        return (bool) $this->query($sql);
    }

    /**
     * @param string $sql
     * @param bool $array
     * @param bool $use_cache
     *
     * @return array<int, array<string, string|null>>|false
     */
    public function executeS($sql, $array = true, $use_cache = true)
    {
        if (preg_match('#^\s*\(?\s*(select|show|explain|describe|desc|checksum)\s#i', $sql) !== 1) {
            throw new PrestaShopDatabaseException('Db->executeS() is for statements that give rows');
        }
        $result = $this->query($sql);

        return $result === false ? false : $result->fetchAll(\PDO::FETCH_ASSOC);
    }

    /** @return array<string, string|null>|false */
    public function getRow($sql, $use_cache = true)
    {
        $rows = $this->executeS($sql);

        return is_array($rows) && $rows !== [] ? $rows[0] : false;
    }

    /**
     * @param string $sql
     * @param bool $use_cache
     *
     * @return string|false|null
     */
    public function getValue($sql, $use_cache = true)
    {
        $rows = $this->executeS($sql . ' LIMIT 1');

        return $rows === false || $rows === [] ? false : reset($rows[0]);
    }

    /**
     * @param \PDOStatement|false $result
     *
     * @return array<string, string|null>|false
     */
    public function nextRow($result = false)
    {
        $result = $result === false ? $this->result : $result;

        return $result === false ? false : $result->fetch(\PDO::FETCH_ASSOC);
    }

    /** @return string|int */
    public function Insert_ID()
    {
        return (string) $this->pdo()->lastInsertId();
    }

    /** @return int */
    public function Affected_Rows()
    {
        return $this->result === false ? 0 : $this->result->rowCount();
    }

    /** @return int */
    public function getNumberError()
    {
        return $this->failed !== 0 ? $this->failed : (int) ($this->pdo()->errorInfo()[1] ?? 0);
    }

    /**
     * As the core: on a link that does not throw, "server has gone away" is answered by another connection and the same statement once more.
     *
     * @return \PDOStatement|false
     */
    private function fail(int $number, string $sql)
    {
        $this->result = false;
        if ($number === 2006 && $this->pdo()->getAttribute(\PDO::ATTR_ERRMODE) === \PDO::ERRMODE_SILENT) {
            return $this->result = $this->pdo()->query($sql);
        }
        $this->failed = $number;
        if (self::$silent) {
            return false;
        }
        $error = new \PDOException("error {$number}");
        $error->errorInfo = ['HY000', $number, 'made by a test'];
        throw new PrestaShopException($error->getMessage(), $number, $error);
    }

    /** @return string */
    public function getVersion()
    {
        return (string) $this->getValue('SELECT VERSION()');
    }

    /**
     * @param string|null $str
     *
     * @return string
     */
    public function _escape($str)
    {
        return strtr((string) $str, ['\\' => '\\\\', "\0" => '\\0', "\n" => '\\n', "\r" => '\\r', "\x1a" => '\\Z', "'" => "\\'", '"' => '\\"']);
    }

    /**
     * @param string $string
     * @param bool $html_ok
     *
     * @return string
     */
    public function escape($string, $html_ok = false)
    {
        return $this->_escape($html_ok ? $string : strip_tags((string) $string));
    }
}

class PrestaShopException extends \Exception
{
}

class PrestaShopDatabaseException extends PrestaShopException
{
}
