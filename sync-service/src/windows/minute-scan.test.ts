import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../offer/offer.ts';
import { occurrencesOf } from './occurrences.ts';

/**
 * Windows against what a patient person with a calendar and the wall clock of the place would mark, minute by minute over four years. The
 * wall clock comes from Intl, the calendar is counted out below; nothing here uses Temporal or the library.
 */
const FROM = Date.UTC(2020, 11, 28) / 60_000;
const MINUTES = 4 * 366 * 1440;
const ZONES = ['Europe/Madrid', 'America/New_York', 'Asia/Tehran', 'Australia/Lord_Howe', 'UTC'] as const;

/** What the wall clock shows (minutes as if UTC) in each minute from FROM on. */
function wallClock(zone: string): Int32Array {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const offsetAt = (minute: number): number => {
    const [month, day, year, hour, min] = format
      .format(minute * 60_000)
      .match(/\d+/g)!
      .map(Number);
    return Date.UTC(year!, month! - 1, day, hour, min) / 60_000 - minute;
  };
  const wall = new Int32Array(MINUTES);
  // Offsets change at quarters of an hour; a day with the same offset at both ends has one.
  for (let day = 0; day < MINUTES; day += 1440) {
    const step = offsetAt(FROM + day) === offsetAt(FROM + day + 1440) ? 1440 : 15;
    for (let minute = day; minute < day + 1440; minute += step) {
      const offset = offsetAt(FROM + minute);
      for (let each = minute; each < minute + step; each++) wall[each] = each + offset;
    }
  }
  return wall;
}

/** The minute in which the wall clock first shows a time; one that it never shows is as long after the last time before as it says. */
function minuteOf(wall: Int32Array): (shown: number) => number {
  const first = new Int32Array(MINUTES + 4 * 1440).fill(-1);
  for (let minute = MINUTES - 1; minute >= 0; minute--) first[wall[minute]! + 1440] = minute;
  return (shown) => {
    let before = shown;
    while (first[before + 1440] === -1) before--;
    return first[before + 1440]! + (shown - before);
  };
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
interface Rule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  readonly interval: number;
  readonly weekdays: readonly number[];
  /** Of MONTHLY: the nth weekday (from the end when negative), or days of the month when null. */
  readonly nth: number | null;
  readonly monthDays: readonly number[];
  readonly limit: 'none' | 'count' | 'until';
  readonly many: number;
}

const utcDate = (day: number) => new Date(day * 86_400_000);
const dateText = (day: number) => utcDate(day).toISOString().slice(0, 10);

function ruleText(rule: Rule, startDay: number): string {
  const days = rule.weekdays.map((day) => WEEKDAYS[day]);
  const by = {
    DAILY: '',
    WEEKLY: `;BYDAY=${days.join(',')}`,
    MONTHLY: rule.nth === null ? `;BYMONTHDAY=${rule.monthDays.join(',')}` : `;BYDAY=${rule.nth}${days[0]!}`,
  }[rule.freq];
  const until = dateText(startDay + rule.many * 5).replaceAll('-', '');
  const limit = { none: '', count: `;COUNT=${rule.many}`, until: `;UNTIL=${until}` }[rule.limit];
  return `FREQ=${rule.freq};INTERVAL=${rule.interval}${by}${limit}`;
}

/** Whether a day of the calendar is one that the rule names; days since 1970. */
function names(rule: Rule, startDay: number, day: number): boolean {
  const date = utcDate(day);
  if (rule.freq === 'DAILY') return (day - startDay) % rule.interval === 0;
  if (rule.freq === 'WEEKLY') {
    // 1970-01-01 was a Thursday; weeks begin on Monday.
    const weeks = Math.floor((day + 3) / 7) - Math.floor((startDay + 3) / 7);
    return weeks % rule.interval === 0 && rule.weekdays.includes(date.getUTCDay());
  }
  const start = utcDate(startDay);
  const months = (date.getUTCFullYear() - start.getUTCFullYear()) * 12 + date.getUTCMonth() - start.getUTCMonth();
  if (months % rule.interval !== 0) return false;
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const number = date.getUTCDate();
  if (rule.nth === null) return rule.monthDays.some((each) => (each > 0 ? each : length + 1 + each) === number);
  if (date.getUTCDay() !== rule.weekdays[0]) return false;
  return rule.nth > 0 ? Math.ceil(number / 7) === rule.nth : Math.ceil((length - number + 1) / 7) === -rule.nth;
}

