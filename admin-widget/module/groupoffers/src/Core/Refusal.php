<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the module refuses to do: HTTP 400 with one of the numbers of docs/PROTOCOL.md, and the problem as a code with parameters (`PROBLEMS` in
 * `sync-service/src/problems.ts`), for which each front end has its own words. Field and value are named, never a customer's data.
 */
final class Refusal extends \RuntimeException
{
    public const BAD_REQUEST = 1001;
    public const STALE_VERSION = 1002;
    public const LEASE_HELD = 1003;
    public const LEASE_LOST = 1004;
    public const KEY_REUSED = 1005;
    public const UNFINISHED = 1006;
    public const NOT_RUNNING = 1007;
    public const GROUPS_FEATURE_OFF = 1008;
    public const ON_HOLD = 1009;
    public const NOT_FOUND = 1010;
    public const GARBLED = 1011;
    public const BUSY = 1012;
    public const OTHER_PROTOCOL = 1013;
    public const TOO_MANY_QUESTIONS = 1014;

    /** Characters of a value that are shown. */
    private const SHOWN = 60;
    private const AS_IT_IS = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE;

    /**
     * @param array<string, string|int> $params of the problem
     * @param array<string, mixed> $extra fields that stand beside `errors` in the answer
     */
    private function __construct(int $code, private readonly string $problem, private readonly array $params = [], public readonly array $extra = [])
    {
        $placeholders = array_map(static fn (string $name): string => '{' . $name . '}', array_keys($params));
        parent::__construct(strtr(RefusalTexts::ENGLISH[$problem], array_combine($placeholders, array_map('strval', $params))), $code);
    }

    /** @param array<string, mixed> $extra more fields beside `errors` */
    public function with(array $extra): self
    {
        return new self($this->getCode(), $this->problem, $this->params, $extra + $this->extra);
    }

    /** The number's name in the protocol, such as `stale_version`. */
    public function name(): string
    {
        return strtolower((string) array_search($this->getCode(), (new \ReflectionClass(self::class))->getConstants(), true));
    }

    /** @return array{code: int, message: string, problem: array<string, mixed>} as it stands in an answer */
    public function told(): array
    {
        return ['code' => $this->getCode(), 'message' => $this->getMessage(), 'problem' => ['code' => $this->problem, 'params' => (object) $this->params]];
    }

    /** Where the core's own form of an error has only a text: the message, and the problem behind it. No `]]>`, which would end a CDATA section. */
    public function inOneText(): string
    {
        return str_replace(']]>', ']] >', $this->getMessage()) . ' ' . json_encode($this->told()['problem'], self::AS_IT_IS | JSON_HEX_TAG);
    }

    /** A bad request. @param mixed ...$params of the problem, by name */
    public static function of(string $problem, mixed ...$params): self
    {
        return self::about(self::BAD_REQUEST, $problem, ...$params);
    }

    /**
     * @param mixed ...$params of the problem, by name
     *
     * @phpstan-assert false $isWrong
     */
    public static function if(bool $isWrong, string $problem, mixed ...$params): void
    {
        if ($isWrong) {
            throw self::of($problem, ...$params);
        }
    }

    /**
     * A value that is not what it has to be.
     *
     * @param string|string[] $expected a notation without words, or what can be chosen from
     */
    public static function wrong(string $field, mixed $value, string|array $expected): self
    {
        return self::of('malformed', field: $field, value: self::shown($value), expected: is_array($expected) ? implode(' | ', $expected) : $expected);
    }

    /**
     * @param string|string[] $expected as in {@see wrong}
     *
     * @phpstan-assert false $isWrong
     */
    public static function ifWrong(bool $isWrong, string $field, mixed $value, string|array $expected): void
    {
        if ($isWrong) {
            throw self::wrong($field, $value, $expected);
        }
    }

    public static function notFound(string $field, int|string $id): self
    {
        return self::about(self::NOT_FOUND, 'unknown_id', field: $field, value: $id);
    }

    public static function staleVersion(int $stored): self
    {
        return new self(self::STALE_VERSION, 'stale_version', [], ['version' => $stored]);
    }

    public static function leaseHeld(\DateTimeImmutable $until): self
    {
        return new self(self::LEASE_HELD, 'lease_held', ['until' => Clock::iso($until)], ['until' => Clock::iso($until)]);
    }

    public static function leaseLost(): self
    {
        return new self(self::LEASE_LOST, 'lease_lost');
    }

    public static function keyReused(): self
    {
        return new self(self::KEY_REUSED, 'key_reused');
    }

    /** @param array<string, mixed> $progress what the batch had done, in the form of its answer */
    public static function unfinished(array $progress): self
    {
        return new self(self::UNFINISHED, 'unfinished', [], ['progress' => $progress]);
    }

    public static function notRunning(string $problem, mixed ...$params): self
    {
        return self::about(self::NOT_RUNNING, $problem, ...$params);
    }

    public static function groupsFeatureOff(): self
    {
        return new self(self::GROUPS_FEATURE_OFF, 'groups_feature_off');
    }

    public static function onHold(string $reason): self
    {
        return new self(self::ON_HOLD, 'on_hold', [], ['hold' => $reason]);
    }

    /** Nobody means to send that: it was cut off or spoilt on its way, and may be sent again. */
    public static function garbled(): self
    {
        return new self(self::GARBLED, 'garbled');
    }

    public static function otherProtocol(string $problem, mixed ...$params): self
    {
        return self::about(self::OTHER_PROTOCOL, $problem, ...$params);
    }

    public static function tooManyQuestions(): self
    {
        return new self(self::TOO_MANY_QUESTIONS, 'too_many_questions');
    }

    public static function busy(): self
    {
        return new self(self::BUSY, 'busy');
    }

    /** Without what breaks a line, moves a cursor, turns the direction of writing, or cannot be written in XML. */
    public static function isOneLine(string $text): bool
    {
        return preg_match('/[\p{Cc}\x{2028}-\x{202E}\x{2066}-\x{2069}\x{FFFE}\x{FFFF}]/u', $text) === 0;
    }

    private static function about(int $code, string $problem, mixed ...$params): self
    {
        return new self($code, $problem, array_map(static fn (mixed $value): string|int => match (true) {
            is_int($value) => $value,
            is_string($value) && self::isOneLine($value) => mb_strlen($value) > 500 ? mb_substr($value, 0, 499) . '…' : $value,
            default => self::shown($value),
        }, $params));
    }

    /** A value as it may stand in a message: JSON, short and on one line. */
    private static function shown(mixed $value): string
    {
        $cut = static fn (string $text): string => mb_strlen($text) > self::SHOWN ? mb_substr($text, 0, self::SHOWN - 1) . '…' : $text;

        return is_string($value) ? (string) json_encode($cut($value), self::AS_IT_IS) : $cut((string) json_encode($value, self::AS_IT_IS));
    }
}
