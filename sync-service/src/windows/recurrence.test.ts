import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/support/refusal.ts';
import { problem, type Params, type Problem, type ProblemCode } from '../problems.ts';
import { ENDLESS, type Recurrence, type Schedule } from '../offer/offer.ts';
import { occurrencesOf } from './occurrences.ts';
import { resolveSchedule, scheduleSpan } from './span.ts';

const schedule = (
  timezone: string,
  start: string,
  end: string,
  rule: string,
  more: Partial<Recurrence> = {},
): Schedule => ({ timezone, start, end, recurrence: { rule, except: [], cuts: [], ...more } });

/** Windows as the zone's clocks show them, `2026-11-27T18:00+01:00 – 2026-11-29T23:59+01:00`. */
function windowsIn(of: Schedule, from: string, until: string): string[] {
  const show = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(of.timezone).toString({ timeZoneName: 'never', smallestUnit: 'minute' });
  return occurrencesOf(of, Temporal.Instant.from(from), Temporal.Instant.from(until)).map(
    ({ start, end }) => `${show(start)} – ${show(end)}`,
  );
}

/** What a rule passes over. */
const passed = (code: ProblemCode, params: Params = {}): Problem => ({
  code,
  params: { field: 'schedule.recurrence', ...params },
});

describe('an offer comes again', () => {
  it('every Friday 18:00 to Sunday 23:59, the clock going back in between', () => {
    const weekends = schedule('Europe/Madrid', '2026-10-16T18:00', '2026-10-18T23:59', 'FREQ=WEEKLY;BYDAY=FR');
    expect(windowsIn(weekends, '2026-10-01T00:00Z', '2026-11-01T00:00Z')).toEqual([
      '2026-10-16T18:00+02:00 – 2026-10-18T23:59+02:00',
      '2026-10-23T18:00+02:00 – 2026-10-25T23:59+01:00',
      '2026-10-30T18:00+01:00 – 2026-11-01T23:59+01:00',
    ]);
  });

  it('the first Monday of the month', () => {
    const mondays = schedule('Europe/Madrid', '2026-11-02T08:00', '2026-11-02T20:00', 'FREQ=MONTHLY;BYDAY=1MO');
    expect(windowsIn(mondays, '2026-11-01T00:00Z', '2027-02-15T00:00Z')).toEqual([
      '2026-11-02T08:00+01:00 – 2026-11-02T20:00+01:00',
      '2026-12-07T08:00+01:00 – 2026-12-07T20:00+01:00',
      '2027-01-04T08:00+01:00 – 2027-01-04T20:00+01:00',
      '2027-02-01T08:00+01:00 – 2027-02-01T20:00+01:00',
    ]);
  });

  it('the 02:30 of the day on which the clock jumps is 03:30, and is not lost', () => {
    const nights = schedule('Europe/Madrid', '2026-03-28T02:30', '2026-03-28T05:00', 'FREQ=DAILY;COUNT=3');
    expect(windowsIn(nights, '2026-03-01T00:00Z', '2026-05-01T00:00Z')).toEqual([
      '2026-03-28T02:30+01:00 – 2026-03-28T05:00+01:00',
      '2026-03-29T03:30+02:00 – 2026-03-29T05:00+02:00',
      '2026-03-30T02:30+02:00 – 2026-03-30T05:00+02:00',
    ]);
    expect(scheduleSpan(nights).notes).toEqual([
      problem('clock_skips', {
        field: 'schedule.start',
        at: '2026-03-29T02:30',
        zone: 'Europe/Madrid',
        taken: '2026-03-29T03:30',
      }),
    ]);
  });

  it('the hour that happens twice is the first one, for a start and for an end', () => {
    const nights = schedule('America/New_York', '2026-10-31T01:30', '2026-10-31T05:00', 'FREQ=DAILY;COUNT=2');
    expect(windowsIn(nights, '2026-10-01T00:00Z', '2026-12-01T00:00Z')[1]).toBe(
      '2026-11-01T01:30-04:00 – 2026-11-01T05:00-05:00',
    );
    const evenings = schedule('America/New_York', '2026-10-30T20:00', '2026-10-31T01:30', 'FREQ=DAILY;COUNT=2');
    expect(windowsIn(evenings, '2026-10-01T00:00Z', '2026-12-01T00:00Z')[1]).toBe(
      '2026-10-31T20:00-04:00 – 2026-11-01T01:30-04:00',
    );
    expect(scheduleSpan(evenings).notes[0]).toEqual(
      problem('clock_repeats', { field: 'schedule.end', at: '2026-11-01T01:30', zone: 'America/New_York' }),
    );
  });

  it('half an hour inside the hour that does not exist is half an hour after it', () => {
    const inside = schedule('Europe/Madrid', '2026-03-28T02:15', '2026-03-28T02:45', 'FREQ=DAILY;COUNT=2');
    expect(windowsIn(inside, '2026-03-01T00:00Z', '2026-05-01T00:00Z')[1]).toBe(
      '2026-03-29T03:15+02:00 – 2026-03-29T03:45+02:00',
    );
  });

  it('a window that would end before it starts on the day of the clock change is left out, and it is said', () => {
    const across = schedule('Europe/Madrid', '2026-03-28T02:45', '2026-03-28T03:15', 'FREQ=DAILY;COUNT=3');
    expect(windowsIn(across, '2026-03-01T00:00Z', '2026-05-01T00:00Z')).toEqual([
      '2026-03-28T02:45+01:00 – 2026-03-28T03:15+01:00',
      '2026-03-30T02:45+02:00 – 2026-03-30T03:15+02:00',
    ]);
    expect(scheduleSpan(across).notes).toContainEqual(
      problem('window_left_out', { field: 'schedule.end', at: '2026-03-29T02:45' }),
    );
  });

  it('dates left out are left out, and still count', () => {
    const rule = 'FREQ=WEEKLY;COUNT=3';
    const fridays = schedule('UTC', '2026-12-18T18:00', '2026-12-19T00:00', rule, { except: ['2026-12-25'] });
    expect(windowsIn(fridays, '2026-01-01T00:00Z', '2028-01-01T00:00Z')).toEqual([
      '2026-12-18T18:00+00:00 – 2026-12-19T00:00+00:00',
      '2027-01-01T18:00+00:00 – 2027-01-02T00:00+00:00',
    ]);
    expect(scheduleSpan(fridays).endsAt.toString()).toBe('2027-01-02T00:00:00Z');
    const slip = schedule('UTC', '2026-12-18T18:00', '2026-12-19T00:00', rule, { except: ['2026-12-26'] });
    expect(scheduleSpan(slip).notes).toEqual([
      problem('idle_exception', { field: 'schedule.recurrence.except', day: '2026-12-26' }),
    ]);
  });

  it.each([
    [
      '2027-03-05',
      'FREQ=WEEKLY;COUNT=3',
      ['2027-03-12'],
      { code: 'windows_excepted', params: { field: 'schedule.recurrence.except', left: 1, named: 3, remain: 2 } },
    ],
    ['2027-01-31', 'FREQ=MONTHLY', [], passed('months_without_day', { date: 31 })],
    ['2027-01-31', 'FREQ=MONTHLY;BYMONTH=1,4', [], passed('months_without_day', { date: 31 })],
    ['2027-01-15', 'FREQ=MONTHLY;BYMONTHDAY=15,30', [], passed('months_without_day', { date: 30 })],
    ['2027-01-31', 'FREQ=MONTHLY;BYMONTH=1,3', [], null],
    ['2027-01-31', 'FREQ=MONTHLY;BYMONTHDAY=-1', [], null],
    ['2027-01-31', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', [], null],
    ['2027-01-31', 'FREQ=YEARLY', [], null],
    ['2028-02-29', 'FREQ=YEARLY', [], passed('years_without_leap_day')],
    ['2028-02-29', 'FREQ=YEARLY;INTERVAL=4', [], null],
    ['2027-01-29', 'FREQ=MONTHLY;BYDAY=5FR', [], passed('months_without_fifth')],
    ['2027-01-29', 'FREQ=MONTHLY;BYDAY=-1FR', [], null],
    ['2028-12-31', 'FREQ=YEARLY;BYYEARDAY=366', [], passed('years_without_day_366')],
    ['2026-12-28', 'FREQ=YEARLY;BYWEEKNO=53', [], passed('years_without_week_53')],
  ])('what is passed over is told: from %s, %s without %j', (day, rule, except, note) => {
    const { notes } = scheduleSpan(schedule('UTC', `${day}T18:00`, `${day}T20:00`, rule, { except }));
    const told = notes.filter(({ code }) => code !== 'endless');
    expect(told).toEqual(note === null ? [] : [note]);
  });

  it.each([
    ['FREQ=DAILY;UNTIL=20261129', 3],
    ['FREQ=DAILY;UNTIL=20261129T180000', 3],
    ['FREQ=DAILY;UNTIL=20261129T175959', 2],
    ['FREQ=DAILY;COUNT=4', 4],
    ['FREQ=DAILY;INTERVAL=2;COUNT=4', 4],
  ])('%s has %i windows', (rule, windows) => {
    const evenings = schedule('Europe/Madrid', '2026-11-27T18:00', '2026-11-27T22:00', rule);
    expect(windowsIn(evenings, '2020-01-01T00:00Z', '2090-01-01T00:00Z')).toHaveLength(windows);
  });

  it('a start that the rule does not name is no window, and it is said', () => {
    const tuesday = schedule('UTC', '2026-11-24T18:00', '2026-11-26T18:00', 'FREQ=WEEKLY;BYDAY=FR;COUNT=2');
    const span = scheduleSpan(tuesday);
    expect(span.startsAt.toString()).toBe('2026-11-27T18:00:00Z');
    expect(span.endsAt.toString()).toBe('2026-12-06T18:00:00Z');
    expect(span.notes).toEqual([
      problem('other_start', { field: 'schedule.start', at: '2026-11-24T18:00', taken: '2026-11-27T18:00' }),
    ]);
    expect(resolveSchedule(tuesday)).toMatchObject({ start: span.startsAt });
  });

  it('without end, it is said', () => {
    const span = scheduleSpan(schedule('UTC', '2026-11-27T18:00', '2026-11-28T18:00', 'FREQ=WEEKLY'));
    expect(span.endsAt.toString()).toBe(ENDLESS);
    expect(span.notes).toEqual([passed('endless')]);
  });

  it('touching windows stay two', () => {
    const days = schedule('Europe/Madrid', '2026-10-24T00:00', '2026-10-25T00:00', 'FREQ=DAILY');
    expect(windowsIn(days, '2026-10-24T10:00Z', '2026-10-26T10:00Z')).toEqual([
      '2026-10-24T00:00+02:00 – 2026-10-25T00:00+02:00',
      '2026-10-25T00:00+02:00 – 2026-10-26T00:00+01:00',
      '2026-10-26T00:00+01:00 – 2026-10-27T00:00+01:00',
    ]);
  });

  it('overlapping windows are one: a long weekend on every day from Friday to Sunday', () => {
    const rule = 'FREQ=WEEKLY;BYDAY=FR,SA,SU';
    const weekends = schedule('UTC', '2026-11-27T18:00', '2026-11-29T06:00', rule);
    expect(windowsIn(weekends, '2026-12-05T00:00Z', '2026-12-06T00:00Z')).toEqual([
      '2026-12-04T18:00+00:00 – 2026-12-08T06:00+00:00',
    ]);
    expect(scheduleSpan(weekends).notes).toContainEqual(problem('windows_overlap', { field: 'schedule.end' }));
  });

  it('three days on every day, without end, are one window without end', () => {
    const always = schedule('Europe/Madrid', '2020-01-01T12:00', '2020-01-04T12:00', 'FREQ=DAILY');
    for (const at of ['2020-01-01T11:30Z', '2026-11-27T00:00Z', '2080-01-01T00:00Z']) {
      const from = Temporal.Instant.from(at);
      const [only, ...more] = occurrencesOf(always, from, from.add({ hours: 24 * 365 }));
      expect(more).toEqual([]);
      expect(only!.start.toString()).toBe('2020-01-01T11:00:00Z');
      expect(only!.end.toString()).toBe(ENDLESS);
    }
    expect(scheduleSpan(always).endsAt.toString()).toBe(ENDLESS);
  });

  it('a window ended by the merchant ends there, and the next one comes', () => {
    const rule = 'FREQ=WEEKLY;BYDAY=FR';
    const cuts = ['2026-12-05T10:00:00Z', '2026-12-05T09:00:00Z', '2026-12-09T00:00:00Z'];
    const weekends = schedule('UTC', '2026-11-27T18:00', '2026-11-29T23:59', rule, { cuts });
    expect(windowsIn(weekends, '2026-11-30T00:00Z', '2026-12-13T00:00Z')).toEqual([
      '2026-12-04T18:00+00:00 – 2026-12-05T09:00+00:00',
      '2026-12-11T18:00+00:00 – 2026-12-13T23:59+00:00',
    ]);
    expect(windowsIn(weekends, '2026-12-05T09:00Z', '2026-12-05T12:00Z')).toEqual([]);
  });

  it('a window ended before it began does not come', () => {
    const cuts = ['2026-12-04T18:00:00Z'];
    const weekends = schedule('UTC', '2026-11-27T18:00', '2026-11-29T23:59', 'FREQ=WEEKLY', { cuts });
    expect(windowsIn(weekends, '2026-11-30T00:00Z', '2026-12-12T00:00Z')).toEqual([
      '2026-12-11T18:00+00:00 – 2026-12-13T23:59+00:00',
    ]);
  });

  it.each([
    ['MO', ['08-05', '08-10', '08-19', '08-24']],
    ['SU', ['08-05', '08-17', '08-19', '08-31']],
  ])('every second week, weeks beginning on %s (the example of RFC 5545)', (wkst, days) => {
    const rule = `FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${wkst}`;
    const mornings = schedule('America/New_York', '1997-08-05T09:00', '1997-08-05T10:00', rule);
    const starts = windowsIn(mornings, '1997-01-01T00:00Z', '1998-01-01T00:00Z').map((each) => each.slice(5, 10));
    expect(starts).toEqual(days);
  });

  it('all that overlap a time are found, and none besides', () => {
    const days = schedule('UTC', '2026-11-27T10:00', '2026-11-27T12:00', 'FREQ=DAILY');
    const found = (from: string, until: string) => windowsIn(days, from, until).length;
    expect(found('2026-11-28T12:00Z', '2026-11-29T10:00Z')).toBe(0);
    expect(found('2026-11-28T11:59Z', '2026-11-29T10:00Z')).toBe(1);
    expect(found('2026-11-28T11:59Z', '2026-11-29T10:01Z')).toBe(2);
    expect(found('2020-01-01T00:00Z', '2026-11-27T10:00Z')).toBe(0);
  });
});

describe('a recurrence that cannot be is refused, naming part and value', () => {
  it.each<[rule: string, code: ProblemCode, params?: Params]>([
    ['', 'rule_part', { part: '' }],
    ['every Friday', 'rule_part', { part: 'EVERY FRIDAY' }],
    ['BYDAY=FR', 'rule_frequency_missing'],
    ['FREQ=FORTNIGHTLY', 'rule_frequency', { part: 'FREQ=FORTNIGHTLY' }],
    ['FREQ=HOURLY', 'rule_frequency', { part: 'FREQ=HOURLY' }],
    ['FREQ=DAILY;FREQ=WEEKLY', 'rule_twice', { part: 'FREQ' }],
    ['FREQ=WEEKLY;BYDAY=FR;BYHOUR=9', 'rule_time_of_day', { part: 'BYHOUR' }],
    ['FREQ=WEEKLY;BYDAY=FRI', 'rule_weekday', { part: 'BYDAY=FRI' }],
    ['FREQ=WEEKLY;BYDAY=1FR', 'rule_numbered_weekday', { part: 'BYDAY=1FR' }],
    ['FREQ=MONTHLY;BYDAY=0MO', 'rule_range_signed', { part: 'BYDAY=0MO', min: 1, max: 5 }],
    ['FREQ=MONTHLY;BYDAY=6MO', 'rule_range_signed', { part: 'BYDAY=6MO', min: 1, max: 5 }],
    ['FREQ=YEARLY;BYMONTH=13', 'rule_range', { part: 'BYMONTH=13', min: 1, max: 12 }],
    ['FREQ=YEARLY;BYMONTH=-1', 'rule_range', { part: 'BYMONTH=-1', min: 1, max: 12 }],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'rule_together', { part: 'BYMONTHDAY', other: 'FREQ=WEEKLY' }],
    ['FREQ=DAILY;INTERVAL=0', 'rule_whole_number', { part: 'INTERVAL=0', min: 1, max: 1000 }],
    ['FREQ=DAILY;COUNT=10001', 'rule_whole_number', { part: 'COUNT=10001', min: 1, max: 10_000 }],
    ['FREQ=DAILY;COUNT=3;UNTIL=20261231', 'rule_count_and_until'],
    ['FREQ=DAILY;UNTIL=20261231T225959Z', 'rule_until_utc', { part: 'UNTIL=20261231T225959Z' }],
    ['FREQ=DAILY;UNTIL=20260230', 'rule_until', { part: 'UNTIL=20260230' }],
    ['FREQ=DAILY;UNTIL=tomorrow', 'rule_until', { part: 'UNTIL=TOMORROW' }],
    ['FREQ=DAILY;WKST=XX', 'rule_weekday', { part: 'WKST=XX' }],
    ['FREQ=MONTHLY;BYSETPOS=1', 'rule_alone', { part: 'BYSETPOS' }],
    ['FREQ=MONTHLY;RSCALE=HEBREW;BYMONTHDAY=1', 'rule_unknown_part', { part: 'RSCALE' }],
    ['FREQ=MONTHLY;BYEASTER=0', 'rule_unknown_part', { part: 'BYEASTER' }],
    ['FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', 'no_day', { at: '2026-11-27T18:00' }],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 'no_day', { at: '2026-11-27T18:00' }],
    ['FREQ=DAILY;UNTIL=20261126', 'no_day', { at: '2026-11-27T18:00' }],
  ])('%s', (rule, code, params) => {
    const refused = schedule('UTC', '2026-11-27T18:00', '2026-11-28T18:00', rule);
    const told = { field: 'schedule.recurrence.rule', value: rule, ...params };
    expect(() => scheduleSpan(refused)).toThrow(refusal(code, told));
  });

  it.each<[more: object, code: ProblemCode, params: Params]>([
    [{ except: ['25.12.2026'] }, 'no_date', { field: 'schedule.recurrence.except', value: '25.12.2026' }],
    [{ except: ['2026-02-30'] }, 'no_date', { field: 'schedule.recurrence.except', value: '2026-02-30' }],
    [{ except: ['2026-11-27'] }, 'no_day_left', { at: '2026-11-27T18:00' }],
    [{ cuts: ['2026-11-27T18:00'] }, 'no_instant', { field: 'schedule.recurrence.cuts', value: '2026-11-27T18:00' }],
  ])('%j', (more, code, params) => {
    const refused = schedule('UTC', '2026-11-27T18:00', '2026-11-28T18:00', 'FREQ=DAILY;COUNT=1', more);
    expect(() => scheduleSpan(refused)).toThrow(refusal(code, params));
  });

  it.each(['2026-11-27T18:00', '2026-11-26T18:00'])('an end that is not after the start: %s', (end) => {
    expect(() => scheduleSpan(schedule('UTC', '2026-11-27T18:00', end, 'FREQ=DAILY'))).toThrow(
      refusal('not_after', { field: 'schedule.end', value: end, at: '2026-11-27T18:00' }),
    );
  });

  it('a zone that is none', () => {
    expect(() => scheduleSpan(schedule('Europe/Madird', '2026-11-27T18:00', '2026-11-28T18:00', 'FREQ=DAILY'))).toThrow(
      refusal('no_time_zone', { field: 'schedule.timezone', value: 'Europe/Madird' }),
    );
  });
});
