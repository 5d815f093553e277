import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../src/log.ts';
import { EVERYBODY } from '../src/offer/index.ts';
import { PrestaShopShop } from '../src/shop/prestashop/index.ts';
import type { Database } from '../test/contract/database.ts';
import { buildProgram, type Program } from '../test/faults/process/program.ts';
import { ServiceProcess } from '../test/support/service-process.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import { CountingProxy } from './counting-proxy.ts';
import { openBenchShop } from './place.ts';
import { round, say } from './say.ts';

const PART = 50_000;
const LEAD_MS = 20_000;
const LIMIT_MS = 20 * 60_000;

/**
 * The real service and a shop of so many customers, all of them in one offer; first with a tenth of them. The database has memory as a shop of that
 * size needs it: with that of a small one both figures are its disk's.
 */
export async function benchMillion(size: number): Promise<void> {
  const place = await openBenchShop({}, ['--memory', '2G']);
  const proxy = await CountingProxy.before(place.url);
  // As it is installed: what runs from its source holds the compiler in memory too.
  const program = await buildProgram();
  try {
    say(`${place.description}; the real service with ${size / 10} and with ${size} customers, all in one offer`);
    await makeCustomers(place.db, size / 10);
    const small = await measure(place, proxy, program, size / 10);
    say(JSON.stringify({ customers: size / 10, ...small }));
    await makeCustomers(place.db, size);
    const large = await measure(place, proxy, program, size);
    say(JSON.stringify({ customers: size, ...large }));
    const ratios = Object.entries(large).flatMap(([name, value]) => {
      const before = small[name as keyof Figures];
      return typeof value === 'number' && typeof before === 'number' && before > 0
        ? [[name, round(value / before)]]
        : [];
    });
    say(`ratios: ${JSON.stringify(Object.fromEntries(ratios))}`);
  } finally {
    proxy.close();
    await program.remove();
    await place.db.close();
    await place.stop();
  }
}

interface Figures {
  readonly enterSeconds: number;
  readonly leaveSeconds: number;
  readonly requests: number;
  readonly longestRequestMs: number;
  readonly longest: string;
  readonly requestKb: number;
  readonly answerKb: number;
  readonly phpPeakMb: number;
  readonly serviceRssMb: number;
}

async function measure(
  {
    db,
    url,
    key,
    planningKey,
  }: { readonly db: Database; readonly url: string; readonly key: string; readonly planningKey: string },
  proxy: CountingProxy,
  program: Program,
  size: number,
): Promise<Figures> {
  const shop = new PrestaShopShop({ name: 'bench', url, key, planningKey, allowHttp: true }, silentLog);
  proxy.take();
  const service = new ServiceProcess({ SHOP_URL: proxy.url, SHOP_KEY: key, SHOP_ALLOW_HTTP: '1' }, [program.path]);
  try {
    const start = Math.ceil(((await shop.status()).now + LEAD_MS) / 1_000) * 1_000;
    const offer = await shop.createOffer(
      plainPlan(start, start + 24 * 3_600_000, {
        name: `bench ${start}`,
        audience: { ...EVERYBODY, worseOff: 'include' },
      }),
    );
    const enterSeconds = await reached(db, proxy, offer.id, size, start);
    const end = Math.ceil(((await shop.status()).now + LEAD_MS) / 1_000) * 1_000;
    await shop.changeOffer(offer.id, offer.version, { cutAt: end });
    const leaveSeconds = await reached(db, proxy, offer.id, 0, end);
    const { version } = await shop.offer(offer.id);
    await shop.changeOffer(offer.id, version, { intent: 'archived' });
    const serviceRssMb = peakMb(service.pid);
    const { requests, longestMs, longest, requestBytes, answerBytes, phpPeakMb } = proxy.take();
    return {
      enterSeconds,
      leaveSeconds,
      requests,
      longestRequestMs: longestMs,
      longest,
      requestKb: Math.round(requestBytes / 1_024),
      answerKb: Math.round(answerBytes / 1_024),
      phpPeakMb,
      serviceRssMb,
    };
  } finally {
    await service.stop();
    shop.close();
  }
}

/**
 * Counting reads every row: it is done seldom, so that it costs the shop no more than a twentieth of the time, and the instant is that of the last
 * answer.
 *
 * @returns seconds from `since` until so many are inside
 */
async function reached(
  db: Database,
  proxy: CountingProxy,
  offer: number,
  count: number,
  since: number,
): Promise<number> {
  const sql = "SELECT COUNT(*) AS n FROM #groupoffers_enrolment WHERE id_group_offer = ? AND outcome = 'open'";
  for (const deadline = Date.now() + LIMIT_MS; ;) {
    const asked = Date.now();
    const [row] = await db.rows<{ n: number }>(sql, [offer]);
    if (Number(row!.n) === count && asked >= since) return round((proxy.lastMoveAt - since) / 1_000, 1);
    if (asked > deadline) throw new Error(`${row!.n} inside, not ${count}`);
    await sleep(Math.max(200, 20 * (Date.now() - asked)));
  }
}

/** The largest resident size that the process ever had. */
function peakMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1_024);
}

/** Up to so many, in the customer group. */
export async function makeCustomers(db: Database, count: number): Promise<void> {
  const [row] = await db.rows<{ last: number | null }>('SELECT MAX(id_customer) AS last FROM #customer');
  for (let from = Number(row!.last ?? 0); from < count; from += PART) {
    const ids = Array.from({ length: Math.min(PART, count - from) }, (_, index) => from + index + 1);
    const columns = [
      'id_customer',
      'id_default_group',
      'id_gender',
      'firstname',
      'lastname',
      'email',
      'passwd',
      'active',
    ];
    const past = '2020-01-01 00:00:00';
    await db.insertAll(
      'customer',
      [...columns, 'date_add', 'date_upd'],
      ids.map((id) => [id, 3, 1, 'First', 'Last', `c${id}@example.com`, 'x', 1, past, past]),
    );
    await db.insertAll(
      'customer_group',
      ['id_customer', 'id_group'],
      ids.map((id) => [id, 3]),
    );
  }
}
