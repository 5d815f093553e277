<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Facts;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * How many different questions the key may ask in an hour. The same one again tells nothing new, and is free: 50 offers with ten such criteria each,
 * around midnight when each day is asked, stay below it.
 */
final class QuestionLimit
{
    public const AN_HOUR = 1000;

    /**
     * @return string to be kept once it is answered
     *
     * @throws Refusal
     */
    public static function checked(string $question): string
    {
        $table = self::table();
        $since = Sql::quote(Clock::sql(Clock::plusSeconds(Clock::now(), -3600)));
        $id = hash('md5', $question);
        if (Sql::value("SELECT 1 FROM {$table} WHERE `question` = '{$id}' AND `asked_at` > {$since}") === null
            && (int) Sql::value("SELECT COUNT(*) FROM {$table} WHERE `asked_at` > {$since}") >= self::AN_HOUR) {
            throw Refusal::tooManyQuestions();
        }

        return $id;
    }

    public static function keep(string $id): void
    {
        $table = self::table();
        $now = Clock::now();
        $since = Sql::quote(Clock::sql(Clock::plusSeconds($now, -3600)));
        Sql::execute("DELETE FROM {$table} WHERE `asked_at` <= {$since}");
        // Counted from its first time on.
        Sql::execute("INSERT IGNORE INTO {$table} (`question`, `asked_at`) VALUES ('{$id}', " . Sql::quote(Clock::sql($now)) . ')');
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_question');
    }
}
