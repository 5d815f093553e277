import { describe, expect, it } from 'vitest';
import type { WorseOff } from '../../../src/moves/shop.ts';
import type { OfferPlan } from '../../../src/offer/offer.ts';
import { EVERYBODY } from '../../../src/offer/rule.ts';
import type { Fixture } from '../fixture.ts';

/** Customers for whom something would be dearer in the offer (invariant 11); the offer gives 20 % unless told otherwise. */
export function worseOffSuite(use: () => Fixture): void {
  /** A group with one customer, a category, an active product of 100 in it, and a customer of another, plain group. */
  const stage = async (f: Fixture, reduction = 0) => {
    const make = async (name: string, percent: number) => {
      const group = await f.target.makeGroup({ name, reduction: percent, opens: 'as customers' });
      await f.target.setPriceDisplay(group, { withoutTax: false, shown: true });
      const [customer] = (await f.target.makeCustomers([{ defaultGroup: group, groups: [group] }])) as [number];
      return { group, customer };
    };
    const category = await f.target.makeCategory('contract-goods');
    const product = await f.target.makeProduct(100, [category]);
    const plain = await make('contract-plain', 0);
    return { ...(await make('contract-wholesale', reduction)), category, product, plain };
  };
  /** Shows prices as those groups see them. */
  const SHOWN = { priceDisplayMethod: 0, showPrices: true } as const;
  const of = (rows: readonly WorseOff[], group: number) => rows.find((row) => row.group === group) ?? null;
  const draft = async (f: Fixture, changes: Partial<OfferPlan> = {}) =>
    f.create(await f.plan({ intent: 'draft', ...SHOWN, ...changes }));
  const judged = async (f: Fixture, group: number, changes: Partial<OfferPlan> = {}) =>
    of(await f.shop.worseOff((await draft(f, changes)).id), group);

  describe('customers who would be worse off', () => {
    it('by a larger percentage of their own group are left out, and only they', async () => {
      const f = use();
      const { group, customer, plain } = await stage(f, 30);
      const before = await f.target.customer(customer);
      const offer = await f.offer(SHOWN);
      const worse = of((await f.prepare(offer)).worseOff, group)!;
      expect(worse.customers).toBe(1);
      expect(worse.products).toBeGreaterThanOrEqual(1);
      expect(worse.examples.length).toBeGreaterThanOrEqual(1);
      for (const { now, then } of worse.examples) expect(then).toBeGreaterThan(now);
      expect((await f.enter(offer, [customer], group)).refused).toEqual({ worse_off: [customer] });
      expect(await f.target.customer(customer)).toEqual(before);
      expect(await f.enter(offer, [plain.customer], plain.group)).toMatchObject({ entered: 1, refused: {} });
    });

    it('are none where the offer gives as much or more', async () => {
      const f = use();
      const { group } = await stage(f, 20);
      expect(await judged(f, group)).toBeNull();
      expect(await judged(f, group, { discount: 35 })).toBeNull();
      expect(await judged(f, group, { discount: 19.5 })).toMatchObject({ group, customers: 1, shown: [] });
    });

    it('by a category discount of their group, unless the offer’s own for that category is as large (F2)', async () => {
      const f = use();
      const { group, category, product } = await stage(f);
      await f.target.setReduction(group, category, 50);
      const worse = (await judged(f, group))!;
      expect(worse).toMatchObject({ products: 1, customers: 1, shown: [] });
      expect(worse.examples).toHaveLength(1);
      expect(worse.examples[0]!.product).toBe(product);
      expect(worse.examples[0]!.now).toBeCloseTo(50);
      expect(worse.examples[0]!.then).toBeCloseTo(80);
      const reductions = [{ idCategory: category, discount: 50, subcategories: false }];
      expect(await judged(f, group, { reductions })).toBeNull();
    });

    it('by a smaller category discount of the offer than its own percentage (F2: it replaces it)', async () => {
      const f = use();
      const { group, category, product } = await stage(f, 10);
      const reductions = [{ idCategory: category, discount: 5, subcategories: false }];
      const worse = (await judged(f, group, { reductions }))!;
      expect(worse.examples.map((each) => each.product)).toEqual([product]);
      expect(worse.examples[0]!.now).toBeCloseTo(90);
      expect(worse.examples[0]!.then).toBeCloseTo(95);
    });

    it.each([
      ['price', { price: 60 }],
      ['reduction', { percentOff: 40 }],
    ] as const)('by a specific %s of their group for one product (F6)', async (_, what) => {
      const f = use();
      const { group, product, customer } = await stage(f);
      const offer = await f.offer(SHOWN);
      expect(of((await f.prepare(offer)).worseOff, group)).toBeNull();
      await f.target.makeSpecificPrice(product, group, what);
      const worse = of((await f.prepare(offer)).worseOff, group)!;
      expect(worse.examples.map((each) => each.product)).toEqual([product]);
      expect(worse.examples[0]!.now).toBeCloseTo(60);
      expect(worse.examples[0]!.then).toBeCloseTo(80);
      expect((await f.enter(offer, [customer], group)).refused).toEqual({ worse_off: [customer] });
    });

    it('by another tax display, or by hidden prices', async () => {
      const f = use();
      const { group } = await stage(f);
      await f.target.setPriceDisplay(group, { withoutTax: false, shown: true });
      expect(await judged(f, group, { priceDisplayMethod: 0 })).toBeNull();
      await f.target.setPriceDisplay(group, { withoutTax: true, shown: true });
      expect(await judged(f, group, { priceDisplayMethod: 0 })).toMatchObject({
        group,
        products: 0,
        examples: [],
        shown: ['tax_display'],
      });
      expect(await judged(f, group, { priceDisplayMethod: 1 })).toBeNull();
      const hidden = await judged(f, group, { priceDisplayMethod: 1, showPrices: false });
      expect(hidden!.shown).toContain('prices_hidden');
    });

    it('enter all the same where the merchant decided so', async () => {
      const f = use();
      const { group, customer } = await stage(f, 30);
      const offer = await f.offer({ ...SHOWN, audience: { ...EVERYBODY, worseOff: 'include' } });
      expect(of((await f.prepare(offer)).worseOff, group)).toMatchObject({ customers: 1 });
      expect(await f.enter(offer, [customer], group)).toMatchObject({ entered: 1, refused: {} });
      expect((await f.end(offer)).restored).toBe(1);
    });

    it('are judged afresh when the offer changes', async () => {
      const f = use();
      const { group, customer } = await stage(f, 30);
      const offer = await f.offer(SHOWN);
      await f.prepare(offer);
      const better = await f.change(offer, { discount: 40 });
      expect(of((await f.prepare(better)).worseOff, group)).toBeNull();
      expect(await f.enter(better, [customer], group)).toMatchObject({ entered: 1 });
    });

    it('are judged by what they have without any offer', async () => {
      const f = use();
      const { group, customer } = await stage(f, 30);
      const high = await f.offer({ ...SHOWN, discount: 50, priority: 9 });
      const low = await f.offer({ ...SHOWN, discount: 20, priority: 1 });
      const { idGroup } = await f.prepare(high);
      await f.enter(high, [customer], group);
      expect(of((await f.prepare(low)).worseOff, group)).toMatchObject({ customers: 1 });
      expect((await f.enter(low, [customer], idGroup)).refused).toEqual({ worse_off: [customer] });
    });

    it('are counted without changing anything, for a draft too', async () => {
      const f = use();
      const { group } = await stage(f, 30);
      const offer = await draft(f);
      const { counter, ledger } = await f.shop.status();
      expect(of(await f.shop.worseOff(offer.id), group)).toMatchObject({ customers: 1 });
      expect(await f.shop.status()).toMatchObject({ counter, ledger });
      expect(await f.shop.offer(offer.id)).toEqual(offer);
    });
  });
}