const scene = fc.record({
  /** Within the first two years of the four. */
  startDay: fc.integer({ min: 7, max: 730 }),
  /** Often in the hours in which clocks change. */
  timeOfDay: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 220 })),
  length: fc.oneof(
    fc.integer({ min: 1, max: 180 }),
    fc.integer({ min: 180, max: 2 * 1440 }),
    fc.integer({ min: 2 * 1440, max: 10 * 1440 }),
  ),
  rule: fc.record<Rule>({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY'),
    interval: fc.integer({ min: 1, max: 4 }),
    weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
    nth: fc.constantFrom(null, 1, 2, 5, -1, -2),
    monthDays: fc.uniqueArray(fc.constantFrom(1, 15, 29, 30, 31, -1, -3), { minLength: 1, maxLength: 3 }),
    limit: fc.constantFrom('none', 'count', 'until'),
    many: fc.integer({ min: 1, max: 120 }),
  }),
  except: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 3 }),
  /** Minutes from FROM. */
  askedFrom: fc.integer({ min: 0, max: MINUTES - 1 }),
  askedFor: fc.integer({ min: 1, max: 400 * 1440 }),
});

describe('windows are those of a calendar and a wall clock, minute by minute', () => {
  it.each(ZONES)(
    'over four years in %s',
    (zone) => {
      const wall = wallClock(zone);
      const at = minuteOf(wall);
      const seed = process.env['FC_SEED'] === undefined ? Date.now() % 2 ** 31 : Number(process.env['FC_SEED']);
      const expected = new Uint8Array(MINUTES);
      const seen = new Uint8Array(MINUTES);
      const startDay0 = FROM / 1440;

      fc.assert(
        fc.property(scene, ({ startDay: day0, timeOfDay, length, rule, except, askedFrom, askedFor }) => {
          const startDay = startDay0 + day0;
          const leftOut = new Set(except.map((each) => startDay + each));
          expected.fill(0);
          let named = 0;
          for (let day = startDay; day < startDay0 + 3 * 365 + 2; day++) {
            if (!names(rule, startDay, day)) continue;
            named += 1;
            if (rule.limit === 'count' && named > rule.many) break;
            if (rule.limit === 'until' && day > startDay + rule.many * 5) break;
            if (leftOut.has(day)) continue;
            const start = (day - startDay0) * 1440 + timeOfDay;
            expected.fill(1, at(start), Math.max(at(start), at(start + length)));
          }

          const shown = (minutes: number) => new Date((startDay * 1440 + minutes) * 60_000).toISOString().slice(0, 16);
          const schedule: Schedule = {
            timezone: zone,
            start: shown(timeOfDay),
            end: shown(timeOfDay + length),
            recurrence: { rule: ruleText(rule, startDay), except: [...leftOut].map(dateText), cuts: [] },
          };
          const instant = (minute: number) => Temporal.Instant.fromEpochMilliseconds((FROM + minute) * 60_000);
          const minuteAt = (each: Temporal.Instant) => each.epochMilliseconds / 60_000 - FROM;
          // The fourth year is only there for windows that reach into it.
          const end = 3 * 365 * 1440;
          const all = occurrencesOf(schedule, instant(0), instant(end));
          seen.fill(0);
          for (const each of all) seen.fill(1, minuteAt(each.start), minuteAt(each.end));
          const wrong = expected.subarray(0, end).findIndex((member, minute) => member !== seen[minute]);
          expect(wrong === -1 ? 'every minute agrees' : `${instant(wrong).toString()} differs`).toBe(
            'every minute agrees',
          );

          // Asking for a part gives the same windows whole.
          const until = Math.min(end, askedFrom + askedFor);
          const part = occurrencesOf(schedule, instant(askedFrom), instant(until));
          const shouldBe = all.filter((each) => minuteAt(each.end) > askedFrom && minuteAt(each.start) < until);
          expect(part.map(({ start, end: ends }) => `${start} ${ends}`)).toEqual(
            shouldBe.map(({ start, end: ends }) => `${start} ${ends}`),
          );
        }),
        { seed, numRuns: 40, verbose: 1 },
      );
    },
    30_000,
  );
});
