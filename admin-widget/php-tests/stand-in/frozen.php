<?php

declare(strict_types=1);

/*
 * The stand-in in one process, for histories of thousands of requests: `/api/…` and `/stand-in/…` as router.php answers them, on a clock that
 * stands still (ShopTime). Its argument is the port that it listens on. A request finds nothing of the one before it but the database.
 *
 * STAND_IN_CHUNK: how many customers one transaction of entering takes, in place of the module's own number.
 */

$chunk = (int) getenv('STAND_IN_CHUNK');
if ($chunk > 0) {
    spl_autoload_register(static function (string $class) use ($chunk): void {
        if ($class === 'PrestaShop\Module\GroupOffers\Moves\Customers') {
            $code = (string) file_get_contents(_PS_MODULE_DIR_ . 'groupoffers/src/Moves/Customers.php');
            eval(preg_replace('/const CHUNK = \d+/', "const CHUNK = {$chunk}", substr($code, strlen('<?php'))));
        }
    });
}
require __DIR__ . '/bootstrap.php';

// What the module gives itself so many milliseconds for ends by the same clock: how fast this machine is must not decide how far a request gets.
foreach ((array) glob(_PS_MODULE_DIR_ . 'groupoffers/src/*', GLOB_ONLYDIR) as $folder) {
    $namespace = 'PrestaShop\\Module\\GroupOffers\\' . basename((string) $folder);
    eval("namespace {$namespace}; function hrtime(bool \$asNumber): int { return (int) ((float) \PrestaShop\Module\GroupOffers\Core\Clock::now()->format('U.u') * 1e9); }");
}

/** Lets a batch of enters stop dead: after so many of its chunks no statement is taken any more. */
final class Cut
{
    public static ?int $after = null;
    private static int $done = 0;
    private static bool $isDead = false;

    /** @param array<string, mixed>|null $batch the body of a request that may be one */
    public static function watch(?array $batch): void
    {
        if (self::$after === null || ($batch['kind'] ?? '') !== 'enter') {
            Db::$before = null;

            return;
        }
        self::$done = (int) Db::getInstance()->getValue('SELECT `done_chunks` FROM `' . _DB_PREFIX_ . "groupoffers_batch` WHERE `batch_key` = '" . pSQL((string) $batch['key']) . "'");
        Db::$before = static function (string $sql): ?int {
            // Each chunk begins with its batch's row, and ends with it.
            if (preg_match('/groupoffers_batch.* FOR UPDATE$/s', $sql) === 1 && self::$done === self::$after) {
                self::$isDead = true;
                self::$after = null;
            } elseif (preg_match('/groupoffers_batch. SET .done_chunks. = (\d+)/', $sql, $part) === 1) {
                self::$done = (int) $part[1];
            }

            return self::$isDead ? 1030 : null;
        };
    }

    /** @return bool whether it died: then nobody gets an answer */
    public static function ends(): bool
    {
        Db::$before = null;
        [$isDead, self::$isDead] = [self::$isDead, false];
        if ($isDead) {
            Db::forget();
        }

        return $isDead;
    }
}

/** A web server gives each request its `php://input`; here it is this one. */
final class Input
{
    public static string $body = '';
    /** @var resource|null set by PHP */
    public $context;
    private int $at = 0;

    public function stream_open(string $path): bool
    {
        return $path === 'php://input';
    }

    public function stream_read(int $count): string
    {
        $part = substr(self::$body, $this->at, $count);
        $this->at += strlen($part);

        return $part;
    }

    public function stream_eof(): bool
    {
        return $this->at >= strlen(self::$body);
    }

    /** @return array<string, int> */
    public function stream_stat(): array
    {
        return [];
    }
}

stream_wrapper_unregister('php');
stream_wrapper_register('php', Input::class);

/** @return array{string, array<string, string>, string}|null status line, headers and body; null for no answer */
function answer(string $method, string $url, string $user, string $body): ?array
{
    Group::clearCachedValues();
    GroupReduction::resetStaticCache();
    Product::flushPriceCache();
    Cache::clean('*');
    // It knows its own id.
    (new ReflectionProperty(Module::class, 'instance'))->setValue(null, null);
    $path = (string) parse_url($url, PHP_URL_PATH);
    parse_str((string) parse_url($url, PHP_URL_QUERY), $query);
    $_GET = $query;
    Input::$body = $body;
    $given = json_decode($body, true);
    $given = is_array($given) ? $given : null;
    if (strpos($path, '/api') === 0) {
        Cut::watch($given);
        $answer = (new WebserviceRequest())->fetch($user !== '' ? $user : (string) ($query['ws_key'] ?? ''), $method, substr($path, 4), $query, false, $body);

        return Cut::ends() ? null : ["HTTP/1.1 {$answer['status']} Answer", $answer['headers'], $answer['content']];
    }
    if ($path === '/stand-in/cut') {
        Cut::$after = (int) $given['chunks'];

        return ['HTTP/1.1 200 OK', [], '{}'];
    }
    try {
        $done = BackOffice::asked("{$method} {$path}", $query, $given ?? []);

        return ['HTTP/1.1 200 OK', [], (string) json_encode($done ?? ['done' => true])];
    } catch (Throwable $error) {
        return ['HTTP/1.1 500 Error', [], (string) json_encode(['error' => (string) $error])];
    }
}

/** @param resource $client @return bool whether it stays */
function serve($client): bool
{
    $line = fgets($client);
    if ($line === false) {
        return false;
    }
    [$method, $url] = explode(' ', $line);
    $headers = [];
    while (($line = rtrim((string) fgets($client))) !== '') {
        [$name, $value] = explode(':', $line, 2);
        $headers[strtolower($name)] = trim($value);
    }
    $length = (int) ($headers['content-length'] ?? 0);
    $body = $length > 0 ? (string) stream_get_contents($client, $length) : '';
    $user = explode(':', (string) base64_decode(substr($headers['authorization'] ?? '', 6), true))[0];
    $answer = answer($method, $url, $user, $body);
    if ($answer === null) {
        return false;
    }
    [$status, $fields, $content] = $answer;
    $fields['Content-Length'] = (string) strlen($content);
    $lines = array_map(static fn (string $name): string => "{$name}: {$fields[$name]}", array_keys($fields));
    fwrite($client, implode("\r\n", [$status, ...$lines]) . "\r\n\r\n" . $content);

    return ($headers['connection'] ?? '') !== 'close';
}

$server = stream_socket_server('tcp://127.0.0.1:' . (int) $argv[1]);
$clients = [];
while (true) {
    $ready = [$server, ...$clients];
    $none = null;
    stream_select($ready, $none, $none, null);
    foreach ($ready as $stream) {
        if ($stream === $server) {
            $clients[] = stream_socket_accept($server);
        } elseif (!serve($stream)) {
            fclose($stream);
            $clients = array_filter($clients, static fn ($each): bool => $each !== $stream);
        }
    }
}
