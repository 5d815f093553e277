<?php

declare(strict_types=1);

/** What goes wrong in real shops, for as long as somebody wants to see it: slow answers, empty ones, a session that is over. Lasts in a file. */
final class Trouble
{
    private const NONE = ['slow' => 0, 'fail' => 0, 'loggedOut' => 0];

    /** @return array{slow: int, fail: int, loggedOut: int} ms that each answer takes longer; how many answers fail; whether nobody is logged in */
    public static function seen(): array
    {
        return self::with(static fn (array $trouble): array => $trouble);
    }

    /** @param array<string, int|string> $changes */
    public static function make(array $changes): void
    {
        self::with(static fn (array $trouble): array => array_map('intval', array_intersect_key($changes, self::NONE)) + $trouble);
    }

    /** At the beginning of a request: takes its time, and may be the end of it. */
    public static function meet(): void
    {
        $fails = false;
        $trouble = self::with(static function (array $trouble) use (&$fails): array {
            $fails = $trouble['fail'] > 0;

            return ['fail' => max(0, $trouble['fail'] - 1)] + $trouble;
        });
        usleep($trouble['slow'] * 1000);
        if ($fails) {
            // As an uncaught exception: an empty 500.
            http_response_code(500);
            exit;
        }
    }

    /**
     * @param callable(array<string, int>): array<string, int> $change
     *
     * @return array<string, int> as it is then
     */
    private static function with(callable $change): array
    {
        $file = fopen(getenv('STAND_IN_FOLDER') . '/trouble.json', 'c+');
        flock($file, LOCK_EX);
        $before = (array) json_decode((string) stream_get_contents($file), true) + self::NONE;
        $after = $change($before);
        if ($after != $before) {
            ftruncate($file, 0);
            rewind($file);
            fwrite($file, (string) json_encode($after));
        }
        fclose($file);

        return $after;
    }
}
