<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What the module refuses to do: HTTP 400 with one of the codes of docs/PROTOCOL.md. The message names field, value and the way out; it never
 * carries a customer's data.
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

    private const NAMES = [
        self::BAD_REQUEST => 'bad_request',
        self::STALE_VERSION => 'stale_version',
        self::LEASE_HELD => 'lease_held',
        self::LEASE_LOST => 'lease_lost',
        self::KEY_REUSED => 'key_reused',
        self::UNFINISHED => 'unfinished',
        self::NOT_RUNNING => 'not_running',
        self::GROUPS_FEATURE_OFF => 'groups_feature_off',
        self::ON_HOLD => 'on_hold',
        self::NOT_FOUND => 'not_found',
        self::GARBLED => 'garbled',
        self::BUSY => 'busy',
        self::OTHER_PROTOCOL => 'other_protocol',
        self::TOO_MANY_QUESTIONS => 'too_many_questions',
    ];

    /** @param array<string, mixed> $extra fields that stand beside `errors` in the answer */
    private function __construct(int $code, string $message, public readonly array $extra = [])
    {
        parent::__construct($message, $code);
    }

    /** @param array<string, mixed> $extra more fields beside `errors` */
    public function with(array $extra): self
    {
        return new self($this->getCode(), $this->getMessage(), $extra + $this->extra);
    }

    /** The code's name in the protocol, such as `stale_version`. */
    public function name(): string
    {
        return self::NAMES[$this->getCode()];
    }

    public static function badRequest(string $message): self
    {
        return new self(self::BAD_REQUEST, $message);
    }

    public static function staleVersion(int $given, int $stored): self
    {
        return new self(self::STALE_VERSION, sprintf('version %d is not the stored version %d: read the offer again', $given, $stored), ['version' => $stored]);
    }

    public static function leaseHeld(\DateTimeImmutable $until): self
    {
        return new self(self::LEASE_HELD, sprintf('another service holds the lease until %s: stop it, or wait', Clock::iso($until)), ['until' => Clock::iso($until)]);
    }

    public static function leaseLost(): self
    {
        return new self(self::LEASE_LOST, 'this lease is no longer valid: take a new one and look again');
    }

    public static function keyReused(): self
    {
        return new self(self::KEY_REUSED, 'this idempotency key was used for another body: take a new key for each computed batch');
    }

    /** @param array<string, mixed> $progress what the batch had done, in the form of its answer */
    public static function unfinished(array $progress): self
    {
        return new self(self::UNFINISHED, 'this batch was left unfinished under an older lease or version: look again and send a new one', ['progress' => $progress]);
    }

    public static function notRunning(string $why): self
    {
        return new self(self::NOT_RUNNING, $why);
    }

    public static function groupsFeatureOff(): self
    {
        return new self(self::GROUPS_FEATURE_OFF, 'group prices are switched off: switch on Advanced Parameters > Performance > Customer groups');
    }

    public static function onHold(string $reason): self
    {
        return new self(self::ON_HOLD, sprintf('nothing enters until the merchant confirms (%s): look at the shop, then run group-offers confirm', $reason), ['hold' => $reason]);
    }

    public static function notFound(string $what): self
    {
        return new self(self::NOT_FOUND, $what);
    }

    /** Nobody means to send that: it was cut off or spoilt on its way, and may be sent again. */
    public static function garbled(string $how): self
    {
        return new self(self::GARBLED, $how);
    }

    public static function otherProtocol(string $message): self
    {
        return new self(self::OTHER_PROTOCOL, $message);
    }

    public static function tooManyQuestions(int $limit): self
    {
        return new self(self::TOO_MANY_QUESTIONS, sprintf('ask: %d different questions were asked in the last hour, which is the limit: ask again later; the shop goes on with what is decided already', $limit));
    }

    public static function busy(): self
    {
        return new self(self::BUSY, 'your previews before this one are still being worked out: ask again in a few seconds');
    }
}
