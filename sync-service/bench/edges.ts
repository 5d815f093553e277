import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../src/log.ts';
import { EVERYBODY, type Offer } from '../src/offer/index.ts';
import { PrestaShopShop } from '../src/shop/prestashop/index.ts';
import type { Database } from '../test/contract/database.ts';
import { buildProgram } from '../test/faults/process/program.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import { ServiceProcess } from '../test/support/service-process.ts';
import { CountingProxy } from './counting-proxy.ts';
import { makeCustomers } from './million.ts';
import { openBenchShop } from './place.ts';
import { round, say } from './say.ts';

const MINUTE = 60_000;
const [CUSTOMERS, OVER, RUNNING, AN_EDGE] = [2_000, 500, 50, 8];
/** As it is installed; a process of a test is given more. */
const REQUESTS_PER_MINUTE = 90;

/** Starts and ends at each whole minute, and a service that is killed five seconds before one. */
export async function benchEdges(minutes: number): Promise<void> {
  const place = await openBenchShop({});
  const { url, key, planningKey, db } = place;
  const proxy = await CountingProxy.before(url);
  const program = await buildProgram();
  const folder = await mkdtemp(join(tmpdir(), 'group-offers-bench-'));
  const serve = () =>
    new ServiceProcess(
      {
        SHOP_URL: proxy.url,
        SHOP_KEY: key,
        SHOP_ALLOW_HTTP: '1',
        STATE_DIRECTORY: folder,
        REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE),
      },
      [program.path],
    );
  const options = { name: 'bench', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 };
  const shop = new PrestaShopShop(options, silentLog);
  let service: ServiceProcess | null = null;
  try {
    await makeCustomers(db, CUSTOMERS);
    say(
      `${place.description}; ${CUSTOMERS} customers, ${RUNNING} offers run, ${OVER} are over, ${AN_EDGE} start and end each minute`,
    );
    const now = Date.now();
    await endOffers(shop, await makeOffers(shop, OVER, 1, now - MINUTE, now + 120 * MINUTE));
    await makeOffers(shop, RUNNING, 1, now - MINUTE, now + 120 * MINUTE);
    const first = Math.ceil((Date.now() + MINUTE) / MINUTE) * MINUTE;
    const edges: Offer[] = [];
    for (let minute = 0; minute < minutes; minute++) {
      const start = first + minute * MINUTE;
      edges.push(...(await makeOffers(shop, AN_EDGE, 10, start, start + MINUTE)));
    }
    service = serve();
    const killed = first + Math.floor(minutes / 2) * MINUTE - 5_000;
    await sleep(killed - Date.now());
    await service.kill();
    service = serve();
    await sleep(first + (minutes + 0.5) * MINUTE - Date.now());
    const { starts, ends } = await lateness(db, edges);
    say(JSON.stringify({ starts: figures(starts), ends: figures(ends), mostRequestsIn60s: most(proxy.begun) }));
  } finally {
    await service?.stop();
    shop.close();
    proxy.close();
    await program.remove();
    await rm(folder, { recursive: true });
    await db.close();
    await place.stop();
  }
}

async function makeOffers(
  shop: PrestaShopShop,
  count: number,
  priority: number,
  start: number,
  end: number,
): Promise<Offer[]> {
  const [from, to] = [start, end].map((at) => Math.ceil(at / 1_000) * 1_000) as [number, number];
  const offers: Offer[] = [];
  for (let index = 0; index < count; index++) {
    const rule = { kind: 'chance' as const, percent: 5, seed: index };
    const audience = { ...EVERYBODY, worseOff: 'include' as const, rule };
    offers.push(await shop.createOffer(plainPlan(from, to, { name: `bench ${from} ${index}`, priority, audience })));
  }
  return offers;
}

/** With groups of their own, as offers have that ran. */
async function endOffers(shop: PrestaShopShop, offers: readonly Offer[]): Promise<void> {
  const lease = await shop.acquireLease('bench');
  await shop.prepareGroups(lease, offers, 'quick');
  for (const { id, version } of offers) await shop.changeOffer(id, version, { cutAt: Date.now() });
  await shop.releaseLease(lease);
}

/** Milliseconds by the shop's clock, for each customer. */
async function lateness(
  db: Database,
  offers: readonly Offer[],
): Promise<{ readonly starts: readonly number[]; readonly ends: readonly number[] }> {
  const late = (from: string, to: string) =>
    db.rows<{ ms: number }>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, ${from}, ${to}) / 1000 AS ms FROM #groupoffers_enrolment WHERE id_group_offer IN (?) AND ${to} IS NOT NULL`,
      [offers.map(({ id }) => id)],
    );
  const [starts, ends] = [await late('window_start', 'opened_at'), await late('until_at', 'closed_at')];
  return { starts: starts.map(({ ms }) => Number(ms)), ends: ends.map(({ ms }) => Number(ms)) };
}

function figures(late: readonly number[]) {
  const sorted = [...late].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! / 1_000, 3);
  return { customers: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

const most = (begun: readonly number[]) =>
  Math.max(...begun.map((from) => begun.filter((at) => at >= from && at < from + MINUTE).length));
