import type { Config, ShopConfig } from './config.ts';
import { addSuppressed, allEnded, withCleanup } from './concurrency.ts';
import { serveHealth, type HealthServer } from './health.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import type { Shop } from './moves/index.ts';
import { openRedis, SyncQueue } from './queue/index.ts';
import { openState } from './state.ts';
import { ShopService, type ServiceOptions } from './service.ts';

export interface RunningService {
  /** Where `/healthz` and `/metrics` answer. */
  readonly address: string;
  /** Waits for looks under way, gives leases back, ends the private Redis. */
  stop(): Promise<void>;
}

/**
 * The sync service: one {@link ShopService} a shop, one Redis, one health address. The way through the code from here:
 * `service.ts` (when) -> `sync.ts` (one look) -> a folder for each step.
 * @param openShop makes the client for one configured shop
 * @throws InvalidInputError when Redis cannot be had or the health address is taken
 */
export async function runService(
  config: Config,
  log: Logger,
  openShop: (shop: ShopConfig) => Shop,
  watch: Pick<ServiceOptions, 'onReport' | 'speed'> = {},
): Promise<RunningService> {
  const redis = await openRedis(config.redisUrl);
  const metrics = new Metrics();
  const queue = new SyncQueue(redis);
  const services: ShopService[] = [];
  let health: HealthServer | null = null;
  const stop = async () => {
    const stopped: Promise<unknown> = allEnded(services.map((service) => service.stop()));
    // The services need the queue, and that needs Redis, until then.
    const closed = stopped
      .catch(() => undefined)
      .then(() =>
        withCleanup(
          () => queue.close(),
          () => redis.close(),
        ),
      );
    await allEnded<unknown>([stopped, closed, health?.close()]);
  };
  try {
    const policy = await redis.evictionPolicy();
    if (policy !== null && policy !== 'noeviction') {
      log.warn({ policy }, 'Redis may throw jobs away: set maxmemory-policy to noeviction');
    }
    const clients = config.shops.map((shop) => ({ ...shop, client: openShop(shop) }));
    for (const { name, url, client } of clients) {
      const state = await openState(config.stateDirectory, url, log.child({ shop: name }));
      const { batchSize } = config;
      services.push(new ShopService({ shop: client, queue, state, log, metrics, batchSize, ...watch }));
    }
    health = await serveHealth(config.http.host, config.http.port, metrics, () =>
      services.map((each) => each.health()),
    );
    await queue.ready();
    // One that fails does not leave others beginning behind its back.
    await allEnded(services.map((service) => service.start()));
    log.info({ shops: config.shops.map(({ name }) => name), health: health.address }, 'running');
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
