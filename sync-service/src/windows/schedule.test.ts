import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/support/refusal.ts';
import { problem, type Params, type ProblemCode } from '../problems.ts';
import { resolveSchedule } from './span.ts';

const at = (timezone: string, start: string, end: string) => {
  const { start: from, end: to, notes } = resolveSchedule({ timezone, start, end, recurrence: null });
  return { start: from.toString(), end: to.toString(), notes };
};

describe('a schedule becomes two instants', () => {
  it('an ordinary weekend in Madrid', () => {
    expect(at('Europe/Madrid', '2026-11-27T18:00', '2026-11-29T23:59')).toEqual({
      start: '2026-11-27T17:00:00Z',
      end: '2026-11-29T22:59:00Z',
      notes: [],
    });
  });

  it('the hour that does not exist moves forward, and says so', () => {
    const { start, notes } = at('Europe/Madrid', '2026-03-29T02:30', '2026-03-29T12:00');
    expect(start).toBe('2026-03-29T01:30:00Z');
    expect(notes).toEqual([
      problem('clock_skips', {
        field: 'schedule.start',
        at: '2026-03-29T02:30',
        zone: 'Europe/Madrid',
        taken: '2026-03-29T03:30',
      }),
    ]);
  });

  it('the hour that happens twice means the first, and says so', () => {
    const { end, notes } = at('America/New_York', '2026-10-31T00:00', '2026-11-01T01:30');
    expect(end).toBe('2026-11-01T05:30:00Z');
    expect(notes).toEqual([
      problem('clock_repeats', { field: 'schedule.end', at: '2026-11-01T01:30', zone: 'America/New_York' }),
    ]);
  });

  it('a zone that changes by half an hour', () => {
    expect(at('Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T12:00').start).toBe('2026-10-03T15:45:00Z');
  });

  it.each<[string, string, string, ProblemCode, Params]>([
    ['Europe/Madird', '2026-11-27T18:00', '2026-11-28T18:00', 'no_time_zone', { value: 'Europe/Madird' }],
    ['UTC', 'Friday', '2026-11-28T18:00', 'not_local_time', { field: 'schedule.start', value: 'Friday' }],
    ['UTC', '2026-11-28T18:00', '2026-11-28T18:00', 'not_after', { field: 'schedule.end' }],
    ['UTC', '2026-02-30T18:00', '2026-11-28T18:00', 'not_local_time', { value: '2026-02-30T18:00' }],
  ])('refuses %s %s – %s, naming the field', (timezone, start, end, code, params) => {
    expect(() => at(timezone, start, end)).toThrow(refusal(code, params));
  });
});
