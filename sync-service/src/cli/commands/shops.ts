import { withCleanup } from '../../concurrency.ts';
import { loadConfig, secretsOf, type Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import { errorText } from '../../messages/index.ts';
import { openRedis, ownersOf } from '../../queue/index.ts';
import { shopIdOf } from '../../state.ts';
import { table, type Output } from '../output.ts';
import { openShop } from '../session.ts';

/** A shop that does not answer is no reason to wait for long: the others are there to be read. */
const LIMIT_MS = 15_000;

/** Every configured shop: whether it answers, which instance of the service serves it, and when it was last synced. */
export async function shops(output: Output): Promise<void> {
  const config = loadConfig(process.env, process.cwd());
  const log = createLog('silent', undefined, secretsOf(config));
  const owners = await ownersIn(config);
  const rows = await Promise.all(
    config.shops.map(async (shop, index) => {
      const client = openShop({ ...shop, planningKey: null }, log, { timeoutMs: LIMIT_MS, tries: 1 });
      const known = { shop: shop.name, owner: owners?.[index] ?? null };
      try {
        const { lastSync } = await client.status();
        return { ...known, state: 'ok', lastSync: lastSync === null ? null : new Date(lastSync).toISOString() };
      } catch (error) {
        return { ...known, state: error instanceof Error ? errorText(error) : String(error), lastSync: null };
      }
    }),
  );
  const skipped = (config.skippedShops ?? []).map((state) => ({ shop: null, owner: null, state, lastSync: null }));
  output.result([...rows, ...skipped], () =>
    table(
      ['shop', 'state', 'served by', 'last sync'],
      [...rows, ...skipped].map(({ shop, state, owner, lastSync }) => [
        shop ?? '(left out)',
        state.replace(/(.{60,90}?) /g, '$1\n'),
        owner ?? (config.redisUrl === null ? 'known with REDIS_URL only' : 'nobody'),
        lastSync ?? '',
      ]),
    ),
  );
}

/** null where Redis is the service's own, or does not answer */
async function ownersIn(config: Config): Promise<readonly (string | null)[] | null> {
  if (config.redisUrl === null) return null;
  const redis = await openRedis(config.redisUrl, config);
  const client = redis.connect();
  client.on('error', () => undefined);
  const ids = config.shops.map(({ url }) => shopIdOf(url));
  return withCleanup(
    () => ownersOf(client, ids),
    async () => client.disconnect(),
  );
}
