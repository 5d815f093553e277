import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinFacts, joinOrders, type Facts } from '../../../src/audience/facts.ts';
import type { PageFixture } from '../page.ts';

/** What the page counts and offers to choose from. */
export function pageNumbersSuite(use: () => PageFixture): void {
  const figures = async ({ editor }: PageFixture, offer: number) =>
    (await editor.desk.overview()).offers.find((each) => each.offer === offer);

  describe('the overview', () => {
    it('says how the shop is, and counts customers without guests and deleted ones', async () => {
      const { f, editor } = use();
      const before = await editor.desk.overview();
      const { customerGroup } = f.target;
      const row = { defaultGroup: customerGroup, groups: [customerGroup] };
      await f.target.makeCustomers([row, row, { ...row, guest: true }, { ...row, deleted: true }]);
      const after = await editor.desk.overview();
      expect(after.customers).toBe(before.customers + 2);
      expect(after.status).toMatchObject({ hold: null, groupsFeature: true });
      expect(after.status.timezone).toBe((await f.shop.status()).timezone);
    });

    it('has figures of an offer that nobody was in yet: all zero', async () => {
      const { f } = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const nobody = { open: 0, deferred: 0, entered: 0, restored: 0, staffKept: 0, switched: 0, repaired: 0 };
      expect(await figures(use(), offer.id)).toEqual({
        ...nobody,
        offer: offer.id,
        changedElsewhere: 0,
        corrected: 0,
        deleted: 0,
        stranded: 0,
        firstEntered: null,
        lastLeft: null,
      });
    });

    it('counts who entered, who is in, and what became of each', async () => {
      const { f } = use();
      const [plain, byStaff, gone, switching] = (await f.customers(4)) as [number, number, number, number];
      const offer = await f.offer({ checkoutGrace: 0 });
      const begun = await f.now();
      await f.enter(offer, [plain, byStaff, gone, switching]);
      expect(await figures(use(), offer.id)).toMatchObject({ open: 4, entered: 4, restored: 0, lastLeft: null });

      const higher = await f.offer({ priority: 9, checkoutGrace: 0 });
      const held = (await f.raw(switching)).defaultGroup;
      expect(await f.enter(higher, [switching], held)).toMatchObject({ switched: 1 });
      const own = await f.target.makeGroup({ name: 'contract-own', opens: 'as customers' });
      const form = await f.target.forms.open(byStaff);
      await f.target.forms.save(form, { groups: [...form.groups, own] });
      await f.target.deletions.customer(gone);
      await f.end(offer);
      const seen = (await figures(use(), offer.id))!;
      expect(seen).toMatchObject({ open: 0, deferred: 0, entered: 4, switched: 1, deleted: 1, stranded: 0 });
      // What staff added to a customer belongs to what they get back: both ways of counting it are the shop's.
      expect(seen.restored + seen.staffKept).toBe(2);
      expect(seen.firstEntered).toBeGreaterThanOrEqual(begun - 1_000);
      expect(seen.lastLeft).toBeGreaterThanOrEqual(seen.firstEntered!);
      expect(await figures(use(), higher.id)).toMatchObject({ open: 1, entered: 1 });
    });

    it('counts who waits at the checkout', async () => {
      const { f } = use();
      const [shopper, idler] = (await f.customers(2)) as [number, number];
      const offer = await f.offer({ checkoutGrace: 600 });
      await f.enter(offer, [shopper, idler]);
      await f.target.addCart(shopper);
      await f.change(offer, { cutAt: await f.now() });
      await f.leaveAll();
      expect(await figures(use(), offer.id)).toMatchObject({ open: 1, deferred: 1, restored: 1 });
    });

    it('sees whoever stands in an offer’s group without being in the offer, until the sweep has put them back', async () => {
      const { f } = use();
      const [inside, stranded] = (await f.customers(2)) as [number, number];
      const offer = await f.offer();
      await f.enter(offer, [inside]);
      const { defaultGroup } = await f.raw(inside);
      await f.target.bareWrite(stranded, { defaultGroup, groups: [defaultGroup] });
      expect(await figures(use(), offer.id)).toMatchObject({ open: 1, stranded: 1 });
      await f.shop.repair(f.lease);
      // A shop with millions of enrolments counts once a minute.
      await expect
        .poll(() => figures(use(), offer.id), { timeout: 90_000, interval: 1_000 })
        .toMatchObject({ open: 1, stranded: 0 });
    });
  });

  describe('the choices', () => {
    it('hold what the service knows of the shop', async () => {
      const { f, editor } = use();
      const { details, payment, decimals } = await editor.desk.choices();
      const { moduleGroupsRepaired, ...known } = await f.shop.details();
      expect(moduleGroupsRepaired).toEqual([]);
      expect(details).toMatchObject(known);
      const modules = details.modules.map(({ id }) => id);
      expect(payment.length).toBeGreaterThan(0);
      for (const id of payment) expect(modules).toContain(id);
      expect(payment).not.toContain(details.modules.find(({ name }) => name === 'groupoffers')!.id);
      expect(decimals).toBe(2);
    });

    it('hold the category tree, parents first, with how many products lie in each', async () => {
      const { f, editor } = use();
      const parent = await f.target.makeCategory('contract-parent');
      const child = await f.target.makeCategory('contract-child', parent);
      await f.target.makeProduct(10, [child]);
      await f.target.makeProduct(10, [child, parent]);
      const { categories, homeCategory } = await editor.desk.choices();
      const known = new Set([homeCategory]);
      for (const { id, parent: above } of categories) {
        expect(known).toContain(above);
        known.add(id);
      }
      expect(categories).toContainEqual({ id: parent, name: 'contract-parent', parent: homeCategory, products: 1 });
      expect(categories).toContainEqual({ id: child, name: 'contract-child', parent, products: 2 });
      expect(categories.map(({ id }) => id)).not.toContain(homeCategory);
    });

    it('hold the groups, with their customers and whose they are', async () => {
      const { f, editor } = use();
      const { customerGroup } = f.target;
      const own = await f.target.makeGroup({ name: 'contract-own', reduction: 12, opens: 'as customers' });
      await f.target.setPriceDisplay(own, { withoutTax: true, shown: false });
      const row = { defaultGroup: customerGroup, groups: [customerGroup, own] };
      await f.target.makeCustomers([row, { ...row, defaultGroup: own }, { ...row, deleted: true }]);
      const [inside] = (await f.customers(1)) as [number];
      const offer = await f.offer();
      await f.enter(offer, [inside]);
      const { groups } = await editor.desk.choices();
      expect(groups).toContainEqual({
        id: own,
        name: 'contract-own',
        customers: 2,
        discount: 12,
        priceDisplayMethod: 1,
        showPrices: false,
        offer: 0,
      });
      const { defaultGroup } = await f.raw(inside);
      const kept = groups.find(({ id }) => id === defaultGroup);
      expect(kept).toMatchObject({ customers: 1, offer: offer.id });
      expect(groups.find(({ id }) => id === customerGroup)).toMatchObject({ offer: 0 });
    });
  });

  describe('the tables of the preview', () => {
    const collect = async <T>(pages: AsyncIterable<T>) => {
      const all: T[] = [];
      for await (const page of pages) all.push(page);
      return all;
    };
    const ids = (facts: Facts) => [...facts.id];

    it('are those of the service', async () => {
      const { f, editor } = use();
      await f.customers(5);
      const mine = joinFacts(await collect(editor.desk.facts()));
      const theirs = joinFacts(await collect(f.shop.facts()));
      expect(ids(mine)).toEqual(ids(theirs));
      expect([...mine.defaultGroup]).toEqual([...theirs.defaultGroup]);
      const orders = joinOrders(mine, await collect(editor.desk.orders()));
      const known = joinOrders(theirs, await collect(f.shop.orders()));
      expect([...orders.day]).toEqual([...known.day]);
      expect([...orders.amount]).toEqual([...known.amount]);
    });

    it.each([
      [250, 1],
      [250, 2_147_483_648],
      [1_000, 7],
      [1, 7],
    ])('can be a sample: %i per mille drawn by the seed %i, customers and orders alike', async (share, seed) => {
      const { f, editor } = use();
      const made = await f.customers(60);
      await f.target.life.orders(made.map((customer) => ({ customer, at: '2025-05-05 10:00:00', total: 10 })));
      const isDrawn = (id: number) => crc32(`${seed}:${id}`) % 1_000 < share;
      const all = joinFacts(await collect(f.shop.facts()));
      const sample = joinFacts(await collect(editor.desk.facts({ share, seed })));
      expect(ids(sample)).toEqual(ids(all).filter(isDrawn));
      const orders = await collect(editor.desk.orders({ share, seed }));
      const buyers = orders.flatMap(({ customer }) => [...customer]);
      expect(buyers.filter((id) => made.includes(id))).toEqual(made.filter(isDrawn));
      expect(buyers.every(isDrawn)).toBe(true);
    });
  });
}
