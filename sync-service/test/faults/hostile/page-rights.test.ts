import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RIGHTS, planRow } from '../../../src/wire/index.ts';
import { insertCartRule } from '../../contract/sql-door.ts';
import { OpenPage } from '../../contract/page-door.ts';
import { goodCalls, type GoodCall } from './calls.ts';
import { ShopUnderFire } from './shop-under-fire.ts';

type Line = readonly [resource: string, method: string, holds: string, rights: readonly string[]];

const SCRIPT = join(import.meta.dirname, '../../../../admin-widget/php-tests/page-actions.php');
/** The module's own list (`Actions::ALL`). */
const { all: LINES } = JSON.parse(execFileSync('php', [SCRIPT], { encoding: 'utf8' })) as { all: readonly Line[] };

/** Kinds of employee, with what each has. */
const CALLERS = {
  /** Every right in every shop. */
  editor: RIGHTS,
  /** May look at everything. */
  viewer: ['view', 'customers', 'cartRules', 'allShops'],
  /** View of Group offers and nothing else. */
  looker: ['view', 'allShops'],
  /** All of Group offers, and nothing of any other menu. */
  planner: ['view', 'add', 'edit', 'delete', 'allShops'],
  /** Every right, in one shop of two. */
  local: RIGHTS.filter((right) => right !== 'allShops'),
} as const satisfies Record<string, readonly string[]>;
type Caller = keyof typeof CALLERS;

/** What it is that a line is about, whoever asks: everything that the others of the table do not say. */
const holds = (call: GoodCall, what: string) => {
  const [key = '', value] = what.split('=');
  if (key === '') return true;
  return value === undefined ? Object.hasOwn(call.body ?? {}, key) : call.body?.[key] === value;
};
const isOf =
  ([resource, method, what]: Line) =>
  (call: GoodCall) =>
    call.from === 'page' && call.resource === resource && call.method === method && holds(call, what);

