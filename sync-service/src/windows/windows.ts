import { Temporal } from 'temporal-polyfill';
import type { Offer } from '../offer/offer.ts';
import { occurrencesFrom, type Occurrence } from './occurrences.ts';
import { ZoneClock } from './zone.ts';

/** One period [start, end) in which an offer runs. */
export interface Window {
  readonly offer: Offer;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** Windows and edges further away are planned by a later sweep. */
export const HORIZON_MS = 14 * 24 * 3_600_000;
/** Short windows are many; the next sweep finds the ones after these. */
const AT_MOST = 1_000;

/**
 * The windows of an armed offer that are not over at `now` and start before `until` (left out: as far as edges are planned, and a day), cut
 * by "end now", ascending; at least the next one, however far away. An offer that is not armed has none. A window keeps its start when the
 * rule overlaps itself, so the start is its name.
 * @throws ProblemError when a recurrence cannot be read
 */
export function windowsOf(
  offer: Offer,
  now: Temporal.Instant,
  until: Temporal.Instant = now.add({ milliseconds: HORIZON_MS, hours: 24 }),
): readonly Window[] {
  if (offer.intent !== 'armed') return [];
  const end = offer.cutAt === null ? offer.endsAt : earlier(offer.cutAt, offer.endsAt);
  if (Temporal.Instant.compare(end, offer.startsAt) <= 0 || Temporal.Instant.compare(end, now) <= 0) return [];
  if (offer.schedule.recurrence === null) return [{ offer, start: offer.startsAt, end }];

  const windows: Window[] = [];
  for (const each of occurrencesFrom(offer.schedule, now, offer.zone)) {
    if (Temporal.Instant.compare(each.start, end) >= 0) break;
    if (windows.length > 0 && Temporal.Instant.compare(each.start, until) >= 0) break;
    const window = { offer, ...within(each, offer.startsAt, end) };
    if (Temporal.Instant.compare(window.end, later(window.start, now)) > 0) windows.push(window);
    if (windows.length >= AT_MOST) break;
  }
  return windows;
}

/** The clock of an offer's zone, by the shop's zone data. @throws ProblemError when there is no such zone */
export function zoneOf({ schedule, zone }: Pick<Offer, 'schedule' | 'zone'>): ZoneClock {
  return new ZoneClock(schedule.timezone, zone);
}

/** @param ms since 1970; parts of a millisecond are cut off */
export function instantOf(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms));
}

export function isOpen(window: Window, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(window.start, at) <= 0 && Temporal.Instant.compare(at, window.end) < 0;
}

/** The order in which windows take customers (invariant 2): larger priority, earlier start, lower offer id. */
export function byPrecedence(a: Window, b: Window): number {
  return b.offer.priority - a.offer.priority || Temporal.Instant.compare(a.start, b.start) || a.offer.id - b.offer.id;
}

/** Nothing runs outside the instants that the shop keeps of the offer, which it checks when customers enter. */
function within({ start, end }: Occurrence, from: Temporal.Instant, until: Temporal.Instant): Occurrence {
  return { start: later(start, from), end: earlier(end, until) };
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
