import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeServer, type FakeServer, type SeenRequest } from '../../../test/support/fake-server.ts';
import { silentLog } from '../../log.ts';
import { PrestaShopShop } from './client.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function shopAnswering(answer: (request: SeenRequest, response: ServerResponse) => void) {
  server = await startFakeServer(answer);
  const options = {
    name: 'main',
    url: server.url,
    key: 'k'.repeat(32),
    planningKey: 'p'.repeat(32),
    backoffMs: 1,
    requestsPerMinute: 1_000_000,
  };
  return new PrestaShopShop(options, silentLog);
}

/** A host that takes bodies up to `limit` bytes, and a module that answers their JSON. */
const hostTaking = (limit: number, answer: (body: never) => unknown) =>
  shopAnswering(({ body }, response) => {
    if (body.length > limit) return void response.writeHead(413).end('<html>too large</html>');
    response.end(JSON.stringify(answer(JSON.parse(body) as never)));
  });
const bodies = <T>(limit = Infinity) =>
  server!.seen.filter(({ body }) => body !== '' && body.length <= limit).map(({ body }) => JSON.parse(body) as T);

const LEASE = { number: 3, token: 'secret' };
const START = Date.parse('2026-11-27T17:00:00Z');
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const iso = (ms: number) => new Date(ms).toISOString();

describe('an import', () => {
  type Import = { import: { list: number; kind: string; lines: (number | string)[][] } };
  const shopThatKnowsEven = (limit: number) =>
    hostTaking(limit, ({ import: { list, lines } }: Import) => ({
      list: list || 17,
      notFound: lines.map(([line]) => line).filter((line) => Number(line) % 2 === 1),
      disagree: lines.map(([line]) => line).filter((line) => line === 6),
      duplicates: lines.map(([line]) => line).filter((line) => line === 4),
    }));

  it('goes in parts into one list, each line once, and adds the reports up', async () => {
    const shop = await shopThatKnowsEven(3_000);
    const lines = range(1, 501).map((line) => ({ line, customer: `c${line}@shop.example` }));
    const report = await shop.importLines({ list: 0, kind: 'list' }, lines);
    const taken = bodies<Import>(3_000);
    expect(taken.length).toBeGreaterThan(3);
    expect(taken.map((each) => each.import.list)).toEqual([0, ...taken.slice(1).map(() => 17)]);
    expect(taken.flatMap((each) => each.import.lines)).toEqual(lines.map(({ line, customer }) => [line, customer]));
    expect(report).toEqual({
      list: 17,
      notFound: range(0, 250).map((half) => 2 * half + 1),
      disagree: [6],
      duplicates: [4],
    });
  });

  it('keeps bodies of 20,000 e-mails below the usual limit without being told', async () => {
    const shop = await shopThatKnowsEven(128_000);
    const lines = range(1, 20_001).map((line) => ({ line, customer: `somebody.${line}@mail.shop.example` }));
    await shop.importLines({ list: 0, kind: 'list' }, lines);
    expect(server!.seen.every(({ body }) => Buffer.byteLength(body) < 128_000)).toBe(true);
    expect(bodies<Import>().flatMap((each) => each.import.lines)).toHaveLength(20_000);
  });
});

describe('exclusions', () => {
  type Pin = { exclude?: number[]; include?: number[]; ids?: number[] };
  const shopKnowing = (below: number) =>
    hostTaking(128_000, ({ exclude = [], include = [], ids = [] }: Pin) => {
      const unknown = [...exclude, ...include, ...ids].filter((id) => id >= below);
      return { list: unknown.length > 0 ? 0 : 4, size: 1, unknown };
    });

  it('of more customers than one request takes are not begun when one of them is unknown', async () => {
    const ids = range(1_000_000, 1_040_000);
    const shop = await shopKnowing(1_039_999);
    expect(await shop.pin(ids, true)).toEqual({ unknown: [1_039_999] });
    expect(bodies<Pin>().filter((body) => body.exclude !== undefined)).toEqual([]);
    await server!.close();
    const other = await shopKnowing(2_000_000);
    expect(await other.pin(ids, true)).toEqual({ unknown: [] });
    expect(bodies<Pin>().flatMap(({ exclude = [] }) => exclude)).toEqual(ids);
  });
});

