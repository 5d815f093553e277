<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Page;

use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Moves\Request;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What somebody typed into a search: words, each of which must be found. */
final class Search
{
    private const MOST_WORDS = 8;
    private const LONGEST = 128;
    /** Of LIKE: a backslash means something to the server's literals too, in one of its modes. */
    private const ESCAPE = '|';

    /** @param string[] $words */
    private function __construct(public readonly array $words)
    {
    }

    /** @param array<string, mixed> $body */
    public static function in(array $body): self
    {
        $text = $body['search'] ?? null;
        Refusal::ifWrong(!is_string($text), 'search', $text, '"…"');
        $clean = mb_substr(mb_scrub($text, 'UTF-8'), 0, self::LONGEST);
        $words = preg_split('/[\s\p{Cc}\x{A0}]+/u', $clean, -1, PREG_SPLIT_NO_EMPTY);

        return new self(array_slice(array_values(array_unique($words === false ? [] : $words)), 0, self::MOST_WORDS));
    }

    /** @param array<string, mixed> $body */
    public static function limit(array $body, int $most): int
    {
        $limit = $body['limit'] ?? 20;
        Refusal::ifWrong(!is_int($limit) || $limit < 1 || $limit > $most, 'limit', $limit, "1…{$most}");

        return $limit;
    }

    /** The one number that was typed, when it can be an id; else 0. */
    public function id(): int
    {
        $word = count($this->words) === 1 ? ltrim($this->words[0], '#') : '';

        return preg_match('/^[1-9]\d{0,9}$/D', $word) === 1 && (int) $word <= 4294967295 ? (int) $word : 0;
    }

    /** @param string[] $columns SQL: every word stands somewhere in the columns */
    public function anywhere(array $columns): string
    {
        $all = [];
        foreach ($this->words as $word) {
            $pattern = self::like('%' . self::escaped($word) . '%');
            $all[] = '(' . implode(' OR ', array_map(static fn (string $column): string => "{$column} {$pattern}", $columns)) . ')';
        }

        return $all === [] ? '0' : implode(' AND ', $all);
    }

    /** SQL: the column begins with the only word; an index can answer it. */
    public function beginning(string $column): string
    {
        return count($this->words) === 1 ? "{$column} " . self::like(self::escaped($this->words[0]) . '%') : '0';
    }

    private static function like(string $pattern): string
    {
        return 'LIKE ' . Sql::quote($pattern) . " ESCAPE '" . self::ESCAPE . "'";
    }

    private static function escaped(string $word): string
    {
        return strtr($word, [self::ESCAPE => self::ESCAPE . self::ESCAPE, '%' => self::ESCAPE . '%', '_' => self::ESCAPE . '_']);
    }
}
