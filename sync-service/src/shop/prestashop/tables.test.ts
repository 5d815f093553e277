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
async function shopWith(tables: { facts?: object[]; orders?: object[] }, until = Promise.resolve()) {
  server = await startFakeServer(({ url }, response) => {
    const { searchParams } = new URL(url, 'http://shop.example');
    const pages = (searchParams.has('orders') ? tables.orders : tables.facts) as { next: number | null }[];
    const after = Number(searchParams.get('after'));
    const index = after === 0 ? 0 : pages.findIndex(({ next }) => next === after) + 1;
    void until.then(() => response.end(JSON.stringify(pages[index])));
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
        id: Uint32Array.of(1, 2, 5),
        idShop: Uint32Array.of(1, 1, 2),
        defaultGroup: Uint32Array.of(3, 3, 4),
        groups: Uint32Array.of(0, 0, 1),
        groupSets: [[3], [3, 4]],
        registered: Int32Array.of(20_000, -1, 0),
        birthday: Int32Array.of(19_800_229, 0, 20_301_231),
        gender: Uint8Array.of(0, 2, 3),
        language: Uint32Array.of(1, 2, 1),
        country: Uint32Array.of(0, 6, 6),
        flags: Uint8Array.of(15, 0, 8),
        blockedUntil: new Map([[2, Date.parse(NOON)]]),
        pinned: new Set([5]),
      },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['a short column', { ...FACTS, shop: [1] }, /a column of 1 rows beside one of 3/],
    ['a column of texts', { ...FACTS, default: ['3', '3', 'jane@shop.example'] }, /3 of 3 rows .* row 0 holds a text/],
    ['a column of half days', { ...FACTS, registered: [1.5, 0, 2.5] }, /2 of 3 rows .* from -1 and below/],
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

  it.each<[string, object, object]>([
    ['a text', { default: [3, 'jane@shop.example', 4] }, { row: 'customer 2', column: 'default', found: 'a text' }],
    ['nothing', { birthday: [0, null, 0] }, { row: 'customer 2', column: 'birthday', found: 'null' }],
    ['an index beyond its list', { groups: [0, 2, 1] }, { row: 'customer 2', column: 'groups', found: '2' }],
    ['half a day', { registered: [0, 1.5, 0] }, { row: 'customer 2', column: 'registered', found: '1.5' }],
    ['a day before the first', { registered: [0, -2, 0] }, { row: 'customer 2', column: 'registered', found: '-2' }],
    ['a gender of its own', { gender: [0, 4, 0] }, { row: 'customer 2', column: 'gender', found: '4' }],
    ['flags beyond a byte', { flags: [0, 256, 0] }, { row: 'customer 2', column: 'flags', found: '256' }],
    ['no id', { id: [1, null, 5] }, { row: 'row 1 of group_offer_facts', column: 'id', found: 'null' }],
    [
      'an id too large',
      { id: [1, 2 ** 32, 5] },
      { row: 'row 1 of group_offer_facts', column: 'id', found: '4294967296' },
    ],
    [
      'a set of groups that is none',
      { groupSets: [[3], 'x'], groups: [0, 1, 0] },
      { row: 'customer 2', column: 'groups', found: 'null' },
    ],
  ])('with %s in one row are read without that customer, who is named', async (_, broken, told) => {
    const shop = await shopWith({ facts: [{ ...FACTS, ...broken }] });
    const [page] = await all(shop.facts());
    expect([...page!.id]).toEqual([1, 5]);
    expect([...page!.country]).toEqual([0, 6]);
    expect(page!.flags).toHaveLength(2);
    expect(await shop.unreadableRows()).toEqual([told]);
    expect(JSON.stringify(await shop.unreadableRows())).not.toContain('jane');
  });

  it('name a row until it can be read', async () => {
    const pages: object[] = [{ ...FACTS, gender: [0, 9, 0] }];
    const shop = await shopWith({ facts: pages });
    await all(shop.facts());
    await all(shop.facts());
    expect(await shop.unreadableRows()).toHaveLength(1);
    pages[0] = FACTS;
    expect([...(await all(shop.facts()))[0]!.id]).toEqual([1, 2, 5]);
    expect(await shop.unreadableRows()).toEqual([]);
  });

  it('hold the largest ids of the shop', async () => {
    const large = 2 ** 32 - 6;
    const columns = { shop: [1, 1, large], default: [3, 3, large], language: [1, 2, large], country: [0, 6, large] };
    const groups = { groups: [0, 0, 1], groupSets: [[3], [3, large]] };
    const lists = { blocked: { id: [large], until: [NOON] }, pinned: [large] };
    const shop = await shopWith({ facts: [{ ...FACTS, id: [1, 2, large], ...columns, ...groups, ...lists }] });
    const facts = joinFacts(await all(shop.facts()));
    for (const column of [facts.id, facts.idShop, facts.defaultGroup, facts.language, facts.country]) {
      expect(column[2]).toBe(large);
    }
    expect(facts.groupSets[facts.groups[2]!]).toEqual([3, large]);
    expect([...facts.blockedUntil.keys(), ...facts.pinned]).toEqual([large, large]);
    expect(await shop.unreadableRows()).toEqual([]);
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
    expect(page!.id).toEqual(Uint32Array.of(1, 2, 5));
  });

  it('that leads on to ever higher ids is given up in the end', async () => {
    server = await startFakeServer(({ url }, response) => {
      const after = Number(new URL(url, 'http://shop.example').searchParams.get('after'));
      response.end(JSON.stringify({ ids: [after + 1], next: after + 1 }));
    });
    const options = { name: 'main', url: server.url, key: 'k'.repeat(32), requestsPerMinute: 1_000_000 };
    await expect(new PrestaShopShop(options, silentLog).listIds(4)).rejects.toThrow(
      /its pages do not end \(1001 pages/,
    );
  });
});

describe('orders', () => {
  it('are read flat, with the numbers of each customer', async () => {
    const shop = await shopWith({ orders: [ORDERS] });
    expect(await all(shop.orders())).toEqual([
      {
        customer: Uint32Array.of(1, 5),
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
    ['a number of orders below none', { ...ORDERS, count: [4, -1] }, /3 orders where .* add up to/],
    ['amounts for other orders', { ...ORDERS, amount: [1, 2] }, /a column of 2 rows beside one of 3/],
    ['broken amounts', { ...ORDERS, amount: ['19,99', '5', 0] }, /2 of 3 rows .* row 0 holds a text/],
    ['a customer twice', { ...ORDERS, customer: [5, 5] }, /not ascending at row 1/],
  ])('%s are refused', async (_, answer, message) => {
    const shop = await shopWith({ orders: [answer] });
    await expect(all(shop.orders())).rejects.toThrow(message);
  });

  it.each<[string, object, string]>([
    ['a broken amount', { amount: [0, 19.99, 0] }, 'amount'],
    ['no amount', { amount: [0, null, 0] }, 'amount'],
    ['an amount beyond counting', { amount: [0, 1e300, 0] }, 'amount'],
    ['a day that is none', { day: [20_100, null, 19_000] }, 'day'],
    ['a day before the one before', { day: [20_105, 20_100, 1] }, 'day'],
  ])('are read without one with %s, whose customer is named', async (_, broken, column) => {
    const shop = await shopWith({ orders: [{ ...ORDERS, ...broken }] });
    const [page] = await all(shop.orders());
    expect([[...page!.customer], [...page!.count], page!.day.length]).toEqual([[1, 5], [1, 1], 2]);
    expect(page!.amount).toHaveLength(2);
    expect(await shop.unreadableRows()).toMatchObject([{ row: 'an order of customer 1', column }]);
  });

  it('of a customer without an id are left out, and the others are whose they were', async () => {
    const shop = await shopWith({ orders: [{ ...ORDERS, customer: [null, 5] }] });
    const [page] = await all(shop.orders());
    expect([[...page!.customer], [...page!.count], [...page!.day]]).toEqual([[5], [1], [19_000]]);
  });

  it('of less than nothing count as what they are', async () => {
    const shop = await shopWith({ orders: [{ ...ORDERS, amount: [500, -500, -Number.MAX_SAFE_INTEGER] }] });
    expect([...(await all(shop.orders()))[0]!.amount]).toEqual([500, -500, -Number.MAX_SAFE_INTEGER]);
    expect(await shop.unreadableRows()).toEqual([]);
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
    let answer = () => {};
    const shop = await shopWith({ facts, orders }, new Promise<void>((resolve) => (answer = resolve)));
    const both = Promise.all([all(shop.facts()), all(shop.orders())]);
    await expect.poll(() => server!.seen.length).toBe(2);
    answer();
    const [factsPages, ordersPages] = await both;
    const joined = joinFacts(factsPages);
    expect([...joined.id]).toEqual([1, 2, 5, 6, 7, 9]);
    expect([...joinOrders(joined, ordersPages).first]).toEqual([0, 2, 2, 3, 3, 3, 4]);
  });

  it('go on while a page is used, and leave nothing under way for a reader who has seen enough', async () => {
    let broken = 0;
    server = await startFakeServer(({ url }, response) => {
      if (url.includes('after=0')) response.end(JSON.stringify({ ...ORDERS, next: 5 }));
      else response.on('close', () => broken++);
    });
    for await (const page of client(server).orders()) {
      expect(page.customer[0]).toBe(1);
      await expect.poll(() => server!.seen.length).toBe(2);
      break;
    }
    await expect.poll(() => broken).toBe(1);
    expect(server.seen.map(({ url }) => /after=(\d+)/.exec(url)![1])).toEqual(['0', '5']);
  });
});
