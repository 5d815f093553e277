import { describe, expect, it } from 'vitest';
import { EVERYBODY, type OfferPlan } from '../../../src/offer/index.ts';
import type { PageFixture } from '../page.ts';

/** What a plan would mean, as the shop itself computes it. */
export function pageReviewSuite(use: () => PageFixture): void {
  const SHOWN = { priceDisplayMethod: 1, showPrices: true } as const;
  const reviewed = async (
    changes: Partial<OfferPlan>,
    products: readonly number[],
    group?: number,
    offer = 0,
    page: 'editor' | 'viewer' = 'editor',
  ) => {
    const { f } = use();
    const plan = await f.plan({ intent: 'draft', ...SHOWN, ...changes });
    return use()[page].desk.review(plan, offer, group ?? f.target.customerGroup, products);
  };
  /** A group like the customers', whose prices are shown without tax. */
  const trade = async (reduction = 0) => {
    const { target } = use().f;
    const group = await target.makeGroup({ name: 'contract-trade', reduction, opens: 'as customers' });
    await target.setPriceDisplay(group, { withoutTax: true, shown: true });
    return group;
  };
  const amounts = ({ examples }: { examples: readonly { today: { amount: number }; then: { amount: number } }[] }) =>
    examples.map(({ today, then }) => [today.amount, then.amount]);

  describe('the review', () => {
    it('compares each product’s price today with the one under the offer', async () => {
      const { f } = use();
      const category = await f.target.makeCategory('contract-reduced');
      const below = await f.target.makeCategory('contract-below', category);
      const plain = await f.target.makeProduct(100, []);
      const reduced = await f.target.makeProduct(50, [category]);
      const deeper = await f.target.makeProduct(10, [below]);
      const group = await trade(10);
      const reductions = [{ idCategory: category, discount: 40, subcategories: true }];
      const review = await reviewed({ discount: 20, reductions }, [plain, reduced, deeper], group);
      expect(review.examples.map(({ id }) => id)).toEqual([plain, reduced, deeper]);
      expect(amounts(review)).toEqual([
        [90, 80],
        [45, 30],
        [9, 6],
      ]);
      for (const { today, then } of review.examples) {
        expect(today).toMatchObject({ taxIncluded: false, shown: true });
        expect(then).toMatchObject({ taxIncluded: false, shown: true });
      }
      const [first] = review.examples;
      expect(first).toMatchObject({ image: null, specificPrices: [] });
      const narrow = [{ idCategory: category, discount: 40, subcategories: false }];
      expect(amounts(await reviewed({ discount: 20, reductions: narrow }, [deeper], group))).toEqual([[9, 8]]);
    });

    it('leaves nothing behind: prices, groups, caches and members are as before', async () => {
      const { f, editor } = use();
      const product = await f.target.makeProduct(100, []);
      const group = await trade(10);
      const [customer] = (await f.customers(1)) as [number];
      const seen = async () => ({
        cache: await f.target.priceCache(product),
        customer: await f.raw(customer),
        worse: (await editor.desk.choices()).groups.map(({ id, customers }) => [id, customers]),
      });
      await reviewed({ discount: 5 }, [product], group);
      const before = await seen();
      await reviewed({ discount: 35 }, [product], group);
      expect(await seen()).toEqual(before);
      expect(amounts(await reviewed({ discount: 0 }, [product], group))).toEqual([[90, 100]]);
    });

    it('answers several employees at once, each with their own plan', async () => {
      const { f } = use();
      const product = await f.target.makeProduct(100, []);
      const group = await trade();
      const one = (discount: number, page?: 'viewer') => reviewed({ discount }, [product], group, 0, page);
      const both = await Promise.all([one(5), one(15, 'viewer')]);
      expect(both.map(amounts)).toEqual([[[100, 95]], [[100, 85]]]);
      // Of one employee one is worked out and one waits; more are asked again by the page.
      const mine = await Promise.allSettled([5, 15, 25, 35].map((discount) => one(discount)));
      expect(mine.map(({ status }) => status)).toContain('fulfilled');
      for (const [index, each] of mine.entries()) {
        if (each.status === 'fulfilled') expect(amounts(each.value)).toEqual([[100, 95 - 10 * index]]);
        else expect(each.reason).toMatchObject({ code: 'busy' });
      }
    });

    it('names what counts on top: specific prices for everybody, not those of a group that customers leave', async () => {
      const { f } = use();
      const group = await trade();
      const product = await f.target.makeProduct(100, []);
      const other = await f.target.makeProduct(100, []);
      await f.target.makeSpecificPrice(product, 0, { percentOff: 10 });
      await f.target.makeSpecificPrice(other, group, { price: 70 });
      const review = await reviewed({ discount: 20 }, [product, other], group);
      expect(amounts(review)).toEqual([
        [90, 72],
        [70, 80],
      ]);
      const [first, second] = review.examples;
      expect(first!.specificPrices).toMatchObject([{ group: 0, kind: 'percentage', value: 10 }]);
      expect(second!.specificPrices).toEqual([]);
    });

    it('says for whom something would be dearer', async () => {
      const { f } = use();
      const group = await trade();
      const product = await f.target.makeProduct(100, []);
      await f.target.makeSpecificPrice(product, group, { percentOff: 40 });
      await f.target.makeCustomers([{ defaultGroup: group, groups: [group] }]);
      const worse = (await reviewed({ discount: 10 }, [product], group)).worseOff.find((row) => row.group === group);
      expect(worse).toMatchObject({ customers: 1, shown: [] });
      expect(worse!.products).toBeGreaterThanOrEqual(1);
      expect(worse!.examples).toContainEqual(expect.objectContaining({ product, now: 60, then: 90 }));
      const fine = await reviewed({ discount: 45 }, [product], group);
      expect(fine.worseOff.find((row) => row.group === group)).toBeUndefined();
    });

    it('judges a stored offer as the service does', async () => {
      const { f } = use();
      const group = await trade();
      const product = await f.target.makeProduct(100, []);
      await f.target.makeSpecificPrice(product, group, { percentOff: 40 });
      await f.target.makeCustomers([{ defaultGroup: group, groups: [group] }]);
      const offer = await f.offer({ ...SHOWN, discount: 10 });
      const review = await reviewed({ discount: 10 }, [product], group, offer.id);
      expect(review.worseOff).toEqual(await f.shop.worseOff(offer.id));
    });

    it('shows prices with tax, without it, or not at all, as each group does', async () => {
      const { f } = use();
      const product = await f.target.makeProduct(100, []);
      const group = await trade();
      const [withTax] = (await reviewed({ discount: 10, priceDisplayMethod: 0 }, [product], group)).examples;
      expect(withTax).toMatchObject({ today: { taxIncluded: false }, then: { taxIncluded: true, shown: true } });
      expect(withTax!.then.amount).toBeGreaterThanOrEqual(90);
      const [hidden] = (await reviewed({ discount: 10, showPrices: false }, [product], group)).examples;
      expect(hidden).toMatchObject({ today: { shown: true }, then: { shown: false } });
      const inherited = { priceDisplayMethod: null, showPrices: null, idReferenceGroup: group };
      const [as] = (await reviewed({ discount: 10, ...inherited }, [product], group)).examples;
      expect(as!.then).toEqual({ amount: 90, taxIncluded: false, shown: true });
    });

    it('chooses up to six products itself, those of a reduced category among them', async () => {
      const { f } = use();
      const category = await f.target.makeCategory('contract-reduced');
      const product = await f.target.makeProduct(100, [category]);
      const reductions = [{ idCategory: category, discount: 40, subcategories: true }];
      const { examples } = await reviewed({ reductions }, []);
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.length).toBeLessThanOrEqual(6);
      expect(examples.map(({ id }) => id)).toContain(product);
    });

    it('names the vouchers that customers could not use, only where they leave their groups', async () => {
      const { f, door } = use();
      const group = await trade();
      const [customer] = (await f.target.makeCustomers([{ defaultGroup: group, groups: [group] }])) as [number];
      const cart = await f.target.addCart(customer);
      const voucher = { name: 'contract-voucher <b>', code: 'CONTRACT5', groups: [group], cart };
      const id = await door.makeVoucher(voucher);
      const exclusive = await reviewed({ membership: 'exclusive' }, []);
      expect(exclusive.vouchers).toContainEqual({
        id,
        name: voucher.name,
        code: voucher.code,
        groups: ['contract-trade'],
        carts: 1,
      });
      const keep = await reviewed({ membership: 'keep' }, []);
      expect(keep.vouchers.map((row) => row.id)).not.toContain(id);
    });

    it('refuses what it cannot compute', async () => {
      const { f, editor } = use();
      const plan = await f.plan({ intent: 'draft' });
      const { customerGroup } = f.target;
      const refused = { code: 'bad_request' };
      await expect(editor.desk.review(plan, 0, 987_654, [])).rejects.toMatchObject(refused);
      const many = Array.from({ length: 21 }, (_, index) => index + 1);
      await expect(editor.desk.review(plan, 0, customerGroup, many)).rejects.toMatchObject(refused);
      const reductions = [{ idCategory: 987_654, discount: 5, subcategories: false }];
      await expect(editor.desk.review({ ...plan, reductions }, 0, customerGroup, [])).rejects.toMatchObject(refused);
    });

    it('takes a plan whose other fields are not finished', async () => {
      const { f } = use();
      const product = await f.target.makeProduct(100, []);
      const list = { ...EVERYBODY, rule: { kind: 'list', list: 987_654 } } as const;
      const review = await reviewed({ discount: 30, name: '', audience: list }, [product], await trade());
      expect(amounts(review)).toEqual([[100, 70]]);
    });
  });

  describe('products', () => {
    it('are found by name, reference and id', async () => {
      const { f, editor } = use();
      const id = await f.target.makeProduct(100, []);
      const found = await editor.desk.products(String(id));
      expect(found.map((product) => product.id)).toContain(id);
      expect(found.every(({ name }) => name.length > 0)).toBe(true);
      expect(await editor.desk.products("%' OR '1'='1")).toEqual([]);
    });
  });
}
