import type { ShopConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import { runService } from '../main.ts';
import { BATCH_SIZE } from '../moves/index.ts';
import { PrestaShopShop } from '../shop/prestashop/client.ts';
import type { Sandbox } from '../shop/sandbox/index.ts';

const KEY_CHECK_MS = 1_000;

/** How the service reaches a sandbox. */
export function configOf({ url, key }: Pick<Sandbox, 'url' | 'key'>): ShopConfig {
  const pace = { requestsPerMinute: 6_000, requestsAtOnce: 2 };
  return { name: 'sandbox', url, key, allowHttp: true, keyInAddress: false, ...pace };
}

/** Runs the real service on a sandbox. When the page makes another key, it starts again with that, as if somebody had pasted it. */
export async function runOnSandbox(
  sandbox: Sandbox,
  log: Logger,
  watch: Parameters<typeof runService>[3] = {},
): Promise<{ stop(): Promise<void> }> {
  const start = () => {
    const config = {
      shops: [configOf(sandbox)],
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'warn' as const,
      http: { host: '127.0.0.1', port: 0 },
      batchSize: BATCH_SIZE,
    };
    return runService(config, log, (shop) => new PrestaShopShop(shop, log), watch);
  };
  let { key } = sandbox;
  let service = await start();
  let restart = Promise.resolve();
  const timer = setInterval(() => {
    if (sandbox.key === key) return;
    key = sandbox.key;
    restart = restart.then(async () => {
      await service.stop();
      service = await start();
    });
  }, KEY_CHECK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await restart;
      await service.stop();
    },
  };
}
