import { ProblemError } from '@group-offers/sync-service/errors';
import type { Offer } from '@group-offers/sync-service/offer';
import { slotsOf, turnMs } from '@group-offers/sync-service/rotation';
import { byPrecedence, instantOf, windowsOf, zoneOf, type Window } from '@group-offers/sync-service/windows';

/** A stretch of time, ms. */
export interface Bar {
  readonly start: number;
  readonly end: number;
}

/** One offer in the timeline. */
export interface TimelineRow {
  readonly offer: Offer;
  readonly state: 'draft' | 'paused' | 'running' | 'coming' | 'over' | 'cancelled';
  /** The word for it, where whoever shows the timeline knows more (who is still in it); otherwise `state`. */
  readonly said?: string;
  /** When the window that is open (or would be) ends, or the next one starts, ms; null when nothing is to come. */
  readonly edge: { readonly kind: 'until' | 'from'; readonly at: number } | null;
  /** Its windows in the view. */
  readonly bars: readonly Bar[];
  /** Starts of turns in the view, ms; none where they would be too dense to be told apart. */
  readonly turns: readonly number[];
  /** Where another offer goes first for customers who are meant by both; disjoint, ascending, nothing that is past. */
  readonly contested: readonly Bar[];
  /** Offers that go first there, the first three. */
  readonly winners: readonly Offer[];
}

/** A turn that is narrower is not drawn. */
const TURN_PX = 5;

/** A window as numbers: every two offers are compared, window by window. */
interface Placed extends Bar {
  /** Its place in the order of precedence of all windows seen; the lower one goes first. */
  readonly rank: number;
}
interface Seen {
  readonly offer: Offer;
  readonly windows: readonly Window[];
  readonly placed: readonly Placed[];
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
  const seen = placed(
    offers
      .filter(({ intent }) => intent !== 'archived')
      .map((offer) => ({ offer, windows: windowsSeen(offer, from, until, now) }))
      .filter(({ windows }) => windows.length > 0),
  ).sort((a, b) => a.placed[0]!.rank - b.placed[0]!.rank);
  return seen.map((each) => ({
    offer: each.offer,
    ...stateOf(each.offer, now),
    bars: each.placed,
    turns: turnsOf(each, from, until, width),
    ...contestsOf(each, seen, now),
  }));
}

function placed(seen: readonly Omit<Seen, 'placed'>[]): Seen[] {
  const order = seen.flatMap(({ windows }) => windows).sort(byPrecedence);
  const ranks = new Map(order.map((window, rank) => [window, rank]));
  return seen.map(({ offer, windows }) => ({
    offer,
    windows,
    placed: windows.map((window) => ({ ...barOf(window), rank: ranks.get(window)! })),
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
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

const barOf = ({ start, end }: Window): Bar => ({ start: start.epochMilliseconds, end: end.epochMilliseconds });

function stateOf(offer: Offer, now: number): Pick<TimelineRow, 'state' | 'edge'> {
  if (offer.intent === 'cancelled') return { state: 'cancelled', edge: null };
  const [next] = plannedWindows(offer, now, now + 1);
  if (next === undefined) return { state: offer.intent === 'draft' ? 'draft' : 'over', edge: null };
  const { start, end } = barOf(next);
  const open = start <= now;
  const edge = open ? ({ kind: 'until', at: end } as const) : ({ kind: 'from', at: start } as const);
  const state = open ? 'running' : 'coming';
  return { state: offer.intent === 'armed' ? state : offer.intent === 'draft' ? 'draft' : 'paused', edge };
}

function turnsOf({ offer, windows }: Seen, from: number, until: number, width: number): readonly number[] {
  const { rotation } = offer;
  if (rotation === null || (turnMs(rotation) / (until - from)) * width < TURN_PX) return [];
  return windows.flatMap((window) =>
    slotsOf(window, rotation, zoneOf(window.offer), instantOf(from), instantOf(until))
      .map(({ start }) => start.epochMilliseconds)
      .filter((start) => start > window.start.epochMilliseconds && start > from),
  );
}

/** So many winners are told; whether there are more, not how many. */
const WINNERS = 3;

/** The time from now on in which armed offers would take this one's customers. */
function contestsOf(own: Seen, all: readonly Seen[], now: number): Pick<TimelineRow, 'contested' | 'winners'> {
  let contested: readonly Bar[] = [];
  const winners: Offer[] = [];
  const last = Math.max(...own.placed.map(({ rank }) => rank));
  for (const other of all) {
    // In the order of precedence: those after it have not even one window that goes before one of these.
    if (other.placed[0]!.rank > last) break;
    if (other === own || other.offer.intent !== 'armed' || !shareCustomers(own.offer, other.offer)) continue;
    const lost = lostTo(own.placed, other.placed, now);
    if (lost.length === 0) continue;
    if (winners.length < WINNERS) winners.push(other.offer);
    contested = united([...contested, ...lost]);
    if (winners.length === WINNERS && covers(contested, own.placed, now)) break;
  }
  return { contested, winners };
}

/** Whether nothing more can be lost. */
function covers(contested: readonly Bar[], bars: readonly Bar[], now: number): boolean {
  const timeOf = (each: readonly Bar[]) =>
    each.reduce((sum, { start, end }) => sum + Math.max(0, end - Math.max(start, now)), 0);
  return timeOf(contested) >= timeOf(bars);
}

/** Whom the audiences mean is not asked here; customers of two shops never meet. */
function shareCustomers(a: Offer, b: Offer): boolean {
  return a.idShop === 0 || b.idShop === 0 || a.idShop === b.idShop;
}

/** Where the two are open at once from now on and the other goes first. Both ascend, and neither overlaps itself. */
function lostTo(own: readonly Placed[], other: readonly Placed[], now: number): Bar[] {
  const lost: Bar[] = [];
  let [i, j] = [0, 0];
  while (i < own.length && j < other.length) {
    const a = own[i]!;
    const b = other[j]!;
    const start = Math.max(a.start, b.start, now);
    const end = Math.min(a.end, b.end);
    if (start < end && b.rank < a.rank) lost.push({ start, end });
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
