import { describe, expect, it } from 'vitest';
import type { Schedule } from '../offer/offer.ts';
import { CALENDAR_WINDOWS, nextWindows } from './next-windows.ts';

const every = (rule: string, changes: Partial<Schedule> = {}): Schedule => ({
  timezone: 'Europe/Madrid',
  start: '2026-11-27T18:00',
  end: '2026-11-27T23:59:30',
  recurrence: { rule, except: [], cuts: [] },
  ...changes,
});
const at = (text: string) => Date.parse(text);
const BEFORE = at('2026-11-01T00:00:00Z');

describe('the windows that the shop keeps', () => {
  it('are local times, with the one that is open', () => {
    const open = at('2026-12-04T18:00:00Z');
    expect(nextWindows(every('FREQ=WEEKLY;COUNT=3'), open)).toEqual([
      ['2026-12-04T18:00', '2026-12-04T23:59:30'],
      ['2026-12-11T18:00', '2026-12-11T23:59:30'],
    ]);
  });

  it('are so many, and none of a single window', () => {
    const windows = nextWindows(every('FREQ=DAILY'), BEFORE)!;
    expect([windows.length, windows.at(-1)![0]]).toEqual([CALENDAR_WINDOWS, '2027-12-31T18:00']);
    expect(nextWindows(every('', { recurrence: null }), BEFORE)).toBeNull();
  });

  it('run as one where they overlap, and are what was planned where the clocks skip it', () => {
    const night = every('FREQ=WEEKLY;BYDAY=FR,SA;COUNT=2', { end: '2026-11-28T20:00' });
    expect(nextWindows(night, BEFORE)).toEqual([['2026-11-27T18:00', '2026-11-29T20:00']]);
    const gap = every('FREQ=DAILY;COUNT=1', { start: '2027-03-28T02:30', end: '2027-03-28T12:00' });
    expect(nextWindows(gap, BEFORE)).toEqual([['2027-03-28T02:30', '2027-03-28T12:00']]);
  });

  it('leave out what the rule does, and are not cut where the merchant ended one', () => {
    const recurrence = { rule: 'FREQ=DAILY;COUNT=3', except: ['2026-11-28'], cuts: ['2026-11-27T18:30:00Z'] };
    const windows = nextWindows(every('', { recurrence }), BEFORE)!;
    expect(windows.map(([start, end]) => `${start.slice(8)} ${end.slice(8)}`)).toEqual([
      '27T18:00 27T23:59:30',
      '29T18:00 29T23:59:30',
    ]);
  });
});
