import { describe, expect, it } from 'vitest';
import type { LeaveResult } from '../../../src/moves/index.ts';
import type { Fixture } from '../fixture.ts';
import { HOUR, MINUTE } from '../fixture.ts';
import { schedule } from '../../support/plain-plan.ts';

export function leavingSuite(use: () => Fixture): void {
  describe('leaving', () => {
    it('keeps memberships that came or went meanwhile (invariant 1)', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const a = await f.target.makeGroup({ name: 'contract-a', opens: 'as customers' });
      const b = await f.target.makeGroup({ name: 'contract-b', opens: 'as customers' });
      const [id] = (await f.target.makeCustomers([{ defaultGroup: customerGroup, groups: [customerGroup, a] }])) as [
        number,
      ];
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [id]);
      await f.target.bareWrite(id, { groups: [customerGroup, b, idGroup] });
      expect(await f.end(offer)).toMatchObject({ left: 1, staffKept: 1 });
      expect(await f.seat(id)).toEqual({
        defaultGroup: customerGroup,
        groups: [customerGroup, b].sort((x, y) => x - y),
      });
      expect((await f.history(offer))[0]!.outcome).toBe('staff_kept');
    });

    it('gives back even no default group, or one that never existed, exactly (invariant 1)', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const groups = [customerGroup];
      const nowhere = 2_000_000_000;
      const doomed = await f.target.makeGroup({ name: 'contract-doomed', opens: 'as customers' });
      const [none, odd, late] = (await f.target.makeCustomers([
        { defaultGroup: 0, groups },
        { defaultGroup: nowhere, groups },
        { defaultGroup: doomed, groups },
      ])) as [number, number, number];
      expect((await f.facts([none])).get(none)!.defaultGroup).toBe(0);
      const offer = await f.offer();
      const expected = [
        { defaultGroup: 0, ids: [none] },
        { defaultGroup: nowhere, ids: [odd] },
        { defaultGroup: doomed, ids: [late] },
      ];
      const entered = await f.shop.enter(f.lease, { ...f.batch(offer, [], 0), expect: expected });
      expect(entered).toMatchObject({ entered: 3, refused: {} });
      await f.target.deletions.group(doomed);
      expect((await f.facts([none])).get(none)!.defaultGroup).toBe(0);
      expect(await f.end(offer)).toMatchObject({ left: 3, restored: 3 });
      expect(await f.seat(none)).toEqual({ defaultGroup: 0, groups });
      expect(await f.seat(late)).toEqual({ defaultGroup: customerGroup, groups });
      expect(await f.seat(odd)).toEqual({ defaultGroup: nowhere, groups });
    });

    it('notes customers that were deleted meanwhile', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      await f.target.deletions.customer(ids[0]!);
      await f.end(offer);
      const outcomes = new Map((await f.history(offer)).map(({ customer, outcome }) => [customer, outcome]));
      expect(outcomes.get(ids[0]!)).toBe('deleted');
      expect(outcomes.get(ids[1]!)).toBe('restored');
      expect((await f.enrolled(ids)).size).toBe(0);
      expect(await f.target.customer(ids[0]!)).toBeNull();
    });

    it('is done in steps when the budget is small', async () => {
      const f = use();
      const ids = await f.customers(5);
      const offer = await f.offer();
      await f.enter(offer, ids);
      await f.change(offer, { cutAt: await f.now() });
      const first = await f.shop.leaveDue({ customers: 2, ms: 3_000 });
      expect(first.left).toBe(2);
      expect(first.remaining).toBeGreaterThan(0);
      expect((await f.enrolled(ids)).size).toBe(3);
      expect((await f.leaveAll()).left).toBe(3);
    });

    it('begins at either end, so that two at once meet in the middle', async () => {
      const f = use();
      const ids = [...(await f.customers(4))].sort((a, b) => a - b);
      const offer = await f.offer();
      await f.enter(offer, ids);
      await f.change(offer, { cutAt: await f.now() });
      expect((await f.shop.leaveDue({ customers: 1, ms: 3_000, from: 'first' })).left).toBe(1);
      expect((await f.shop.leaveDue({ customers: 1, ms: 3_000, from: 'last' })).left).toBe(1);
      expect([...(await f.enrolled(ids)).keys()]).toEqual(ids.slice(1, 3));
    });

    it.each(['first', 'last'] as const)('goes on from where the step before ended (%s)', async (from) => {
      const f = use();
      const ids = [...(await f.customers(7))].sort((a, b) => a - b);
      const offer = await f.offer();
      await f.enter(offer, ids);
      await f.change(offer, { cutAt: await f.now() });
      const order = from === 'first' ? ids : ids.toReversed();
      let after: string | null = null;
      for (const left of [3, 6, 7]) {
        const step: LeaveResult = await f.shop.leaveDue({ customers: 3, ms: 3_000, from, after });
        expect([...(await f.enrolled(ids)).keys()].toSorted()).toEqual(order.slice(left).toSorted());
        expect(step.remaining > 0).toBe(left < 7);
        after = step.next;
      }
    });

    it('comes back for those who become due behind it', async () => {
      const f = use();
      const ids = await f.customers(6);
      const [early, late] = [await f.offer(), await f.offer()];
      await f.enter(early, ids.slice(0, 3));
      await f.enter(late, ids.slice(3));
      await f.change(late, { cutAt: await f.now() });
      const first = await f.shop.leaveDue({ customers: 2, ms: 3_000, from: 'last' });
      // Its customers are due later than those whom the step has passed.
      await f.change(early, { cutAt: await f.now() });
      let after = first.next;
      for (let remaining = 1; remaining > 0;) {
        const step = await f.shop.leaveDue({ customers: 2, ms: 3_000, from: 'last', after });
        ({ remaining, next: after } = step);
      }
      expect((await f.enrolled(ids)).size).toBe(0);
    });

    it('does nothing for whoever is not due', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const before = await f.raw(ids[0]!);
      const nobody = { left: 0, restored: 0, staffKept: 0, changedElsewhere: 0, corrected: 0, deleted: 0, deferred: 0 };
      expect(await f.leaveAll()).toEqual(nobody);
      expect(await f.raw(ids[0]!)).toEqual(before);
      const { minUntil, openEnrolments } = await f.shop.status();
      expect(minUntil).toBe(offer.endsAt.epochMilliseconds);
      expect(openEnrolments).toBeGreaterThanOrEqual(1);
    });

    it('happens to all at a pause, and they may come back at the resume', async () => {
      const f = use();
      const ids = await f.customers(2);
      const before = await f.seat(ids[0]!);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const paused = await f.change(offer, { intent: 'paused' });
      expect((await f.leaveAll()).left).toBe(2);
      expect(await f.seat(ids[0]!)).toEqual(before);
      const resumed = await f.change(paused, { intent: 'armed' });
      await f.prepare(resumed);
      expect((await f.enter(resumed, ids)).entered).toBe(2);
      await f.end(resumed);
      expect(await f.seat(ids[0]!)).toEqual(before);
    });

    it('happens to all at the end-now, and nothing re-opens', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const cut = await f.change(offer, { cutAt: (await f.now()) - MINUTE });
      // A cut in the past is one now.
      expect(cut.cutAt!.epochMilliseconds).toBeGreaterThan((await f.now()) - MINUTE / 2);
      expect((await f.leaveAll()).left).toBe(1);
      await expect(f.enter(cut, ids)).rejects.toMatchObject({ code: 'not_running' });
    });

    it('happens in every offer at once with pauseAll', async () => {
      const f = use();
      const ids = await f.customers(2);
      const a = await f.offer();
      const b = await f.offer();
      await f.enter(a, ids.slice(0, 1));
      await f.enter(b, ids.slice(1));
      expect(await f.shop.pauseAll()).toBeGreaterThanOrEqual(2);
      expect((await f.leaveAll()).left).toBe(2);
      for (const { id } of [a, b]) expect((await f.shop.offer(id)).intent).toBe('paused');
    });

    it('comes sooner with an earlier end, later with a later one', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer({ endIn: 2 * HOUR });
      await f.enter(offer, ids);
      const start = offer.startsAt.epochMilliseconds;
      const end = offer.endsAt.epochMilliseconds;
      const until = async () => (await f.enrolled(ids)).get(ids[0]!)!.until;
      const sooner = await f.change(offer, { schedule: schedule(start, end - HOUR) });
      expect(await until()).toBe(end - HOUR);
      await f.change(sooner, { schedule: schedule(start, end + HOUR) });
      expect(await until()).toBe(end + HOUR);
    });

    it('comes at once when the start moves into the future', async () => {
      const f = use();
      const ids = await f.customers(2);
      const before = await f.target.customers(ids);
      const offer = await f.offer({ endIn: 2 * HOUR });
      await f.enter(offer, ids);
      const end = offer.endsAt.epochMilliseconds;
      await f.change(offer, { schedule: schedule(end - HOUR, end) });
      await f.leaveAll();
      const after = await f.target.customers(ids);
      for (const id of ids) expect(after.get(id)!.groups).toEqual(before.get(id)!.groups);
    });

    it('comes when `until` says so', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const { expect: _, ...frame } = f.batch(offer, [], 0);
      void _;
      const batch = { ...frame, until: (await f.now()) - 1_000, ids: ids.slice(0, 1) };
      expect(await f.shop.setUntil(f.lease, batch)).toEqual({ changed: 1 });
      expect(await f.shop.setUntil(f.lease, batch)).toEqual({ changed: 1 });
      expect(await f.shop.setUntil(f.lease, { ...batch, key: `${batch.key.slice(0, -4)}ffff` })).toEqual({
        changed: 0,
      });
      expect((await f.leaveAll()).left).toBe(1);
      expect([...(await f.enrolled(ids)).keys()]).toEqual([ids[1]]);
    });

    it('asks for no window when `until` is now', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      // Another way of membership: the enrolments are in no window of the offer any more.
      const { version } = await f.change(offer, { membership: 'exclusive' });
      const now = await f.now();
      const { expect: _, ...frame } = f.batch(offer, [], 0);
      void _;
      const elsewhere = { windowStart: now - 9 * HOUR, windowEnd: now - 8 * HOUR };
      const batch = { ...frame, ...elsewhere, version, until: now - 1_000, ids };
      expect(await f.shop.setUntil(f.lease, batch)).toEqual({ changed: 2 });
      expect((await f.leaveAll()).left).toBe(2);
    });
  });
}
