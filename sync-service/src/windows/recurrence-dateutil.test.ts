import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readRecurring, startsOf } from './recurring.ts';
import { readRule } from './rule.ts';

/**
 * Random rules against python3-dateutil, which `npm run setup -- test` installs. Where it deviates from RFC 5545, {@link DEVIATIONS} says how,
 * and asks it in a way that it gets right. `RECURRENCE_RULES` sets how many rules, `RECURRENCE_SEED` which ones.
 */
const RULES = Number(process.env['RECURRENCE_RULES'] ?? 3_000);
const SEED = Number(process.env['RECURRENCE_SEED'] ?? 5545);
/** Local start times of so many years are compared. */
const YEARS = 6;

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const some = <T>(each: fc.Arbitrary<T>, most: number) => fc.uniqueArray(each, { minLength: 1, maxLength: most });
const sometimes = <T>(each: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: each });
const fromEitherEnd = (most: number) =>
  fc.oneof(fc.integer({ min: 1, max: most }), fc.integer({ min: -most, max: -1 }));
const dateAfter = (days: number) => new Date(Date.UTC(2025, 0, 1, 18) + days * 86_400_000).toISOString().slice(0, 19);

interface Case {
  readonly rule: string;
  /** `2026-01-31T18:00:00` */
  readonly start: string;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    start: fc.integer({ min: 0, max: 1_500 }),
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 })),
    wkst: sometimes(fc.constantFrom(...DAYS)),
    days: sometimes(some(fc.constantFrom(...DAYS), 3)),
    nth: sometimes(fromEitherEnd(5)),
    month: sometimes(some(fc.integer({ min: 1, max: 12 }), 3)),
    monthDay: sometimes(some(fromEitherEnd(31), 3)),
    yearDay: sometimes(some(fromEitherEnd(366), 3)),
    weekNo: sometimes(some(fromEitherEnd(53), 3)),
    setPos: sometimes(some(fromEitherEnd(6), 2)),
    end: fc.oneof(
      fc.constant(''),
      fc.integer({ min: 1, max: 20 }).map((count) => `;COUNT=${count}`),
      // A date alone, and a time of day at, before and after the start's.
      fc
        .tuple(fc.integer({ min: 1_500, max: 3_000 }), fc.constantFrom('', 'T180000', 'T175959', 'T235959'))
        .map(([days, time]) => `;UNTIL=${dateAfter(days).slice(0, 10).replaceAll('-', '')}${time}`),
    ),
  })
  .map(({ start, freq, interval, wkst, days, nth, month, monthDay, yearDay, weekNo, setPos, end }) => {
    const weeks = freq === 'YEARLY' ? weekNo : null;
    const numbered = nth !== null && (freq === 'MONTHLY' || (freq === 'YEARLY' && weeks === null)) ? String(nth) : '';
    const parts: readonly (readonly [string, string | number | null])[] = [
      ['FREQ', freq],
      ['INTERVAL', interval === 1 ? null : interval],
      ['WKST', wkst],
      ['BYDAY', days?.map((day) => numbered + day).join(',') ?? null],
      ['BYMONTH', month?.join(',') ?? null],
      ['BYMONTHDAY', freq === 'WEEKLY' ? null : (monthDay?.join(',') ?? null)],
      ['BYYEARDAY', freq === 'YEARLY' ? (yearDay?.join(',') ?? null) : null],
      ['BYWEEKNO', weeks?.join(',') ?? null],
      ['BYSETPOS', setPos?.join(',') ?? null],
    ];
    const named = parts.filter(([, value]) => value !== null).map((part) => part.join('='));
    return { rule: named.join(';') + end, start: dateAfter(start) };
  });

const weekdayOf = (start: string) => Temporal.PlainDateTime.from(start).dayOfWeek;
const has = (rule: string, part: string) => rule.includes(`;${part}=`);
const withDay = ({ rule, start }: Case): string =>
  has(rule, 'BYDAY') ? rule : `${rule};BYDAY=${DAYS[weekdayOf(start) - 1]}`;

