import type { Offer } from '@group-offers/sync-service/offer';
import { slotsOf, type Slot } from '@group-offers/sync-service/rotation';
import { comingWindows, instantOf, isOpen, PREPARE_MS, zoneOf, type Window } from '@group-offers/sync-service/windows';
import type { OfferFigures } from '@group-offers/sync-service/wire';

/**
 * Where an offer stands, in the words of the page:
 *
 *   draft -> coming -> preparing -> entering -> running -> leaving -> over -> archived
 *                         ^                                   |
 *                         +------------- between <------------+      when it comes again
 *
 * `awaiting`: a program wanted it to run, and a person has to agree. `waiting`: it should run, but no service lets anybody in. `paused` and `cancelled` are the merchant's word; `broken` cannot run, because
 * nobody can read when.
 */
export type OfferState =
  | 'draft'
  | 'coming'
  | 'preparing'
  | 'waiting'
  | 'entering'
  | 'running'
  | 'leaving'
  | 'between'
  | 'paused'
  | 'over'
  | 'cancelled'
  | 'archived'
  | 'awaiting'
  | 'broken';

/** What happens next to an offer, ms by the shop's clock. */
export interface NextEdge {
  readonly kind: 'start' | 'turn' | 'end';
  readonly at: number;
}

export interface Standing {
  readonly state: OfferState;
  /** The window that is open, or the next one. */
  readonly window: Window | null;
  /** Of an offer that takes turns: the turn that is on. */
  readonly turn: Slot | null;
  readonly edge: NextEdge | null;
}

/** After a start nobody may be in for so long before it is more than "they are being let in". */
const FIRST_MOMENTS_MS = 120_000;

/**
 * @param figures undefined when the shop said nothing of the offer
 * @param now the shop's clock, ms
 * @param seen `before`: the figures of the poll before, by which entering is told from running; `silent`: whether the service is
 */
export function standingOf(
  offer: Offer,
  figures: OfferFigures | undefined,
  now: number,
  { before, silent = false }: { readonly before?: OfferFigures | undefined; readonly silent?: boolean } = {},
): Standing {
  const inside = figures?.open ?? 0;
  const none = { window: null, turn: null, edge: null };
  if (offer.intent === 'archived' || offer.intent === 'cancelled') {
    return { state: inside > 0 ? 'leaving' : offer.intent, ...none };
  }
  const at = instantOf(now);
  const windows = comingWindows(offer, at);
  if (windows === null) return { state: offer.intent === 'draft' ? 'draft' : 'broken', ...none };

  const window = windows[0] ?? null;
  if (offer.awaiting !== undefined && window !== null && inside === 0) {
    return { state: 'awaiting', window, turn: null, edge: null };
  }
  if (offer.intent === 'draft') return { state: 'draft', window, turn: null, edge: null };
  if (window === null) return { state: inside > 0 ? 'leaving' : 'over', ...none };
  if (offer.intent === 'paused') return { state: inside > 0 ? 'leaving' : 'paused', window, turn: null, edge: null };

  if (!isOpen(window, at)) {
    const start = window.start.epochMilliseconds;
    return { state: beforeStart(offer, start, inside, now), window, turn: null, edge: { kind: 'start', at: start } };
  }
  const turn = turnOn(window, now);
  const begun = (turn ?? window).start.epochMilliseconds;
  const grows = inside > (before?.open ?? inside);
  if (silent && inside === 0) return { state: 'waiting', window, turn, edge: endOf(window, turn) };
  const awaited = inside === 0 && now - begun < FIRST_MOMENTS_MS;
  return { state: grows || awaited ? 'entering' : 'running', window, turn, edge: endOf(window, turn) };
}

/** Whether customers may be in the offer, or will be by themselves. */
export function isLive(state: OfferState): boolean {
  return ['coming', 'preparing', 'waiting', 'entering', 'running', 'leaving', 'between'].includes(state);
}

/** Whether a window of it is open. */
export function isRunning(state: OfferState): boolean {
  return state === 'waiting' || state === 'entering' || state === 'running';
}

function beforeStart(offer: Offer, start: number, inside: number, now: number): OfferState {
  if (inside > 0) return 'leaving';
  if (start - now <= PREPARE_MS) return 'preparing';
  return offer.startsAt.epochMilliseconds <= now ? 'between' : 'coming';
}

function turnOn(window: Window, now: number): Slot | null {
  const { rotation } = window.offer;
  if (rotation === null) return null;
  const at = instantOf(now);
  return slotsOf(window, rotation, zoneOf(window.offer), at, at.add({ milliseconds: 1 }))[0] ?? null;
}

function endOf(window: Window, turn: Slot | null): NextEdge {
  const end = window.end.epochMilliseconds;
  const turnEnd = turn?.end.epochMilliseconds ?? end;
  return turnEnd < end ? { kind: 'turn', at: turnEnd } : { kind: 'end', at: end };
}
