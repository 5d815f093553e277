import { Temporal } from 'temporal-polyfill';
import type { Schedule, ZoneOffsets } from '../offer/offer.ts';
import { LOCAL_TIME } from '../offer/fields.ts';
import { asIfUtc, ZoneClock } from './zone.ts';

export interface ResolvedSchedule {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** What the merchant should be told of the chosen instants, e.g. that a local time does not exist on that day. */
  readonly notes: readonly string[];
}

/**
 * The instants that a schedule's own local times mean, whatever its recurrence. A time that does not exist on a day of clock change moves
 * forward by the gap, one that happens twice means the first (RFC 5545 3.3.5; Temporal calls it `compatible`).
 * @throws RangeError naming the value when a zone or a local time cannot be read, or the end is not after the start
 */
export function resolveSingle(schedule: Schedule, zone?: ZoneOffsets): ResolvedSchedule {
  const start = resolve('start', schedule.start, schedule.timezone, zone);
  const end = resolve('end', schedule.end, schedule.timezone, zone);
  if (Temporal.Instant.compare(end.instant, start.instant) <= 0) throw notAfter(schedule);
  return { start: start.instant, end: end.instant, notes: [...start.notes, ...end.notes] };
}

export function notAfter(schedule: Schedule): RangeError {
  return new RangeError(
    `schedule.end: ${schedule.end} is not after schedule.start ${schedule.start}; choose a later end`,
  );
}

/**
 * A local time of the schedule as an instant, with a note when the clock change made a choice necessary.
 * @param zone the shop's own zone data; this machine's when left out
 * @throws RangeError
 */
export function resolve(field: 'start' | 'end', text: string, timezone: string, zone?: ZoneOffsets) {
  const local = asIfUtc(readLocal(field, text));
  const clock = new ZoneClock(timezone, zone);
  const at = clock.instantOf(local);
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  const odd = clock.isOdd(local);
  if (odd === null) return { instant, notes: [] };
  const problem = odd === 'twice' ? 'happens twice' : 'does not exist';
  const note = `schedule.${field}: ${text} ${problem} in ${timezone} (clock change); taken as ${clock.textAt(at)}`;
  return { instant, notes: [note] };
}

/** @throws RangeError */
export function readLocal(field: string, text: string): Temporal.PlainDateTime {
  try {
    if (LOCAL_TIME.test(text) && !text.endsWith(':60')) return Temporal.PlainDateTime.from(text);
  } catch {
    // A day or an hour that does not exist: told below.
  }
  const local = text.slice(0, 16);
  const way =
    LOCAL_TIME.test(local) && text.length > 16
      ? `write ${local}, the time on the clocks there; schedule.timezone says where`
      : 'write it as 2026-11-27T18:00';
  throw new RangeError(`schedule.${field}: "${text}" is no local date and time; ${way}`);
}
