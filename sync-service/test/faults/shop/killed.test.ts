import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERYBODY } from '../../../src/offer/index.ts';
import type { Offer } from '../../../src/offer/index.ts';
import { Database } from '../../contract/database.ts';
import { Fixture, HOUR, MINUTE } from '../../contract/fixture.ts';
import type { RawCustomer } from '../../contract/target.ts';
import { admin, env, realTarget } from '../../contract/shop/real-shop.ts';
import { Storefront } from '../../contract/shop/storefront.ts';
import { tellFigures } from '../../support/figures.ts';
import { ServiceProcess } from '../../support/service-process.ts';

const CUSTOMERS = Number(process.env['SHOP_FAULTS_CUSTOMERS'] ?? 100_000);
const PASSWORD = 'Contract-Pass-1234';
/** design.md: whoever is so long past their `until` is let go by the shop itself. */
const DEAD_MANS_GRACE = 5 * MINUTE;
/** Only a fault takes so long, on however busy a machine. */
const PATIENCE_MS = 10 * MINUTE;

/** One offer's life in a real shop whose service is killed again and again, and at last never comes back. */
describe(`${CUSTOMERS} customers, and the service killed`, () => {
  let fixture: Fixture;
  let db: Database;
  let ids: number[];
  let before: Map<number, RawCustomer>;
  let list: number;
  let buyer: Storefront;
  let product: number;
  const services: ServiceProcess[] = [];
  const serve = () => {
    const service = new ServiceProcess({ SHOP_URL: env.SHOP_URL, SHOP_KEY: env.SHOP_KEY, SHOP_ALLOW_HTTP: '1' });
    services.push(service);
    return service;
  };

  beforeAll(async () => {
    db = new Database(env.SHOP_DB_URL);
    fixture = new Fixture(await realTarget(db));
    const { target } = fixture;
    product = await target.makeProduct(100, []);
    await db.insert('stock_available', { id_product: product, id_shop: 1, quantity: 100, out_of_stock: 1 });
    const email = `contract-buyer-${Date.now()}@example.com`;
    ids = [await admin.createCustomer(email, PASSWORD, target.customerGroup)];
    while (ids.length < CUSTOMERS) ids.push(...(await fixture.customers(Math.min(10_000, CUSTOMERS - ids.length))));
    ids.sort((a, b) => a - b);
    buyer = new Storefront(env.SHOP_URL);
    await buyer.logIn(email, PASSWORD);
    await buyer.addToCart(product);
    before = await target.customers(ids);
    ({ list } = await fixture.shop.createList(ids));
  });
  afterAll(async () => {
    for (const service of services) await service.kill();
    await fixture.cleanUp();
    await fixture.target.close();
  });

  /** Half price for all of them. */
  async function create(): Promise<Offer> {
    const audience = { ...EVERYBODY, worseOff: 'include' as const, rule: { kind: 'list' as const, list } };
    // The cart that was filled must not hold the buyer back.
    return fixture.create(
      await fixture.plan({ audience, discount: 50, startIn: 10_000, endIn: HOUR, checkoutGrace: 0 }),
    );
  }

  async function inside({ id }: Offer): Promise<number> {
    const sql = "SELECT COUNT(*) AS n FROM #groupoffers_enrolment WHERE id_group_offer = ? AND outcome = 'open'";
    return Number((await db.rows<{ n: number }>(sql, [id]))[0]!.n);
  }

  async function until(offer: Offer, reached: (inside: number) => boolean): Promise<number> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const now = await inside(offer);
      if (reached(now)) return now;
      if (Date.now() > end) throw new Error(`${now} customers in the offer after ${PATIENCE_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Customers who are not exactly as before, `date_upd` apart (invariants 1 and 9), and anybody in the offer's group (invariant 3). */
  async function astray(offer: Offer): Promise<number> {
    const now = await fixture.target.customers(ids);
    const plain = (row: RawCustomer | undefined) => JSON.stringify({ ...row, dateUpd: '' });
    const changed = ids.filter((id) => plain(now.get(id)) !== plain(before.get(id)));
    const [row] = await db.rows<{ n: number }>(
      'SELECT COUNT(*) AS n FROM #customer_group cg INNER JOIN #groupoffers_group g ON g.id_group = cg.id_group WHERE g.id_group_offer = ?',
      [offer.id],
    );
    return changed.length + Number(row!.n);
  }

  /** Each customer was let in once and let go once (invariants 2 and 7). */
  async function ledger({ id }: Offer): Promise<Record<string, number>> {
    const sql = 'SELECT outcome, COUNT(*) AS n FROM #groupoffers_enrolment WHERE id_group_offer = ? GROUP BY outcome';
    const rows = await db.rows<{ outcome: string; n: number }>(sql, [id]);
    return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, Number(n)]));
  }

  const price = async () => (await buyer.prices(product)).catalogue;

  it('in the middle of entering and in the middle of leaving: whole after the next sync (invariants 1, 3, 4, 7)', async ({
    task,
  }) => {
    expect(await price()).toBe(100);
    const offer = await create();
    const first = serve();
    const entering = await until(offer, (count) => count > CUSTOMERS / 5);
    await first.kill();
    const left = await inside(offer);
    expect(left).toBeGreaterThanOrEqual(entering);
    expect(left).toBeLessThan(CUSTOMERS);
    const second = serve();
    await until(offer, (count) => count === CUSTOMERS);
    expect(await price()).toBe(50);

    await fixture.change(offer, { cutAt: await fixture.now() });
    const leaving = await until(offer, (count) => count < (CUSTOMERS * 4) / 5);
    await second.kill();
    expect(leaving).toBeGreaterThan(0);
    const third = serve();
    await until(offer, (count) => count === 0);
    await third.stop();
    expect(await astray(offer)).toBe(0);
    expect(await ledger(offer)).toEqual({ restored: CUSTOMERS });
    expect(await price()).toBe(100);
    tellFigures(task, 'killed on a real shop', {
      customers: CUSTOMERS,
      killedAt: { entering: left, leaving },
      astray: 0,
    });
  });

  it('for good: the shop ends the offer by itself, from its visitors’ pages alone (invariants 1, 3, 4)', async ({
    task,
  }) => {
    const offer = await create();
    const service = serve();
    await until(offer, (count) => count === CUSTOMERS);
    await service.kill();
    expect(await price()).toBe(50);
    const cut = await fixture.change(offer, { cutAt: (await fixture.now()) + 1_000 });
    const overdue = cut.cutAt!.epochMilliseconds + DEAD_MANS_GRACE;
    // Not the last moment: a page may take its time.
    await fixture.until(overdue - MINUTE);
    expect(await price()).toBe(50);
    expect(await inside(offer)).toBe(CUSTOMERS);
    await fixture.until(overdue);
    let pages = 0;
    for (; (await inside(offer)) > 0 && pages < CUSTOMERS; pages++) await fetch(env.SHOP_URL);
    const seconds = (Date.now() - overdue) / 1000;
    expect(await astray(offer)).toBe(0);
    expect(await ledger(offer)).toEqual({ restored: CUSTOMERS });
    expect(await price()).toBe(100);

    const back = serve();
    await back.said(/ended .*by itself/i);
    await back.stop();
    tellFigures(task, 'ended by the shop itself', { customers: CUSTOMERS, pages, seconds, astray: 0 });
  });
});
