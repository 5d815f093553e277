<?php

declare(strict_types=1);

namespace PrestaShop\Module\GroupOffers\Moves;

use PrestaShop\Module\GroupOffers\Core\Clock;
use PrestaShop\Module\GroupOffers\Core\Refusal;
use PrestaShop\Module\GroupOffers\Core\Sql;
use PrestaShop\Module\GroupOffers\Lease\Lease;
use PrestaShop\Module\GroupOffers\Offer\Offers;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * One computed batch, done once however often it is sent.
 *
 *   unknown key           valid lease needed; done chunk by chunk, each with its progress in the same transaction
 *   known, finished       the first answer again, whatever the lease
 *   known, unfinished     goes on under the same lease and version, otherwise refused with what was done
 *   known, other body     refused
 */
final class Batch
{
    private const KEEP_DAYS = 7;

    private string $hash;

    /**
     * @param array<string, mixed> $body the whole request
     * @param int $chunks number of chunks; chunk i is always the same part of the body
     */
    public function __construct(private string $key, array $body, private int $offer, private int $version, private int $chunks)
    {
        Refusal::ifWrong(preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/Di', $key) !== 1, 'key', $key, 'UUID');
        unset($body['lease']);
        $this->hash = hash('sha256', (string) json_encode($body));
    }

    /**
     * @param array<string, mixed> $body
     * @param array<string, mixed> $progress the answer when nothing has been done
     * @param callable(int, int, array<string, mixed>): array{array<string, mixed>, callable(): void} $work inside a transaction, with the
     *                                                                                               chunk's index, the lease's number and the progress so far;
     *                                                                                               gives the new progress, and what to do once it is committed
     *
     * @return array<string, mixed> the answer
     *
     * @throws Refusal when nothing at all was done
     */
    public function run(array $body, array $progress, callable $work): array
    {
        $stored = $this->read('');
        $lease = Lease::renew($body['lease'] ?? null);
        $done = 0;
        if ($stored !== null) {
            if ($stored['answer'] !== null) {
                return self::decode($stored['answer']);
            }
            $progress = self::decode((string) $stored['progress']);
            $done = (int) $stored['done_chunks'];
            if ($done < $this->chunks && ($lease !== (int) $stored['lease_number'] || (int) (Offers::row($this->offer)['version'] ?? 0) !== $this->version)) {
                throw Refusal::unfinished($progress);
            }
        } elseif ($lease === null) {
            throw Refusal::leaseLost();
        }

        return $this->finish($this->goOn($done, (int) $lease, $progress, $work));
    }

    /** Forgets answers that nobody will ask for any more. */
    public static function purge(): void
    {
        Sql::execute('DELETE FROM ' . self::table() . ' WHERE `created_at` < ' . Sql::quote(Clock::sql(Clock::plusSeconds(Clock::now(), -self::KEEP_DAYS * 86400))) . ' LIMIT 1000');
    }

    /**
     * @param array<string, mixed> $progress
     *
     * @return array<string, mixed>
     */
    private function goOn(int $done, int $lease, array $progress, callable $work): array
    {
        while ($done < $this->chunks) {
            $started = hrtime(true);
            try {
                [$done, $progress, $after] = Sql::transaction(function () use ($done, $lease, $progress, $work, &$started): array {
                    $started = hrtime(true);
                    $row = $this->claim($done, $lease);
                    if ((int) $row['done_chunks'] !== $done) {
                        // The same request, sent again by a client that did not wait, got ahead: both go on from there.
                        return [(int) $row['done_chunks'], self::decode((string) $row['progress']), null];
                    }
                    [$next, $after] = $work($done, $lease, $progress);
                    Sql::execute('UPDATE ' . self::table() . ' SET `done_chunks` = ' . ($done + 1) . ', `progress` = ' . Sql::quote(self::encode($next))
                        . ' WHERE `batch_key` = ' . Sql::quote($this->key));

                    return [$done + 1, $next, $after];
                });
            } catch (Refusal $refusal) {
                if ($done === 0) {
                    throw $refusal;
                }
                $progress['stopped'] = $refusal->name();
                break;
            }
            if (isset($progress['longestLockMs'])) {
                $progress['longestLockMs'] = max($progress['longestLockMs'], round((hrtime(true) - $started) / 1e6, 1));
            }
            if ($after !== null) {
                $after();
            }
        }

        return $progress;
    }

    /** @return array<string, string|null> the batch's row, locked; made together with its first chunk */
    private function claim(int $done, int $lease): array
    {
        if ($done === 0) {
            Sql::execute('INSERT IGNORE INTO ' . self::table() . ' (`batch_key`, `body_hash`, `id_group_offer`, `version`, `lease_number`, `created_at`) VALUES ('
                . Sql::quote($this->key) . ", '{$this->hash}', {$this->offer}, {$this->version}, {$lease}, " . Sql::quote(Clock::sql(Clock::now())) . ')');
        }

        return $this->read('FOR UPDATE') ?? throw Refusal::keyReused();
    }

    /** @return array<string, string|null>|null */
    private function read(string $lock): ?array
    {
        $row = Sql::row('SELECT `body_hash`, `lease_number`, `done_chunks`, `progress`, `answer` FROM ' . self::table() . ' WHERE `batch_key` = ' . Sql::quote($this->key) . ' ' . $lock);
        if ($row !== null && $row['body_hash'] !== $this->hash) {
            throw Refusal::keyReused();
        }

        return $row;
    }

    /**
     * @param array<string, mixed> $answer
     *
     * @return array<string, mixed>
     */
    private function finish(array $answer): array
    {
        Sql::execute('UPDATE ' . self::table() . ' SET `answer` = ' . Sql::quote(self::encode($answer)) . ', `progress` = NULL WHERE `batch_key` = ' . Sql::quote($this->key) . ' AND `answer` IS NULL');

        return $answer;
    }

    /** @param array<string, mixed> $value */
    private static function encode(array $value): string
    {
        return (string) json_encode($value, JSON_PRESERVE_ZERO_FRACTION);
    }

    /** @return array<string, mixed> */
    private static function decode(string $json): array
    {
        $value = json_decode($json, true);

        return is_array($value) ? $value : [];
    }

    private static function table(): string
    {
        return Sql::table('groupoffers_batch');
    }
}
