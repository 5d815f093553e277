import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { plainOffer } from '../../test/support/plain-plan.ts';
import { comingWindows, withoutOpenWindow } from './standing.ts';
import { windowsOf } from './windows.ts';

const FRIDAYS = {
  timezone: 'Europe/Madrid',
  start: '2026-11-06T18:00',
  end: '2026-11-06T22:00',
  recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR', except: [], cuts: [] },
};
const fridays = plainOffer(FRIDAYS, '2026-11-06T17:00Z', '2099-12-31T23:59:59Z', { intent: 'paused' });
const open = Temporal.Instant.from('2026-11-13T18:30:00.700Z');
const closed = Temporal.Instant.from('2026-11-14T12:00:00Z');

describe('where an offer stands', () => {
  test('a paused offer has the windows that it would have armed', () => {
    expect(comingWindows(fridays, open)![0]!.start.toString()).toBe('2026-11-13T17:00:00Z');
  });

  test('a rule that nobody can read has none, and does not throw', () => {
    const recurrence = { rule: 'FREQ=NEVER', except: [], cuts: [] };
    expect(comingWindows({ ...fridays, schedule: { ...fridays.schedule, recurrence } }, open)).toBeNull();
  });

  test('ending the open window leaves the later ones', () => {
    const schedule = withoutOpenWindow(fridays, open)!;
    expect(schedule.recurrence!.cuts).toEqual(['2026-11-13T18:30:00Z']);
    const [next] = windowsOf({ ...fridays, intent: 'armed', schedule }, open);
    expect(next!.start.toString()).toBe('2026-11-20T17:00:00Z');
  });

  test('there is nothing to end between two windows, or of an offer that does not come again', () => {
    expect(withoutOpenWindow(fridays, closed)).toBeNull();
    const once = { ...fridays, schedule: { ...fridays.schedule, recurrence: null } };
    expect(withoutOpenWindow(once, Temporal.Instant.from('2026-11-06T18:00:00Z'))).toBeNull();
  });
});
