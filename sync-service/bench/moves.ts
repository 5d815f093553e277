import { createLog } from '../src/log.ts';
import { PrestaShopShop } from '../src/shop/prestashop/index.ts';
import { sqlTarget } from '../test/contract/sql-target.ts';
import { openBenchShop } from './place.ts';
import { Rounds, type Timed } from './rounds.ts';
import { median, round, say } from './say.ts';
import { bareSql, getAndPut } from './yardsticks.ts';

export async function benchMoves({ customers: size, rounds }: { customers: number; rounds: number }): Promise<void> {
  const place = await openBenchShop(process.env);
  const { url, key, planningKey, db } = place;
  const log = createLog('warn');
  const shop = new PrestaShopShop(
    { name: 'bench', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000, requestsAtOnce: 4 },
    log,
  );
  const unused = { forms: {} as never, deletions: {} as never, programs: {} as never };
  const target = await sqlTarget({ shop, db, url, key, ...unused, stop: place.stop });
  try {
    say(`${place.description}, ${size} customers, median of ${rounds} rounds`);
    const base = target.customerGroup;
    const ids: number[] = [];
    for (let from = 0; from < size; from += 10_000) {
      const part = Array.from({ length: Math.min(10_000, size - from) }, () => ({
        defaultGroup: base,
        groups: [base],
      }));
      ids.push(...(await target.makeCustomers(part)));
    }
    ids.sort((a, b) => a - b);
    const bareGroup = await target.makeGroup({ name: 'bare', opens: 'as customers' });
    const { list } = await shop.createList(ids);
    const simple = place.adminKey === null ? null : await getAndPut(url, place.adminKey, ids.slice(0, 300));
    if (simple !== null) say(`GET + PUT of 300 customers: ${round(simple, 1)} customers/s`);

    const run = new Rounds(shop, list, size);
    const seen = { enter: [] as Timed[], leave: [] as Timed[], bareEnter: [] as number[], bareLeave: [] as number[] };
    for (let each = 1; each <= rounds; each++) {
      seen.bareEnter.push(await bareSql(db, ids, bareGroup, base, 'enter'));
      seen.bareLeave.push(await bareSql(db, ids, bareGroup, base, 'leave'));
      const entered = await run.enter();
      seen.enter.push(entered);
      seen.leave.push(await run.leave(entered.offer));
      await run.archive(entered.offer);
      const last = <T>(list: readonly T[]) => list.at(-1)!;
      say(
        `round ${each}: enter ${round(last(seen.enter).seconds)} s (bare SQL ${round(last(seen.bareEnter))} s), ` +
          `leave ${round(last(seen.leave).seconds)} s (bare SQL ${round(last(seen.bareLeave))} s)`,
      );
    }
    const idle = await run.idle();
    say(
      `a second look right after: ${idle.requests} requests, ${idle.report.entered + idle.report.left + idle.report.untilsChanged} moves`,
    );
    const locks = [...seen.enter, ...seen.leave].map(({ longestLockMs }) => longestLockMs);
    say(
      `longest chunk transaction: ${round(Math.max(...locks), 1)} ms; median of the rounds' longest: ${round(median(locks), 1)} ms`,
    );
    await run.close();

    const figures = (timed: readonly Timed[], bare: readonly number[]) => {
      const seconds = median(timed.map((each) => each.seconds));
      return {
        seconds: round(seconds),
        perSecond: Math.round(size / seconds),
        requests: median(timed.map((each) => each.requests)),
        vsBareSql: round(median(timed.map((each, index) => each.seconds / bare[index]!))),
        vsGetPut: simple === null ? null : Math.round(size / seconds / simple),
      };
    };
    const result = {
      customers: size,
      enter: figures(seen.enter, seen.bareEnter),
      leave: figures(seen.leave, seen.bareLeave),
      serviceRssMb: run.rssMb,
    };
    say(JSON.stringify(result));
  } finally {
    await target.close();
  }
}
