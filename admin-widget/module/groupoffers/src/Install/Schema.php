<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Install;

use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * All tables of the module. Instants are UTC, written by PHP. InnoDB throughout: a chunk and its ledger rows are one transaction.
 */
final class Schema
{
    /** Names without prefix, in the order in which they can be dropped. */
    public const TABLES = [
        'groupoffers_offer',
        'groupoffers_calendar',
        'groupoffers_approval',
        'groupoffers_group',
        'groupoffers_gone_group',
        'groupoffers_enrolment',
        'groupoffers_block',
        'groupoffers_recent_default',
        'groupoffers_event',
        'groupoffers_batch',
        'groupoffers_lease',
        'groupoffers_state',
        'groupoffers_notice',
        'groupoffers_worse_off',
        'groupoffers_list',
        'groupoffers_list_customer',
        'groupoffers_pin',
        'groupoffers_frozen',
        'groupoffers_rotation',
        'groupoffers_activity',
        'groupoffers_question',
    ];

    /** New values go last: then the server only writes the table's definition. */
    private const OUTCOME = "ENUM('open', 'restored', 'staff_kept', 'switched', 'repaired', 'deleted', 'changed_elsewhere', 'corrected') NOT NULL DEFAULT 'open'";

    /**
     * Statements that make what is missing; harmless when everything is there.
     *
     * @return string[]
     */
    public static function statements(string $prefix): array
    {
        $statements = [];
        foreach (self::columns() as $table => $body) {
            $statements[] = "CREATE TABLE IF NOT EXISTS `{$prefix}{$table}` (\n{$body}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
        }
        // A table that outlived an uninstall may have the short columns of before: the core's sql_mode would cut what does not fit without a word.
        $statements[] = "ALTER TABLE `{$prefix}groupoffers_enrolment` MODIFY `base_groups` TEXT CHARACTER SET ascii NOT NULL,"
            . ' MODIFY `written_groups` TEXT CHARACTER SET ascii NOT NULL, MODIFY `left_groups` TEXT CHARACTER SET ascii NULL,'
            . ' MODIFY `outcome` ' . self::OUTCOME;
        // The one lease row exists from the start: locking a row that is there takes no gap lock.
        $statements[] = "INSERT IGNORE INTO `{$prefix}groupoffers_lease` (`id`, `number`, `token_hash`, `holder`) VALUES (1, 0, '', '')";
        $statements[] = "INSERT IGNORE INTO `{$prefix}groupoffers_state` (`name`, `value`) VALUES ('counter', '1'), ('hold', NULL), ('heartbeat', NULL)";

        return $statements;
    }

    /** @return string[] what gives standing tables the columns that they lack; to be asked for once all tables are there */
    public static function additions(string $prefix): array
    {
        $statements = [];
        foreach (self::added() as [$table, $name, $clause]) {
            if (!self::has($prefix . $table, $name)) {
                $statements[] = "ALTER TABLE `{$prefix}{$table}` ADD {$clause}";
            }
        }

        return $statements;
    }

    /** @return string[] names without prefix of tables that do not exist */
    public static function missing(string $prefix): array
    {
        // LIKE's underscore matches any character: good enough to narrow the list, exact below.
        $there = [];
        foreach (Sql::rows("SHOW TABLES LIKE '" . pSQL($prefix) . "groupoffers%'") as $row) {
            $there[] = (string) reset($row);
        }

        return array_values(array_filter(self::TABLES, static fn (string $table): bool => !in_array($prefix . $table, $there, true)));
    }

    /** @return string[] */
    public static function dropStatements(string $prefix): array
    {
        return array_map(static fn (string $table): string => "DROP TABLE IF EXISTS `{$prefix}{$table}`", self::TABLES);
    }

