import { ShopUnavailableError, StaleVersionError } from '@group-offers/sync-service/errors';
import type { LeaveResult } from '@group-offers/sync-service/moves';
import { describe, expect, test, vi } from 'vitest';
import type { Desk } from '../shop/desk.ts';
import { letLeave, tell, type Leaving } from './perform.ts';
import { offerOf } from './samples.ts';

const NOW = Date.parse('2026-11-27T18:00:00Z');

describe('telling the shop', () => {
  const stale = new StaleVersionError('version 3 is not the stored one', 'stale_version');

  test('ends an offer that somebody else changed meanwhile all the same', async () => {
    const theirs = offerOf({ version: 4, discount: 20 });
    const change = vi.fn().mockRejectedValueOnce(stale).mockResolvedValueOnce(theirs);
    const desk = { change, offer: vi.fn().mockResolvedValue(theirs) } as unknown as Desk;
    await tell(desk, 'end', offerOf(), NOW);
    expect(change).toHaveBeenLastCalledWith(theirs, { cutAt: NOW });
  });

  test('does not resume an offer that somebody else changed meanwhile', async () => {
    const desk = { change: vi.fn().mockRejectedValue(stale) } as unknown as Desk;
    await expect(tell(desk, 'resume', offerOf({ intent: 'paused' }), NOW)).rejects.toBe(stale);
  });

  test('ends one window of an offer that comes again, and no later one', async () => {
    const change = vi.fn().mockResolvedValue(offerOf());
    const schedule = {
      ...offerOf().schedule,
      end: '2026-11-27T22:00',
      recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR', except: [], cuts: [] },
    };
    await tell({ change } as unknown as Desk, 'endWindow', offerOf({ schedule }), NOW);
    const [, changes] = change.mock.lastCall!;
    expect(changes.schedule.recurrence.cuts).toEqual(['2026-11-27T18:00:00Z']);
    expect(changes.cutAt).toBeUndefined();
  });
});

describe('letting customers go', () => {
  test('asks step by step until nobody is due, and the bar never goes back', async () => {
    const steps: Leaving[] = [];
    const leave = stepsOf(
      { left: 2_000, remaining: 3_000, staffKept: 4, next: 'first' },
      { left: 2_500, remaining: 500, next: 'second' },
      { left: 500 },
    );
    const gone = await letLeave({ leave }, 4_800, (step) => steps.push(step));
    expect(steps.map(({ left, total }) => `${left}/${total}`)).toEqual([
      '0/4800',
      '2000/5000',
      '4500/5000',
      '5000/5000',
    ]);
    expect(gone).toMatchObject({ left: 5_000, staffKept: 4 });
    // Each goes on where the one before ended.
    expect(leave.mock.calls).toEqual([[null], ['first'], ['second']]);
  });

  test('says who is still at the checkout', async () => {
    const gone = await letLeave({ leave: stepsOf({ left: 10, deferred: 2 }) }, 12, () => undefined);
    expect(gone).toMatchObject({ left: 10, deferred: 2 });
  });

  test('gives up when nobody moves any more', async () => {
    const leave = vi.fn(() => Promise.resolve(result({ left: 0, remaining: 7 })));
    await expect(letLeave({ leave }, 7, () => undefined)).rejects.toBeInstanceOf(ShopUnavailableError);
    expect(leave).toHaveBeenCalledTimes(5);
  });
});

function result(step: Partial<LeaveResult>): LeaveResult {
  return {
    left: 0,
    restored: step.left ?? 0,
    staffKept: 0,
    changedElsewhere: 0,
    corrected: 0,
    deleted: 0,
    deferred: 0,
    remaining: 0,
    next: null,
    nextDue: null,
    longestLockMs: 1,
    ...step,
  };
}

function stepsOf(...steps: Partial<LeaveResult>[]) {
  const waiting = [...steps];
  return vi.fn<Desk['leave']>(() => Promise.resolve(result(waiting.shift()!)));
}
