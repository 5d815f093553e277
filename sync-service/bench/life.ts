import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../src/log.ts';
import type { Shop } from '../src/moves/index.ts';
import { PrestaShopShop } from '../src/shop/prestashop/index.ts';
import { sqlTarget } from '../test/contract/sql-target.ts';
import { Visitors, type Waits } from '../test/support/visitors.ts';
import { openBenchShop } from './place.ts';
import { Rounds } from './rounds.ts';
import { round, say } from './say.ts';

const CONNECTIONS = 6;
/** Whose memberships the core writes anew all the time. */
const REGROUPED = 20;
const WARM_UP_MS = 1_000;

/** Visitors' statements while customers enter and leave, against the same statements without a batch. */
export async function benchLife({ customers: size, rounds }: { customers: number; rounds: number }): Promise<void> {
  const place = await openBenchShop(process.env);
  const { url, key, planningKey, db } = place;
  const options = {
    name: 'bench',
    url,
    key,
    planningKey,
    allowHttp: true,
    requestsPerMinute: 100_000,
    requestsAtOnce: 4,
  };
  const shop = new PrestaShopShop(options, createLog('warn'));
  const unused = { forms: {} as never, deletions: {} as never, programs: {} as never };
  const target = await sqlTarget({ shop, db, url, key, ...unused, stop: place.stop });
  let visitors: Visitors | undefined;
  try {
    say(`${place.description}, ${size} customers, ${rounds} rounds, ${CONNECTIONS} visitors without a pause`);
    const { customerGroup } = target;
    const ids: number[] = [];
    while (ids.length < size) {
      const row = { defaultGroup: customerGroup, groups: [customerGroup] };
      ids.push(...(await target.makeCustomers(Array.from({ length: Math.min(10_000, size - ids.length) }, () => row))));
    }
    ids.sort((a, b) => a - b);
    const { list } = await shop.createList(ids);
    const [regrouped, customers] = [ids.slice(0, REGROUPED), ids.slice(REGROUPED)];
    const crowd = { db: place.dbUrl, connections: CONNECTIONS, customers, regrouped, customerGroup };
    const busy = (visitors = new Visitors(crowd));
    await sleep(WARM_UP_MS);
    await busy.phase('quiet');
    // Visitors fill carts all the time: with a grace somebody would always be at the checkout.
    const run = new Rounds(told(shop, busy), list, size, 0);
    for (let each = 1; each <= rounds; each++) {
      const entered = await run.enter();
      await busy.phase('quiet');
      const left = await run.leave(entered.offer);
      await busy.phase('quiet');
      await run.archive(entered.offer);
      say(`round ${each}: enter ${round(entered.seconds)} s, leave ${round(left.seconds)} s`);
    }
    const { waits, shown } = await busy.stop();
    await run.close();
    const { quiet, entering, leaving } = waits as Record<'quiet' | 'entering' | 'leaving', Waits>;
    const figures = (phase: Waits) => ({
      ...phase,
      vsQuiet: { longest: round(phase.longestMs / quiet.longestMs, 1), p99: round(phase.p99Ms / quiet.p99Ms, 1) },
    });
    say(JSON.stringify({ customers: size, shown, quiet, entering: figures(entering), leaving: figures(leaving) }));
  } finally {
    visitors?.kill();
    await target.close();
  }
}

/** The shop, which tells the visitors when a batch is sent. */
function told(shop: Shop, visitors: Visitors): Shop {
  const phases: Readonly<Record<string, string>> = { enter: 'entering', leaveDue: 'leaving' };
  return new Proxy(shop, {
    get(of, property) {
      const value: unknown = Reflect.get(of, property);
      if (typeof value !== 'function') return value;
      const phase = phases[String(property)];
      return (...args: unknown[]) => {
        if (phase !== undefined) void visitors.phase(phase);
        return value.apply(of, args) as unknown;
      };
    },
  });
}
