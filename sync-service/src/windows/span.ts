import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { ENDLESS, type Recurrence, type Schedule, type ZoneOffsets } from '../offer/offer.ts';
import { problem, type Problem } from '../problems.ts';
import { endOf, firstOf, occurrencesFrom } from './occurrences.ts';
import { leftOutNotes } from './left-out.ts';
import { DAY, EXCEPT, readDate, readRecurring, startsOf, type Period, type RecurringSchedule } from './recurring.ts';
import { RULE } from './rule.ts';
import { resolve, resolveSingle, type ResolvedSchedule } from './schedule.ts';
import { asIfUtc, textOf } from './zone.ts';

export interface ScheduleSpan {
  /** Start of the first window. */
  readonly startsAt: Temporal.Instant;
  /** End of the last window, {@link ENDLESS} for a recurrence without end. "End now" does not change it. */
  readonly endsAt: Temporal.Instant;
  /** What the merchant should be told: clock changes, a start that the rule does not name, no end. */
  readonly notes: readonly Problem[];
}

/**
 * From when to when a schedule has windows, and what the merchant should know of it.
 * @param zone the shop's own zone data; this machine's when left out
 * @throws ProblemError: a zone, time, rule or date that cannot be read, a rule that names no day
 */
export function scheduleSpan(schedule: Schedule, zone?: ZoneOffsets): ScheduleSpan {
  const { recurrence } = schedule;
  if (recurrence === null) {
    const { start, end, notes } = resolveSingle(schedule, zone);
    return { startsAt: start, endsAt: end, notes };
  }
  const first = firstWindow(schedule, recurrence, zone);
  // Reads the cuts too: a wrong one has to be told now, not when the window is open.
  occurrencesFrom(schedule, instant(first.start), zone).next();
  const { rule } = readRecurring(schedule, recurrence, zone);
  const endless = rule.until === null && rule.count === null;
  return {
    startsAt: instant(first.start),
    endsAt: endless ? Temporal.Instant.from(ENDLESS) : instant(endOf(schedule, recurrence, zone)),
    notes: [
      ...(endless ? [problem('endless', { field: 'schedule.recurrence' })] : []),
      ...notesOf(schedule, recurrence, first, zone),
    ],
  };
}

/**
 * The first window of a schedule, or its only one.
 * @throws ProblemError as {@link scheduleSpan}
 */
export function resolveSchedule(schedule: Schedule, zone?: ZoneOffsets): ResolvedSchedule {
  const { recurrence } = schedule;
  if (recurrence === null) return resolveSingle(schedule, zone);
  const first = firstWindow(schedule, recurrence, zone);
  return {
    start: instant(first.start),
    end: instant(first.end),
    notes: notesOf(schedule, recurrence, first, zone),
  };
}

function firstWindow(schedule: Schedule, recurrence: Recurrence, zone?: ZoneOffsets): Period {
  const first = firstOf(schedule, recurrence, zone);
  if (first !== null) return first;
  const code = recurrence.except.length > 0 ? 'no_day_left' : 'no_day';
  throw new ProblemError(problem(code, { field: RULE, value: recurrence.rule, at: schedule.start }));
}

const instant = (ms: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(ms);

/** Notes are about the windows of the first two years (and of seconds, no more than that many). */
const LOOKED_AT = 732;

function notesOf(schedule: Schedule, recurrence: Recurrence, first: Period, zone?: ZoneOffsets): Problem[] {
  const read = readRecurring(schedule, recurrence, zone);
  const notes: Problem[] = [];
  const starts: number[] = [];
  for (const local of startsOf(read)) {
    if (starts.push(local) >= LOOKED_AT || local - starts[0]! > LOOKED_AT * DAY) break;
  }

  if (starts[0] !== undefined && starts[0] !== read.start) {
    const taken = textOf(starts[0]);
    notes.push(problem('other_start', { field: 'schedule.start', at: schedule.start, taken }));
  }
  if (first.end > read.clock.instantOf((starts[0] ?? 0) + read.length)) {
    notes.push(problem('windows_overlap', { field: 'schedule.end' }));
  }
  const odd = (field: 'start' | 'end', locals: readonly number[]): void => {
    for (const problem of ['missing', 'twice'] as const) {
      const local = locals.find((each) => read.clock.isOdd(each) === problem);
      if (local !== undefined) notes.push(...resolve(field, textOf(local), schedule.timezone, zone).notes);
    }
  };
  odd('start', starts);
  odd(
    'end',
    starts.map((each) => each + read.length),
  );
  const never = starts.find((each) => read.clock.instantOf(each) >= read.clock.instantOf(each + read.length));
  if (never !== undefined) {
    notes.push(problem('window_left_out', { field: 'schedule.end', at: textOf(never) }));
  }
  return [...notes, ...leftOutNotes(read, recurrence), ...idleExceptions(read, recurrence)];
}

/** Dates left out on which no window would start: a slip of the pen, or the end's date. */
function idleExceptions(read: RecurringSchedule, recurrence: Recurrence): Problem[] {
  if (read.except.size === 0) return [];
  const named = new Set<number>();
  const last = Math.max(...read.except);
  for (const local of startsOf({ ...read, except: new Set() })) {
    const day = Math.floor(local / DAY);
    if (day > last) break;
    named.add(day);
  }
  return recurrence.except
    .filter((date) => !named.has(asIfUtc(readDate(date)) / DAY))
    .map((day) => problem('idle_exception', { field: EXCEPT, day }));
}
