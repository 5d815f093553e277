import { describe, expect, it } from 'vitest';
import { NotAllowedError } from '../../../../admin-widget/src/shop/transport.ts';
import type { Offer } from '../../../src/offer/offer.ts';
import { schedule } from '../../support/plain-plan.ts';
import { HOUR, MINUTE } from '../fixture.ts';
import type { PageFixture } from '../page.ts';

const DAY = 24 * HOUR;
const TURNS = { turn: 'PT10M', by: { cohorts: 3 }, coolDown: 0, maxTurns: null };

/** Windows and turns are the plan's: whoever may only move customers makes none. */
export function pageCalendarSuite(use: () => PageFixture): void {
  const daily = async ({ f }: PageFixture, changes: Partial<Offer> = {}, rule = 'FREQ=DAILY') => {
    const now = await f.now();
    const times = { ...schedule(now - HOUR, now + HOUR), recurrence: { rule, except: [], cuts: [] } };
    const offer = await f.offer({ schedule: times, ...changes });
    const start = offer.startsAt.epochMilliseconds;
    return { offer, window: { start, end: start + 2 * HOUR } };
  };
  const stored = async ({ editor }: PageFixture, { id }: Offer) => editor.desk.offer(id);
  /** What no page would send. */
  const keep = async ({ editor }: PageFixture, { id, version }: Offer, windows: readonly (readonly string[])[]) => {
    const body = { id, version, windows: JSON.stringify(windows) };
    const { status } = await editor.ask({ resource: 'group_offers', method: 'PUT', body });
    expect(status).toBe(200);
  };

  describe('the windows that the shop keeps', () => {
    it('are the only ones that customers enter', async () => {
      const all = use();
      const ids = await all.f.customers(1);
      const { offer, window } = await daily(all);
      for (const wrong of [
        { start: window.start + 30 * MINUTE, end: window.end },
        { start: window.start, end: window.end - MINUTE },
        { start: window.start, end: window.end + DAY },
      ]) {
        await expect(all.f.enterAt(offer, wrong, ids)).rejects.toMatchObject({ code: 'bad_request' });
      }
      expect(await all.f.enterAt(offer, window, ids)).toMatchObject({ entered: 1 });
    });

    it('have turns of the length that was planned, and no others', async () => {
      const all = use();
      const ids = await all.f.customers(1);
      const { offer, window } = await daily(all, { rotation: TURNS });
      const start = window.start + 60 * MINUTE;
      for (const wrong of [
        { ...window, until: window.start + 2 * HOUR },
        { ...window, start: start - MINUTE, until: start + 9 * MINUTE },
        { ...window, start, until: start + 20 * MINUTE },
      ]) {
        await expect(all.f.enterAt(offer, wrong, ids)).rejects.toMatchObject({ code: 'bad_request' });
      }
      expect(await all.f.enterAt(offer, { ...window, start, until: start + 10 * MINUTE }, ids)).toMatchObject({
        entered: 1,
      });
    });

    it('are written anew by the page without touching the plan, by whoever may edit', async () => {
      const all = use();
      const { offer } = await daily(all);
      expect((await stored(all, offer)).wantsWindows).toBeUndefined();
      await keep(all, offer, []);
      const ids = await all.f.customers(1);
      const start = offer.startsAt.epochMilliseconds;
      const entering = () => all.f.enterAt(offer, { start, end: start + 2 * HOUR }, ids);
      await expect(entering()).rejects.toMatchObject({ problem: { code: 'no_window', params: { id: offer.id } } });

      await expect(all.viewer.desk.topUp(offer)).rejects.toBeInstanceOf(NotAllowedError);
      await all.editor.desk.topUp(offer);
      expect((await stored(all, offer)).version).toBe(offer.version);
      expect(await entering()).toMatchObject({ entered: 1 });
    });

    it('are asked for while they do not reach the offer’s end', async () => {
      const all = use();
      const { offer } = await daily(all, {}, 'FREQ=DAILY;COUNT=5');
      expect((await stored(all, offer)).wantsWindows).toBeUndefined();
      await keep(all, offer, [[offer.schedule.start, offer.schedule.end]]);
      expect((await stored(all, offer)).wantsWindows).toBe(true);
    });
  });
}