/** What dateutil 2.9 does otherwise than RFC 5545 3.3.10 says, and the same question put so that it answers as the RFC does. */
const DEVIATIONS: readonly {
  readonly name: string;
  readonly why: string;
  readonly meets: (each: Case) => boolean;
  readonly asked: (each: Case) => Case;
  /** What of its answer belongs to the case. */
  readonly answered?: (starts: readonly string[], each: Case) => readonly string[];
}[] = [
  {
    name: 'BYWEEKNO alone',
    why:
      'dateutil names all seven days of the week. RFC: "Information, not contained in the rule, necessary to determine the various recurrence ' +
      'instance start time and dates are derived from the Start Time (DTSTART)": the weekday is.',
    meets: ({ rule }) => has(rule, 'BYWEEKNO') && !/;(BYDAY|BYMONTHDAY|BYYEARDAY)=/.test(rule),
    asked: (each) => ({ ...each, rule: withDay(each) }),
  },
  {
    name: 'BYSETPOS in the week of the start',
    why:
      'dateutil cuts the first week off before the start, and counts from there. RFC: BYSETPOS "operates on a set of recurrence instances in ' +
      'one interval of the recurrence rule", and a weekly one is a week that begins on WKST.',
    meets: ({ rule }) => rule.startsWith('FREQ=WEEKLY') && has(rule, 'BYSETPOS'),
    asked: (each) => {
      const wkst = DAYS.indexOf(/;WKST=(\w+)/.exec(each.rule)?.[1] ?? 'MO') + 1;
      const start = Temporal.PlainDateTime.from(each.start).subtract({ days: (weekdayOf(each.start) - wkst + 7) % 7 });
      return { rule: withDay(each).replace(/;COUNT=\d+/, ''), start: start.toString({ smallestUnit: 'second' }) };
    },
    answered: (starts, { rule, start }) =>
      starts.filter((each) => each >= start).slice(0, Number(/;COUNT=(\d+)/.exec(rule)?.[1] ?? Infinity)),
  },
  {
    name: 'UNTIL as a date',
    why: 'dateutil takes midnight. RFC: UNTIL "bounds the recurrence rule in an inclusive manner"; here a date alone means the whole day.',
    meets: ({ rule }) => /;UNTIL=\d{8}(;|$)/.test(rule),
    asked: (each) => each,
  },
];

/** What the rule says can be read in two ways, or is a slip of the pen; dateutil answers. */
const REFUSED = /^rule_alone |^rule_together .*BYWEEKNO=/;

function askDateutil(asked: readonly Case[]): readonly (readonly string[])[] {
  const lines = asked.map(({ rule, start }) => {
    const whole = rule.replace(/(;UNTIL=\d{8})(?=;|$)/, '$1T235959');
    return JSON.stringify({ rule: whole, start, last: lastOf(start) });
  });
  const script = join(import.meta.dirname, 'recurrence-dateutil.py');
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, [script], {
      input: lines.join('\n'),
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    if (status === 0)
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]);
  }
  throw new Error('python3 with dateutil is missing: npm run setup -- test');
}

const lastOf = (start: string) => `${Number(start.slice(0, 4)) + YEARS}-01-01T00:00:00`;

function ours({ rule, start }: Case): readonly string[] {
  const end = Temporal.PlainDateTime.from(start).add({ hours: 1 }).toString({ smallestUnit: 'second' });
  const read = readRecurring({ timezone: 'UTC', start, end, recurrence: null }, { rule, except: [], cuts: [] });
  const starts: string[] = [];
  for (const local of startsOf(read)) {
    const text = new Date(local).toISOString().slice(0, 19);
    if (text > lastOf(start)) break;
    starts.push(text);
  }
  return starts;
}

describe('rules of RFC 5545, held against dateutil', () => {
  it(`${RULES} random rules name the same starts for ${YEARS} years`, { timeout: 300_000 }, () => {
    const accepted: Case[] = [];
    for (const each of fc.sample(cases, { numRuns: RULES, seed: SEED })) {
      try {
        readRule(each.rule);
        accepted.push(each);
      } catch (error) {
        expect((error as Error).message, each.rule).toMatch(REFUSED);
      }
    }
    expect(accepted.length).toBeGreaterThan(RULES * 0.8);

    const met = new Set<string>();
    const asked = accepted.map((each) =>
      DEVIATIONS.filter(({ meets }) => meets(each)).reduce((rule, { name, asked: ask }) => {
        met.add(name);
        return ask(rule);
      }, each),
    );
    const answers = askDateutil(asked);
    for (const [index, each] of accepted.entries()) {
      const answer = DEVIATIONS.filter(({ meets }) => meets(each)).reduce(
        (starts, { answered }) => answered?.(starts, each) ?? starts,
        answers[index]!,
      );
      expect(ours(each), `${each.rule} from ${each.start}`).toEqual(answer);
    }
    expect([...met].sort()).toEqual(DEVIATIONS.map(({ name }) => name).sort());
  });

  it('a week of the year is that of the start’s weekday alone', () => {
    const starts = ours({ rule: 'FREQ=YEARLY;BYWEEKNO=20', start: '2027-05-18T18:00:00' });
    expect(starts.slice(0, 4)).toEqual([
      '2027-05-18T18:00:00',
      '2028-05-16T18:00:00',
      '2029-05-15T18:00:00',
      '2030-05-14T18:00:00',
    ]);
    expect(starts).toHaveLength(6);
  });

  it('a rule that names no day is found out soon', () => {
    expect(ours({ rule: 'FREQ=YEARLY;BYMONTH=2;BYYEARDAY=-252;BYWEEKNO=44', start: '2025-01-09T18:00:00' })).toEqual(
      [],
    );
  });
});
