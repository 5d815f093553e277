import { describe, expect, it } from 'vitest';
import { ENDLESS, type Recurrence } from '../../../src/offer/offer.ts';
import { schedule } from '../../support/plain-plan.ts';
import type { Fixture } from '../fixture.ts';
import { HOUR, MINUTE } from '../fixture.ts';

const DAY = 24 * HOUR;

/** Offers that come again: the shop knows the span, the service says which window is open. */
export function recurringSuite(use: () => Fixture): void {
  /** Three days running, two hours each, the first one open now. */
  const daily = async (f: Fixture, recurrence: Partial<Recurrence> = {}) => {
    const now = await f.now();
    const rule = { rule: 'FREQ=DAILY;COUNT=3', except: [], cuts: [], ...recurrence };
    const times = { ...schedule(now - HOUR, now + HOUR), recurrence: rule };
    const offer = await f.offer({ schedule: times });
    const start = offer.startsAt.epochMilliseconds;
    return { offer, window: { start, end: start + 2 * HOUR } };
  };

  describe('recurring offers', () => {
    it('reach from the first window’s start to the last one’s end', async () => {
      const f = use();
      const { offer, window } = await daily(f, { except: ['2031-01-01'] });
      expect(offer.schedule.recurrence).toEqual({ rule: 'FREQ=DAILY;COUNT=3', except: ['2031-01-01'], cuts: [] });
      expect(offer.endsAt.epochMilliseconds).toBe(window.end + 2 * DAY);
      const endless = await daily(f, { rule: 'FREQ=DAILY' });
      expect(endless.offer.endsAt.toString()).toBe(ENDLESS);
    });

    it('take customers for the window that is open', async () => {
      const f = use();
      const ids = await f.customers(1);
      const { offer, window } = await daily(f);
      expect(await f.enterAt(offer, window, ids)).toMatchObject({ entered: 1 });
      expect((await f.enrolled(ids)).get(ids[0]!)!.until).toBe(window.end);
    });

    it('take nobody for a window outside the span, or one that is not open', async () => {
      const f = use();
      const ids = await f.customers(1);
      const { offer, window } = await daily(f);
      const wrong = { code: 'bad_request' };
      const early = { start: window.start - 1_000, end: window.end };
      await expect(f.enterAt(offer, early, ids)).rejects.toMatchObject(wrong);
      const late = { start: window.start, end: offer.endsAt.epochMilliseconds + 1_000 };
      await expect(f.enterAt(offer, late, ids)).rejects.toMatchObject(wrong);
      await expect(f.enterAt(offer, { ...window, until: window.end + 1_000 }, ids)).rejects.toMatchObject(wrong);
      const tomorrow = { start: window.start + DAY, end: window.end + DAY };
      await expect(f.enterAt(offer, tomorrow, ids)).rejects.toMatchObject({ code: 'not_running' });
      expect((await f.enrolled(ids)).size).toBe(0);
    });

    it('keep an enrolment that goes on in the next, touching window', async () => {
      const f = use();
      const [customer] = (await f.customers(1)) as [number];
      const { offer, window } = await daily(f);
      await f.enterAt(offer, window, [customer]);
      const { idGroup } = await f.prepare(offer);
      const next = { start: window.start + 30 * MINUTE, end: window.start + 5 * HOUR };
      const { recurrence } = offer.schedule;
      const later = await f.change(offer, { schedule: { ...schedule(next.start, next.end), recurrence } });
      expect(await f.enterAt(later, next, [customer], idGroup)).toMatchObject({ entered: 1, already: 0 });
      expect((await f.enrolled([customer])).get(customer)!.until).toBe(next.end);
      expect(await f.history(offer)).toHaveLength(1);
    });

    it('let all go when the open window is cut, and go on with the next one', async () => {
      const f = use();
      const ids = await f.customers(3);
      const before = await f.seat(ids[0]!);
      const { offer, window } = await daily(f);
      await f.enterAt(offer, window, ids);
      const cut = new Date(Math.floor((await f.now()) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
      const recurrence = { ...offer.schedule.recurrence!, cuts: [cut] };
      const cutOffer = await f.change(offer, { schedule: { ...offer.schedule, recurrence } });
      expect(cutOffer.schedule.recurrence!.cuts).toEqual([cut]);
      expect(cutOffer).toMatchObject({ intent: 'armed', cutAt: null });
      expect(await f.leaveAll()).toMatchObject({ left: 3, restored: 3 });
      expect(await f.seat(ids[0]!)).toEqual(before);
    });

    it('let nobody go for a cut that was there before, written again with another change', async () => {
      const f = use();
      const ids = await f.customers(1);
      const cut = new Date((await f.now()) - 2 * HOUR).toISOString();
      const { offer, window } = await daily(f, { cuts: [cut] });
      await f.enterAt(offer, window, ids);
      const changed = await f.change(offer, { priority: 4 });
      expect(changed.schedule.recurrence!.cuts).toEqual([cut]);
      expect(await f.leaveAll()).toMatchObject({ left: 0 });
    });

    it('lower `until` with an earlier end of all, and raise none with a later one', async () => {
      const f = use();
      const ids = await f.customers(1);
      const { offer, window } = await daily(f);
      await f.enterAt(offer, window, ids);
      const recurrence = { ...offer.schedule.recurrence!, rule: 'FREQ=DAILY;COUNT=9' };
      const longer = await f.change(offer, { schedule: { ...offer.schedule, recurrence } });
      expect(longer.endsAt.epochMilliseconds).toBe(window.end + 8 * DAY);
      expect((await f.enrolled(ids)).get(ids[0]!)!.until).toBe(window.end);
      const earlier = Math.floor(((await f.now()) + 10 * MINUTE) / 1_000) * 1_000;
      await f.change(longer, { cutAt: earlier });
      expect((await f.enrolled(ids)).get(ids[0]!)!.until).toBe(earlier);
    });

    it('end with “end now” like others', async () => {
      const f = use();
      const ids = await f.customers(2);
      const { offer, window } = await daily(f);
      await f.enterAt(offer, window, ids);
      expect(await f.end(offer)).toMatchObject({ left: 2, restored: 2 });
    });
  });
}