    /**
     * What a table of an earlier version lacks; `columns()` has it too.
     *
     * @return list<array{string, string, string}> table, column or key, how `ALTER TABLE` adds it
     */
    private static function added(): array
    {
        return [
            ['groupoffers_group', 'known_ids', "`known_ids` VARCHAR(255) CHARACTER SET ascii NOT NULL DEFAULT ''"],
            ['groupoffers_enrolment', 'reason', '`reason` VARCHAR(32) CHARACTER SET ascii NULL'],
            ['groupoffers_enrolment', 'offer', 'KEY `offer` (`id_group_offer`, `id_enrolment`)'],
            ['groupoffers_notice', 'params', '`params` TEXT CHARACTER SET ascii NOT NULL AFTER `id_group_offer`, DROP `message`'],
            ['groupoffers_list', 'emails', '`emails` INT UNSIGNED NOT NULL DEFAULT 0 AFTER `size`'],
            ['groupoffers_offer', 'zone_offsets', '`zone_offsets` TEXT CHARACTER SET ascii NULL AFTER `schedule`'],
            ['groupoffers_offer', 'origin', "`origin` VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT '' AFTER `checkout_grace`"],
            ['groupoffers_offer', 'awaiting', "`awaiting` VARCHAR(255) NOT NULL DEFAULT '' AFTER `origin`"],
        ];
    }

    /** Whether the table has a column or a key of that name. */
    private static function has(string $table, string $name): bool
    {
        $named = Sql::quote($name);

        return Sql::rows("SHOW COLUMNS FROM `{$table}` WHERE `Field` = {$named}") !== [] || Sql::rows("SHOW INDEX FROM `{$table}` WHERE `Key_name` = {$named}") !== [];
    }

