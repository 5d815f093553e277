import { Temporal } from 'temporal-polyfill';
import type { Offer } from '../offer/offer.ts';

/** One period [start, end) in which an offer runs. */
export interface Window {
  readonly offer: Offer;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** The windows of an armed offer that are not over at `now`, cut by "end now". An offer that is not armed has none. */
export function windowsOf(offer: Offer, now: Temporal.Instant): readonly Window[] {
  if (offer.intent !== 'armed') return [];
  const end = offer.cutAt === null ? offer.endsAt : earlier(offer.cutAt, offer.endsAt);
  if (Temporal.Instant.compare(end, offer.startsAt) <= 0 || Temporal.Instant.compare(end, now) <= 0) return [];
  return [{ offer, start: offer.startsAt, end }];
}

export function isOpen(window: Window, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(window.start, at) <= 0 && Temporal.Instant.compare(at, window.end) < 0;
}

/** The order in which windows take customers (invariant 2): larger priority, earlier start, lower offer id. */
export function byPrecedence(a: Window, b: Window): number {
  return b.offer.priority - a.offer.priority || Temporal.Instant.compare(a.start, b.start) || a.offer.id - b.offer.id;
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}
