import { describe, expect, it } from 'vitest';
import { StaleVersionError } from '../../../src/errors.ts';
import type { OfferPlan } from '../../../src/offer/offer.ts';
import type { Fixture } from '../fixture.ts';
import { HOUR, audience, instant } from '../fixture.ts';
import { schedule } from '../../support/plain-plan.ts';

export function offersSuite(use: () => Fixture): void {
  describe('offers', () => {
    it('are kept as they were written, every field', async () => {
      const f = use();
      const group = await f.target.makeGroup({ name: 'contract-ref', opens: 'as customers' });
      const category = await f.target.makeCategory('contract-cat');
      const { modules, defaultShop } = await f.shop.details();
      const plan = await f.plan({
        intent: 'draft',
        priority: 7,
        idShop: defaultShop,
        discount: 12.5,
        reductions: [{ idCategory: category, discount: 30.25, subcategories: true }],
        priceDisplayMethod: 1,
        showPrices: true,
        modulesDenied: [modules.find(({ name }) => name !== 'groupoffers')!.id],
        membership: 'exclusive',
        idReferenceGroup: group,
        audience: audience({ kind: 'defaultGroups', groups: [group] }),
        checkoutGrace: 120,
      });
      const made = await f.create(plan);
      expect(made).toMatchObject(plan);
      expect(made.version).toBe(1);
      expect(made.cutAt).toBeNull();
      expect(await f.shop.offer(made.id)).toEqual(made);
      expect((await f.shop.offers()).find(({ id }) => id === made.id)).toEqual(made);
    });

    it.each([
      ['emoji', 'contract-🎉 Black Friday 🛍️'],
      ['right-to-left text', 'contract-عرض خاص لمدة محدودة'],
      ['XML metacharacters', `contract-a & b < c > d "e" 'f' </name>`],
      ['CDATA ends', 'contract-x ]]> y <![CDATA[ z'],
      ['SQL metacharacters', `contract-'; DROP TABLE x; -- \\' % _ \\`],
    ])('keep a name with %s as written, and the group gets a legal one (F12)', async (_, name) => {
      const f = use();
      const offer = await f.create(await f.plan({ name }));
      expect(offer.name).toBe(name);
      expect((await f.shop.offer(offer.id)).name).toBe(name);
      const { idGroup } = await f.prepare(offer);
      const group = await f.target.group(idGroup);
      expect(group!.name).not.toMatch(/[<>{}]/);
      expect([...group!.name].length).toBeGreaterThan(0);
      expect([...group!.name].length).toBeLessThanOrEqual(32);
    });

    it('have 128 characters of name, whatever those weigh in bytes', async () => {
      const f = use();
      const name = `contract-${'🎁'.repeat(119)}`;
      expect((await f.create(await f.plan({ name, intent: 'draft' }))).name).toBe(name);
    });

    it('are changed field by field, with the version that was read', async () => {
      const f = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const later = await f.change(offer, { discount: 33, priority: 2 });
      expect(later).toEqual({ ...offer, discount: 33, priority: 2, version: 2 });
      const stale = f.shop.changeOffer(offer.id, offer.version, { discount: 50 });
      await expect(stale).rejects.toBeInstanceOf(StaleVersionError);
      expect((await f.shop.offer(offer.id)).discount).toBe(33);
    });

    it('make the counter differ when they come or change', async () => {
      const f = use();
      const before = (await f.shop.status()).counter;
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const created = (await f.shop.status()).counter;
      expect(created).not.toBe(before);
      await f.change(offer, { priority: 1 });
      expect((await f.shop.status()).counter).not.toBe(created);
    });

    it('leave the list once they are archived, and can still be read', async () => {
      const f = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      await f.change(offer, { intent: 'archived' });
      expect((await f.shop.offers()).map(({ id }) => id)).not.toContain(offer.id);
      expect((await f.shop.offer(offer.id)).intent).toBe('archived');
    });

    it('that do not exist are refused as such', async () => {
      await expect(use().shop.offer(999_999_999)).rejects.toThrow(/999999999|not found|no offer/i);
    });

    const NOBODY = 999_999_999;
    const REFUSED: readonly [string, Partial<OfferPlan>, RegExp][] = [
      ['a discount under 0', { discount: -1 }, /discount/],
      ['a discount over 100', { discount: 101 }, /discount/],
      [
        'a category discount over 100',
        { reductions: [{ idCategory: 2, discount: 101, subcategories: false }] },
        /reduction/,
      ],
      ['an unknown category', { reductions: [{ idCategory: NOBODY, discount: 5, subcategories: false }] }, /999999999/],
      ['an unknown group', { audience: audience({ kind: 'memberGroups', groups: [NOBODY] }) }, /999999999/],
      ['an unknown reference group', { idReferenceGroup: NOBODY }, /999999999/],
      ['an unknown module', { modulesDenied: [NOBODY], membership: 'exclusive' }, /999999999/],
      ['an unknown list', { audience: audience({ kind: 'list', list: NOBODY }) }, /999999999/],
      ['an unknown shop', { idShop: NOBODY }, /999999999/],
      ['denied modules without exclusive', { modulesDenied: [1], membership: 'keep' }, /modules_?denied/i],
      ['no name', { name: '' }, /name/],
      ['a name over 128 characters', { name: 'x'.repeat(129) }, /name/],
      ['a negative grace', { checkoutGrace: -1 }, /grace/i],
      ['a grace over a day', { checkoutGrace: 86_401 }, /grace/i],
    ];
    it.each(REFUSED)('with %s are refused by field and value, and nothing is kept', async (_, wrong, message) => {
      const f = use();
      const before = (await f.shop.offers()).length;
      await expect(f.create(await f.plan(wrong))).rejects.toThrow(message);
      expect((await f.shop.offers()).length).toBe(before);

      const offer = await f.create(await f.plan({ intent: 'draft' }));
      await expect(f.change(offer, wrong)).rejects.toThrow(message);
      expect(await f.shop.offer(offer.id)).toEqual(offer);
    });

    it('that end before they start are refused', async () => {
      const f = use();
      const plan = await f.plan();
      const now = await f.now();
      await expect(f.create({ ...plan, schedule: schedule(now + HOUR, now) })).rejects.toThrow(/end/);
    });

    it('wholly in the past are not armed', async () => {
      const f = use();
      const past = { startIn: -2 * HOUR, endIn: -HOUR };
      await expect(f.create(await f.plan(past))).rejects.toThrow(/past/);
      const draft = await f.create(await f.plan({ ...past, intent: 'draft' }));
      await expect(f.change(draft, { intent: 'armed' })).rejects.toThrow(/past/);
      expect((await f.shop.offer(draft.id)).intent).toBe('draft');
    });

    it('resolve the local times of their own zone', async () => {
      const f = use();
      const times = {
        timezone: 'America/New_York',
        start: '2031-07-01T18:00',
        end: '2031-12-01T18:00:30',
        recurrence: null,
      };
      const offer = await f.create({ ...(await f.plan({ intent: 'draft' })), schedule: times });
      expect(offer.schedule).toEqual(times);
      expect(offer.startsAt.equals(instant(Date.UTC(2031, 6, 1, 22, 0)))).toBe(true);
      expect(offer.endsAt.equals(instant(Date.UTC(2031, 11, 1, 23, 0, 30)))).toBe(true);
    });
  });

  describe('lists of customers', () => {
    it('are kept in the shop and read back in order', async () => {
      const f = use();
      const ids = await f.customers(3);
      const { list, unknown } = await f.shop.createList([...ids].reverse());
      expect(unknown).toEqual([]);
      expect([...(await f.shop.listIds(list))]).toEqual([...ids].sort((a, b) => a - b));
      const offer = await f.create(await f.plan({ audience: audience({ kind: 'list', list }), intent: 'draft' }));
      expect(offer.audience).toEqual(audience({ kind: 'list', list }));
    });

    it('with unknown ids are not kept, and the ids are named', async () => {
      const f = use();
      const ids = await f.customers(1);
      const { unknown } = await f.shop.createList([...ids, 999_999_998, 999_999_999]);
      expect([...unknown].sort()).toEqual([999_999_998, 999_999_999]);
    });
  });
}