    /** @return array<string, string> */
    private static function columns(): array
    {
        return [
            'groupoffers_offer' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `name` VARCHAR(128) NOT NULL,
                `intent` ENUM('draft', 'armed', 'paused', 'cancelled', 'archived') NOT NULL DEFAULT 'draft',
                `version` INT UNSIGNED NOT NULL DEFAULT 1,
                `priority` INT NOT NULL DEFAULT 0,
                `id_shop` INT UNSIGNED NOT NULL DEFAULT 0,
                `discount` DECIMAL(5,2) NOT NULL DEFAULT 0,
                `reductions` MEDIUMTEXT NOT NULL,
                `price_display_method` TINYINT NOT NULL DEFAULT -1,
                `show_prices` TINYINT NOT NULL DEFAULT -1,
                `modules_denied` MEDIUMTEXT NOT NULL,
                `membership` ENUM('keep', 'exclusive') NOT NULL DEFAULT 'keep',
                `id_reference_group` INT UNSIGNED NOT NULL DEFAULT 0,
                `audience` MEDIUMTEXT NOT NULL,
                `schedule` MEDIUMTEXT NOT NULL,
                `zone_offsets` TEXT CHARACTER SET ascii NULL,
                `rotation` MEDIUMTEXT NOT NULL,
                `starts_at` DATETIME NOT NULL,
                `ends_at` DATETIME NOT NULL,
                `cut_at` DATETIME NULL,
                `checkout_grace` INT UNSIGNED NOT NULL DEFAULT 600,
                `origin` VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT '',
                `awaiting` VARCHAR(255) NOT NULL DEFAULT '',
                `date_add` DATETIME NOT NULL,
                `date_upd` DATETIME NOT NULL,
                KEY `intent` (`intent`, `ends_at`)
                SQL,
            'groupoffers_calendar' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL PRIMARY KEY,
                `windows` MEDIUMTEXT CHARACTER SET ascii NOT NULL,
                `renew_from` DATETIME NULL,
                `few_from` DATETIME NULL
                SQL,
            // The row as a person armed it.
            'groupoffers_approval' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL PRIMARY KEY,
                `approved` MEDIUMTEXT NOT NULL
                SQL,
            'groupoffers_group' => <<<'SQL'
                `id_group` INT UNSIGNED NOT NULL PRIMARY KEY,
                `id_group_offer` INT UNSIGNED NOT NULL,
                `id_reference_group` INT UNSIGNED NOT NULL DEFAULT 0,
                `checked_version` INT UNSIGNED NOT NULL DEFAULT 0,
                `checked_hash` CHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
                `checked_at` DATETIME(3) NULL,
                `known_ids` VARCHAR(255) CHARACTER SET ascii NOT NULL DEFAULT '',
                KEY `id_group_offer` (`id_group_offer`)
                SQL,
            'groupoffers_gone_group' => <<<'SQL'
                `id_group` INT UNSIGNED NOT NULL PRIMARY KEY,
                `gone_at` DATETIME(3) NOT NULL
                SQL,
            'groupoffers_enrolment' => <<<'SQL'
                `id_enrolment` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `id_customer` INT UNSIGNED NOT NULL,
                `open_customer` INT UNSIGNED NULL,
                `id_group_offer` INT UNSIGNED NOT NULL,
                `id_group` INT UNSIGNED NOT NULL,
                `window_start` DATETIME NOT NULL,
                `window_end` DATETIME NOT NULL,
                `base_default` INT UNSIGNED NOT NULL,
                `base_groups` TEXT CHARACTER SET ascii NOT NULL,
                `written_default` INT UNSIGNED NOT NULL,
                `written_groups` TEXT CHARACTER SET ascii NOT NULL,
                `until_at` DATETIME(3) NOT NULL,
                `deferred_until` DATETIME(3) NULL,
                `opened_at` DATETIME(3) NOT NULL,
                `closed_at` DATETIME(3) NULL,
                `outcome` ENUM('open', 'restored', 'staff_kept', 'switched', 'repaired', 'deleted', 'changed_elsewhere', 'corrected') NOT NULL DEFAULT 'open',
                `left_default` INT UNSIGNED NULL,
                `left_groups` TEXT CHARACTER SET ascii NULL,
                `reason` VARCHAR(32) CHARACTER SET ascii NULL,
                UNIQUE KEY `open_customer` (`open_customer`),
                KEY `due` (`outcome`, `until_at`, `id_customer`),
                KEY `customer` (`id_customer`),
                KEY `offer` (`id_group_offer`, `id_enrolment`)
                SQL,
            'groupoffers_block' => <<<'SQL'
                `id_customer` INT UNSIGNED NOT NULL PRIMARY KEY,
                `until_at` DATETIME(3) NOT NULL,
                `id_group_offer` INT UNSIGNED NOT NULL,
                KEY `until_at` (`until_at`)
                SQL,
            'groupoffers_recent_default' => <<<'SQL'
                `id_customer` INT UNSIGNED NOT NULL,
                `id_group` INT UNSIGNED NOT NULL,
                `had_until` DATETIME(3) NOT NULL,
                PRIMARY KEY (`id_customer`, `id_group`),
                KEY `had_until` (`had_until`)
                SQL,
            'groupoffers_event' => <<<'SQL'
                `id_event` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `at` DATETIME(3) NOT NULL,
                `id_group_offer` INT UNSIGNED NOT NULL DEFAULT 0,
                `id_customer` INT UNSIGNED NULL,
                `code` VARCHAR(64) CHARACTER SET ascii NOT NULL,
                `detail` TEXT NULL,
                KEY `offer` (`id_group_offer`, `id_event`),
                KEY `id_customer` (`id_customer`),
                KEY `at` (`at`)
                SQL,
            'groupoffers_batch' => <<<'SQL'
                `batch_key` CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY,
                `body_hash` CHAR(64) CHARACTER SET ascii NOT NULL,
                `id_group_offer` INT UNSIGNED NOT NULL DEFAULT 0,
                `version` INT UNSIGNED NOT NULL DEFAULT 0,
                `lease_number` BIGINT UNSIGNED NOT NULL DEFAULT 0,
                `done_chunks` INT UNSIGNED NOT NULL DEFAULT 0,
                `progress` MEDIUMTEXT NULL,
                `answer` MEDIUMTEXT NULL,
                `created_at` DATETIME(3) NOT NULL,
                KEY `created_at` (`created_at`)
                SQL,
            'groupoffers_lease' => <<<'SQL'
                `id` TINYINT UNSIGNED NOT NULL PRIMARY KEY,
                `number` BIGINT UNSIGNED NOT NULL DEFAULT 0,
                `token_hash` CHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
                `holder` VARCHAR(255) NOT NULL DEFAULT '',
                `expires_at` DATETIME(3) NULL,
                `heartbeat_at` DATETIME(3) NULL
                SQL,
            'groupoffers_state' => <<<'SQL'
                `name` VARCHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
                `value` TEXT NULL
                SQL,
            'groupoffers_notice' => <<<'SQL'
                `code` VARCHAR(64) CHARACTER SET ascii NOT NULL,
                `id_group_offer` INT UNSIGNED NOT NULL DEFAULT 0,
                `params` TEXT CHARACTER SET ascii NOT NULL,
                `at` DATETIME(3) NOT NULL,
                PRIMARY KEY (`code`, `id_group_offer`)
                SQL,
            'groupoffers_worse_off' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL,
                `version` INT UNSIGNED NOT NULL,
                `id_group` INT UNSIGNED NOT NULL,
                `products` INT UNSIGNED NOT NULL DEFAULT 0,
                `examples` TEXT NOT NULL,
                `shown` VARCHAR(255) NOT NULL,
                `highest_group` INT UNSIGNED NOT NULL DEFAULT 0,
                `judged_at` DATETIME(3) NOT NULL,
                `fingerprint` CHAR(64) CHARACTER SET ascii NOT NULL,
                PRIMARY KEY (`id_group_offer`, `id_group`)
                SQL,
            // A named list points to its content, so that a new import takes its place at once however long it is.
            'groupoffers_list' => <<<'SQL'
                `id_list` INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `state` ENUM('plain', 'frozen', 'spent', 'import', 'content', 'named', 'dropped') NOT NULL DEFAULT 'plain',
                `kind` ENUM('list', 'score') NOT NULL DEFAULT 'list',
                `size` INT UNSIGNED NOT NULL DEFAULT 0,
                `emails` INT UNSIGNED NOT NULL DEFAULT 0,
                `name` VARCHAR(64) NULL,
                `name_key` CHAR(64) CHARACTER SET ascii NULL,
                `id_content` INT UNSIGNED NULL,
                `created_at` DATETIME(3) NOT NULL,
                `changed_at` DATETIME(3) NOT NULL,
                UNIQUE KEY `name_key` (`name_key`),
                KEY `state` (`state`, `changed_at`)
                SQL,
            // Of an import, the first and the last line that named the customer.
            'groupoffers_list_customer' => <<<'SQL'
                `id_list` INT UNSIGNED NOT NULL,
                `id_customer` INT UNSIGNED NOT NULL,
                `figure` DOUBLE NULL,
                `first_line` INT UNSIGNED NULL,
                `last_line` INT UNSIGNED NULL,
                PRIMARY KEY (`id_list`, `id_customer`),
                KEY `id_customer` (`id_customer`)
                SQL,
            'groupoffers_pin' => <<<'SQL'
                `id_customer` INT UNSIGNED NOT NULL PRIMARY KEY,
                `pinned_at` DATETIME(3) NOT NULL
                SQL,
            // Of a window's audience `turn_start` is 1970 and `number` 0: a key's columns must not be NULL to be unique.
            'groupoffers_frozen' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL,
                `window_start` DATETIME(3) NOT NULL,
                `turn_start` DATETIME(3) NOT NULL,
                `turn_end` DATETIME(3) NULL,
                `number` INT UNSIGNED NOT NULL DEFAULT 0,
                `id_list` INT UNSIGNED NOT NULL,
                `basis` VARCHAR(128) CHARACTER SET ascii NOT NULL,
                `frozen_at` DATETIME(3) NOT NULL,
                PRIMARY KEY (`id_group_offer`, `window_start`, `turn_start`),
                KEY `id_list` (`id_list`)
                SQL,
            'groupoffers_rotation' => <<<'SQL'
                `id_group_offer` INT UNSIGNED NOT NULL,
                `id_customer` INT UNSIGNED NOT NULL,
                `level` INT UNSIGNED NOT NULL,
                `turns` INT UNSIGNED NOT NULL DEFAULT 0,
                `last_turn` DATETIME(3) NULL,
                `before_turn` DATETIME(3) NULL,
                PRIMARY KEY (`id_group_offer`, `id_customer`),
                KEY `id_customer` (`id_customer`)
                SQL,
            'groupoffers_activity' => <<<'SQL'
                `id_activity` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
                `at` DATETIME(3) NOT NULL,
                `actor` VARCHAR(16) CHARACTER SET ascii NOT NULL,
                `id_actor` INT UNSIGNED NOT NULL DEFAULT 0,
                `actor_name` VARCHAR(128) NOT NULL DEFAULT '',
                `what` VARCHAR(64) CHARACTER SET ascii NOT NULL,
                `id_group_offer` INT UNSIGNED NOT NULL DEFAULT 0,
                `version` INT UNSIGNED NOT NULL DEFAULT 0,
                `before` MEDIUMTEXT NULL,
                `after` MEDIUMTEXT NULL,
                KEY `offer` (`id_group_offer`, `id_activity`),
                KEY `at` (`at`)
                SQL,
            // Hashes of what was asked with the key in the last hour.
            'groupoffers_question' => <<<'SQL'
                `question` CHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
                `asked_at` DATETIME(3) NOT NULL,
                KEY `asked_at` (`asked_at`)
                SQL,
        ];
    }
}
