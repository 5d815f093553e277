import type { Schedule, ZoneOffsets } from '../offer/offer.ts';
import { mergedFrom } from './occurrences.ts';
import { textOf } from './zone.ts';

/** Windows that the shop keeps of an offer that comes again: it lets nobody in outside of them. */
export const CALENDAR_WINDOWS = 400;

/** Local start and end, `2026-11-27T18:00`. */
export type CalendarWindow = readonly [start: string, end: string];

/**
 * The next windows of a schedule that comes again as local times, those that end after `from` (ms), not cut; null of a single window, which
 * the shop knows itself.
 * @throws ProblemError when the schedule cannot be read
 */
export function nextWindows(schedule: Schedule, from: number, zone?: ZoneOffsets): readonly CalendarWindow[] | null {
  if (schedule.recurrence === null) return null;
  const windows: CalendarWindow[] = [];
  for (const { local } of mergedFrom(schedule, schedule.recurrence, from, zone)) {
    windows.push([textOf(local[0]), textOf(local[1])]);
    if (windows.length === CALENDAR_WINDOWS) break;
  }
  return windows;
}
