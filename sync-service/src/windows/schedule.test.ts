import { describe, expect, it } from 'vitest';
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
      'schedule.start: 2026-03-29T02:30 does not exist in Europe/Madrid (clock change); taken as 2026-03-29T03:30:00+02:00',
    ]);
  });

  it('the hour that happens twice means the first, and says so', () => {
    const { end, notes } = at('America/New_York', '2026-10-31T00:00', '2026-11-01T01:30');
    expect(end).toBe('2026-11-01T05:30:00Z');
    expect(notes[0]).toContain('schedule.end: 2026-11-01T01:30 happens twice');
  });

  it('a zone that changes by half an hour', () => {
    expect(at('Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T12:00').start).toBe('2026-10-03T15:45:00Z');
  });

  it.each([
    ['Europe/Madird', '2026-11-27T18:00', '2026-11-28T18:00', 'schedule.timezone: "Europe/Madird" is no time zone'],
    ['UTC', 'Friday', '2026-11-28T18:00', 'schedule.start: "Friday" is no local date and time'],
    ['UTC', '2026-11-28T18:00', '2026-11-28T18:00', 'schedule.end: 2026-11-28T18:00 is not after schedule.start'],
    ['UTC', '2026-02-30T18:00', '2026-11-28T18:00', 'schedule.start: "2026-02-30T18:00" is no local date and time'],
  ])('refuses %s %s – %s, naming the field', (timezone, start, end, message) => {
    expect(() => at(timezone, start, end)).toThrow(message);
  });
});
