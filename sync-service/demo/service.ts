import type { ShopConfig } from '../src/config.ts';
import type { Logger } from '../src/log.ts';
import { runService } from '../src/main.ts';
import { BATCH_SIZE } from '../src/moves/index.ts';
import { PrestaShopShop } from '../src/shop/prestashop/client.ts';

const KEY_CHECK_MS = 1_000;

/** What the service has to know of a shop. */
interface Served {
  readonly speed: number;
  key(): Promise<string>;
  config(key: string): ShopConfig;
}

/** Runs the real service on a shop. When the page makes another key, it starts again with that, as if somebody had pasted it. */
export async function runServiceOn(
  shop: Served,
  log: Logger,
  watch: Parameters<typeof runService>[3] = {},
): Promise<{ stop(): Promise<void> }> {
  const start = (key: string) => {
    const config = {
      shops: [shop.config(key)],
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'warn' as const,
      http: { host: '127.0.0.1', port: 0 },
      batchSize: BATCH_SIZE,
    };
    return runService(config, log, (each) => new PrestaShopShop(each, log), { speed: shop.speed, ...watch });
  };
  let key = await shop.key();
  let service = await start(key);
  let watching = Promise.resolve();
  const timer = setInterval(() => {
    watching = watching.then(async () => {
      const now = await shop.key();
      if (now === key) return;
      key = now;
      await service.stop();
      service = await start(key);
    });
  }, KEY_CHECK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await watching;
      await service.stop();
    },
  };
}
