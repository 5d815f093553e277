import { describe, expect, it } from 'vitest';
import { LeaseLostError, StaleVersionError } from '../../../src/errors.ts';
import type { Offer, OfferPlan, Rotation } from '../../../src/offer/offer.ts';
import type { Fixture } from '../fixture.ts';
import { HOUR, MINUTE } from '../fixture.ts';

const THIRDS: Rotation = { turn: 'PT10M', by: { cohorts: 3 }, coolDown: 0, maxTurns: null };
const SHORTER: Rotation = { ...THIRDS, turn: 'PT5M' };

/**
 * Turns: who had one, and when it counts (invariant 10). Which turn is running the service plans.
 * @param isWhole whether the shop has more than the moves
 */
export function rotationSuite(use: () => Fixture, isWhole: boolean): void {
  const rotating = (f: Fixture, changes: Partial<OfferPlan> = {}) =>
    f.offer({ rotation: THIRDS, startIn: -5 * MINUTE, endIn: HOUR, ...changes });
  /** A turn that began so many ms after the window's start and ends so many ms from then. */
  const turn = (offer: Offer, after = 0, length = 10 * MINUTE) => {
    const start = offer.startsAt.epochMilliseconds + after;
    return { start, end: offer.endsAt.epochMilliseconds, until: start + length };
  };
  /** With turns half as long the second one is on: a way to the next turn without waiting for it. */
  const nextTurn = async (f: Fixture, offer: Offer) => {
    const shorter = await f.change(offer, { rotation: SHORTER });
    return { shorter, second: turn(shorter, 5 * MINUTE, 5 * MINUTE) };
  };

  describe('rotation', () => {
    it('is kept with the offer as it was written, and taken away again', async () => {
      const f = use();
      const weeks = { startIn: 0, endIn: 14 * 24 * HOUR };
      const offer = await f.create(await f.plan({ intent: 'draft', rotation: THIRDS, ...weeks }));
      expect(offer.rotation).toEqual(THIRDS);
      const rotation = { turn: 'P7D', by: { capacity: 500 }, coolDown: 2, maxTurns: 4 };
      const changed = await f.change(offer, { rotation });
      expect(changed.rotation).toEqual(rotation);
      expect((await f.change(changed, { rotation: null })).rotation).toBeNull();
    });

    it('keeps who takes part, at the level at which they joined, and lifts whoever is lower', async () => {
      const f = use();
      const [a, b, c] = (await f.customers(3)) as [number, number, number];
      const offer = await rotating(f);
      expect(await f.turns(offer)).toEqual(new Map());
      await f.shop.joinRotation(f.lease, offer, 2, [a, b]);
      await f.shop.joinRotation(f.lease, offer, 4, [b, c]);
      await f.shop.joinRotation(f.lease, offer, 1, [c]);
      const fresh = (level: number) => ({ level, turns: 0, last: 0 });
      const wanted = new Map([a, b, c].map((id, index) => [id, fresh([2, 4, 4][index]!)]));
      expect(await f.turns(offer)).toEqual(wanted);
    });

    it('is joined by more customers than one request holds', async () => {
      const f = use();
      const ids = await f.customers(20_000);
      const offer = await rotating(f);
      const { counter } = await f.shop.status();
      await f.shop.joinRotation(f.lease, offer, 1, ids);
      expect([...(await f.turns(offer)).keys()]).toEqual(ids);
      expect((await f.shop.status()).counter).toBe(counter);
    });

    it('is not joined with a lost lease or an old version (invariant 6)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await rotating(f);
      const lost = f.lease;
      await f.takeLease();
      await expect(f.shop.joinRotation(lost, offer, 0, ids)).rejects.toBeInstanceOf(LeaseLostError);
      await f.change(offer, { priority: 2 });
      await expect(f.shop.joinRotation(f.lease, offer, 0, ids)).rejects.toBeInstanceOf(StaleVersionError);
      expect((await f.turns(offer)).size).toBe(0);
    });

    it('counts a turn with the entry, once however often it is sent', async () => {
      const f = use();
      const [a, b] = (await f.customers(2)) as [number, number];
      const offer = await rotating(f);
      const { idGroup } = await f.prepare(offer);
      await f.shop.joinRotation(f.lease, offer, 3, [a, b]);
      const first = turn(offer);
      expect(await f.enterAt(offer, first, [a])).toMatchObject({ entered: 1 });
      expect(await f.enterAt(offer, first, [a], idGroup)).toMatchObject({ already: 1 });
      const turns = await f.turns(offer);
      expect(turns.get(a)).toEqual({ level: 4, turns: 1, last: first.start });
      expect(turns.get(b)).toEqual({ level: 3, turns: 0, last: 0 });
      expect((await f.enrolled([a])).get(a)!.until).toBe(first.until);
      expect((await f.history(offer)).map(({ window }) => window)).toEqual([first.start]);
    });

    it('counts the next turn of somebody who stays, in the same enrolment', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f);
      const { idGroup } = await f.prepare(offer);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      await f.enterAt(offer, turn(offer), [a]);
      const { shorter, second } = await nextTurn(f, offer);
      expect(await f.enterAt(shorter, second, [a], idGroup)).toMatchObject({ entered: 1, already: 0 });
      expect((await f.turns(offer)).get(a)).toEqual({ level: 2, turns: 2, last: second.start });
      expect((await f.enrolled([a])).get(a)!.until).toBe(second.until);
      expect(await f.history(offer)).toHaveLength(1);
    });

    it('takes a turn back that a higher offer cut short, and counts it when it is had after all', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f, { priority: 1 });
      const { idGroup } = await f.prepare(offer);
      await f.shop.joinRotation(f.lease, offer, 5, [a]);
      const first = turn(offer);
      await f.enterAt(offer, first, [a]);
      const { shorter, second } = await nextTurn(f, offer);
      await f.enterAt(shorter, second, [a], idGroup);
      const higher = await f.offer({ priority: 9 });
      const higherGroup = (await f.prepare(higher)).idGroup;
      expect(await f.enter(higher, [a], idGroup)).toMatchObject({ switched: 1 });
      expect((await f.turns(offer)).get(a)).toEqual({ level: 6, turns: 1, last: first.start });

      await f.change(higher, { cutAt: await f.now() });
      expect(await f.enterAt(shorter, second, [a], higherGroup)).toMatchObject({ switched: 1 });
      expect((await f.turns(offer)).get(a)).toEqual({ level: 7, turns: 2, last: second.start });
    });

    it('keeps a turn that was over when the other offer came', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f, { priority: 1 });
      const { idGroup } = await f.prepare(offer);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      const short = await f.enterShortTurn(offer, a);
      const higher = await f.offer({ priority: 9 });
      await f.until(short.until);
      await f.enter(higher, [a], idGroup);
      expect((await f.turns(offer)).get(a)).toEqual({ level: 1, turns: 1, last: short.start });
    });

    it('lets customers leave at the end of their turn, which stays had', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const before = await f.seat(a);
      const offer = await rotating(f);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      const short = await f.enterShortTurn(offer, a);
      await f.until(short.until);
      expect(await f.leaveAll()).toMatchObject({ left: 1, restored: 1 });
      expect(await f.seat(a)).toEqual(before);
      expect((await f.turns(offer)).get(a)).toMatchObject({ turns: 1 });
      await expect(f.enterAt(offer, short, [a])).rejects.toMatchObject({ code: 'not_running' });
    });

    it('does not count a turn twice that was paused and resumed', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      await f.enterAt(offer, turn(offer), [a]);
      await f.change(offer, { intent: 'paused' });
      expect(await f.leaveAll()).toMatchObject({ left: 1 });
      const resumed = await f.change(offer, { intent: 'armed' });
      await f.prepare(resumed);
      expect(await f.enterAt(resumed, turn(resumed), [a])).toMatchObject({ entered: 1 });
      expect((await f.turns(offer)).get(a)).toEqual({ level: 1, turns: 1, last: turn(offer).start });
    });

    it('keeps a turn that staff ended, and leaves the customer alone until the window’s end', async () => {
      const f = use();
      const vip = await f.target.makeGroup({ name: 'contract-vip', opens: 'as customers' });
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      await f.enterAt(offer, turn(offer), [a]);
      const form = await f.target.forms.open(a);
      await f.target.forms.save(form, { defaultGroup: vip, groups: [...form.groups, vip] });
      expect((await f.seat(a)).defaultGroup).toBe(vip);
      expect((await f.turns(offer)).get(a)).toMatchObject({ turns: 1 });
      expect((await f.facts([a])).get(a)!.blockedUntil).toBe(offer.endsAt.epochMilliseconds);
      expect((await f.enterAt(offer, turn(offer), [a], vip)).refused).toEqual({ blocked_by_staff: [a] });
    });

    it('takes nobody for a turn outside the offer’s time', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await rotating(f);
      const wrong = { code: 'bad_request' };
      await expect(f.enterAt(offer, turn(offer, -MINUTE), ids)).rejects.toMatchObject(wrong);
      await expect(f.enterAt(offer, turn(offer, 0, 2 * HOUR), ids)).rejects.toMatchObject(wrong);
      await expect(f.enterAt(offer, turn(offer, 20 * MINUTE), ids)).rejects.toMatchObject({ code: 'not_running' });
      expect((await f.turns(offer)).size).toBe(0);
    });

    it('counts nothing for who is refused', async () => {
      const f = use();
      const [a] = (await f.customers(1)) as [number];
      const offer = await rotating(f);
      await f.shop.joinRotation(f.lease, offer, 0, [a]);
      await f.shop.pin([a], true);
      expect((await f.enterAt(offer, turn(offer), [a])).refused).toEqual({ pinned: [a] });
      await f.shop.pin([a], false);
      expect((await f.turns(offer)).get(a)).toEqual({ level: 0, turns: 0, last: 0 });
    });

    if (!isWhole) return;

    it.each<[string, object]>([
      ['no cohorts', { cohorts: 0 }],
      ['half a customer', { capacity: 1.5 }],
      ['neither cohorts nor capacity', {}],
    ])('with %s is refused', async (_, by) => {
      const f = use();
      const plan = await f.plan({ intent: 'draft', rotation: { ...THIRDS, by: by as Rotation['by'] } });
      await expect(f.create(plan)).rejects.toThrow(/rotation/);
    });

    it('has turns as short as the shop says, and no shorter', async () => {
      const f = use();
      const { shortestTurn } = await f.shop.details();
      const plan = (seconds: number) => f.plan({ intent: 'draft', rotation: { ...THIRDS, turn: `PT${seconds}S` } });
      expect((await f.create(await plan(shortestTurn))).rotation!.turn).toBe(`PT${shortestTurn}S`);
      await expect(f.create(await plan(shortestTurn - 1))).rejects.toThrow(/rotation/);
    });
  });
}
