import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { ENDLESS, type Recurrence, type Schedule, type ZoneOffsets } from '../offer/offer.ts';
import { LOCAL_DATE } from '../offer/fields.ts';
import { problem } from '../problems.ts';
import { namedDays } from './named-days.ts';
import { readRule, type RecurrenceRule } from './rule.ts';
import { notAfter, readLocal } from './schedule.ts';
import { asIfUtc, ZoneClock } from './zone.ts';

export const DAY = 86_400_000;
export const EXCEPT = 'schedule.recurrence.except';
export const ENDLESS_MS = Temporal.Instant.from(ENDLESS).epochMilliseconds;

/** A period [start, end), ms. */
export interface Period {
  readonly start: number;
  readonly end: number;
  /** Its local times, ms as if UTC: what it is planned by, also where the clocks do not show them. */
  readonly local: readonly [start: number, end: number];
}

/** A schedule with a recurrence, read; local times in ms as if they were UTC. */
export interface RecurringSchedule {
  readonly clock: ZoneClock;
  readonly rule: RecurrenceRule;
  readonly start: number;
  /** Local difference of the schedule's start and end: each window's. */
  readonly length: number;
  /** Days since 1970 on which no window starts. */
  readonly except: ReadonlySet<number>;
}

/**
 * @param zone the shop's own zone data; this machine's when left out
 * @throws ProblemError: a rule or date that cannot be read, an end that is not after the start
 */
export function readRecurring(schedule: Schedule, recurrence: Recurrence, zone?: ZoneOffsets): RecurringSchedule {
  const clock = new ZoneClock(schedule.timezone, zone);
  const start = asIfUtc(readLocal('start', schedule.start));
  const length = asIfUtc(readLocal('end', schedule.end)) - start;
  if (length <= 0) throw notAfter(schedule);
  const rule = readRule(recurrence.rule);
  const except = new Set(recurrence.except.map((date) => asIfUtc(readDate(date)) / DAY));
  return { clock, rule, start, length, except };
}

export function readDate(text: string): Temporal.PlainDateTime {
  try {
    if (LOCAL_DATE.test(text)) return Temporal.PlainDate.from(text).toPlainDateTime();
  } catch {
    // Not a day of the calendar: told below.
  }
  throw new ProblemError(problem('no_date', { field: EXCEPT, value: text }));
}

/** Local starts that the rule names, ascending, from the schedule's start to 2099. */
export function* startsOf({ rule, start, except }: RecurringSchedule): Generator<number> {
  const last = Math.min(rule.until ?? Infinity, ENDLESS_MS);
  const timeOfDay = start - Math.floor(start / DAY) * DAY;
  let left = rule.count ?? Infinity;
  for (const day of namedDays(rule, Math.floor(start / DAY), Math.floor(last / DAY))) {
    if (day * DAY + timeOfDay > last || left-- <= 0) return;
    if (!except.has(day)) yield day * DAY + timeOfDay;
  }
}

/**
 * Windows as they come, not merged yet. Left out: one whose end, on a day of clock change, comes before its start (02:45 to 03:15 where
 * the clock jumps from 02:00 to 03:00: the start moves to 03:45).
 */
export function* resolved(schedule: RecurringSchedule): Generator<Period> {
  const { clock, length } = schedule;
  for (const local of startsOf(schedule)) {
    const start = clock.instantOf(local);
    const end = Math.min(clock.instantOf(local + length), ENDLESS_MS);
    if (start < end) yield { start, end, local: [local, local + length] };
  }
}

/** Overlapping ones become one, touching ones stay two. Each is given out when nothing can be added to it any more. */
export function* merged(periods: Iterable<Period>): Generator<Period> {
  let open: Period | null = null;
  for (const each of periods) {
    if (open !== null && each.start < open.end) {
      if (each.end > open.end) open = { start: open.start, end: each.end, local: [open.local[0], each.local[1]] };
      continue;
    }
    if (open !== null) yield open;
    open = each;
  }
  if (open !== null) yield open;
}
