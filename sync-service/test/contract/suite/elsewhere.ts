import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';

const ascending = (...ids: readonly number[]) => [...new Set(ids)].sort((a, b) => a - b);

/** What other programs do to customers in an offer, and customers whose groups are odd: nothing is lost, and the ledger says what was done. */
export function elsewhereSuite(use: () => Fixture): void {
  let made = 0;
  // The core's customer form takes groups by their names.
  const group = (f: Fixture) => f.target.makeGroup({ name: `contract-other-${++made}`, opens: 'as customers' });
  const make = async (f: Fixture, defaultGroup: number, groups: readonly number[]) =>
    (await f.target.makeCustomers([{ defaultGroup, groups }]))[0]!;
  const outcomes = async (f: Fixture, offer: Parameters<Fixture['history']>[0]) =>
    (await f.history(offer)).map(({ outcome, reason }) => ({ outcome, reason }));
  const notices = async (f: Fixture, offer: { readonly id: number }) =>
    (await f.shop.status()).notices.filter(({ code, idOffer }) => code === 'changed_elsewhere' && idOffer === offer.id);
  const chosen = [{ outcome: 'changed_elsewhere', reason: null }];

  describe('another program that gives customers in an offer another default group', () => {
    it('through the core, has its way at once, with one notice', async () => {
      const f = use();
      const { customerGroup, programs } = f.target;
      const other = await group(f);
      const ids = (await f.customers(2)) as [number, number];
      const offer = await f.offer();
      await f.enter(offer, ids);
      const { counter } = await f.shop.status();
      await programs.save(ids[0], { defaultGroup: other, groups: [customerGroup, other] });
      await programs.save(ids[1], { defaultGroup: other });

      const theirs = { defaultGroup: other, groups: ascending(customerGroup, other) };
      for (const id of ids) expect(await f.seat(id)).toEqual(theirs);
      expect((await f.enrolled(ids)).size).toBe(0);
      expect((await f.shop.status()).counter).not.toBe(counter);
      expect(await outcomes(f, offer)).toEqual([...chosen, ...chosen]);
      expect(await notices(f, offer)).toHaveLength(1);
      expect((await f.facts(ids)).get(ids[0])!.blockedUntil).toBe(offer.endsAt.epochMilliseconds);
      expect((await f.enter(offer, ids, other)).refused).toEqual({ blocked_by_staff: ascending(...ids) });
      await f.end(offer);
      for (const id of ids) expect(await f.seat(id)).toEqual(theirs);
    });

    it('with memberships that it read during the offer, leaves nobody in the group of the offer', async () => {
      const f = use();
      const { customerGroup, programs } = f.target;
      const other = await group(f);
      const [id] = (await f.customers(1)) as [number];
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [id]);
      // What it read during the offer, and one more.
      await programs.save(id, { defaultGroup: other, groups: [customerGroup, idGroup] });
      expect(await f.seat(id)).toEqual({ defaultGroup: other, groups: ascending(customerGroup, other) });
    });

    it('by SQL, has its way at the next full sync, exclusive or not', async () => {
      const f = use();
      const { customerGroup } = f.target;
      for (const membership of ['keep', 'exclusive'] as const) {
        const other = await group(f);
        const [id] = (await f.customers(1)) as [number];
        const offer = await f.offer({ membership });
        await f.enter(offer, [id]);
        await f.target.bareWrite(id, { defaultGroup: other });
        expect(await f.shop.repair(f.lease)).toMatchObject({ rewritten: 0, changedElsewhere: 1, hold: null });
        const theirs = { defaultGroup: other, groups: ascending(customerGroup, other) };
        expect(await f.seat(id)).toEqual(theirs);
        expect(await outcomes(f, offer)).toEqual(chosen);
        expect(await notices(f, offer)).toHaveLength(1);
        await f.end(offer);
        expect(await f.seat(id)).toEqual(theirs);
      }
    });

    it('by SQL, has its way when the offer ends first', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const other = await group(f);
      const [id] = (await f.customers(1)) as [number];
      const offer = await f.offer();
      await f.enter(offer, [id]);
      await f.target.bareWrite(id, { defaultGroup: other });
      expect(await f.end(offer)).toMatchObject({ left: 1, staffKept: 0, changedElsewhere: 1 });
      expect(await f.seat(id)).toEqual({ defaultGroup: other, groups: ascending(customerGroup, other) });
      expect(await outcomes(f, offer)).toEqual(chosen);
      expect(await notices(f, offer)).toHaveLength(1);
    });

    it('has no say with what the customer had before the offer, had today, or with what is no group', async () => {
      const f = use();
      const { customerGroup, forms, programs } = f.target;
      const [today, base] = [await group(f), await group(f)];
      const id = await make(f, today, [customerGroup, today, base]);
      const form = await forms.open(id);
      await forms.save(form, { defaultGroup: base, groups: form.groups });
      const offer = await f.offer();
      await f.enter(offer, [id], base);
      const inside = await f.seat(id);
      for (const old of [today, base, 2_000_000_000]) {
        await programs.save(id, { defaultGroup: old });
        expect(await f.seat(id)).toEqual(inside);
        await f.target.bareWrite(id, { defaultGroup: old });
        expect(await f.shop.repair(f.lease)).toMatchObject({ rewritten: 1, changedElsewhere: 0 });
        expect(await f.seat(id)).toEqual(inside);
      }
      await f.target.bareWrite(id, { defaultGroup: today });
      expect(await f.end(offer)).toMatchObject({ left: 1, restored: 1 });
      expect(await f.seat(id)).toEqual({ defaultGroup: base, groups: ascending(customerGroup, today, base) });
      expect(await notices(f, offer)).toEqual([]);
    });

    it('does so for many at once only when the merchant says so', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const other = await group(f);
      const ids = await f.customers(60);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const inside = await f.seat(ids[0]!);
      for (const [row, id] of ids.entries()) {
        await f.target.bareWrite(id, { defaultGroup: row % 2 === 0 ? other : customerGroup });
      }
      expect(await f.shop.repair(f.lease)).toMatchObject({ rewritten: 0, changedElsewhere: 0, hold: 'mass_change' });
      expect((await f.enrolled(ids)).size).toBe(60);
      await f.shop.confirm();
      expect(await f.shop.repair(f.lease)).toMatchObject({ rewritten: 30, changedElsewhere: 30, hold: null });
      expect((await f.seat(ids[0]!)).defaultGroup).toBe(other);
      expect(await f.seat(ids[1]!)).toEqual(inside);
      expect(await notices(f, offer)).toHaveLength(1);
    });
  });

  describe('a group that is deleted during an offer', () => {
    it('leaves customers in the offer what the core leaves all others (F11)', async () => {
      const f = use();
      for (const membership of ['keep', 'exclusive'] as const) {
        const [gone, next, last] = [await group(f), await group(f), await group(f)];
        const [inside, outside] = (await f.target.makeCustomers(
          [0, 1].map(() => ({ defaultGroup: gone, groups: [gone, next, last] })),
        )) as [number, number];
        const offer = await f.offer({ membership });
        await f.enter(offer, [inside], gone);
        // One after the other: each time what is left at that moment counts.
        for (const doomed of [gone, next]) await f.target.deletions.group(doomed);
        expect((await f.facts([inside])).get(inside)).toMatchObject({ defaultGroup: last, groups: [last] });
        expect(await f.end(offer)).toMatchObject({ left: 1, restored: 1 });
        expect(await f.seat(inside)).toEqual({ defaultGroup: last, groups: [last] });
        expect(await f.seat(inside)).toEqual(await f.seat(outside));
      }
    });

    it('counts what staff changed in the offer before', async () => {
      const f = use();
      const { forms } = f.target;
      const [gone, unticked, added] = [await group(f), await group(f), await group(f)];
      const id = await make(f, gone, [gone, unticked]);
      const offer = await f.offer();
      await f.enter(offer, [id], gone);
      const form = await forms.open(id);
      await forms.save(form, { groups: [...form.groups.filter((each) => each !== unticked), added] });
      await f.target.deletions.group(gone);
      await f.end(offer);
      expect(await f.seat(id)).toEqual({ defaultGroup: added, groups: [added] });
    });

    it('gives the customer group to those whose last it was', async () => {
      const f = use();
      const { customerGroup } = f.target;
      for (const membership of ['keep', 'exclusive'] as const) {
        const gone = await group(f);
        const id = await make(f, gone, [gone]);
        const offer = await f.offer({ membership });
        await f.enter(offer, [id], gone);
        await f.target.deletions.group(gone);
        expect(await f.end(offer)).toMatchObject({ left: 1, restored: 1 });
        expect(await f.seat(id)).toEqual({ defaultGroup: customerGroup, groups: [customerGroup] });
      }
    });
  });

  it('customers without a group, or with one that does not exist, end with one, and the ledger says why (invariant 3)', async () => {
    const f = use();
    const { customerGroup } = f.target;
    const own = await group(f);
    const nowhere = 2_000_000_000;
    for (const membership of ['keep', 'exclusive'] as const) {
      const rows = [
        { defaultGroup: 0, groups: [], end: [customerGroup], reason: 'no_group' },
        { defaultGroup: customerGroup, groups: [], end: [customerGroup], reason: 'no_group' },
        { defaultGroup: own, groups: [], end: [own], reason: 'no_group' },
        { defaultGroup: nowhere, groups: [own, nowhere], end: [own], reason: 'default_missing' },
      ];
      const ids = await f.target.makeCustomers(rows);
      const offer = await f.offer({ membership });
      const expected = rows.map(({ defaultGroup }, row) => ({ defaultGroup, ids: [ids[row]!] }));
      const entered = await f.shop.enter(f.lease, { ...f.batch(offer, [], 0), expect: expected });
      expect(entered).toMatchObject({ entered: rows.length, refused: {} });
      expect(await f.end(offer)).toMatchObject({ left: rows.length, staffKept: 0, corrected: rows.length });
      const history = new Map((await f.history(offer)).map((line) => [line.customer, line]));
      for (const [row, { end, reason }] of rows.entries()) {
        const id = ids[row]!;
        expect(await f.seat(id)).toEqual({ defaultGroup: end[0], groups: end });
        expect(history.get(id)).toMatchObject({ outcome: 'corrected', reason });
      }
    }
  });
}
