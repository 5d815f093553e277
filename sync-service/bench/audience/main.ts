import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { KnownCustomers } from '../../src/sync/customers.ts';
import { openBenchShop } from '../place.ts';
import { median, round, say } from '../say.ts';
import { judgeInChromium } from './browser.ts';
import { judgeTenCriteria, planOneTurn } from './engine.ts';
import { seedOrders, twoStatements } from './sql.ts';

const HUNDRED_THOUSAND = 100_000;
const MILLION = 1_000_000;

export async function benchAudience(size: { customers: number; orders: number; rounds: number }): Promise<void> {
  const { rounds } = size;
  const facts = await benchFacts(size);

  const inNode = [HUNDRED_THOUSAND, MILLION].map((customers) => judgeTenCriteria(customers, rounds));
  const inChromium = await judgeInChromium([HUNDRED_THOUSAND, MILLION], rounds);
  inNode.forEach(({ selected }, index) => {
    if (selected !== inChromium[index]!.selected) throw new Error('Chromium selects other customers than Node');
  });
  const ms = (figures: readonly { readonly ms: number }[]) => figures.map((each) => round(each.ms, 1));
  const [node100k, node1m] = ms(inNode);
  const [chromium100k, chromium1m] = ms(inChromium);
  say(`ten criteria, 100,000 customers: Node ${node100k} ms, Chromium ${chromium100k} ms`);
  say(
    `ten criteria, 1,000,000 customers: Node ${node1m} ms, Chromium ${chromium1m} ms; ${inNode[1]!.selected} selected`,
  );

  const bytesPerCustomer = round(
    Number(execFileSync(process.execPath, [...process.execArgv, memory(), String(MILLION)])),
  );
  say(`memory of a judgement beyond the columns: ${bytesPerCustomer} bytes a customer`);
  const turnMs = round(planOneTurn(MILLION, rounds), 1);
  say(`a turn of 1,000,000 customers planned in ${turnMs} ms`);

  say(
    JSON.stringify({
      facts,
      tenCriteriaMs: { node100k, node1m, chromium100k, chromium1m },
      bytesPerCustomer,
      rotation1mMs: turnMs,
    }),
  );
}

const memory = () => join(import.meta.dirname, 'memory.ts');

/** All facts and orders through the Webservice, alternating with what a plain client needs for two statements. */
async function benchFacts({ customers, orders, rounds }: { customers: number; orders: number; rounds: number }) {
  const place = await openBenchShop(process.env);
  const { url, key, planningKey, db } = place;
  const shop = new PrestaShopShop(
    { name: 'bench', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000, requestsAtOnce: 2 },
    createLog('warn'),
  );
  try {
    if (place.isOwn) await seedOrders(db, customers, orders);
    const seen: { facts: number; sql: number }[] = [];
    let counted = { customers: 0, orders: 0 };
    for (let each = 1; each <= rounds; each++) {
      const sql = await twoStatements(db);
      const started = performance.now();
      const known = await KnownCustomers.read(shop, { orders: true });
      const seconds = (performance.now() - started) / 1000;
      counted = { customers: known.facts.id.length, orders: known.orders!.day.length };
      seen.push({ facts: seconds, sql });
      if (each === 1) say(`${place.description}: ${counted.customers} customers, ${counted.orders} orders`);
      say(`round ${each}: facts ${round(seconds)} s, two SQL statements ${round(sql)} s`);
    }
    return {
      ...counted,
      seconds: round(median(seen.map((each) => each.facts))),
      vsTwoStatements: round(median(seen.map((each) => each.facts / each.sql))),
    };
  } finally {
    shop.close();
    await place.stop();
    await db.close();
  }
}
