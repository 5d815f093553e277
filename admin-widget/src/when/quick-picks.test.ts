import { describe, expect, it } from 'vitest';
import { quickPicks } from './quick-picks.ts';
import { localOf } from './wall.ts';

const picksAt = (now: string) =>
  Object.fromEntries(quickPicks(localOf(now)!).map(({ key, start, end }) => [key, `${start} – ${end}`]));

describe('periods that merchants often mean', () => {
  it('on a Monday morning in November', () => {
    expect(picksAt('2026-11-23T09:07')).toEqual({
      today: '2026-11-23T09:15 – 2026-11-23T23:59',
      weekend: '2026-11-28T00:00 – 2026-11-29T23:59',
      nextWeek: '2026-11-30T00:00 – 2026-12-06T23:59',
      monthEnd: '2026-11-23T09:15 – 2026-11-30T23:59',
      nextMonth: '2026-12-01T00:00 – 2026-12-31T23:59',
      blackFriday: '2026-11-27T00:00 – 2026-11-30T23:59',
    });
  });

  it('what has begun starts now: a Sunday, and in the middle of Black Friday', () => {
    expect(picksAt('2026-11-29T15:00')).toMatchObject({
      weekend: '2026-11-29T15:15 – 2026-11-29T23:59',
      blackFriday: '2026-11-29T15:15 – 2026-11-30T23:59',
    });
  });

  it('what is over is not offered; Black Friday is the next year’s', () => {
    const picks = picksAt('2026-11-30T23:50');
    expect(picks).not.toHaveProperty('today');
    expect(picks).not.toHaveProperty('monthEnd');
    expect(picks['blackFriday']).toBe('2027-11-26T00:00 – 2027-11-29T23:59');
  });
});
