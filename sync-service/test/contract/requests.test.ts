import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { ShopClock } from '../../src/clock.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import { silentLog } from '../../src/log.ts';
import type { Shop } from '../../src/moves/index.ts';
import { EVERYBODY, type OfferPlan } from '../../src/offer/index.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/client.ts';
import { syncShop } from '../../src/sync.ts';
import type { Look, SyncContext } from '../../src/sync/context.ts';
import { SyncMemory } from '../../src/sync/memory.ts';
import { ShopProxy } from '../faults/process/proxy.ts';
import { plainPlan } from '../support/plain-plan.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 4, 10);
/** Calls of which each is a batch or (the readers) a page: so few customers fit into one. */
const OWN_SIZE = new Set(['enter', 'setUntil', 'leaveDue', 'repair', 'freeze', 'freezeAll', 'joinRotation']);
const PAGES = new Set(['facts', 'orders', 'enrolments', 'rotation', 'listIds', 'listsIds', 'listFigures', 'ask']);

let sample: SampleShop;
let line: ShopProxy;
let shop: PrestaShopShop;
let sized: number;
let entering: number;

beforeEach(async () => {
  sample = await SampleShop.open({ customers: 300, now: BEGIN, speed: 0 });
  line = await ShopProxy.open(sample.url, now);
  const config = { ...sample.config(await sample.key(), await sample.planningKey()), url: line.url };
  shop = new PrestaShopShop({ ...config, requestsPerMinute: 100_000 }, silentLog);
});
afterEach(async () => {
  shop.close();
  await line.close();
  await sample.close();
});

const now = () => sample.now();

/** A service that knows nothing yet. */
function restarted(): SyncContext {
  const counted = new Proxy<Shop>(shop, {
    get(target, name: string) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'enter') entering++;
        if (OWN_SIZE.has(name) || PAGES.has(name)) sized++;
        return value.apply(target, args) as unknown;
      };
    },
  });
  return {
    shop: counted,
    batchSize: 14_000,
    lease: new LeaseKeeper(counted, 'contract'),
    clock: new ShopClock(now, now),
    memory: new SyncMemory(),
    newKey: randomUUID,
    sleep: async (ms) => sample.setClock(now() + ms),
  };
}

/** Requests at the shop's server, by one sync. */
async function requests(context: SyncContext, kind: Look['kind'], at = now()) {
  const before = line.answered;
  sized = 0;
  entering = 0;
  const report = await syncShop(context, { kind, at });
  const all = line.answered - before;
  expect(report.problems).toEqual([]);
  return { ...report, all, fixed: all - sized, entering };
}

it('of a sync are at most 8, plus one a batch and a page: 50 offers run, 500 are over', async () => {
  const plan = (index: number, start: number, end: number, changes: Partial<OfferPlan> = {}) =>
    plainPlan(start, end, {
      name: `Offer ${index}`,
      audience: { ...EVERYBODY, worseOff: 'include', rule: { kind: 'chance', percent: 4, seed: index } },
      ...changes,
    });
  const start = BEGIN + 10 * MINUTE;
  const behind = await sample.api();
  const inside = async () => (await sample.inside()).length;
  for (let index = 1; index <= 500; index++) await behind.createOffer(plan(index, BEGIN - MINUTE, BEGIN + MINUTE));
  for (let index = 501; index <= 550; index++) await behind.createOffer(plan(index, start, start + 60 * MINUTE));
  let service = restarted();
  expect((await requests(service, 'look')).entered).toBeGreaterThan(100);
  sample.setClock(BEGIN + MINUTE);
  const over = await requests(service, 'end');
  expect(over.left).toBeGreaterThan(100);
  expect(over.fixed).toBeLessThanOrEqual(8);
  // Discounts of 500 groups, in one request.
  expect(over.groups.length).toBeGreaterThanOrEqual(500);

  for (const [kind, at] of [
    ['prepare', start - 5 * MINUTE],
    ['start', start],
    ['look', start + MINUTE],
    ['sweep', start + 5 * MINUTE],
  ] as const) {
    sample.setClock(at);
    const sync = await requests(service, kind);
    expect(sync.fixed, kind).toBeLessThanOrEqual(8);
    expect(sync.all - sync.entering, kind).toBeLessThanOrEqual(13);
  }
  expect(await inside()).toBeGreaterThan(100);

  // 500 offers that are over cost a service that begins nothing.
  await service.lease.release();
  service = restarted();
  const first = await requests(service, 'look');
  const sweep = await requests(service, 'sweep');
  for (const sync of [first, sweep]) {
    expect(sync).toMatchObject({ entered: 0, left: 0, groups: [] });
    expect(sync.fixed).toBeLessThanOrEqual(8);
    expect(sync.all).toBeLessThanOrEqual(12);
  }
  sample.setClock(start + 60 * MINUTE);
  const end = await requests(service, 'end');
  expect(await inside()).toBe(0);
  expect(end.fixed).toBeLessThanOrEqual(8);
});
