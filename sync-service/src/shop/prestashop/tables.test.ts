import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeServer, type FakeServer } from '../../../test/support/fake-server.ts';
import { joinFacts, joinOrders } from '../../audience/index.ts';
import { ShopUnusableError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import { PrestaShopShop } from './client.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Answers each table with its pages, by the id after which they begin. */
async function shopWith(tables: { facts?: object[]; orders?: object[] }, delayMs = 0) {
  server = await startFakeServer(({ url }, response) => {
    const { searchParams } = new URL(url, 'http://shop.example');
    const pages = (searchParams.has('orders') ? tables.orders : tables.facts) as { next: number | null }[];
    const after = Number(searchParams.get('after'));
    const index = after === 0 ? 0 : pages.findIndex(({ next }) => next === after) + 1;
    setTimeout(() => response.end(JSON.stringify(pages[index])), delayMs);
  });
  return client(server);
}

function client({ url }: FakeServer) {
  return new PrestaShopShop({ name: 'main', url, key: 'k'.repeat(32), backoffMs: 1 }, silentLog);
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const page of pages) list.push(page);
  return list;
}

const NOON = '2026-11-27T12:00:00.000Z';
const FACTS = {
  id: [1, 2, 5],
  shop: [1, 1, 2],
  default: [3, 3, 4],
  groups: [0, 0, 1],
  groupSets: [[3], [3, 4]],
  registered: [20_000, -1, 0],
  birthday: [19_800_229, 0, 20_301_231],
  gender: [0, 2, 3],
  language: [1, 2, 1],
  country: [0, 6, 6],
  flags: [15, 0, 8],
  blocked: { id: [2], until: [NOON] },
  pinned: [5],
  next: null,
};
const ORDERS = { customer: [1, 5], count: [2, 1], day: [20_100, 20_105, 19_000], amount: [0, 1_999, 1e12], next: null };

describe('facts', () => {
  it('are read column by column', async () => {
    const shop = await shopWith({ facts: [FACTS] });
    expect(await all(shop.facts())).toEqual([
      {
        id: Int32Array.of(1, 2, 5),
        idShop: Int32Array.of(1, 1, 2),
        defaultGroup: Int32Array.of(3, 3, 4),
        groups: Int32Array.of(0, 0, 1),
        groupSets: [[3], [3, 4]],
        registered: Int32Array.of(20_000, -1, 0),
        birthday: Int32Array.of(19_800_229, 0, 20_301_231),
        gender: Uint8Array.of(0, 2, 3),
        language: Int32Array.of(1, 2, 1),
        country: Int32Array.of(0, 6, 6),
        flags: Uint8Array.of(15, 0, 8),
        blockedUntil: new Map([[2, Date.parse(NOON)]]),
        pinned: new Set([5]),
      },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['a short column', { ...FACTS, shop: [1] }, /a column of 1 rows beside one of 3/],
    ['a text among numbers', { ...FACTS, default: [3, 'jane@shop.example', 4] }, /row 1 holds a text where/],
    ['nothing among numbers', { ...FACTS, birthday: [0, null, 0] }, /row 1 holds null where/],
    ['an index beyond its list', { ...FACTS, groups: [0, 0, 2] }, /row 2 holds 2 where a whole number below 2/],
    ['half a day', { ...FACTS, registered: [1.5, 0, 0] }, /row 0 holds 1.5 where a whole number from -1/],
    ['a day before the first', { ...FACTS, registered: [0, 0, -2] }, /row 2 holds -2 where/],
    ['a gender of its own', { ...FACTS, gender: [0, 4, 0] }, /row 1 holds 4 where a whole number below 4/],
    ['flags beyond a byte', { ...FACTS, flags: [0, 0, 256] }, /row 2 holds 256/],
    ['an id too large', { ...FACTS, id: [1, 2, 2 ** 31] }, /row 2 holds 2147483648/],
    ['ids out of order', { ...FACTS, id: [1, 5, 2] }, /not ascending at row 2/],
    ['an id twice', { ...FACTS, id: [1, 2, 2] }, /not ascending at row 2/],
    ['a block without its end', { ...FACTS, blocked: { id: [1, 2], until: [NOON] } }, /2 blocked customers beside 1/],
    ['a missing column', { ...FACTS, country: undefined }, /country: a list is missing/],
    ['a column that is none', { ...FACTS, flags: { length: 3 } }, /flags: a list is missing/],
    ['pages that go round in circles', { ...FACTS, next: 0 }, /round in circles/],
  ])('%s is refused', async (_, answer, message) => {
    const shop = await shopWith({ facts: [answer] });
    const reading = all(shop.facts());
    await expect(reading).rejects.toThrow(ShopUnusableError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/jane/);
  });

  it('whose second page repeats a row of the first are refused', async () => {
    const shop = await shopWith({ facts: [{ ...FACTS, next: 5 }, FACTS] });
    await expect(all(shop.facts())).rejects.toThrow(/not ascending at row 0/);
  });
});

describe('a compressed answer', () => {
  it('is read as it was', async () => {
    server = await startFakeServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(FACTS)));
    });
    const [page] = await all(client(server).facts());
    expect(page!.id).toEqual(Int32Array.of(1, 2, 5));
  });

  it('that swells beyond reason is given up', async () => {
    const swollen = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '));
    server = await startFakeServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(swollen);
    });
    await expect(all(client(server).facts())).rejects.toThrow(/too large to be right/);
  });
});

