import { Temporal } from 'temporal-polyfill';
import type { Schedule } from '../offer/offer.ts';

export interface ResolvedSchedule {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** What the merchant should be told of the chosen instants, e.g. that a local time does not exist on that day. */
  readonly notes: readonly string[];
}

/**
 * The instants that a schedule's local times mean. A time that does not exist on a day of clock change moves forward by the gap,
 * one that happens twice means the first (RFC 5545 3.3.5; Temporal calls it `compatible`).
 * @throws RangeError naming the value when a zone or a local time cannot be read, or the end is not after the start
 */
export function resolveSchedule(schedule: Schedule): ResolvedSchedule {
  const start = resolve('start', schedule.start, schedule.timezone);
  const end = resolve('end', schedule.end, schedule.timezone);
  if (Temporal.Instant.compare(end.instant, start.instant) <= 0) {
    throw new RangeError(
      `schedule.end: ${schedule.end} is not after schedule.start ${schedule.start}; choose a later end`,
    );
  }
  return { start: start.instant, end: end.instant, notes: [...start.notes, ...end.notes] };
}

function resolve(field: 'start' | 'end', text: string, timezone: string) {
  const local = parse(field, text);
  const earlier = inZone(local, timezone, 'earlier');
  const later = inZone(local, timezone, 'later');
  const chosen = inZone(local, timezone, 'compatible');
  const notes: string[] = [];
  if (!earlier.equals(later)) {
    const exists = chosen.toPlainDateTime().equals(local);
    notes.push(
      `schedule.${field}: ${text} ${exists ? 'happens twice' : 'does not exist'} in ${timezone} (clock change); ` +
        `taken as ${chosen.toString({ timeZoneName: 'never' })}`,
    );
  }
  return { instant: chosen.toInstant(), notes };
}

function parse(field: string, text: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    throw new RangeError(`schedule.${field}: "${text}" is no local date and time; write it as 2026-11-27T18:00`);
  }
}

function inZone(local: Temporal.PlainDateTime, timezone: string, disambiguation: 'earlier' | 'later' | 'compatible') {
  try {
    return local.toZonedDateTime(timezone, { disambiguation });
  } catch {
    throw new RangeError(`schedule.timezone: "${timezone}" is no time zone; write a name such as Europe/Madrid`);
  }
}
