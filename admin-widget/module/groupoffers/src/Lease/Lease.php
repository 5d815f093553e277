<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Lease;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The right to write: one service at a time. Taking it locks the one row exclusively and every chunk locks it shared, so a service that lost
 * its lease changes nothing more. The token is random and stored as a hash only.
 *
 * A lease that ran out is still good as long as nobody took another: the number fences, the time only says when another may take over. One that ends
 * later than any lease can is from before the shop's clock was set back, and holds nobody up.
 */
final class Lease
{
    public const SECONDS = 60;
    private const MAX_HOLDER = 255;

    /**
     * @param mixed $previous `{"number", "token"}` of the asker's life before: the lease that is valid ends when it is shown
     *
     * @return array{number: int, token: string, expiresAt: string}
     *
     * @throws Refusal while another holder's lease is alive
     */
    public static function acquire(string $holder, $previous = null): array
    {
        Refusal::if($holder === '' || mb_strlen($holder) > self::MAX_HOLDER, 'length', field: 'holder', count: mb_strlen($holder), max: self::MAX_HOLDER);
        $token = bin2hex(random_bytes(32));

        return Sql::transaction(static function () use ($holder, $previous, $token): array {
            $row = Sql::row('SELECT `number`, `token_hash`, `holder`, `expires_at` FROM ' . self::table() . ' WHERE `id` = 1 FOR UPDATE');
            $now = Clock::now();
            $alive = Clock::fromSql($row['expires_at'] ?? null);
            if ($row !== null && $alive !== null && $alive > $now && $alive < Clock::plusSeconds($now, 2 * self::SECONDS) && $row['holder'] !== $holder && !self::isValid($previous, $row)) {
                throw Refusal::leaseHeld($alive);
            }
            $number = (int) ($row['number'] ?? 0) + 1;
            $expires = Clock::plusSeconds($now, self::SECONDS);
            $values = "`number` = {$number}, `token_hash` = " . Sql::quote(hash('sha256', $token)) . ', `holder` = ' . Sql::quote($holder)
                . ', `expires_at` = ' . Sql::quote(Clock::sql($expires)) . ', `heartbeat_at` = ' . Sql::quote(Clock::sql($now));
            Sql::execute($row === null ? 'INSERT INTO ' . self::table() . " SET `id` = 1, {$values}" : 'UPDATE ' . self::table() . " SET {$values} WHERE `id` = 1");

            return ['number' => $number, 'token' => $token, 'expiresAt' => Clock::iso($expires)];
        });
    }

    /**
     * Renews a valid lease and the heartbeat.
     *
     * @param mixed $lease `{"number", "token"}` as it came in
     *
     * @return int|null its number; null when it is not the valid one
     */
    public static function renew($lease): ?int
    {
        if (!self::isValid($lease, Sql::row('SELECT `number`, `token_hash` FROM ' . self::table() . ' WHERE `id` = 1'))) {
            return null;
        }
        $number = $lease['number'];
        $now = Clock::now();
        // The number in the condition: another may have taken it between the two statements. The update waits for that one's commit.
        Sql::execute('UPDATE ' . self::table() . ' SET `expires_at` = ' . Sql::quote(Clock::sql(Clock::plusSeconds($now, self::SECONDS)))
            . ', `heartbeat_at` = ' . Sql::quote(Clock::sql($now)) . " WHERE `id` = 1 AND `number` = {$number}");

        return $number;
    }

    /**
     * @param array<string, mixed> $body a request that must carry a valid lease
     *
     * @return int the lease's number
     */
    public static function required(array $body): int
    {
        return self::renew($body['lease'] ?? null) ?? throw Refusal::leaseLost();
    }

    /** Inside a transaction: holds the lease against takers until its end. @return bool whether `$number` is still the valid one */
    public static function lockShared(int $number): bool
    {
        return (int) Sql::value('SELECT `number` FROM ' . self::table() . ' WHERE `id` = 1 LOCK IN SHARE MODE') === $number;
    }

    /** @param mixed $lease `{"number", "token"}`; one that is no longer valid is released already */
    public static function release($lease): void
    {
        $number = self::renew($lease);
        if ($number !== null) {
            Sql::execute('UPDATE ' . self::table() . " SET `expires_at` = NULL, `token_hash` = '', `number` = `number` + 1 WHERE `id` = 1 AND `number` = {$number}");
        }
    }

    /**
     * @param mixed $lease as it came in
     * @param array<string, string|null>|null $row what stands
     */
    private static function isValid($lease, ?array $row): bool
    {
        return $row !== null && is_array($lease) && is_int($lease['number'] ?? null) && is_string($lease['token'] ?? null)
            && (int) $row['number'] === $lease['number'] && hash_equals((string) $row['token_hash'], hash('sha256', $lease['token']));
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_lease');
    }
}