describe('a frozen set', () => {
  const WHAT = { offer: 12, version: 3, window: START, turn: null, basis: 'a1b2' };
  type Freeze = { ids?: number[]; list?: number; skipUnknown?: boolean; freeze?: { list: number; basis: string } };
  const keeping = (size: number) =>
    hostTaking(128_000, ({ freeze }: Freeze) =>
      freeze === undefined
        ? { list: 21, size: 1, unknown: [5] }
        : { frozen: { window: iso(START), turn: null, list: freeze.list ?? 21, size, basis: freeze.basis } },
    );

  it('is sent as a list in parts, without those who are gone, and then named', async () => {
    const shop = await keeping(39_999);
    const ids = range(1_000_000, 1_040_000);
    const set = await shop.freeze(LEASE, WHAT, ids);
    expect(set).toEqual({ window: START, turn: null, list: 21, size: 39_999, basis: 'a1b2' });
    const sent = bodies<Freeze>();
    const parts = sent.slice(0, -1);
    expect(parts.flatMap((part) => part.ids)).toEqual(ids);
    expect(parts.every(({ skipUnknown }) => skipUnknown)).toBe(true);
    expect(parts.map(({ list }) => list)).toEqual([undefined, ...parts.slice(1).map(() => 21)]);
    expect(sent.at(-1)).toEqual({ lease: LEASE, freeze: { ...WHAT, window: iso(START), list: 21 } });
  });

  it('is not half kept when the shop loses the list', async () => {
    const shop = await hostTaking(128_000, () => ({ list: 0, size: 0, unknown: [] }));
    await expect(shop.freeze(LEASE, WHAT, range(1, 40_000))).rejects.toThrow(/list: 0 where a list was made/);
    expect(server!.seen).toHaveLength(1);
  });
});

describe('a rotation', () => {
  it('is joined in parts at one level', async () => {
    const shop = await hostTaking(128_000, ({ join }: { join: { ids: number[] } }) => ({ joined: join.ids.length }));
    const ids = range(1_000_000, 1_040_000);
    await shop.joinRotation(LEASE, { id: 12, version: 3 }, 2, ids);
    const sent = bodies<{ lease: object; join: { offer: number; version: number; level: number; ids: number[] } }>();
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.flatMap(({ join }) => join.ids)).toEqual(ids);
    expect(sent.every(({ join: { offer, version, level } }) => offer === 12 && version === 3 && level === 2)).toBe(
      true,
    );
  });
});

describe('a question', () => {
  const question = { kind: 'postcode' as const, prefixes: ['28'] };
  const of = { offer: 12, version: 3, place: [0, 1], day: '2026-11-27' };
  const answering = (pages: readonly object[]) =>
    hostTaking(128_000, ({ after }: { after: number }) => pages[after === 0 ? 0 : 1]);

  it('is asked by where it stands, page by page, and its answers are put together', async () => {
    const shop = await answering([
      { yes: [1, 4], no: [2], others: 'unknown', next: 5 },
      { yes: [6], no: [], others: 'unknown', next: null },
    ]);
    expect(await shop.ask(question, of)).toEqual({
      yes: Uint32Array.of(1, 4, 6),
      no: Uint32Array.of(2),
      others: 'unknown',
    });
    expect(bodies()).toEqual([
      { ask: of, limit: 50_000, after: 0 },
      { ask: of, limit: 50_000, after: 5 },
    ]);
  });

  it('whose answers contradict one another is not answered', async () => {
    const shop = await answering([
      { yes: [1], no: [], others: 'unknown', next: 5 },
      { yes: [6], no: [], others: 'no', next: null },
    ]);
    await expect(shop.ask(question, of)).rejects.toThrow(/others: "no" on one page and "unknown" on another/);
  });
});

describe('several lists', () => {
  it('are read as one table, where a page ends in the middle of one, and at the end of one', async () => {
    const lists = new Map([
      [4, [1, 2, 3]],
      [7, [2, 9]],
      [8, []],
      [9, [5]],
    ]);
    const pageOf3 = (asked: readonly number[], after: number) => {
      const page: { list: number; ids: number[] }[] = [];
      let left = 3;
      for (const list of asked) {
        const rest = lists.get(list)!.filter((id) => id > (list === asked[0] ? after : 0));
        if (left === 0) return { lists: page, next: { list, after: 0 } };
        page.push({ list, ids: rest.slice(0, left) });
        if (rest.length >= left) return { lists: page, next: { list, after: rest[left - 1]! } };
        left -= rest.length;
      }
      return { lists: page, next: null };
    };
    const shop = await shopAnswering(({ url }, response) => {
      const { searchParams } = new URL(url, 'http://shop.test');
      const asked = searchParams.get('contents')!.split(',').map(Number);
      response.end(JSON.stringify(pageOf3(asked, Number(searchParams.get('after')))));
    });
    const read = await shop.listsIds([4, 7, 8, 9]);
    expect(read.map((ids) => [...ids])).toEqual([...lists.values()]);
    expect(server!.seen.length).toBeLessThan(lists.size);
  });
});
