import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { addSuppressed } from '../concurrency.ts';
import { GroupOffersError, InvalidInputError } from '../errors.ts';

/** Where the queue's Redis is. Everything in it can be rebuilt from the shop. */
export interface RedisServer {
  /** A new connection; the caller closes it. */
  connect(): Redis;
  /** `maxmemory-policy` as the server says it; anything but `noeviction` can lose jobs. Null where the server does not tell. */
  evictionPolicy(): Promise<string | null>;
  /** Ends the private child, when there is one. */
  close(): Promise<void>;
}

/** BullMQ needs `maxRetriesPerRequest: null` on workers; a lost connection is tried again, in the end every second. */
const OPTIONS: RedisOptions = {
  maxRetriesPerRequest: null,
  lazyConnect: true,
  retryStrategy: (times) => Math.min(100 * 2 ** times, 1_000),
  // A master that became a replica keeps its connections: only a new one finds the new master behind the same address. 2: and the command again.
  reconnectOnError: ({ message }) => (message.includes('READONLY') ? 2 : false),
};
/** Generous: a machine that has just booted is busy. */
const PRIVATE_LIMIT_MS = 60_000;
const NAMED_LIMIT_MS = 15_000;
const RESTART_MS = 500;
/**
 * Runs its arguments until they end or standard input does: when this process is killed, the pipe closes and the server ends too. (A
 * background job's standard input would be /dev/null; hence the copy.)
 */
const GUARDED =
  'command -v "$0" >/dev/null || exit 127; "$0" "$@" & server=$!; exec 3<&0; { cat <&3 >/dev/null; kill $server; } & wait $server';

/**
 * The server named by `url` (with Sentinels: the master of that name), or, without one, a private `redis-server` as a child of this process on a unix socket, without persistence.
 * @throws InvalidInputError when there is no such server, or no `redis-server` to start
 */
export async function openRedis(
  url: string | null,
  { redisSentinels = [] }: { readonly redisSentinels?: readonly string[] } = {},
): Promise<RedisServer> {
  return url === null ? startPrivateRedis() : useRedis(url, redisSentinels);
}

async function useRedis(url: string, sentinels: readonly string[]): Promise<RedisServer> {
  const named = throughSentinels(url, sentinels);
  const connect = () => (named === null ? new Redis(url, OPTIONS) : new Redis({ ...OPTIONS, ...named }));
  await ping(
    connect,
    NAMED_LIMIT_MS,
    'REDIS_URL: no Redis answers there; start it, correct REDIS_URL, or unset it to use a private one',
  );
  return { connect, evictionPolicy: () => evictionPolicy(connect), close: async () => {} };
}

/** The master is asked for before each connection. */
function throughSentinels(url: string, sentinels: readonly string[]): RedisOptions | null {
  if (sentinels.length === 0) return null;
  const { hostname, pathname, username, password, protocol } = new URL(url);
  return {
    name: hostname,
    sentinels: sentinels.map((each) => {
      const [host, port] = each.split(':') as [string, string];
      return { host, port: Number(port) };
    }),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1)) || 0,
    ...(protocol === 'rediss:' ? { tls: {}, enableTLSForSentinelMode: true } : {}),
  };
}

async function startPrivateRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'group-offers-redis-'));
  const path = join(folder, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'];
  const policy = ['--maxmemory-policy', 'noeviction', '--loglevel', 'warning'];
  let closing = false;
  const launch = () =>
    spawn('sh', ['-c', GUARDED, 'redis-server', ...settings, ...policy], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own, so that Ctrl-C in a terminal reaches the service first and the queue can be closed in order.
      detached: true,
    });
  let child = launch();
  const connect = () => new Redis({ ...OPTIONS, path });
  const end = async () => {
    closing = true;
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const stopWaiting = new AbortController();
  const answers = ping(connect, PRIVATE_LIMIT_MS, 'the private redis-server did not start in time', stopWaiting.signal);
  try {
    await Promise.race([answers, failure(child)]);
  } catch (error) {
    stopWaiting.abort();
    await end().catch((another: unknown) => addSuppressed(error, another));
    throw error;
  }
  // One that dies is started again; connections come back by themselves, and the service schedules its jobs anew.
  const watch = () =>
    child.once('exit', () => {
      child.stdin.destroy();
      if (closing) return;
      setTimeout(() => {
        if (closing) return;
        child = launch();
        watch();
      }, RESTART_MS).unref();
    });
  watch();
  return { connect, evictionPolicy: () => evictionPolicy(connect), close: end };
}

function failure(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    const missing = (cause?: Error) =>
      new InvalidInputError(
        'REDIS_URL is not set and redis-server cannot be started: install it (apt-get install redis-server) or set REDIS_URL',
        { cause },
      );
    child.once('error', (cause) => reject(missing(cause)));
    child.once('exit', (code) =>
      reject(
        code === 127 ? missing() : new GroupOffersError(`the private redis-server ended at once (exit code ${code})`),
      ),
    );
  });
}

async function ping(connect: () => Redis, limitMs: number, message: string, signal?: AbortSignal): Promise<void> {
  const client = connect();
  // Refused connections are expected while a private server starts; the time limit tells the rest.
  client.on('error', () => {});
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new InvalidInputError(message));
    timer = setTimeout(giveUp, limitMs);
    signal?.addEventListener('abort', giveUp);
  });
  try {
    await Promise.race([client.ping(), limit]);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

async function evictionPolicy(connect: () => Redis): Promise<string | null> {
  const client = connect();
  client.on('error', () => {});
  try {
    const answer = await client.config('GET', 'maxmemory-policy');
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}
