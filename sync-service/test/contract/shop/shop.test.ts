import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { runService } from '../../../src/main.ts';
import { BATCH_SIZE } from '../../../src/moves/index.ts';
import { EVERYBODY } from '../../../src/offer/index.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { contractSuite } from '../contract.ts';
import { Database } from '../database.ts';
import { Fixture, HOUR } from '../fixture.ts';
import { admin, connection, env, realTarget } from './real-shop.ts';
import { Storefront } from './storefront.ts';

contractSuite('a real shop', () => realTarget());

describe('what a logged-in customer pays, with the real service', () => {
  const PASSWORD = 'Contract-Pass-1234';
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

  it('before, during and after an offer, in catalogue and cart; a second group’s category discount is untouched', async () => {
    const { target, shop } = fixture;
    const group = await target.makeGroup({ name: 'contract-discounted', opens: 'as customers' });
    const category = await target.makeCategory('contract-reduced');
    await target.setReduction(group, category, 15);
    const plain = await target.makeProduct(100, []);
    const reduced = await target.makeProduct(100, [category]);
    for (const id_product of [plain, reduced]) {
      await db.insert('stock_available', { id_product, id_shop: 1, quantity: 100, out_of_stock: 1 });
    }
    await target.setReduction(group, category, 15);

    const shopper = async (name: string, own: number) => {
      const email = `contract-${name}-${Date.now()}@example.com`;
      const id = await admin.createCustomer(email, PASSWORD, own);
      const storefront = new Storefront(env.SHOP_URL);
      await storefront.logIn(email, PASSWORD);
      await storefront.addToCart(plain);
      await storefront.addToCart(reduced);
      const see = async () => ({ plain: await storefront.prices(plain), reduced: await storefront.prices(reduced) });
      return { id, see };
    };
    const buyer = await shopper('buyer', target.customerGroup);
    const other = await shopper('other', group);
    const both = (price: number) => ({ catalogue: price, cart: price });
    const before = { plain: both(100), reduced: both(100) };
    const others = { plain: both(100), reduced: both(85) };
    expect(await buyer.see()).toEqual(before);
    expect(await other.see()).toEqual(others);

    const { list } = await shop.createList([buyer.id]);
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
      const offer = await fixture.beforeEdge(async (lead) => {
        const planned = await fixture.create(
          await fixture.plan({
            discount: 20,
            reductions: [{ idCategory: category, discount: 40, subcategories: true }],
            audience: { ...EVERYBODY, rule: { kind: 'list', list } },
            startIn: 4 * lead,
            endIn: HOUR,
            // The carts that were just filled must not hold anybody back.
            checkoutGrace: 0,
          }),
        );
        const seen = await buyer.see();
        if ((await fixture.now()) < planned.startsAt.epochMilliseconds) {
          expect(seen).toEqual(before);
          return planned;
        }
        await fixture.end(planned);
        return null;
      });
      await expect.poll(() => buyer.see()).toEqual({ plain: both(80), reduced: both(60) });
      expect(await fixture.now()).toBeGreaterThanOrEqual(offer.startsAt.epochMilliseconds);
      expect(await other.see()).toEqual(others);
      await fixture.change(offer, { cutAt: await fixture.now() });
      await expect.poll(() => buyer.see()).toEqual(before);
      expect(await other.see()).toEqual(others);
    } finally {
      await service.stop();
    }
  });
});
