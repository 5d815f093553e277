import { Temporal } from 'temporal-polyfill';
import { DAY, localAt, weekdayOf, type Wall } from './wall.ts';

/** The stretch of time that the timeline shows, instants in ms. */
export interface TimelineView {
  readonly zoom: Zoom;
  readonly from: number;
  readonly until: number;
  /** First and last day, ms as if UTC. */
  readonly days: readonly [number, number];
}
export const ZOOMS = ['week', 'month', 'quarter'] as const;
export type Zoom = (typeof ZOOMS)[number];

/** Days shown, of these before the day looked at, and how far one step goes. */
const LENGTHS: Readonly<Record<Zoom, { shown: number; before: number; step: number }>> = {
  week: { shown: 7, before: 1, step: 7 },
  month: { shown: 35, before: 7, step: 28 },
  quarter: { shown: 91, before: 14, step: 84 },
};

export const stepOf = (zoom: Zoom): number => LENGTHS[zoom].step * DAY;

/** @param day the one looked at, ms as if UTC  @param zone must be one */
export function viewAround(day: number, zoom: Zoom, zone: string, firstWeekday: number): TimelineView {
  const { shown, before } = LENGTHS[zoom];
  let first = Math.floor(day / DAY) * DAY - before * DAY;
  if (zoom !== 'week') first -= ((weekdayOf(first) - firstWeekday + 7) % 7) * DAY;
  const end = first + shown * DAY;
  return { zoom, from: instantOf(first, zone), until: instantOf(end, zone), days: [first, end - DAY] };
}

/** A line of the axis, with its text; null: a line alone. */
export interface Tick {
  /** ms */
  readonly at: number;
  readonly label: readonly [string, string] | null;
}

/** Pixels that a label of the axis needs. */
const LABEL_WIDTH = { week: 36, month: 60, quarter: 60 } as const;

/** @param width of the axis, in pixels */
export function ticksOf({ zoom, days: [first, last] }: TimelineView, zone: string, width: number, wall: Wall): Tick[] {
  const days = zoom === 'week' ? 1 : 7;
  const count = Math.round((last - first) / DAY + 1) / days;
  const every = Math.max(1, Math.ceil((LABEL_WIDTH[zoom] * count) / Math.max(width, 1)));
  const textOf = (local: number): [string, string] => {
    if (zoom !== 'week') return [wall.shortDay(local), ''];
    return [wall.weekday(weekdayOf(local), 'short'), wall.number(new Date(local).getUTCDate())];
  };
  return Array.from({ length: count }, (_, index) => {
    const local = first + index * days * DAY;
    return { at: instantOf(local, zone), label: index % every === 0 ? textOf(local) : null };
  });
}

/** Midnight of today, ms as if UTC. */
export const todayOf = (now: number, zone: string): number => Math.floor(localAt(now, zone) / DAY) * DAY;

function instantOf(local: number, zone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
  return plain.toZonedDateTime(zone).epochMilliseconds;
}
