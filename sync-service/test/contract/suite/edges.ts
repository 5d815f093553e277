import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';

/** An offer that starts and ends within seconds, by the real clock. */
export function edgesSuite(use: () => Fixture): void {
  describe('edges', () => {
    it('nobody enters before the start nor stays after the end (invariant 4)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const before = await f.seat(ids[0]!);
      const told = await f.beforeEdge(async (lead) => {
        const offer = await f.offer({ startIn: lead, endIn: 3 * lead });
        const [start, end] = [offer.startsAt.epochMilliseconds, offer.endsAt.epochMilliseconds];
        const enter = () =>
          f.enter(offer, ids).then(
            ({ entered }) => entered,
            (error: unknown) => error,
          );
        const tooSoon = await enter();
        let isInTime = (await f.now()) < start;
        await f.until(start);
        const entered = await enter();
        const tooSoonGone = await f.leaveAll();
        isInTime &&= (await f.now()) < end;
        await f.until(end);
        const tooLate = await enter();
        const gone = await f.leaveAll();
        return isInTime ? { tooSoon, entered, tooSoonGone, tooLate, gone } : null;
      });
      expect(told).toMatchObject({
        ...{ tooSoon: { code: 'not_running' }, entered: 1, tooSoonGone: { left: 0 } },
        ...{ tooLate: { code: 'not_running' }, gone: { left: 1 } },
      });
      expect(await f.seat(ids[0]!)).toEqual(before);
    });
  });

  describe('the checkout grace', () => {
    it('lets a customer at the checkout wait for their order before entering', async () => {
      const f = use();
      const [shopper, other] = (await f.customers(2)) as [number, number];
      const cart = await f.target.addCart(shopper);
      const offer = await f.offer({ startIn: 2_000, checkoutGrace: 600 });
      await f.until(offer.startsAt.epochMilliseconds);
      const waiting = await f.enter(offer, [shopper, other]);
      expect(waiting).toMatchObject({ entered: 1, deferred: 1 });
      expect(waiting.deferredTo).toBe(offer.startsAt.epochMilliseconds + 600_000);
      await f.target.order(cart);
      expect(await f.enter(offer, [shopper])).toMatchObject({ entered: 1, deferred: 0 });
    });

    it('ends with the grace, order or not', async () => {
      const f = use();
      const [shopper] = (await f.customers(1)) as [number];
      await f.target.addCart(shopper);
      const offer = await f.offer({ startIn: 1_000, checkoutGrace: 2 });
      const start = offer.startsAt.epochMilliseconds;
      await f.until(start);
      await f.enter(offer, [shopper]);
      await f.until(start + 2_000);
      const late = await f.enter(offer, [shopper]);
      expect(late.deferred).toBe(0);
      expect(late.entered + late.already).toBe(1);
    });

    it('lets them leave after their order, or when the grace is over', async () => {
      const f = use();
      await f.beforeEdge(async (lead) => {
        const [shopper, idler] = (await f.customers(2)) as [number, number];
        const before = await f.seat(shopper);
        const offer = await f.offer({ checkoutGrace: (2 * lead) / 1_000 });
        await f.enter(offer, [shopper, idler]);
        const cart = await f.target.addCart(shopper);
        await f.target.addCart(idler);
        const cut = await f.change(offer, { cutAt: await f.now() });
        const over = cut.cutAt!.epochMilliseconds + 2 * lead;
        const atCheckout = await f.leaveAll();
        const { minUntil } = await f.shop.status();
        await f.target.order(cart);
        const ordered = await f.leaveAll();
        const isInTime = (await f.now()) < over;
        const seat = await f.seat(shopper);
        await f.until(over + 1_000);
        const afterGrace = await f.leaveAll();
        if (!isInTime) return null;
        expect(atCheckout).toMatchObject({ left: 0, deferred: 2 });
        expect(Math.abs(minUntil! - over)).toBeLessThanOrEqual(1_000);
        expect(ordered).toMatchObject({ left: 1, deferred: 1 });
        expect(seat).toEqual(before);
        expect(afterGrace).toMatchObject({ left: 1, deferred: 0 });
        expect(await f.seat(idler)).toEqual(before);
        return true;
      });
    });

    it('is off with 0', async () => {
      const f = use();
      const [shopper] = (await f.customers(1)) as [number];
      await f.target.addCart(shopper);
      const offer = await f.offer({ startIn: -1_000, checkoutGrace: 0 });
      expect((await f.enter(offer, [shopper])).entered).toBe(1);
      await f.target.addCart(shopper);
      expect((await f.end(offer)).left).toBe(1);
    });
  });
}
