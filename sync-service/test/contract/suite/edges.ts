import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';

/** An offer that starts and ends within seconds, by the real clock. */
export function edgesSuite(use: () => Fixture): void {
  describe('edges', () => {
    it('nobody enters before the start nor stays after the end (invariant 4)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const before = await f.seat(ids[0]!);
      const offer = await f.offer({ startIn: 2_000, endIn: 4_000 });
      await expect(f.enter(offer, ids)).rejects.toMatchObject({ code: 'not_running' });
      await f.until(offer.startsAt.epochMilliseconds);
      expect((await f.enter(offer, ids)).entered).toBe(1);
      expect((await f.leaveAll()).left).toBe(0);
      await f.until(offer.endsAt.epochMilliseconds);
      await expect(f.enter(offer, ids)).rejects.toMatchObject({ code: 'not_running' });
      expect((await f.leaveAll()).left).toBe(1);
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
      const offer = await f.offer({ startIn: 1_000, endIn: 60_000, checkoutGrace: 2 });
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
      const [shopper, idler] = (await f.customers(2)) as [number, number];
      const before = await f.seat(shopper);
      const offer = await f.offer({ checkoutGrace: 3 });
      await f.enter(offer, [shopper, idler]);
      const cart = await f.target.addCart(shopper);
      await f.target.addCart(idler);
      const cut = await f.change(offer, { cutAt: await f.now() });
      const edge = cut.cutAt!.epochMilliseconds;
      expect(await f.leaveAll()).toMatchObject({ left: 0, deferred: 2 });
      const { minUntil } = await f.shop.status();
      expect(Math.abs(minUntil! - (edge + 3_000))).toBeLessThanOrEqual(1_000);
      await f.target.order(cart);
      expect(await f.leaveAll()).toMatchObject({ left: 1, deferred: 1 });
      expect(await f.seat(shopper)).toEqual(before);
      await f.until(edge + 4_000);
      expect(await f.leaveAll()).toMatchObject({ left: 1, deferred: 0 });
      expect(await f.seat(idler)).toEqual(before);
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
