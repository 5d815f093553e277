import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import type { Schedule, ZoneOffsets } from '../offer/offer.ts';
import { LOCAL_TIME } from '../offer/fields.ts';
import { problem, type Problem } from '../problems.ts';
import { asIfUtc, textOf, ZoneClock } from './zone.ts';

export interface ResolvedSchedule {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** What the merchant should be told of the chosen instants, e.g. that a local time does not exist on that day. */
  readonly notes: readonly Problem[];
}

/**
 * The instants that a schedule's own local times mean, whatever its recurrence. A time that does not exist on a day of clock change moves
 * forward by the gap, one that happens twice means the first (RFC 5545 3.3.5; Temporal calls it `compatible`).
 * @throws ProblemError when a zone or a local time cannot be read, or the end is not after the start
 */
export function resolveSingle(schedule: Schedule, zone?: ZoneOffsets): ResolvedSchedule {
  const start = resolve('start', schedule.start, schedule.timezone, zone);
  const end = resolve('end', schedule.end, schedule.timezone, zone);
  if (Temporal.Instant.compare(end.instant, start.instant) <= 0) throw notAfter(schedule);
  return { start: start.instant, end: end.instant, notes: [...start.notes, ...end.notes] };
}

export function notAfter({ start, end }: Schedule): ProblemError {
  return new ProblemError(problem('not_after', { field: 'schedule.end', value: end, at: start }));
}

/**
 * A local time of the schedule as an instant, with a note when the clock change made a choice necessary.
 * @param zone the shop's own zone data; this machine's when left out
 * @throws ProblemError
 */
export function resolve(
  field: 'start' | 'end',
  text: string,
  timezone: string,
  zone?: ZoneOffsets,
): { readonly instant: Temporal.Instant; readonly notes: readonly Problem[] } {
  const local = asIfUtc(readLocal(field, text));
  const clock = new ZoneClock(timezone, zone);
  const at = clock.instantOf(local);
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  const odd = clock.isOdd(local);
  if (odd === null) return { instant, notes: [] };
  const told = { field: `schedule.${field}`, at: text, zone: timezone };
  const taken = textOf(clock.localAt(at));
  return {
    instant,
    notes: [odd === 'twice' ? problem('clock_repeats', told) : problem('clock_skips', { ...told, taken })],
  };
}

/** @throws ProblemError */
export function readLocal(field: string, text: string): Temporal.PlainDateTime {
  try {
    if (LOCAL_TIME.test(text) && !text.endsWith(':60')) return Temporal.PlainDateTime.from(text);
  } catch {
    // A day or an hour that does not exist: told below.
  }
  throw new ProblemError(problem('not_local_time', { field: `schedule.${field}`, value: text }));
}
