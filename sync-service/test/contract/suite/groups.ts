import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';
import { HOUR } from '../fixture.ts';

export function groupsSuite(use: () => Fixture): void {
  describe("the offer's group", () => {
    it('is made once, as planned; a second look changes nothing (invariant 5)', async () => {
      const f = use();
      const offer = await f.create(await f.plan({ discount: 17.5 }));
      const first = await f.prepare(offer);
      expect(first.idGroup).toBeGreaterThan(0);
      expect(first.changed.length).toBeGreaterThan(0);
      expect((await f.target.group(first.idGroup))!.reduction).toBe(17.5);
      for (const check of ['quick', 'full'] as const) {
        expect(await f.prepare(offer, check)).toMatchObject({ idGroup: first.idGroup, changed: [], reverted: [] });
      }
    });

    it('is made for several offers at once; what one is refused stops no other', async () => {
      const f = use();
      const [first, stale, last] = [
        await f.create(await f.plan({ discount: 11 })),
        await f.create(await f.plan({ discount: 12 })),
        await f.create(await f.plan({ discount: 13 })),
      ];
      const asked = [first, { ...stale, version: stale.version + 1 }, last];
      const answers = await f.shop.prepareGroups(f.lease, asked, 'quick');
      expect(answers.map(({ offer }) => offer)).toEqual(asked.map(({ id }) => id));
      const discounts = answers.map((answer) =>
        'group' in answer ? f.target.group(answer.group.idGroup) : answer.refused,
      );
      expect(await Promise.all(discounts)).toMatchObject([
        { reduction: 11 },
        { code: 'stale_version' },
        { reduction: 13 },
      ]);
    });

    it('loses its discount once the offer is over and nobody is in it, without being named', async () => {
      const f = use();
      const ids = await f.customers(1);
      const [over, used, runs] = [await f.offer(), await f.offer(), await f.offer()];
      await f.enter(used, ids);
      const groups = await Promise.all([over, used, runs].map(async (offer) => (await f.prepare(offer)).idGroup));
      for (const offer of [over, used]) await f.change(offer, { intent: 'paused' });
      const reductions = async () => Promise.all(groups.map(async (id) => (await f.target.group(id))!.reduction));
      const idle = await f.shop.clearIdleGroups(f.lease);
      expect(idle.map(({ offer }) => offer)).toContain(over.id);
      expect(await reductions()).toEqual([0, used.discount, runs.discount]);
      await f.leaveAll();
      const { idle: repaired } = await f.shop.repair(f.lease);
      expect(repaired.map(({ offer }) => offer)).toContain(used.id);
      expect(await reductions()).toEqual([0, 0, runs.discount]);
      expect(await f.shop.clearIdleGroups(f.lease)).toEqual([]);
    });

    it('follows a change of the plan', async () => {
      const f = use();
      const offer = await f.offer({ discount: 10 });
      const changed = await f.change(offer, { discount: 40 });
      const { idGroup, changed: words } = await f.prepare(changed);
      expect(words.join()).toMatch(/discount/);
      expect((await f.target.group(idGroup))!.reduction).toBe(40);
    });

    it('is put back after a native edit, which is told', async () => {
      const f = use();
      const offer = await f.offer({ discount: 10 });
      const { idGroup } = await f.prepare(offer);
      await f.target.setGroupDiscount(idGroup, 90);
      const { reverted } = await f.prepare(offer);
      expect(reverted.join()).toMatch(/discount/);
      expect((await f.target.group(idGroup))!.reduction).toBe(10);
    });

    it('has a name that no other group has, and that ends in the number of the offer (F51)', async () => {
      const f = use();
      const long = 'contract-Black Friday for our best clients in';
      const plans = ['contract-VIP', 'contract-VIP', `${long} Spain`, `${long} France`];
      const native = await f.target.makeGroup({ name: 'contract-VIP', opens: 'as customers' });
      const names: string[] = [];
      for (const name of plans) {
        const offer = await f.offer({ name });
        const group = await f.target.group((await f.prepare(offer)).idGroup);
        expect(group!.name).toMatch(new RegExp(`^contract-.+ · #${offer.id}$`, 'u'));
        expect([...group!.name].length).toBeLessThanOrEqual(32);
        names.push(group!.name);
      }
      expect(new Set(names).size).toBe(plans.length);
      expect((await f.target.group(native))!.name).toBe('contract-VIP');
    });

    it('gives way when another group is called so, whatever its case and accents', async () => {
      const f = use();
      const offer = await f.offer({ name: 'contract-été' });
      const { idGroup } = await f.prepare(offer);
      const name = async () => (await f.target.group(idGroup))!.name;
      await f.target.makeGroup({ name: `CONTRACT-ETE · #${offer.id}`, opens: 'as customers' });
      expect((await f.prepare(offer)).reverted).toEqual([]);
      expect(await name()).toBe(`contract-été · #${offer.id}-2`);
      expect(await f.prepare(offer)).toMatchObject({ changed: [], reverted: [] });
      const { notices } = await f.shop.status();
      expect(notices.filter(({ code, idOffer }) => code === 'group_edited' && idOffer === offer.id)).toEqual([]);
    });

    it('was edited by nobody when a category is made, which the core opens to all groups', async () => {
      const f = use();
      const offers = [await f.offer({ membership: 'keep' }), await f.offer({ membership: 'exclusive' })];
      const category = await f.target.makeCategory('contract-new');
      const access: boolean[] = [];
      for (const offer of offers) {
        const { idGroup, reverted } = await f.prepare(offer);
        expect(reverted).toEqual([]);
        access.push((await f.target.group(idGroup))!.categories.includes(category));
      }
      const reference = await f.target.group(f.target.customerGroup);
      expect(access).toEqual([false, reference!.categories.includes(category)]);
      const { notices } = await f.shop.status();
      expect(notices.filter(({ code }) => ['group_edited', 'group_access_edited'].includes(code))).toEqual([]);
    });

    it('opens nothing but our own module when customers keep their groups', async () => {
      const f = use();
      const { idGroup } = await f.prepare(await f.offer({ membership: 'keep' }));
      const own = (await f.shop.details()).modules.find(({ name }) => name === 'groupoffers');
      const group = await f.target.group(idGroup);
      expect(group!.categories).toEqual([]);
      expect(group!.carriers).toEqual([]);
      // A shop may leave our own module out of those that an offer can deny.
      expect(group!.modules.length).toBe(1);
      if (own !== undefined) expect(group!.modules).toEqual([own.id]);
    });

    it('opens what the reference group opens, less the denied modules, when exclusive', async () => {
      const f = use();
      const reference = await f.target.group(f.target.customerGroup);
      const denied = (await f.shop.details()).modules.find(
        ({ id, name }) => name !== 'groupoffers' && reference!.modules.includes(id),
      )!.id;
      const { idGroup } = await f.prepare(await f.offer({ membership: 'exclusive', modulesDenied: [denied] }));
      const group = await f.target.group(idGroup);
      expect(group!.categories).toEqual(reference!.categories);
      expect(group!.carriers).toEqual(reference!.carriers);
      expect(group!.modules).toEqual(reference!.modules.filter((id) => id !== denied));
    });

    it('reduces a category with its sub-categories, a named one by its own, the larger of two for a product (invariant 8)', async () => {
      const f = use();
      const parent = await f.target.makeCategory('contract-parent');
      const child = await f.target.makeCategory('contract-child', parent);
      const grandchild = await f.target.makeCategory('contract-grandchild', child);
      const inParent = await f.target.makeProduct(10, [parent]);
      const inChild = await f.target.makeProduct(10, [child]);
      const inGrandchild = await f.target.makeProduct(10, [grandchild]);
      const inBoth = await f.target.makeProduct(10, [parent, child]);
      const elsewhere = await f.target.makeProduct(10, []);
      const offer = await f.offer({
        reductions: [
          { idCategory: parent, discount: 30, subcategories: true },
          { idCategory: child, discount: 10, subcategories: false },
        ],
      });
      const { idGroup } = await f.prepare(offer);
      const fraction = async (product: number) => (await f.target.priceCache(product)).get(idGroup);
      expect(await fraction(inParent)).toBe(0.3);
      expect(await fraction(inChild)).toBe(0.1);
      expect(await fraction(inGrandchild)).toBe(0.3);
      expect(await fraction(inBoth)).toBe(0.3);
      expect(await fraction(elsewhere)).toBeUndefined();
    });

    it('finds sub-categories by their parents, whatever an import left of the tree', async () => {
      const f = use();
      const parent = await f.target.makeCategory('contract-parent');
      const child = await f.target.makeCategory('contract-child', parent);
      const grandchild = await f.target.makeCategory('contract-grandchild', child);
      const beside = await f.target.makeCategory('contract-beside');
      await f.target.forgetNestedSets([parent, child, grandchild, beside]);
      const products = [];
      for (const category of [parent, child, grandchild, beside]) {
        products.push(await f.target.makeProduct(10, [category]));
      }
      const reductions = [
        { idCategory: child, discount: 10, subcategories: true },
        { idCategory: parent, discount: 41, subcategories: true },
      ];
      const { idGroup } = await f.prepare(await f.offer({ reductions }));
      const fractions = [];
      for (const product of products) fractions.push((await f.target.priceCache(product)).get(idGroup));
      expect(fractions).toEqual([0.41, 0.1, 0.1, undefined]);
    });

    it("leaves other groups' category discounts alone, coming, changing and going (invariant 8, F4)", async () => {
      const f = use();
      const other = await f.target.makeGroup({ name: 'contract-other', opens: 'as customers' });
      const parent = await f.target.makeCategory('contract-parent');
      const child = await f.target.makeCategory('contract-child', parent);
      const product = await f.target.makeProduct(10, [parent, child]);
      await f.target.setReduction(other, parent, 15);
      await f.target.setReduction(other, child, 25);
      const others = async () => (await f.target.priceCache(product)).get(other);
      expect(await others()).toBe(0.25);

      const offer = await f.offer({ reductions: [{ idCategory: parent, discount: 40, subcategories: true }] });
      const { idGroup } = await f.prepare(offer);
      expect(await others()).toBe(0.25);
      expect((await f.target.priceCache(product)).get(idGroup)).toBe(0.4);

      const lower = await f.change(offer, { reductions: [{ idCategory: child, discount: 5, subcategories: false }] });
      await f.prepare(lower);
      expect(await others()).toBe(0.25);
      expect((await f.target.priceCache(product)).get(idGroup)).toBe(0.05);

      const none = await f.change(lower, { reductions: [] });
      await f.prepare(none);
      expect(await others()).toBe(0.25);
      expect((await f.target.priceCache(product)).has(idGroup)).toBe(false);
    });

    it('gives no discount any more once it is over and empty, and goes when archived', async () => {
      const f = use();
      const category = await f.target.makeCategory('contract-cat');
      const product = await f.target.makeProduct(10, [category]);
      const offer = await f.offer({
        discount: 25,
        reductions: [{ idCategory: category, discount: 50, subcategories: false }],
      });
      const { idGroup } = await f.prepare(offer);
      const over = await f.change(offer, { cutAt: await f.now() });
      await f.prepare(over);
      expect((await f.target.group(idGroup))!.reduction).toBe(0);
      expect((await f.target.priceCache(product)).get(idGroup) ?? 0).toBe(0);
      const archived = await f.change(over, { intent: 'archived' });
      expect((await f.prepare(archived)).idGroup).toBe(0);
      expect(await f.target.group(idGroup)).toBeNull();
    });

    it('keeps its discount as long as anybody is inside', async () => {
      const f = use();
      const offer = await f.offer({ discount: 25 });
      const ids = await f.customers(1);
      await f.enter(offer, ids);
      const over = await f.change(offer, { cutAt: await f.now() });
      const { idGroup } = await f.prepare(over);
      expect((await f.target.group(idGroup))!.reduction).toBe(25);
      await f.leaveAll();
      await f.prepare(over);
      expect((await f.target.group(idGroup))!.reduction).toBe(0);
    });

    it('is refused to a stale version', async () => {
      const f = use();
      const offer = await f.offer();
      await f.change(offer, { priority: 3 });
      await expect(f.prepare(offer)).rejects.toMatchObject({ code: 'stale_version' });
    });

    it('returns its members first when it is deleted in the back office', async () => {
      const f = use();
      const ids = await f.customers(3);
      const before = await f.seat(ids[0]!);
      const offer = await f.offer({ endIn: HOUR });
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, ids);
      await f.target.deletions.group(idGroup);
      expect(await f.target.group(idGroup)).toBeNull();
      for (const id of ids) expect(await f.seat(id)).toEqual(before);
      expect((await f.enrolled(ids)).size).toBe(0);
    });
  });
}
