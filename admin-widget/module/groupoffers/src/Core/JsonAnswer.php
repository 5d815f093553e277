<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** A JSON object in, a status and JSON out, whatever PHP says in between: what has been committed must be told. */
final class JsonAnswer
{
    private const MAX_BYTES = 8 * 1024 * 1024;
    private const MAX_DEPTH = 16;
    /** What no program writes; a depth or a number too large is somebody's meaning. */
    private const SPOILT = [JSON_ERROR_SYNTAX, JSON_ERROR_CTRL_CHAR, JSON_ERROR_STATE_MISMATCH, JSON_ERROR_UTF8];

    private function __construct(public readonly int $status, public readonly string $content)
    {
    }

    /**
     * @param string $who names the asker in the log
     * @param callable(): array<string, mixed> $work
     */
    public static function of(string $who, callable $work): self
    {
        // A client that hangs up must not stop a batch between two of its chunks without its answer being kept.
        ignore_user_abort(true);
        $level = ob_get_level();
        ForeignErrors::quiet();
        ob_start();
        try {
            return self::written(200, $work());
        } catch (Refusal $refusal) {
            return self::written(400, ['errors' => [$refusal->told()]] + $refusal->extra);
        } catch (\Throwable $error) {
            Log::failure($who, $error);

            return self::refused(500, 500, 'the shop could not do this; the same request may be repeated');
        } finally {
            while (ob_get_level() > $level) {
                ob_end_clean();
            }
            restore_error_handler();
        }
    }

    /** @param array<string, mixed> $extra fields that stand beside `errors` */
    public static function refused(int $status, int $code, string $message, array $extra = []): self
    {
        return self::written($status, ['errors' => [['code' => $code, 'message' => $message]]] + $extra);
    }

    public static function rawBody(): string
    {
        // One byte more than allowed tells "too long" without reading it all.
        return (string) file_get_contents('php://input', false, null, 0, self::MAX_BYTES + 1);
    }

    /**
     * @return array<string, mixed> empty for an empty body
     *
     * @throws Refusal
     */
    public static function decoded(string $raw): array
    {
        Refusal::if(strlen($raw) > self::MAX_BYTES, 'too_large', field: 'body', bytes: strlen($raw), max: self::MAX_BYTES);
        if (trim($raw) === '') {
            return [];
        }
        try {
            $body = json_decode($raw, true, self::MAX_DEPTH, JSON_THROW_ON_ERROR);
        } catch (\JsonException $error) {
            throw in_array($error->getCode(), self::SPOILT, true) ? Refusal::garbled() : Refusal::wrong('body', $error->getMessage(), '{…}');
        }
        Refusal::ifWrong(!is_array($body) || (array_is_list($body) && $body !== []), 'body', '…', '{…}');

        return $body;
    }

    /** @param array<string, mixed> $answer */
    private static function written(int $status, array $answer): self
    {
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION;

        return new self($status, (string) json_encode($answer === [] ? new \stdClass() : $answer, $flags));
    }
}
