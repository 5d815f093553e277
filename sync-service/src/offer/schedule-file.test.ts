import { describe, expect, it } from 'vitest';
import { scheduleSpan } from '../windows/index.ts';
import { problemText } from '../messages/index.ts';
import { checked } from './checked.ts';
import { rotationInFile, scheduleInFile } from './schedule-file.ts';

const times = { timezone: 'Europe/Madrid', start: '2027-03-05T18:00', end: '2027-03-07T23:59' };
const recurring = (recurrence: unknown) => scheduleInFile.parse({ ...times, recurrence }).recurrence;

describe('windows that come again, in a file', () => {
  it.each<[string, unknown, string]>([
    ['every Friday', { every: 'friday' }, 'FREQ=WEEKLY;BYDAY=FR'],
    ['several days', { every: ['Friday', ' saturday '] }, 'FREQ=WEEKLY;BYDAY=FR,SA'],
    ['the first Monday of the month', { every: ' first  monday' }, 'FREQ=MONTHLY;BYDAY=1MO'],
    ['the last Sunday of the month', { every: 'last sunday' }, 'FREQ=MONTHLY;BYDAY=-1SU'],
    ['each day', { every: 'day' }, 'FREQ=DAILY'],
    ['every second week', { every: '2 weeks' }, 'FREQ=WEEKLY;INTERVAL=2'],
    ['each year, five times', { every: 'year', times: 5 }, 'FREQ=YEARLY;COUNT=5'],
    ['until a day', { every: 'month', until: '2027-12-31' }, 'FREQ=MONTHLY;UNTIL=20271231T235959'],
    ['until a time', { every: 'month', until: '2027-12-31T18:00' }, 'FREQ=MONTHLY;UNTIL=20271231T180000'],
    ['by RFC 5545, with a space', { rule: ' FREQ=DAILY;INTERVAL=1 ' }, 'FREQ=DAILY;INTERVAL=1'],
    ['by RFC 5545', { rule: 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1FR' }, 'FREQ=YEARLY;BYMONTH=3;BYDAY=1FR'],
  ])('say %s, which windows/ can read', (_, written, rule) => {
    expect(recurring(written)).toMatchObject({ rule, except: [] });
    const span = scheduleSpan({ ...times, recurrence: { rule, except: [], cuts: [] } });
    expect(span.startsAt.toString()).toMatch(/^2027-0[34]-\d\dT1[67]:00:00Z$/);
  });

  it('has a window on the last day that until names', () => {
    const recurrence = { ...recurring({ every: 'friday', until: '2027-03-19' })!, cuts: [] };
    expect(scheduleSpan({ ...times, recurrence }).endsAt.toString()).toBe('2027-03-21T22:59:00Z');
  });

  it('leaves dates out', () => {
    expect(recurring({ every: 'friday', except: ['2027-03-12'] })).toMatchObject({ except: ['2027-03-12'] });
  });

  it.each<[string, unknown, RegExp]>([
    ['neither every nor rule', {}, /^recurrence: .* is not accepted; write \{ every: friday \} \| \{ rule: /],
    [
      'both',
      { every: 'day', rule: 'FREQ=DAILY' },
      /^recurrence: .* is not accepted; write \{ every: friday \} \| \{ rule: /,
    ],
    [
      'a day that is none',
      { every: 'fryday' },
      /^recurrence\.every: "fryday" is not accepted; write day \| week \| month/,
    ],
    ['the fifth Monday', { every: 'fifth monday' }, /^recurrence\.every: "fifth monday"/],
    ['the first of no day', { every: 'first fryday' }, /^recurrence\.every: "first fryday"/],
    ['more than a day', { every: 'first monday today' }, /^recurrence\.every: "first monday today"/],
    ['every 0 days', { every: '0 days' }, /^recurrence\.every: "0 days"/],
    ['no days', { every: [] }, /^recurrence\.every: \[\]/],
    ['times and until', { every: 'day', times: 3, until: '2027-12-31' }, /^recurrence: has times and until; keep one/],
    [
      'times beside a rule',
      { rule: 'FREQ=DAILY', times: 3 },
      /^recurrence\.rule: "FREQ=DAILY" is not accepted; write FREQ=DAILY;COUNT=3/,
    ],
    [
      'until beside a rule',
      { rule: 'FREQ=DAILY', until: '2027-12-31' },
      /^recurrence\.rule: "FREQ=DAILY" is not accepted; write FREQ=DAILY;UNTIL=2027-12-31/,
    ],
    [
      'a rule for each hour, which no shop keeps',
      { rule: 'RRULE:INTERVAL=2;FREQ=hourly' },
      /^recurrence\.rule: "RRULE:INTERVAL=2;FREQ=hourly": FREQ=HOURLY is not supported; write one of YEARLY, MONTHLY/,
    ],
    ['no times', { every: 'day', times: 0 }, /^recurrence\.times: 0 is not accepted; write 1, 2, …, 10000/],
    [
      'an until that is no date',
      { every: 'day', until: 'soon' },
      /^recurrence\.until: "soon" is not accepted; write 2027-12-31/,
    ],
    [
      'an exception that is no date',
      { every: 'day', except: ['Xmas'] },
      /^recurrence\.except\.0: "Xmas" is not accepted/,
    ],
    ['an unknown field', { every: 'day', expect: [] }, /^recurrence: expect is not known here; there are every, rule/],
    ['a text', 'weekly', /^recurrence: "weekly" is not accepted; write \{ every: friday \}/],
  ])('are refused with %s', (_, written, message) => {
    const { problems } = checked(scheduleInFile, { ...times, recurrence: written }, 'schedule', false);
    expect(problems.map(problemText)).toContainEqual(expect.stringMatching(message));
  });
});

describe('a rotation in a file', () => {
  it.each<[object, object]>([
    [
      { turn: '7 days', cohorts: 3 },
      { turn: 'P7D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null },
    ],
    [
      { turn: '1 week', capacity: 500, coolDown: 2 },
      { turn: 'P1W', by: { capacity: 500 }, coolDown: 2, maxTurns: null },
    ],
    [
      { turn: '8 hours', cohorts: 3, maxTurns: 4 },
      { turn: 'PT8H', by: { cohorts: 3 }, coolDown: 0, maxTurns: 4 },
    ],
    [
      { turn: 'P1DT12H', cohorts: 2 },
      { turn: 'P1DT12H', by: { cohorts: 2 }, coolDown: 0, maxTurns: null },
    ],
  ])('reads %j', (written, means) => {
    expect(rotationInFile.parse(written)).toEqual(means);
  });

  it.each<[string, unknown, RegExp]>([
    ['capacity 0', { turn: '7 days', capacity: 0 }, /^capacity: 0 is not accepted; write 1, 2, …, /],
    [
      'neither cohorts nor capacity',
      { turn: '7 days' },
      /^rotation: .* is not accepted; write \{ turn: 7 days, cohorts: 3 \}/,
    ],
    [
      'both',
      { turn: '7 days', cohorts: 2, capacity: 5 },
      /^rotation: .* is not accepted; write \{ turn: 7 days, cohorts: 3 \}/,
    ],
    ['half a customer', { turn: '7 days', capacity: 2.5 }, /^capacity: 2.5 is not accepted; write 1, 2, …, /],
    [
      'months, which differ in length',
      { turn: '1 month', cohorts: 2 },
      /^turn: "1 month" is not accepted; write 7 days/,
    ],
    ['a turn that is a number', { turn: 7, cohorts: 2 }, /^turn: 7 is not accepted/],
    ['nothing of a rotation', 3, /^rotation: 3 is not accepted; write \{ turn: 7 days, cohorts: 3 \}/],
  ])('is refused with %s', (_, written, message) => {
    const { problems } = checked(rotationInFile, written, 'rotation', false);
    expect(problems.map(problemText)).toContainEqual(expect.stringMatching(message));
  });
});
