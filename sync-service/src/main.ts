import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config, ShopConfig } from './config.ts';
import { addSuppressed, allEnded, withCleanup } from './concurrency.ts';
import { Fleet } from './fleet.ts';
import { serveHealth, type HealthServer } from './health.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import type { Shop } from './moves/index.ts';
import { Places } from './places.ts';
import { openRedis, Owners, SyncQueue } from './queue/index.ts';
import type { ServiceOptions } from './service.ts';

export interface RunningService {
  /** Where `/healthz` and `/metrics` answer. */
  readonly address: string;
  /** Waits for looks under way, gives leases and shops back, ends the private Redis. */
  stop(): Promise<void>;
}

/**
 * The sync service: one instance of those that share the shops, with one queue, one Redis and one health address. The way through the code from
 * here: `fleet.ts` (which shops) -> `service.ts` (when) -> `sync.ts` (one look) -> a folder for each step.
 * @param openShop makes the client for one configured shop
 * @throws InvalidInputError when Redis cannot be had or the health address is taken
 */
export async function runService(
  config: Config,
  log: Logger,
  openShop: (shop: ShopConfig) => Shop,
  watch: Pick<ServiceOptions, 'onReport' | 'speed'> = {},
): Promise<RunningService> {
  const redis = await openRedis(config.redisUrl, config);
  const metrics = new Metrics();
  const instance = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const queue = new SyncQueue(redis, instance);
  const client = config.redisUrl === null ? null : redis.connect();
  client?.on('error', () => undefined);
  const owners = client && new Owners(client, instance);
  const fleet = new Fleet({
    config,
    queue,
    places: new Places(config.syncsAtOnce),
    owners,
    instance,
    openShop,
    log,
    metrics,
    watch,
  });
  let health: HealthServer | null = null;
  const stop = async () => {
    const stopped = fleet.stop();
    // The shops need the queue, and that needs Redis, until then.
    const closed = stopped
      .catch(() => undefined)
      .then(() =>
        withCleanup(
          () => queue.close(),
          async () => {
            client?.disconnect();
            await redis.close();
          },
        ),
      );
    await allEnded<unknown>([stopped, closed, health?.close()]);
  };
  try {
    const policy = await redis.evictionPolicy();
    if (policy !== null && policy !== 'noeviction') {
      log.warn({ policy }, 'Redis may throw jobs away: set maxmemory-policy to noeviction');
    }
    health = await serveHealth(config.http.host, config.http.port, metrics, () => fleet.health());
    await queue.ready();
    await fleet.start();
    log.info({ shops: config.shops.map(({ name }) => name), instance, health: health.address }, 'running');
    return {
      address: health.address,
      async stop() {
        await stop();
        log.info('stopped');
      },
    };
  } catch (error) {
    await stop().catch((another: unknown) => addSuppressed(error, another));
    throw error;
  }
}
