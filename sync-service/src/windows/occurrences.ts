import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import type { Recurrence, Schedule, ZoneOffsets } from '../offer/offer.ts';
import { problem } from '../problems.ts';
import { merged, readRecurring, resolved, type Period, type RecurringSchedule } from './recurring.ts';
import { resolveSingle } from './schedule.ts';

/** One window of a schedule, [start, end). */
export interface Occurrence {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * The windows of a schedule that end after `from` and start before `until`, ascending: overlapping ones merged (touching ones stay two),
 * then cut where the merchant ended one. Each start and end is resolved on its own day (`compatible`, RFC 5545 3.3.5).
 * @param zone the shop's own zone data; this machine's when left out
 * @throws ProblemError when the schedule cannot be read
 */
export function occurrencesOf(
  schedule: Schedule,
  from: Temporal.Instant,
  until: Temporal.Instant,
  zone?: ZoneOffsets,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const each of occurrencesFrom(schedule, from, zone)) {
    if (Temporal.Instant.compare(each.start, until) >= 0) break;
    found.push(each);
  }
  return found;
}

/** Those that end after `from`, one by one. @throws ProblemError as {@link occurrencesOf} */
export function* occurrencesFrom(
  schedule: Schedule,
  from: Temporal.Instant,
  zone?: ZoneOffsets,
): Generator<Occurrence> {
  const after = from.epochMilliseconds;
  if (schedule.recurrence === null) {
    const { start, end } = resolveSingle(schedule, zone);
    if (Temporal.Instant.compare(end, from) > 0) yield { start, end };
    return;
  }
  const cuts = readCuts(schedule.recurrence);
  for (const { start, end } of mergedFrom(schedule, schedule.recurrence, after, zone)) {
    const cut = cuts.find((each) => each >= start && each < end) ?? end;
    if (cut > after && cut > start) yield { start: instant(start), end: instant(cut) };
  }
}

/** Whether the schedule names any window at all, and the first one. Not cut. */
export function firstOf(schedule: Schedule, recurrence: Recurrence, zone?: ZoneOffsets): Period | null {
  for (const first of mergedFrom(schedule, recurrence, -Infinity, zone)) return first;
  return null;
}

/** The end (ms) of the last one of a recurrence with UNTIL or COUNT. Not cut. */
export function endOf(schedule: Schedule, recurrence: Recurrence, zone?: ZoneOffsets): number {
  let end = -Infinity;
  for (const each of mergedFrom(schedule, recurrence, -Infinity, zone)) end = each.end;
  return end;
}

const instant = (ms: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(ms);

/** Ascending, ms. */
function readCuts(recurrence: Recurrence): readonly number[] {
  const read = (text: string): number => {
    try {
      return Temporal.Instant.from(text).epochMilliseconds;
    } catch {
      throw new ProblemError(problem('no_instant', { field: 'schedule.recurrence.cuts', value: text }));
    }
  };
  return recurrence.cuts.map(read).sort((a, b) => a - b);
}

/** The merged windows so far worked out of one schedule, and where more come from. */
interface Known {
  readonly schedule: RecurringSchedule;
  readonly windows: Period[];
  readonly more: Iterator<Period>;
  readonly forget: () => void;
}

/**
 * A window's start is known only when all that overlap it are, and these can reach back to the first. So windows are worked out from the
 * first on, once, as far as anybody asked; schedules are looked up by their text.
 */
const known = new Map<string, Known>();
const KNOWN_AT_MOST = 200;

export function* mergedFrom(
  schedule: Schedule,
  recurrence: Recurrence,
  after: number,
  zone?: ZoneOffsets,
): Generator<Period> {
  const { windows, more, forget } = knownOf(schedule, recurrence, zone);
  for (let index = firstEndingAfter(windows, after); ; index++) {
    while (index >= windows.length) {
      const next = nextOf(more, forget);
      if (next.done === true) return;
      windows.push(next.value);
    }
    if (windows[index]!.end > after) yield windows[index]!;
  }
}

/** A generator that threw is at its end for ever: it must not be taken for a rule that names no more windows. */
function nextOf(more: Iterator<Period>, forget: () => void): IteratorResult<Period> {
  try {
    return more.next();
  } catch (error) {
    forget();
    throw error;
  }
}

/** Ends ascend, since merged windows do not overlap. */
function firstEndingAfter(windows: readonly Period[], after: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (windows[middle]!.end > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function knownOf(schedule: Schedule, recurrence: Recurrence, zone?: ZoneOffsets): Known {
  const { timezone, start, end } = schedule;
  const key = JSON.stringify([timezone, start, end, recurrence.rule, recurrence.except, zone]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const read = readRecurring(schedule, recurrence, zone);
  const forget = (): void => void known.delete(key);
  const made: Known = { schedule: read, windows: [], more: merged(resolved(read)), forget };
  if (known.size >= KNOWN_AT_MOST) known.delete(known.keys().next().value!);
  known.set(key, made);
  return made;
}