describe('orders', () => {
  it('are read flat, with the numbers of each customer', async () => {
    const shop = await shopWith({ orders: [ORDERS] });
    expect(await all(shop.orders())).toEqual([
      {
        customer: Int32Array.of(1, 5),
        count: Int32Array.of(2, 1),
        day: Int32Array.of(20_100, 20_105, 19_000),
        amount: Float64Array.of(0, 1_999, 1e12),
      },
    ]);
    expect(server!.seen[0]!.url).toContain('orders=1&limit=100000&after=0');
  });

  it.each<[string, object, RegExp]>([
    ['fewer than the customers have', { ...ORDERS, count: [2, 2] }, /3 orders where .* add up to 4/],
    ['more than the customers have', { ...ORDERS, count: [1, 1] }, /3 orders where .* add up to 2/],
    ['a number of orders below none', { ...ORDERS, count: [4, -1] }, /row 1 holds -1|row 0 holds 4/],
    ['amounts for other orders', { ...ORDERS, amount: [1, 2] }, /a column of 2 rows beside one of 3/],
    ['an amount below nothing', { ...ORDERS, amount: [0, -1, 0] }, /row 1 holds -1/],
    ['a broken amount', { ...ORDERS, amount: [0, 19.99, 0] }, /row 1 holds 19.99/],
    ['an amount beyond counting', { ...ORDERS, amount: [0, 1e300, 0] }, /row 1 holds 1e\+300/],
    ['days out of order', { ...ORDERS, day: [20_105, 20_100, 1] }, /not by day at order 1/],
    ['a customer twice', { ...ORDERS, customer: [5, 5] }, /not ascending at row 1/],
  ])('%s are refused', async (_, answer, message) => {
    const shop = await shopWith({ orders: [answer] });
    await expect(all(shop.orders())).rejects.toThrow(message);
  });

  it('are read beside the facts, two requests at a time', async () => {
    const facts = [
      { ...FACTS, next: 5 },
      { ...FACTS, id: [6, 7, 9], groupSets: [[4], [3]], blocked: { id: [], until: [] }, pinned: [], next: null },
    ];
    const orders = [
      { ...ORDERS, next: 5 },
      { customer: [9], count: [1], day: [20_000], amount: [500], next: null },
    ];
    const shop = await shopWith({ facts, orders }, 200);
    const start = performance.now();
    const [factsPages, ordersPages] = await Promise.all([all(shop.facts()), all(shop.orders())]);
    // Four answers of 200 ms each.
    expect(performance.now() - start).toBeLessThan(700);
    const joined = joinFacts(factsPages);
    expect([...joined.id]).toEqual([1, 2, 5, 6, 7, 9]);
    expect([...joinOrders(joined, ordersPages).first]).toEqual([0, 2, 2, 3, 3, 3, 4]);
  });

  it('go on while a page is used, and stop with a reader who has seen enough', async () => {
    const orders = [
      { ...ORDERS, next: 5 },
      { ...ORDERS, customer: [6, 7], next: 7 },
      { ...ORDERS, customer: [8, 9], next: null },
    ];
    const shop = await shopWith({ orders });
    for await (const page of shop.orders()) {
      expect(page.customer[0]).toBe(1);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server!.seen.map(({ url }) => /after=(\d+)/.exec(url)![1])).toEqual(['0', '5']);
  });
});
