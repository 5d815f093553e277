import { ProblemError } from '@group-offers/sync-service/errors';
import { ENDLESS, type Offer, type OfferPlan } from '@group-offers/sync-service/offer';
import { byPrecedence, scheduleSpan, windowsOf, type Window } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';

/** Another offer that runs at the same time. */
export interface Clash {
  readonly other: Offer;
  /** When both run for the first time, ms. */
  readonly from: number;
  readonly until: number;
  readonly wins: 'mine' | 'other';
  /** What decides. */
  readonly by: 'priority' | 'start' | 'age';
}

/** How far ahead windows are compared. */
const AHEAD = { hours: 24 * 366 };
/** An offer that is not saved yet gets a later number than all others. */
const NEXT_ID = Number.MAX_SAFE_INTEGER;

/** Armed offers with a window that overlaps one of the plan's within a year; the first such time of each. @param id 0 for a new offer */
export function clashesOf(plan: OfferPlan, id: number, others: readonly Offer[], now: number): readonly Clash[] {
  const mine = windowsAhead(asOffer(plan, id || NEXT_ID), now);
  if (mine.length === 0) return [];
  return others.flatMap((other) => {
    const pair = firstOverlap(mine, windowsAhead(other, now));
    return pair === null ? [] : [clashOf(...pair, now)];
  });
}

function clashOf(mine: Window, theirs: Window, now: number): Clash {
  const by =
    mine.offer.priority !== theirs.offer.priority
      ? 'priority'
      : Temporal.Instant.compare(mine.start, theirs.start) !== 0
        ? 'start'
        : 'age';
  return {
    other: theirs.offer,
    from: Math.max(mine.start.epochMilliseconds, theirs.start.epochMilliseconds, now),
    until: Math.min(mine.end.epochMilliseconds, theirs.end.epochMilliseconds),
    wins: byPrecedence(mine, theirs) < 0 ? 'mine' : 'other',
    by,
  };
}

/** Both ascending. */
function firstOverlap(mine: readonly Window[], theirs: readonly Window[]): [Window, Window] | null {
  for (let [i, j] = [0, 0]; i < mine.length && j < theirs.length;) {
    const [a, b] = [mine[i]!, theirs[j]!];
    if (Temporal.Instant.compare(a.end, b.start) <= 0) i++;
    else if (Temporal.Instant.compare(b.end, a.start) <= 0) j++;
    else return [a, b];
  }
  return null;
}

function windowsAhead(offer: Offer, now: number): readonly Window[] {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(now));
  try {
    return windowsOf(offer, at, at.add(AHEAD));
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

function asOffer(plan: OfferPlan, id: number): Offer {
  const none = Temporal.Instant.from(ENDLESS);
  const span = { startsAt: none, endsAt: none };
  try {
    const { startsAt, endsAt } = scheduleSpan(plan.schedule);
    Object.assign(span, { startsAt, endsAt });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
  return { ...plan, ...span, intent: 'armed', id, version: 0, cutAt: null };
}
