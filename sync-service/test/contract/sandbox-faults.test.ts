import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShopUnavailableError, ShopUnusableError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import type { Offer } from '../../src/offer/offer.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { CHUNK, MemoryModel, changeOffer, startSandbox, type Sandbox } from '../shop-in-memory/index.ts';
import { Fixture } from './fixture.ts';
import { sandboxTarget } from './sandbox-target.ts';

/** What a shop does when it fails in the middle; the real client in front of it. */
describe('a sandbox with faults', () => {
  let sandbox: Sandbox;
  let fixture: Fixture;
  let offer: Offer;
  let ids: number[];
  const client = (key = sandbox.key) => {
    const options = { name: 'sandbox', url: sandbox.url, key, allowHttp: true, backoffMs: 5 };
    return new PrestaShopShop({ ...options, requestsPerMinute: 100_000 }, silentLog);
  };

  beforeEach(async () => {
    sandbox = await startSandbox();
    fixture = new Fixture(sandboxTarget(sandbox, client()));
    await fixture.takeLease();
    ids = await fixture.customers(5_000);
    offer = await fixture.offer();
  });
  afterEach(() => sandbox.close());

  it('that loses the answer after the commit: the repetition gets the first answer, nobody moves twice', async () => {
    sandbox.model.faults.loseAnswer = 1;
    expect(await fixture.enter(offer, ids)).toMatchObject({ entered: 5_000, already: 0 });
    expect(sandbox.model.ledger).toHaveLength(5_000);
  });

  it('that dies between two chunks: the batch goes on where it was, under the same key', async () => {
    sandbox.model.faults.crashAfterChunks = 1;
    expect(await fixture.enter(offer, ids)).toMatchObject({ entered: 5_000, already: 0 });
    expect(sandbox.model.ledger).toHaveLength(5_000);
  });

  it('that dies between two chunks while another takes the lease: refused, with what was done (invariant 6)', async () => {
    const shop = new PrestaShopShop(
      { name: 'sandbox', url: sandbox.url, key: sandbox.key, allowHttp: true, tries: 1 },
      silentLog,
    );
    const batch = fixture.batch(offer, ids, fixture.target.customerGroup);
    sandbox.model.faults.crashAfterChunks = 1;
    await expect(shop.enter(fixture.lease, batch)).rejects.toBeInstanceOf(ShopUnavailableError);
    expect(sandbox.model.open.size).toBe(CHUNK);
    await fixture.takeLease();
    await expect(shop.enter(fixture.lease, batch)).rejects.toMatchObject({ code: 'unfinished' });
    expect(sandbox.model.open.size).toBe(CHUNK);
    expect(await fixture.enter(offer, ids)).toMatchObject({ entered: 5_000 - CHUNK, already: CHUNK });
  });

  it('whose offer changes between two chunks: the later ones are refused and the answer says so', async () => {
    sandbox.model.beforeChunk = (chunk) => {
      if (chunk === 1) changeOffer(sandbox.model, offer.id, offer.version, { intent: 'paused' });
    };
    expect(await fixture.enter(offer, ids)).toMatchObject({ entered: CHUNK, stopped: 'stale_version' });
    expect((await fixture.leaveAll()).restored).toBe(CHUNK);
  });

  it('that answers an empty 500 on a cold cache: read again (F20)', async () => {
    sandbox.model.faults.empty500 = 1;
    expect((await fixture.shop.status()).openEnrolments).toBe(0);
  });

  it('that is down: may be tried again', async () => {
    sandbox.model.faults.down = true;
    await expect(fixture.shop.status()).rejects.toBeInstanceOf(ShopUnavailableError);
    sandbox.model.faults.down = false;
    expect((await fixture.shop.status()).openEnrolments).toBe(0);
  });

  it('that does not know the key: no use in trying again', async () => {
    await expect(client('WRONG000000000000000000000000KEY').status()).rejects.toBeInstanceOf(ShopUnusableError);
  });
});

describe('the sandbox itself', () => {
  it('has the same made-up customers for the same seed, others for another', () => {
    const customers = (seed: number) => [...new MemoryModel({ customers: 200, seed }).world.customers.values()];
    expect(customers(7)).toEqual(customers(7));
    expect(customers(7)).not.toEqual(customers(8));
    expect(customers(7).some(({ guest }) => guest)).toBe(true);
    expect(new Set(customers(7).map(({ defaultGroup }) => defaultGroup)).size).toBeGreaterThan(3);
  });

  it('prices by the default group, a category discount instead of its own, never by membership (F1–F3)', () => {
    const { world, seeded } = new MemoryModel({ customers: 1 });
    const [customer] = world.customers.values();
    const product = [...world.products.values()].find(({ categories }) => categories.length > 1)!;
    const set = (group: number) => Object.assign(customer!, { defaultGroup: group, groups: [3, group] });
    set(3);
    expect(world.priceFor(1, product.id)).toBe(product.price);
    set(seeded.vip);
    expect(world.priceFor(1, product.id)).toBeCloseTo(product.price * 0.95);
    world.setReduction(seeded.vip, product.categories[1]!, 0.3);
    world.rebuildCache([product.id]);
    expect(world.priceFor(1, product.id)).toBeCloseTo(product.price * 0.7);
    Object.assign(customer!, { defaultGroup: 3 });
    expect(world.priceFor(1, product.id)).toBe(product.price);
    world.groupsFeature = false;
    set(seeded.vip);
    expect(world.priceFor(1, product.id)).toBe(product.price);
  });
});
