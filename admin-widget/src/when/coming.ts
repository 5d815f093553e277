import type { Schedule } from '@group-offers/sync-service/offer';
import { occurrencesOf, type Occurrence } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { DAY, localAt } from './wall.ts';

/**
 * The next windows that are not over at `now` (ms), at most so many. A schedule that names one in years is asked for as long as it takes, up
 * to ten years.
 * @param schedule one that can be read
 */
export function comingWindows(schedule: Schedule, now: number, atMost: number): readonly Occurrence[] {
  const from = Temporal.Instant.fromEpochMilliseconds(Math.floor(now));
  let found: readonly Occurrence[] = [];
  for (const days of [60, 800, 3_660]) {
    found = occurrencesOf(schedule, from, from.add({ hours: 24 * days }));
    // The end of one that runs on cannot be known before all that overlap it are; none is missing for that.
    if (found.length >= atMost) break;
  }
  return found.slice(0, atMost);
}

/** A change of the clock inside of a window: it is longer or shorter than the times on the wall suggest. */
export interface ClockChange {
  /** Its day, ms as if UTC. */
  readonly day: number;
  /** Minutes that the window gains; negative when it loses them. */
  readonly minutes: number;
}

/** The first change of the clock while these windows run. @param zone must be one */
export function clockChangeIn(windows: readonly Occurrence[], zone: string): ClockChange | null {
  for (const { start, end } of windows) {
    const change = start.toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    if (change === null || Temporal.Instant.compare(change.toInstant(), end) >= 0) continue;
    const before = change.subtract({ nanoseconds: 1 }).offsetNanoseconds;
    const minutes = (before - change.offsetNanoseconds) / 60e9;
    const day = Math.floor(localAt(change.toInstant(), zone) / DAY) * DAY;
    if (minutes !== 0) return { day, minutes };
  }
  return null;
}
