import { describe, expect, it } from 'vitest';
import { joinFacts } from '../../../src/audience/index.ts';
import { GroupOffersError } from '../../../src/errors.ts';
import type { EnrolmentsPage } from '../../../src/moves/index.ts';
import type { Fixture } from '../fixture.ts';
import { HOUR } from '../fixture.ts';

const joinEnrolments = (pages: readonly EnrolmentsPage[]) =>
  pages.flatMap(({ customer, offer }) => [...customer].map((id, row): [number, number] => [id, offer[row]!]));

/** @param isWhole whether the shop has more than the moves */
export function enteringSuite(use: () => Fixture, isWhole: boolean): void {
  describe('entering', () => {
    it.each(['keep', 'exclusive'] as const)(
      '%s: writes default group, memberships and date_upd, and nothing else (invariant 9); leaving gives all back (1)',
      async (membership) => {
        const f = use();
        const { customerGroup } = f.target;
        const second = await f.target.makeGroup({ name: 'contract-second', opens: 'as customers' });
        const seats = [
          { defaultGroup: customerGroup, groups: [customerGroup] },
          { defaultGroup: second, groups: [second] },
          { defaultGroup: second, groups: [customerGroup, second] },
          { defaultGroup: customerGroup, groups: [customerGroup, second] },
        ];
        const ids = await f.target.makeCustomers(seats);
        const before = await f.target.customers(ids);
        const offer = await f.offer({ membership });
        const { idGroup } = await f.prepare(offer);
        const expected = [customerGroup, second].map((defaultGroup) => ({
          defaultGroup,
          ids: ids.filter((_, index) => seats[index]!.defaultGroup === defaultGroup),
        }));
        const result = await f.shop.enter(f.lease, { ...f.batch(offer, [], 0), expect: expected });
        expect(result).toMatchObject({ entered: 4, switched: 0, already: 0, deferred: 0, refused: {}, stopped: null });
        expect(result.longestLockMs).toBeGreaterThanOrEqual(0);
        const inside = await f.target.customers(ids);
        for (const id of ids) {
          const [was, is] = [before.get(id)!, inside.get(id)!];
          expect(is.defaultGroup).toBe(idGroup);
          const kept = membership === 'keep' ? was.groups : [];
          expect(is.groups).toEqual([...kept, idGroup].sort((a, b) => a - b));
          expect(is.rest).toBe(was.rest);
          expect(is.dateUpd >= was.dateUpd).toBe(true);
        }

        expect(await f.end(offer)).toMatchObject({ left: 4, restored: 4, staffKept: 0, deleted: 0 });
        const after = await f.target.customers(ids);
        for (const id of ids) {
          expect({ ...after.get(id)!, dateUpd: '' }).toEqual({ ...before.get(id)!, dateUpd: '' });
        }
        const lines = await f.history(offer);
        expect(lines.map(({ customer }) => customer).sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
        for (const line of lines) {
          const was = before.get(line.customer)!;
          expect(line).toMatchObject({ baseDefault: was.defaultGroup, writtenDefault: idGroup, outcome: 'restored' });
          expect([...line.baseGroups].sort((a, b) => a - b)).toEqual(was.groups);
          expect(line.closedAt).toBeGreaterThanOrEqual(line.openedAt);
        }
      },
    );

    it('a customer with an id beyond 31 bits is in like everybody, and comes back', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const highest = 4_294_967_290;
      const ids = await f.target.makeCustomers([seat, { ...seat, id: highest }]);
      expect(ids[1]).toBe(highest);
      const facts = joinFacts(await f.all(f.shop.facts()));
      expect(facts.id.at(-1)).toBe(highest);
      const offer = await f.offer({ discount: 20 });
      const basis = { offer: offer.id, version: offer.version, window: HOUR, turn: null, basis: 'all' };
      const frozen = await f.shop.freeze(f.lease, basis, [...facts.id]);
      expect((await f.shop.listIds(frozen.list)).at(-1)).toBe(highest);
      const { idGroup } = await f.prepare(offer);
      expect(await f.enter(offer, ids)).toMatchObject({ entered: 2, refused: {} });
      const seats = joinEnrolments(await f.all(f.shop.enrolments()));
      expect(seats.filter(([, of]) => of === offer.id)).toEqual(ids.map((id) => [id, offer.id]));
      expect((await f.seat(highest)).defaultGroup).toBe(idGroup);
      await f.shop.pin([highest], true);
      expect(joinFacts(await f.all(f.shop.facts())).pinned.has(highest)).toBe(true);
      await f.shop.pin([highest], false);
      expect(await f.end(offer)).toMatchObject({ left: 2, restored: 2 });
      expect(await f.seat(highest)).toEqual(seat);
      expect((await f.history(offer)).map(({ customer }) => customer)).toContain(highest);
      await f.target.deletions.customer(highest);
    });

    it('again, with another key, changes nothing (invariant 5)', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const before = await f.target.customers(ids);
      const { ledger } = await f.shop.status();
      expect(await f.enter(offer, ids)).toMatchObject({ entered: 0, already: 2, refused: {} });
      expect(await f.target.customers(ids)).toEqual(before);
      expect((await f.shop.status()).ledger).toBe(ledger);
      expect(await f.history(offer)).toHaveLength(2);
    });

    it('leaves out, with the reason, whoever is not as expected', async () => {
      const f = use();
      const { customerGroup, defaultShop } = f.target;
      const second = await f.target.makeGroup({ name: 'contract-second', opens: 'as customers' });
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [fine, moved, guest, deleted, elsewhere] = (await f.target.makeCustomers([
        seat,
        { defaultGroup: second, groups: [second] },
        { ...seat, guest: true },
        { ...seat, deleted: true },
        { ...seat, idShop: 99 },
      ])) as [number, number, number, number, number];
      const nobody = 999_999_999;
      const offer = await f.offer({ idShop: defaultShop });
      const all = [fine, moved, guest, deleted, elsewhere, nobody];
      const before = await f.target.customers(all);
      const result = await f.enter(offer, all);
      expect(result.entered).toBe(1);
      expect(result.refused).toEqual({
        default_changed: [moved],
        guest: [guest],
        deleted: [deleted],
        other_shop: [elsewhere],
        no_such_customer: [nobody],
      });
      const after = await f.target.customers(all);
      for (const id of all.slice(1)) expect(after.get(id)).toEqual(before.get(id));
    });

    it('exclusive leaves out who would lose access to something their groups open', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const more = await f.target.makeGroup({ name: 'contract-more', opens: 'more' });
      const [plain, rich] = (await f.target.makeCustomers([
        { defaultGroup: customerGroup, groups: [customerGroup] },
        { defaultGroup: customerGroup, groups: [customerGroup, more] },
      ])) as [number, number];
      const offer = await f.offer({ membership: 'exclusive' });
      const result = await f.enter(offer, [plain, rich]);
      expect(result.entered).toBe(1);
      expect(result.refused).toEqual({ would_lose_access: [rich] });
      // Who keeps their groups loses nothing.
      await f.end(offer);
      const keep = await f.offer({ membership: 'keep' });
      expect((await f.enter(keep, [plain, rich])).entered).toBe(2);
    });

    it('is refused before the start and for an offer that is not armed (invariant 4)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const before = await f.raw(ids[0]!);
      const notYet = await f.offer({ startIn: HOUR, endIn: 2 * HOUR });
      await expect(f.enter(notYet, ids)).rejects.toMatchObject({ code: 'not_running' });
      const running = await f.offer();
      const paused = await f.change(running, { intent: 'paused' });
      await expect(f.enter(paused, ids)).rejects.toMatchObject({ code: 'not_running' });
      expect(await f.raw(ids[0]!)).toEqual(before);
    });

    it('is refused for a window that is not the stored one', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      const batch = f.batch(offer, ids, f.target.customerGroup);
      const longer = { ...batch, windowEnd: batch.windowEnd + HOUR, until: batch.until + HOUR };
      await expect(f.shop.enter(f.lease, longer)).rejects.toBeInstanceOf(GroupOffersError);
      expect((await f.enrolled(ids)).size).toBe(0);
    });

    it('is refused while group prices are switched off (F7)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      await f.target.setGroupsFeature(false);
      try {
        expect((await f.shop.status()).groupsFeature).toBe(false);
        await expect(f.enter(offer, ids)).rejects.toMatchObject({ code: 'groups_feature_off' });
      } finally {
        await f.target.setGroupsFeature(true);
      }
      expect((await f.enter(offer, ids)).entered).toBe(1);
    });

    it('takes 5,000 customers in one batch, each with a ledger line (invariant 7)', async () => {
      const f = use();
      const ids = await f.customers(5_000);
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      expect(await f.enter(offer, ids)).toMatchObject({ entered: 5_000, refused: {}, stopped: null });
      const inside = await f.target.customers(ids);
      expect([...inside.values()].filter(({ defaultGroup }) => defaultGroup === idGroup)).toHaveLength(5_000);
      expect(await f.history(offer)).toHaveLength(5_000);
      expect((await f.enrolled(ids)).size).toBe(5_000);
      expect(await f.end(offer)).toMatchObject({ left: 5_000, restored: 5_000 });
      const after = await f.target.customers(ids);
      expect([...after.values()].every(({ groups }) => groups.join() === String(f.target.customerGroup))).toBe(true);
    });

    it('shows facts as if no offer were (invariant 13), without guests', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [customer, guest] = (await f.target.makeCustomers([seat, { ...seat, guest: true }])) as [number, number];
      const outside = (await f.facts([customer, guest])).get(customer);
      expect(outside).toEqual({ ...seat, blockedUntil: null });
      const offer = await f.offer({ membership: 'exclusive' });
      await f.enter(offer, [customer]);
      const facts = await f.facts([customer, guest]);
      expect(facts.get(customer)).toEqual(outside);
      expect(facts.has(guest)).toBe(false);
    });

    if (!isWhole) return;

    it('lets no name, e-mail or hash out of the shop (invariant 12)', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      await f.end(offer);
      for (const path of [
        'group_offer_facts?after=0&limit=50000',
        'group_offer_enrolments?open=1&after=0&limit=50000',
        `group_offer_enrolments?open=0&offer=${offer.id}&after=0&limit=5000`,
        'group_offer_status?detail=1',
      ]) {
        const body = await f.target.wire(path);
        expect(body.length).toBeGreaterThan(2);
        expect(body).not.toMatch(/@|contract-first|contract-last|\$2[aby]\$/i);
      }
    });
  });

  describe('switching', () => {
    it('goes from one offer to the next in one move and keeps the base', async () => {
      const f = use();
      const ids = await f.customers(2);
      const before = await f.seat(ids[0]!);
      const low = await f.offer({ priority: 1, membership: 'keep' });
      const high = await f.offer({ priority: 9, membership: 'exclusive' });
      const lowGroup = (await f.prepare(low)).idGroup;
      const highGroup = (await f.prepare(high)).idGroup;
      await f.enter(low, ids);
      expect(await f.enter(high, ids, lowGroup)).toMatchObject({ entered: 0, switched: 2, refused: {} });
      expect(await f.seat(ids[0]!)).toEqual({ defaultGroup: highGroup, groups: [highGroup] });
      expect((await f.history(low)).map(({ outcome }) => outcome)).toEqual(['switched', 'switched']);
      expect((await f.enrolled(ids)).get(ids[0]!)!.offer).toBe(high.id);

      // The higher one is over: back into the lower one without a moment outside (invariant 2).
      const highOver = await f.change(high, { cutAt: await f.now() });
      expect(highOver.cutAt).not.toBeNull();
      expect(await f.enter(low, ids, highGroup)).toMatchObject({ switched: 2 });
      expect((await f.seat(ids[0]!)).groups).toEqual([...before.groups, lowGroup].sort((a, b) => a - b));
      expect(await f.end(low)).toMatchObject({ left: 2, restored: 2 });
      for (const id of ids) expect(await f.seat(id)).toEqual(before);
    });

    it('also means another membership mode of the same offer', async () => {
      const f = use();
      const [id] = (await f.customers(1)) as [number];
      const before = await f.seat(id);
      const offer = await f.offer({ membership: 'keep' });
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [id]);
      const exclusive = await f.change(offer, { membership: 'exclusive' });
      await f.prepare(exclusive);
      expect((await f.enter(exclusive, [id], idGroup)).refused).toEqual({});
      expect(await f.seat(id)).toEqual({ defaultGroup: idGroup, groups: [idGroup] });
      await f.end(exclusive);
      expect(await f.seat(id)).toEqual(before);
    });

    it('carries what came in between into the new base', async () => {
      const f = use();
      const extra = await f.target.makeGroup({ name: 'contract-extra', opens: 'as customers' });
      const [id] = (await f.customers(1)) as [number];
      const before = await f.seat(id);
      const a = await f.offer({ membership: 'keep' });
      const b = await f.offer({ membership: 'keep' });
      await f.enter(a, [id]);
      const inA = await f.seat(id);
      await f.target.bareWrite(id, { groups: [...inA.groups, extra] });
      await f.enter(b, [id], inA.defaultGroup);
      await f.end(b);
      expect(await f.seat(id)).toEqual({
        ...before,
        groups: [...before.groups, extra].sort((x, y) => x - y),
      });
    });
  });
}
