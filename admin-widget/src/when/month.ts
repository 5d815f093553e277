import { Temporal } from 'temporal-polyfill';
import type { Schedule } from '@group-offers/sync-service/offer';
import { DAY, dayOf, localAt, weekdayOf } from './wall.ts';
import { windowsIn } from './problems.ts';

/** One day of the month grid. */
export interface GridDay {
  /** ms as if UTC, midnight. */
  readonly local: number;
  /** `2026-11-27` */
  readonly date: string;
  readonly inMonth: boolean;
  readonly past: boolean;
  readonly today: boolean;
  /** The offer runs on some of it. */
  readonly open: boolean;
  readonly starts: boolean;
  readonly ends: boolean;
  /** The merchant left it out. */
  readonly except: boolean;
  /** The clock is put forward or back. */
  readonly clockChange: 'forward' | 'back' | null;
}

/**
 * The weeks that show one month.
 * @param month any local time in it, ms as if UTC  @param now as the zone's clocks show it  @param firstWeekday 1 Monday … 7 Sunday
 * @param zone the schedule's; must be one
 */
export function monthGrid(
  schedule: Schedule,
  month: number,
  now: number,
  firstWeekday: number,
): readonly (readonly GridDay[])[] {
  const zone = schedule.timezone;
  const date = new Date(month);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const begin = first - ((weekdayOf(first) - firstWeekday + 7) % 7) * DAY;
  const end = next + ((firstWeekday - weekdayOf(next) + 7) % 7) * DAY;

  // A day of margin, since the grid is in local time and the windows are instants.
  const windows = windowsIn(schedule, begin - DAY, end + DAY).map((window) => ({
    start: localAt(window.start, zone),
    end: localAt(window.end, zone),
  }));
  const starts = new Set(windows.map((window) => dayOf(window.start)));
  // An end at midnight belongs to the day before.
  const ends = new Set(windows.map((window) => dayOf(window.end - 1)));
  const except = new Set(schedule.recurrence?.except ?? []);

  const weeks: GridDay[][] = [];
  for (let local = begin; local < end; local += DAY) {
    if (weeks.length === 0 || weeks.at(-1)!.length === 7) weeks.push([]);
    const day = dayOf(local);
    weeks.at(-1)!.push({
      local,
      date: day,
      inMonth: local >= first && local < next,
      past: local + DAY <= now,
      today: local <= now && now < local + DAY,
      open: windows.some((window) => window.start < local + DAY && window.end > local),
      starts: starts.has(day),
      ends: ends.has(day),
      except: except.has(day),
      clockChange: clockChangeOn(day, zone),
    });
  }
  return weeks;
}

/** First of the months before and after. */
export function monthsFrom(month: number, months: number): number {
  const date = new Date(month);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

/** @param day `2026-10-25` @param zone must be one */
export function clockChangeOn(day: string, zone: string): GridDay['clockChange'] {
  const hours = hoursOf(day, zone);
  return hours === 24 ? null : hours < 24 ? 'forward' : 'back';
}

function hoursOf(day: string, zone: string): number {
  const start = Temporal.PlainDate.from(day);
  const at = (date: Temporal.PlainDate) => date.toZonedDateTime(zone).epochMilliseconds;
  return (at(start.add({ days: 1 })) - at(start)) / 3_600_000;
}