describe('what the page can be asked', () => {
  let shop: ShopUnderFire;
  let calls: GoodCall[];
  const pages = {} as Record<Caller, OpenPage>;
  /** A shop of a group that shares no customers, and somebody in it. */
  const OTHER = { shop: 77, customer: 0 };

  beforeAll(async () => {
    shop = await ShopUnderFire.start();
    for (const caller of Object.keys(CALLERS) as Caller[]) {
      const response = await fetch(new URL(`stand-in/page?employee=${caller}`, shop.standIn.url));
      pages[caller] = new OpenPage(await response.json(), shop.standIn.url);
    }
    calls = await goodCalls(shop);
  });
  afterAll(() => shop.close());

  it('has a good request for every line of the module’s list, and a line for every request', () => {
    for (const line of LINES) expect(calls.filter(isOf(line)), line.join(' ')).not.toEqual([]);
    for (const call of calls.filter(({ from }) => from === 'page')) {
      expect(LINES.filter((line) => isOf(line)(call)).length, JSON.stringify(call)).toBeGreaterThan(0);
    }
  });

  it.each(Object.keys(CALLERS) as Caller[])('tells the %s in the page what they may do', (caller) => {
    expect(pages[caller].boot.rights).toEqual(CALLERS[caller]);
  });

  describe.each(Object.keys(CALLERS) as Caller[])('by the %s', (caller) => {
    it.each(LINES)('%s %s %s: by the rights of its line', async (...line) => {
      const missing = ['view', ...line[3]].filter((right) => !(CALLERS[caller] as readonly string[]).includes(right));
      for (const { resource, method, query, body } of calls.filter(isOf(line))) {
        const ask = JSON.stringify({ resource, method, query, body: body ?? {} });
        const got = await pages[caller].ask(ask);
        if (missing.length > 0) {
          expect(got.status, `${ask} ${got.text}`).toBe(403);
          expect(got.json).toMatchObject({ errors: [{ code: 403 }], missing });
          expect(await shop.state()).toBe(shop.before);
        } else if (caller === 'editor' || caller === 'viewer') {
          expect([200, 400], `${ask} ${got.text}`).toContain(got.status);
        } else if (got.status === 403) {
          // Its line allows it; what it holds takes more.
          expect((got.json as { missing: string[] }).missing, ask).toHaveLength(1);
          expect(CALLERS[caller]).not.toContain((got.json as { missing: string[] }).missing[0]);
        }
        await shop.restore(shop.changed(await shop.state()));
      }
    });

    it('is nobody without the page’s token, and with another’s', async () => {
      const call = { resource: 'page_overview', method: 'GET' } as const;
      const other = pages[caller === 'editor' ? 'viewer' : 'editor'].boot.endpoint.token;
      for (const token of ['', other]) expect((await pages[caller].ask(call, { token })).status).toBe(401);
    });
  });

  describe('what it takes besides', () => {
    const send = (caller: Caller, resource: string, method: 'POST' | 'PUT', body: object) =>
      pages[caller].ask(JSON.stringify({ resource, method, query: {}, body }));
    const missing = async (answer: Promise<{ status: number; json: unknown; text: string }>) => {
      const { status, json, text } = await answer;
      await shop.restore(shop.changed(await shop.state()));
      expect([200, 403], text).toContain(status);
      return status === 200 ? [] : (json as { missing: string[] }).missing;
    };
    const draft = async (change: object = {}) => ({
      ...planRow(await shop.fixture.plan({ intent: 'draft' })),
      ...change,
    });

    it('the access of another group than the customer group: Groups', async () => {
      const group = await shop.fixture.target.makeGroup({ name: 'contract-B2B', opens: 'more' });
      await shop.keep();
      const row = await draft({ membership: 'exclusive', id_reference_group: group });
      expect(await missing(send('planner', 'group_offers', 'POST', row))).toEqual(['groups']);
      const { id, version } = shop.offers.draft;
      const change = { id, version, id_reference_group: group };
      expect(await missing(send('planner', 'group_offers', 'PUT', change))).toEqual(['groups']);
      expect(await missing(send('editor', 'group_offers', 'PUT', change))).toEqual([]);
      expect(await missing(send('planner', 'group_offers', 'PUT', { ...change, id_reference_group: 0 }))).toEqual([]);
    });

    it('codes of vouchers: Cart rules; they are left out of the review', async () => {
      const cart = await shop.fixture.target.addCart(shop.ids[0]!);
      const { customerGroup } = shop.fixture.target;
      const rule = await insertCartRule(shop.db, { name: 'VIP', code: 'SECRET-42', groups: [customerGroup] });
      await shop.db.insert('cart_cart_rule', { id_cart: cart, id_cart_rule: rule });
      await shop.db.write("UPDATE #configuration SET value = '1' WHERE name = 'PS_CART_RULE_FEATURE_ACTIVE'");
      await shop.keep();
      const plan = await draft({ membership: 'exclusive' });
      const review = { plan, offer: 0, group: customerGroup, products: [] };
      const codes = async (caller: Caller) => {
        const { text, json } = await send(caller, 'page_review', 'POST', review);
        const { vouchers } = json as { vouchers: { name: string; code: string | null }[] };
        expect(vouchers.map(({ name }) => name)).toContain('VIP');
        return text.includes('SECRET-42');
      };
      expect(await codes('editor')).toBe(true);
      expect(await codes('planner')).toBe(false);
      expect(await codes('looker')).toBe(false);
    });

    it('questions about addresses: Customers', async () => {
      const ask = { kind: 'postcode', prefixes: ['28'] };
      expect(await missing(send('looker', 'group_offer_audience', 'POST', { ask }))).toEqual(['customers']);
      const cart = { kind: 'openCart', from: '2026-01-01', until: '2026-11-01' };
      expect(await missing(send('looker', 'group_offer_audience', 'POST', { ask: cart }))).toEqual([]);
    });

    it('another shop, or all of them: those shops; nobody of them is shown', async () => {
      await shop.otherShop(OTHER.shop);
      const { customerGroup } = shop.fixture.target;
      // The second is of no shop, as imports leave customers: PrestaShop's own list shows them to nobody.
      const hidden = await shop.fixture.target.makeCustomers(
        [OTHER.shop, 0].map((idShop) => ({ defaultGroup: customerGroup, groups: [customerGroup], idShop })),
      );
      const [customer] = hidden;
      const everywhere = await shop.fixture.create(await shop.fixture.plan({ intent: 'draft', idShop: 0 }));
      const theirs = await shop.fixture.create(await shop.fixture.plan({ intent: 'draft', idShop: OTHER.shop }));
      const ours = await shop.fixture.create(await shop.fixture.plan({ intent: 'draft', idShop: 1 }));
      await shop.keep();
      const { local } = pages;
      expect((await local.desk.offers()).offers.map(({ id }) => id)).toContain(ours.id);
      for (const { id, version } of [everywhere, theirs]) {
        expect((await local.desk.offers()).offers.map((offer) => offer.id)).not.toContain(id);
        expect((await local.desk.overview()).offers.map(({ offer }) => offer)).not.toContain(id);
        expect(await missing(send('local', 'group_offers', 'PUT', { id, version, name: 'Mine' }))).toEqual([
          'allShops',
        ]);
        expect(await missing(send('editor', 'group_offers', 'PUT', { id, version, name: 'Mine' }))).toEqual([]);
      }
      for (const id_shop of [0, OTHER.shop]) {
        expect(await missing(send('local', 'group_offers', 'POST', await draft({ id_shop })))).toEqual(['allShops']);
        const { id, version } = ours;
        expect(await missing(send('local', 'group_offers', 'PUT', { id, version, id_shop }))).toEqual(['allShops']);
      }
      expect(await missing(send('local', 'group_offers', 'POST', await draft({ id_shop: 1 })))).toEqual([]);
      expect((await local.desk.choices()).details.shops.map(({ id }) => id)).toEqual([1]);
      const count = async (caller: Caller) => (await pages[caller].desk.overview()).customers;
      expect(await count('local')).toBe((await count('editor')) - hidden.length);
      expect(await local.desk.customers({ ids: hidden })).toEqual([]);
      expect(await pages.editor.desk.customers({ ids: hidden })).toHaveLength(hidden.length);
      await expect(local.desk.customer(customer!)).rejects.toMatchObject({ code: 'not_found' });
      for await (const { id } of local.desk.facts())
        expect([...id].filter((each) => hidden.includes(each))).toEqual([]);
      const email = await shop.fixture.target.life.email(customer!);
      const lines = [[1, email]];
      const told = await send('local', 'group_offer_imports', 'POST', { import: { list: 0, kind: 'list', lines } });
      expect(told.json).toMatchObject({ notFound: [1] });
      expect((await send('local', 'group_offer_exclusions', 'POST', { exclude: [customer] })).json).toEqual({
        unknown: [customer],
      });
    });
  });
});
