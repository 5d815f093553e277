import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../test/support/refusal.ts';
import { startFakeServer, type FakeServer, type SeenRequest } from '../../../test/support/fake-server.ts';
import { silentLog } from '../../log.ts';
import { EVERYBODY, type Offer } from '../../offer/index.ts';
import { halfKey } from './batches.ts';
import { PrestaShopShop } from './client.ts';
import { fieldOf, problem } from '../../problems.ts';
import { readOffers } from '../../wire/index.ts';
import { changedOfferXml } from './offers.ts';
import { children, isNode, parseXml, textOf } from './xml.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function shopAnswering(answer: (request: SeenRequest, response: ServerResponse) => void) {
  server = await startFakeServer(answer);
  return new PrestaShopShop(
    { name: 'main', url: server.url, key: 'k'.repeat(32), planningKey: 'p'.repeat(32), backoffMs: 1 },
    silentLog,
  );
}

const LEASE = { number: 3, token: 'secret' };
const HOUR = 3_600_000;
const START = Date.parse('2026-11-27T17:00:00Z');
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

interface EnterBody {
  readonly key: string;
  readonly until: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly expect: readonly { readonly default: number; readonly ids: readonly number[] }[];
}

function enterBatch(groups: Readonly<Record<number, readonly number[]>>) {
  const expected = Object.entries(groups).map(([group, ids]) => ({ defaultGroup: Number(group), ids }));
  const window = { windowStart: START, windowEnd: START + HOUR, until: START + HOUR };
  return { key: 'a-key', offer: 12, version: 3, ...window, expect: expected };
}

/** A host that takes bodies up to `limit` bytes, and a module that enters everybody. */
const hostTaking =
  (limit: number, stopped: (body: EnterBody) => string | null = () => null) =>
  ({ body }: SeenRequest, response: ServerResponse) => {
    if (body.length > limit) return void response.writeHead(413).end('<html>too large</html>');
    const read = JSON.parse(body) as EnterBody;
    const ids = read.expect.flatMap((each) => each.ids);
    const odd = ids.filter((id) => id % 100 === 0);
    const counts = { entered: ids.length - odd.length, switched: 0, already: 0, deferred: 1 };
    const rest = { deferredTo: '2026-11-27T17:10:00.000Z', stopped: stopped(read), longestLockMs: ids.length };
    response.end(JSON.stringify({ ...counts, ...rest, refused: odd.length > 0 ? { guest: odd } : [] }));
  };

describe('a body that the host finds too large (413)', () => {
  it('is halved, with keys that a repetition finds again, until it fits', async () => {
    const shop = await shopAnswering(hostTaking(3_000));
    const batch = enterBatch({ 3: range(1000, 1500), 4: range(2000, 2700) });
    const result = await shop.enter(LEASE, batch);
    const taken = server!.seen
      .filter(({ body }) => body.length <= 3_000)
      .map(({ body }) => JSON.parse(body) as EnterBody);
    const sent = taken.flatMap(({ expect: groups }) =>
      groups.flatMap((each) => each.ids.map((id) => [each.default, id])),
    );
    expect(sent).toEqual([...range(1000, 1500).map((id) => [3, id]), ...range(2000, 2700).map((id) => [4, id])]);
    expect(new Set(taken.map(({ key }) => key)).size).toBe(taken.length);
    expect(taken[0]!.window).toEqual({ start: '2026-11-27T17:00:00.000Z', end: '2026-11-27T18:00:00.000Z' });
    expect(result).toMatchObject({ entered: 1188, deferred: taken.length, deferredTo: START + 600_000, stopped: null });
    expect(result.refused.guest).toHaveLength(12);

    const keys = taken.map(({ key }) => key);
    const before = server!.seen.length;
    await shop.enter(LEASE, batch);
    const again = server!.seen.slice(before).map(({ body }) => JSON.parse(body) as EnterBody);
    // The limit is known by now: nothing too large is sent any more.
    expect(again.map(({ key }) => key)).toEqual(keys);
  });

  it('stops at the half that the shop stopped', async () => {
    const shop = await shopAnswering(hostTaking(3_000, () => 'not_running'));
    const result = await shop.enter(LEASE, enterBatch({ 3: range(1000, 2000) }));
    expect(result.stopped).toBe('not_running');
    expect(server!.seen.filter(({ body }) => body.length <= 3_000)).toHaveLength(1);
  });

  it('is reported when even one customer is too much', async () => {
    const shop = await shopAnswering((_, response) => void response.writeHead(413).end());
    await expect(shop.enter(LEASE, enterBatch({ 3: [1, 2] }))).rejects.toThrow(/413.*client_max_body_size/);
  });

  it('keeps a large list whole: made once, then appended to', async () => {
    const ids = range(1_000_000, 1_040_000);
    const lists: { list?: number; ids: number[] }[] = [];
    const shop = await shopAnswering(({ body }, response) => {
      expect(body.length).toBeLessThan(128_000);
      lists.push(JSON.parse(body) as { ids: number[] });
      response.end(JSON.stringify({ list: 4, size: 1, unknown: [] }));
    });
    expect(await shop.createList(ids)).toEqual({ list: 4, unknown: [] });
    expect(lists.flatMap((each) => each.ids)).toEqual(ids);
    expect(lists.map(({ list }) => list)).toEqual([undefined, ...lists.slice(1).map(() => 4)]);
    expect(lists.length).toBeGreaterThan(2);
  });

  it('gives halves keys of the form of a UUID', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(halfKey('x', 0)).toMatch(uuid);
    expect(halfKey('x', 0)).not.toBe(halfKey('x', 1));
  });
});

