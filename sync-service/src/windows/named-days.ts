import type { RecurrenceRule } from './rule.ts';

/**
 * The days that a rule of the calendar (DAILY to YEARLY) names, by RFC 5545 3.3.10: each period (day, week, month, year) has a set of days, the
 * BY parts choose from it, BYSETPOS from what they leave. What the rule does not say is the start's: its weekday, day of the month, month.
 *
 * Written here since the libraries of the field were wrong or did not come back: BYWEEKNO without BYDAY, rules that name no day.
 * `recurrence-dateutil.test.ts` holds it against an independent implementation.
 */

const DAY = 86_400_000;
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** One day of the calendar; `day` counts from 1970-01-01. */
interface CalendarDay {
  readonly day: number;
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly date: number;
  /** 0 Monday … 6 Sunday */
  readonly weekday: number;
}

function dayAt(day: number): CalendarDay {
  // A day of the calendar, no clock; Temporal takes 20 times as long, and an endless rule has 27,000.
  // eslint-disable-next-line no-restricted-syntax
  const utc = new Date(day * DAY);
  const weekday = (((day + 3) % 7) + 7) % 7;
  return { day, year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, date: utc.getUTCDate(), weekday };
}

const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / DAY;

/** First and last day of a period, both included. */
type Span = readonly [first: number, last: number];
const monthOf = (year: number, month: number): Span => [dayOf(year, month, 1), dayOf(year, month + 1, 0)];
const yearOf = (year: number): Span => [dayOf(year, 1, 1), dayOf(year, 12, 31)];

/**
 * Ascending, from the start's day to `last` (days since 1970). COUNT and UNTIL are the caller's.
 * @param start the first day that may be named
 */
export function* namedDays(rule: RecurrenceRule, start: number, last: number): Generator<number> {
  const isNamed = choice(rule, dayAt(start));
  for (const [first, end] of periods(rule, start, last)) {
    const found: number[] = [];
    for (let day = first; day <= end; day++) if (isNamed(dayAt(day))) found.push(day);
    for (const day of atPositions(found, rule.by.bySetPos)) {
      if (day > last) return;
      if (day >= start) yield day;
    }
  }
}

function* periods({ freq, interval, wkst }: RecurrenceRule, start: number, last: number): Generator<Span> {
  const { year, month, weekday } = dayAt(start);
  const monday = start - ((weekday - CODES.indexOf(wkst) + 7) % 7);
  const spanOf = (step: number): Span => {
    if (freq === 'DAILY') return [start + step, start + step];
    if (freq === 'WEEKLY') return [monday + 7 * step, monday + 7 * step + 6];
    if (freq === 'MONTHLY') return monthOf(year, month + step);
    return yearOf(year + step);
  };
  for (let step = 0; ; step += interval) {
    const span = spanOf(step);
    if (span[0] > last) return;
    yield span;
  }
}

/** What the rule's parts say of a day; each part leaves out what it does not name. */
function choice({ freq, by, wkst }: RecurrenceRule, start: CalendarDay): (day: CalendarDay) => boolean {
  const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = withStart(freq, by, start);
  const tests: ((day: CalendarDay) => boolean)[] = [];
  if (byMonth !== undefined) tests.push(({ month }) => byMonth.includes(month));
  if (byMonthDay !== undefined) tests.push(({ day, year, month }) => isNumbered(day, monthOf(year, month), byMonthDay));
  if (byYearDay !== undefined) tests.push(({ day, year }) => isNumbered(day, yearOf(year), byYearDay));
  if (byWeekNo !== undefined) tests.push((day) => isInWeek(day, byWeekNo, CODES.indexOf(wkst)));
  if (byDay !== undefined) {
    const inMonth = freq === 'MONTHLY' || byMonth !== undefined;
    const days = byDay.map((code) => ({ nth: Number(code.slice(0, -2)), weekday: CODES.indexOf(code.slice(-2)) }));
    tests.push((day) =>
      days.some(
        ({ nth, weekday }) =>
          weekday === day.weekday && (nth === 0 || isNthWeekday(day.day, nth, spanAround(day, inMonth))),
      ),
    );
  }
  return (day) => tests.every((test) => test(day));
}

/** The parts that a rule needs and does not have, as the start has them. */
function withStart(
  freq: RecurrenceRule['freq'],
  by: RecurrenceRule['by'],
  { month, date, weekday }: CalendarDay,
): RecurrenceRule['by'] {
  if (by.byDay !== undefined || by.byMonthDay !== undefined || by.byYearDay !== undefined || freq === 'DAILY')
    return by;
  if (freq === 'WEEKLY' || by.byWeekNo !== undefined) return { ...by, byDay: [CODES[weekday]!] };
  if (freq === 'MONTHLY' || by.byMonth !== undefined) return { ...by, byMonthDay: [date] };
  return { ...by, byMonth: [month], byMonthDay: [date] };
}

const spanAround = ({ year, month }: CalendarDay, inMonth: boolean): Span =>
  inMonth ? monthOf(year, month) : yearOf(year);

/** Counted from both ends of the span, from 1 and from -1. */
function isNumbered(day: number, [first, last]: Span, numbers: readonly number[]): boolean {
  return numbers.includes(day - first + 1) || numbers.includes(day - last - 1);
}

/** The day's weekday is known to be the one that is meant. */
function isNthWeekday(day: number, nth: number, [first, last]: Span): boolean {
  return nth > 0 ? Math.floor((day - first) / 7) + 1 === nth : -Math.floor((last - day) / 7) - 1 === nth;
}

/** Weeks begin on `wkst` and belong to the year that has most of their days (ISO 8601 for Monday). */
function isInWeek({ day, weekday }: CalendarDay, numbers: readonly number[], wkst: number): boolean {
  const begin = day - ((weekday - wkst + 7) % 7);
  const { year } = dayAt(begin + 3);
  const first = firstWeek(year, wkst);
  const number = (begin - first) / 7 + 1;
  const weeks = (firstWeek(year + 1, wkst) - first) / 7;
  return numbers.includes(number) || numbers.includes(number - weeks - 1);
}

/** The week that holds 4 January. */
function firstWeek(year: number, wkst: number): number {
  const { day, weekday } = dayAt(dayOf(year, 1, 4));
  return day - ((weekday - wkst + 7) % 7);
}

function atPositions(days: readonly number[], positions: readonly number[] | undefined): readonly number[] {
  if (positions === undefined) return days;
  const chosen = new Set(positions);
  return days.filter((_, index) => chosen.has(index + 1) || chosen.has(index - days.length));
}
