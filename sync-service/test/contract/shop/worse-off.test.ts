import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { runService } from '../../../src/main.ts';
import { BATCH_SIZE } from '../../../src/moves/index.ts';
import type { WorseOff } from '../../../src/moves/shop.ts';
import { EVERYBODY } from '../../../src/offer/rule.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { Database } from '../database.ts';
import { Fixture } from '../fixture.ts';
import { admin, connection, env, realTarget } from './real-shop.ts';
import { Storefront } from './storefront.ts';

const PASSWORD = 'Contract-Pass-1234';
/** No catalogue rule has it; what it marks goes with the products. */
const RULE = 4_000_000;

describe('a wholesale group with its own specific prices', () => {
  let fixture: Fixture;
  let db: Database;

  beforeAll(async () => {
    db = new Database(env.SHOP_DB_URL);
    fixture = new Fixture(await realTarget(db));
  });
  afterAll(async () => {
    await fixture.cleanUp();
    await fixture.target.close();
  });

  const makeProduct = async (categories: readonly number[] = []) => {
    const id_product = await fixture.target.makeProduct(100, categories);
    await db.insert('stock_available', { id_product, id_shop: 1, quantity: 100, out_of_stock: 1 });
    return id_product;
  };
  const logIn = async (name: string, group: number, products: readonly number[]) => {
    const email = `contract-${name}-${Date.now()}@example.com`;
    const id = await admin.createCustomer(email, PASSWORD, group);
    const storefront = new Storefront(env.SHOP_URL);
    await storefront.logIn(email, PASSWORD);
    for (const product of products) await storefront.addToCart(product);
    /** What they pay for each product; catalogue and cart must agree. */
    const pays = async () => {
      const paid: number[] = [];
      for (const product of products) {
        const { catalogue, cart } = await storefront.prices(product);
        expect(cart).toBe(catalogue);
        paid.push(cart);
      }
      return paid;
    };
    return { id, pays };
  };
  const of = (rows: readonly WorseOff[], group: number) => rows.find((row) => row.group === group);

  it('is left out, and its customers keep their prices while others have the offer', async () => {
    const { target, shop } = fixture;
    const wholesale = await target.makeGroup({ name: 'contract-wholesale', opens: 'as customers' });
    const product = await makeProduct();
    await target.makeSpecificPrice(product, wholesale, { percentOff: 40 });
    const dealer = await logIn('dealer', wholesale, [product]);
    const buyer = await logIn('buyer', target.customerGroup, [product]);
    expect(await dealer.pays()).toEqual([60]);
    expect(await buyer.pays()).toEqual([100]);

    const { list } = await shop.createList([dealer.id, buyer.id]);
    const offer = await fixture.create(
      await fixture.plan({
        discount: 10,
        audience: { ...EVERYBODY, rule: { kind: 'list', list } },
        // The carts that were just filled must not hold anybody back.
        checkoutGrace: 0,
      }),
    );
    const seen = of(await shop.worseOff(offer.id), wholesale);
    expect(seen).toMatchObject({ customers: 1, products: 1, shown: [], examples: [{ product, now: 60, then: 90 }] });

    const config = {
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'silent' as const,
      http: { host: '127.0.0.1', port: 0 },
    };
    const service = await runService(
      { ...config, shops: [connection], batchSize: BATCH_SIZE },
      silentLog,
      (each) => new PrestaShopShop(each, silentLog),
    );
    try {
      await expect.poll(() => buyer.pays()).toEqual([90]);
      expect(await dealer.pays()).toEqual([60]);
      expect((await fixture.history(offer)).map(({ customer }) => customer)).toEqual([buyer.id]);
      await fixture.change(offer, { cutAt: await fixture.now() });
      await expect.poll(() => buyer.pays()).toEqual([100]);
      expect(await dealer.pays()).toEqual([60]);
    } finally {
      await service.stop();
    }
  });

  it('pays in the offer exactly what was foretold: specific prices, a catalogue rule, a category’s and its own percentage', async () => {
    const { target, shop } = fixture;
    await fixture.takeLease();
    const wholesale = await target.makeGroup({ name: 'contract-wholesale', reduction: 5, opens: 'as customers' });
    const category = await target.makeCategory('contract-goods');
    const own = await makeProduct();
    const ruled = await makeProduct();
    const inCategory = await makeProduct([category]);
    const plain = await makeProduct();
    const products = [own, ruled, inCategory, plain];
    await target.makeSpecificPrice(own, wholesale, { percentOff: 40 });
    await target.makeSpecificPrice(ruled, wholesale, { price: 70 });
    await db.write('UPDATE #specific_price SET id_specific_price_rule = ? WHERE id_product = ?', [RULE, ruled]);
    await target.setReduction(wholesale, category, 25);
    const dealer = await logIn('dealer', wholesale, products);
    const now = [57, 66.5, 75, 95];
    expect(await dealer.pays()).toEqual(now);

    const changes = { discount: 20, checkoutGrace: 0 };
    const strict = await fixture.offer(changes);
    const foretold = of((await fixture.prepare(strict)).worseOff, wholesale)!;
    expect(foretold).toEqual(of(await shop.worseOff(strict.id), wholesale));
    expect(foretold).toMatchObject({ customers: 1, products: 3 });
    const then = new Map(foretold.examples.map((each) => [each.product, each.then]));
    expect([...then.keys()].sort()).toEqual([own, ruled, inCategory].sort());
    for (const each of foretold.examples) expect(each.now).toBe(now[products.indexOf(each.product)]);
    expect((await fixture.enter(strict, [dealer.id], wholesale)).refused).toEqual({ worse_off: [dealer.id] });
    expect(await dealer.pays()).toEqual(now);

    const all = await fixture.offer({ ...changes, audience: { ...EVERYBODY, worseOff: 'include' } });
    expect(await fixture.enter(all, [dealer.id], wholesale)).toMatchObject({ entered: 1, refused: {} });
    const paid = await dealer.pays();
    expect(paid).toEqual([...products.slice(0, 3).map((product) => then.get(product)), 80]);
    await fixture.end(all);
    expect(await dealer.pays()).toEqual(now);

    const generous = await fixture.offer({ ...changes, discount: 43 });
    expect(of((await fixture.prepare(generous)).worseOff, wholesale)).toBeUndefined();
    expect(await fixture.enter(generous, [dealer.id], wholesale)).toMatchObject({ entered: 1 });
    for (const [i, price] of (await dealer.pays()).entries()) expect(price).toBeLessThanOrEqual(now[i]!);
    await fixture.end(generous);
    expect(await dealer.pays()).toEqual(now);
  });
});