const OFFER: Offer = {
  id: 12,
  version: 3,
  name: 'Spring',
  intent: 'armed',
  priority: -2,
  idShop: 0,
  discount: 12.5,
  reductions: [{ idCategory: 4, discount: 30, subcategories: true }],
  priceDisplayMethod: null,
  showPrices: false,
  modulesDenied: [12],
  membership: 'exclusive',
  idReferenceGroup: 0,
  audience: { ...EVERYBODY, rule: { kind: 'memberGroups', groups: [3, 4] }, holdout: 5, seed: 77 },
  schedule: { timezone: 'Europe/Madrid', start: '2026-11-27T18:00', end: '2026-11-30T23:59', recurrence: null },
  rotation: null,
  startsAt: Temporal.Instant.from('2026-11-27T17:00:00Z'),
  endsAt: Temporal.Instant.from('2026-11-30T22:59:00Z'),
  cutAt: null,
  checkoutGrace: 600,
};

/** What a shop that stores the XML's fields as they are would answer. */
function stored(xml: string): Record<string, string> {
  const document = parseXml(xml);
  const [offer] = children(document?.['prestashop'], 'group_offer');
  return Object.fromEntries(Object.entries(offer!).map(([field, node]) => [field, textOf(node)]));
}

describe('an offer on the wire', () => {
  it('comes back as it was written', () => {
    const { offers } = readOffers({ group_offers: [stored(changedOfferXml(OFFER, 3, {}, START))] })!;
    expect(offers).toEqual([OFFER]);
  });

  it('keeps any text that XML can hold, whatever it looks like', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => !unwritable(each));
    const examples: [string][] = [
      [`"]]><!-- & '; DROP TABLE ps_customer; --`],
      ['עברית 🎉 <b>&amp;</b>'],
      ['&#38;lt;'],
      ['0'],
    ];
    fc.assert(
      fc.property(text, (name) => {
        const { offers } = readOffers({ group_offers: [stored(changedOfferXml(OFFER, 3, { name }, START))] })!;
        expect(offers[0]!.name).toBe(name);
      }),
      { examples },
    );
  });

  it('refuses control characters, which XML cannot hold', () => {
    expect(() => changedOfferXml(OFFER, 3, { name: 'a\u0001b' }, START)).toThrow(
      /name: "a\\u0001b" holds control characters/,
    );
    expect(() => changedOfferXml(OFFER, 3, { name: 'half \ud83c' }, START)).toThrow(/control characters/);
  });

  it('is refused when its schedule cannot be', () => {
    const schedule = { timezone: 'Mars/Base', start: '2026-11-27T00:00', end: '2026-11-27T06:00', recurrence: null };
    expect(() => changedOfferXml(OFFER, 3, { schedule }, START)).toThrow(
      refusal('no_time_zone', { value: 'Mars/Base' }),
    );
  });

  it('that this version cannot read does not hide the others', () => {
    const wire = stored(changedOfferXml(OFFER, 3, {}, START));
    const later = { ...EVERYBODY, rule: { kind: 'moonPhase', is: 'full' } };
    const group_offers = [
      { ...wire, id: '13', audience: JSON.stringify(later) },
      { ...wire, id: '14', audience: '{"rule":' },
      { ...wire, id: '15', rotation: '{"turn":"P7D","by":{"lottery":2},"coolDown":0,"maxTurns":null}' },
      { ...wire, id: '16', schedule: '[]' },
      wire,
    ];
    const { offers, unreadable } = readOffers({ group_offers })!;
    expect(offers.map(({ id }) => id)).toEqual([12]);
    expect(unreadable.map(({ id, why }) => [id, fieldOf(why).split('.')[0]])).toEqual([
      [13, 'audience'],
      [14, 'audience'],
      [15, 'rotation'],
      [16, 'schedule'],
    ]);
  });

  it('that this version cannot read is said to be there when it is asked for', async () => {
    const wire = { ...stored(changedOfferXml(OFFER, 3, {}, START)), membership: 'rented' };
    const shop = await shopAnswering((_, response) => void response.end(JSON.stringify({ group_offers: [wire] })));
    await expect(shop.offer(12)).rejects.toThrow(/offer 12: this service cannot read it \(membership: .*update/);
    const told: unknown[] = [];
    expect(await shop.offers((offer, why) => told.push([offer, why]))).toEqual([]);
    expect(told).toEqual([[12, problem('unreadable_offer', { field: 'membership' })]]);
  });
});

describe("the core's XML", () => {
  it('is read with names in the language asked for, entities in plain text only, and nothing expanded', () => {
    const root = parseXml(
      '<prestashop><groups><group><id>3</id><name><language id="1"><![CDATA[A &amp; B]]></language></name></group>' +
        '<group><id>4</id><name>A &amp; &#x42; &unknown;</name></group></groups></prestashop>',
    );
    const groups = isNode(root?.['prestashop']) ? children(root['prestashop']['groups'], 'group') : [];
    const [first] = children(groups[0]!['name'], 'language');
    expect(textOf(first)).toBe('A &amp; B');
    expect(textOf(groups[1]!['name'])).toBe('A & B &unknown;');
  });
});

function unwritable(text: string): boolean {
  // A carriage return is read back as a line feed by every XML reader.
  // eslint-disable-next-line no-control-regex
  return /[\ud800-\udfff\u0000-\u001f\ufffe\uffff]/u.test(text);
}
