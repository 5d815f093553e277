<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Tests\Integration\Faults;

/**
 * Everything that the module writes, as a value that can be compared, and as copies of the tables that can be put back. Read past `Db`, so that
 * nothing of it counts as a statement of the request.
 */
final class World
{
    /** The core's tables that the module writes, with what is left out of each. */
    private const CORE = [
        'customer' => '`id_customer` >= 880001', 'customer_group' => '`id_customer` >= 880001', 'group' => '1', 'group_lang' => '1', 'group_shop' => '1', 'group_reduction' => '1',
        'product_group_reduction_cache' => '1', 'module_group' => '1', 'category_group' => '1', 'carrier_group' => '1', 'configuration' => '1',
    ];
    private const COPY = 'fault_copy_';
    /** What a request makes has the next number that is free, and a failed attempt uses one up. */
    private const NAMED = ['id_group' => 'ps_group', 'id_group_offer' => 'ps_groupoffers_offer', 'id_list' => 'ps_groupoffers_list', 'id_content' => 'ps_groupoffers_list'];

    /** @var string[] with prefix */
    private array $tables = [];
    /** @var array<string, int> */
    private array $nextIds = [];

    /** Keeps a copy of every table. */
    public function __construct()
    {
        $link = Fault::link();
        $ours = $link->query("SHOW TABLES LIKE 'ps\\_groupoffers\\_%'")->fetchAll(\PDO::FETCH_COLUMN);
        foreach ([...array_map(static fn (string $name): string => "ps_{$name}", array_keys(self::CORE)), ...$ours] as $table) {
            $this->tables[] = $table;
            $link->exec('DROP TABLE IF EXISTS `' . self::COPY . "{$table}`");
            $link->exec('CREATE TABLE `' . self::COPY . "{$table}` LIKE `{$table}`");
            $link->exec('INSERT INTO `' . self::COPY . "{$table}` SELECT * FROM `{$table}`");
            $next = $link->query("SELECT `AUTO_INCREMENT` FROM `information_schema`.`TABLES` WHERE `TABLE_SCHEMA` = DATABASE() AND `TABLE_NAME` = '{$table}'")->fetchColumn();
            if ($next !== null) {
                $this->nextIds[$table] = (int) $next;
            }
        }
    }

    /** @param string[] $touched tables that a request may have written */
    public function restore(array $touched): void
    {
        $link = Fault::link();
        $touched = array_intersect($this->tables, $touched);
        $link->exec('START TRANSACTION');
        foreach ($touched as $table) {
            $link->exec("DELETE FROM `{$table}`");
            $link->exec("INSERT INTO `{$table}` SELECT * FROM `" . self::COPY . "{$table}`");
        }
        $link->exec('COMMIT');
    }

    public function forget(): void
    {
        foreach ($this->tables as $table) {
            Fault::link()->exec('DROP TABLE IF EXISTS `' . self::COPY . "{$table}`");
        }
    }

    /**
     * The committed state. Numbers that a failed attempt may use up (`AUTO_INCREMENT`) are left out or called "new".
     *
     * @return array<string, list<string>> rows by table
     */
    public function state(): array
    {
        $state = [];
        foreach ($this->tables as $table) {
            $where = self::CORE[substr($table, 3)] ?? '1';
            $rows = Fault::link()->query("SELECT * FROM `{$table}` WHERE {$where}")->fetchAll(\PDO::FETCH_ASSOC);
            $state[$table] = array_map($this->plain(...), $rows);
            sort($state[$table]);
        }

        return $state;
    }

    /** @param array<string, string|int|null> $row */
    private function plain(array $row): string
    {
        unset($row['id_enrolment'], $row['id_event'], $row['id_configuration'], $row['id_group_reduction'], $row['id_activity']);
        foreach (self::NAMED as $column => $named) {
            if (isset($row[$column]) && (int) $row[$column] >= $this->nextIds[$named]) {
                $row[$column] = 'new';
            }
        }
        $text = implode(' | ', array_map(static fn ($value) => $value ?? 'NULL', $row));

        if (isset($row['actor'])) {
            return (string) preg_replace_callback('/"list":(\d+)/', fn (array $found): string => (int) $found[1] >= $this->nextIds[self::NAMED['id_list']] ? '"list":new' : $found[0], $text);
        }

        // How long it took.
        return isset($row['batch_key']) ? (string) preg_replace('/"longestLockMs":[0-9.]+/', '', $text) : $text;
    }

    /** @return string[] tables that a statement writes */
    public static function written(string $sql): array
    {
        if (preg_match('/^\s*(INSERT|UPDATE|DELETE|REPLACE)/i', $sql) !== 1) {
            return [];
        }
        preg_match_all('/`(ps_[a-z_]+)`/', substr($sql, 0, 400), $found);

        return $found[1];
    }
}
