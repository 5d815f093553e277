import type { Offer } from '@group-offers/sync-service/offer';
import { slotsOf, turnMs } from '@group-offers/sync-service/rotation';
import { byPrecedence, instantOf, windowsOf, type Window } from '@group-offers/sync-service/windows';

/** A stretch of time, ms. */
export interface Bar {
  readonly start: number;
  readonly end: number;
}

/** One offer in the timeline. */
export interface TimelineRow {
  readonly offer: Offer;
  readonly state: 'draft' | 'paused' | 'running' | 'coming' | 'over';
  /** When the window that is open (or would be) ends, or the next one starts, ms; null when nothing is to come. */
  readonly edge: { readonly kind: 'until' | 'from'; readonly at: number } | null;
  /** Its windows in the view. */
  readonly bars: readonly Bar[];
  /** Starts of turns in the view, ms; none where they would be too dense to be told apart. */
  readonly turns: readonly number[];
  /** Where another offer goes first for customers who are meant by both; disjoint, ascending, nothing that is past. */
  readonly contested: readonly Bar[];
  /** Offers that go first there. */
  readonly winners: readonly Offer[];
}

/** A turn that is narrower is not drawn. */
const TURN_PX = 5;

interface Seen {
  readonly offer: Offer;
  readonly windows: readonly Window[];
}

/**
 * The offers that have a window in [from, until), in the order of precedence: the upper one goes first. Archived ones are put away and not
 * shown; of a cancelled one only what is past.
 * @param width of the picture, in pixels
 */
export function timelineRows(
  offers: readonly Offer[],
  { from, until }: { readonly from: number; readonly until: number },
  now: number,
  width: number,
): readonly TimelineRow[] {
  const seen = offers
    .filter(({ intent }) => intent !== 'archived')
    .map((offer): Seen => ({ offer, windows: windowsSeen(offer, from, until, now) }))
    .filter(({ windows }) => windows.length > 0)
    .sort((a, b) => byPrecedence(a.windows[0]!, b.windows[0]!));
  return seen.map((each) => ({
    offer: each.offer,
    ...stateOf(each.offer, now),
    bars: each.windows.map(barOf),
    turns: turnsOf(each, from, until, width),
    ...contestsOf(each, seen, now),
  }));
}

function windowsSeen(offer: Offer, from: number, until: number, now: number): readonly Window[] {
  const end = offer.intent === 'cancelled' ? Math.min(until, now) : until;
  if (end <= from) return [];
  return plannedWindows(offer, from, end).filter(({ start }) => start.epochMilliseconds < end);
}

/** Also of an offer that is not armed: when it would run. None of a recurrence that this version cannot read. */
function plannedWindows(offer: Offer, from: number, until: number): readonly Window[] {
  try {
    const planned = windowsOf({ ...offer, intent: 'armed' }, instantOf(from), instantOf(until));
    return planned.map((window) => ({ ...window, offer }));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const barOf = ({ start, end }: Window): Bar => ({ start: start.epochMilliseconds, end: end.epochMilliseconds });

function stateOf(offer: Offer, now: number): Pick<TimelineRow, 'state' | 'edge'> {
  if (offer.intent === 'cancelled') return { state: 'over', edge: null };
  const [next] = plannedWindows(offer, now, now + 1);
  if (next === undefined) return { state: offer.intent === 'draft' ? 'draft' : 'over', edge: null };
  const { start, end } = barOf(next);
  const open = start <= now;
  const edge = open ? ({ kind: 'until', at: end } as const) : ({ kind: 'from', at: start } as const);
  const state = open ? 'running' : 'coming';
  return { state: offer.intent === 'armed' ? state : offer.intent === 'draft' ? 'draft' : 'paused', edge };
}

function turnsOf({ offer, windows }: Seen, from: number, until: number, width: number): readonly number[] {
  const { rotation, schedule } = offer;
  if (rotation === null || (turnMs(rotation) / (until - from)) * width < TURN_PX) return [];
  return windows.flatMap((window) =>
    slotsOf(window, rotation, schedule.timezone, instantOf(from), instantOf(until))
      .map(({ start }) => start.epochMilliseconds)
      .filter((start) => start > window.start.epochMilliseconds && start > from),
  );
}

/** The time from now on in which armed offers would take this one's customers. */
function contestsOf(own: Seen, all: readonly Seen[], now: number): Pick<TimelineRow, 'contested' | 'winners'> {
  const contested: Bar[] = [];
  const winners: Offer[] = [];
  for (const other of all) {
    if (other === own || other.offer.intent !== 'armed' || !shareCustomers(own.offer, other.offer)) continue;
    const before = contested.length;
    for (const bar of lostTo(own.windows, other.windows)) {
      if (bar.end > now) contested.push({ start: Math.max(bar.start, now), end: bar.end });
    }
    if (contested.length > before) winners.push(other.offer);
  }
  return { contested: united(contested), winners };
}

/** Whom the audiences mean is not asked here; customers of two shops never meet. */
function shareCustomers(a: Offer, b: Offer): boolean {
  return a.idShop === 0 || b.idShop === 0 || a.idShop === b.idShop;
}

/** Where the two are open at once and the other goes first. Both ascend, and neither overlaps itself. */
function lostTo(own: readonly Window[], other: readonly Window[]): Bar[] {
  const lost: Bar[] = [];
  let [i, j] = [0, 0];
  while (i < own.length && j < other.length) {
    const [a, b] = [barOf(own[i]!), barOf(other[j]!)];
    const bar = { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
    if (bar.start < bar.end && byPrecedence(other[j]!, own[i]!) < 0) lost.push(bar);
    if (a.end <= b.end) i += 1;
    else j += 1;
  }
  return lost;
}

function united(bars: readonly Bar[]): Bar[] {
  const one: Bar[] = [];
  for (const bar of [...bars].sort((a, b) => a.start - b.start)) {
    const last = one.at(-1);
    if (last !== undefined && bar.start <= last.end) {
      one[one.length - 1] = { start: last.start, end: Math.max(last.end, bar.end) };
    } else one.push(bar);
  }
  return one;
}
