import type { Temporal } from 'temporal-polyfill';
import type { Facts } from '../audience/facts.ts';
import type { Window } from '../windows/windows.ts';
import type { EnrolmentsPage } from './shop.ts';

/** What becomes of a customer with regard to one offer; for those whom its audience does not take, why. */
export const FATES = [
  'notMeant',
  /** The shop does not know enough to tell: not a match. */
  'unknown',
  /** The offer takes them, unless a higher one does or staff took them out. Becomes one of the next five. */
  'meant',
  'enter',
  'switch',
  'stay',
  'higherOffer',
  'blockedByStaff',
  'pinned',
  'holdout',
  'worseOff',
  'notTheirTurn',
  'wouldLoseAccess',
] as const;
export type Fate = (typeof FATES)[number];
/** A fate's number in a column. */
export const FATE = Object.fromEntries(FATES.map((name, index) => [name, index])) as Readonly<Record<Fate, number>>;

/** A stretch of time in which the same customers are in an offer: a window, or a turn of it. */
export interface Turn {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** An open window and the customers it means. Those passed to {@link planMoves} stand in the order of precedence. */
export interface Claim {
  readonly window: Window;
  /** Of a rotating offer: the turn that is running. */
  readonly turn: Turn | null;
  /** For each row of the facts, as far as the offer alone decides: {@link FATE} up to `meant`, or why the customer is left out. */
  readonly standing: Uint8Array;
}

export interface EnterMove {
  readonly window: Window;
  readonly turn: Turn | null;
  /** Customers by the default group they have now, as far as we know. */
  readonly byDefault: ReadonlyMap<number, number[]>;
}

export interface UntilMove {
  readonly offer: number;
  /** The start of the window or turn that its enrolments say they are in, ms. */
  readonly windowStart: number;
  readonly until: number;
  readonly ids: number[];
}

/** What becomes of all customers with regard to one offer. */
export interface OfferFates {
  readonly counts: Readonly<Record<Fate, number>>;
  /** {@link FATE} for each row of the facts. */
  readonly fates: Uint8Array;
  /** In this offer now, in none afterwards. */
  readonly leaving: readonly number[];
  /** In this offer now, in another afterwards. */
  readonly goingOver: readonly number[];
}

export interface MovePlan {
  readonly enters: readonly EnterMove[];
  /** Enrolments that stay but end at another instant, and those that shall end now (`until` = the planned instant). */
  readonly untils: readonly UntilMove[];
  readonly counts: {
    /** In no offer now, enter one. */
    readonly enter: number;
    /** In an offer now, go over to another. */
    readonly switch: number;
    readonly stay: number;
    /** In an offer now, in none afterwards. */
    readonly leave: number;
  };
  /** Of each offer with an open window. */
  readonly byOffer: ReadonlyMap<number, OfferFates>;
}

/**
 * What must be moved so that each customer is in the first window (by precedence) that claims them, and in no other.
 * Pure; facts and enrolments are both ordered by customer id and walked together.
 * @param at the instant planned for, ms by the shop's clock
 */
export function planMoves(facts: Facts, claims: readonly Claim[], enrolled: EnrolmentsPage, at: number): MovePlan {
  const enters = claims.map(({ window, turn }) => ({ window, turn, byDefault: new Map<number, number[]>() }));
  const fates = claims.map(({ standing }) => standing.slice());
  const untils = new Map<string, UntilMove>();
  const leaving = new Map<number, number[]>();
  const goingOver = new Map<number, number[]>();
  const counts = { enter: 0, switch: 0, stay: 0, leave: 0 };
  const become = (claim: number, row: number, what: 'enter' | 'switch' | 'stay') => {
    counts[what]++;
    fates[claim]![row] = FATE[what];
  };
  const setUntil = (seat: number, until: number) => {
    const offer = enrolled.offer[seat]!;
    const windowStart = enrolled.window[seat]!;
    const key = `${offer} ${windowStart} ${until}`;
    let move = untils.get(key);
    if (move === undefined) untils.set(key, (move = { offer, windowStart, until, ids: [] }));
    move.ids.push(enrolled.customer[seat]!);
  };
  const leave = (seat: number) => {
    counts.leave++;
    add(leaving, enrolled.offer[seat]!, enrolled.customer[seat]!);
    if (enrolled.until[seat]! > at) setUntil(seat, at);
  };

  let seat = 0;
  for (let row = 0; row < facts.id.length; row++) {
    const customer = facts.id[row]!;
    // Enrolled, but no longer among the customers (deleted, or a guest by now).
    for (; seat < enrolled.customer.length && enrolled.customer[seat]! < customer; seat++) leave(seat);
    const isEnrolled = enrolled.customer[seat] === customer;
    const wanted = winner(row, customer);
    if (wanted === -1) {
      if (isEnrolled) leave(seat);
    } else {
      const { window, turn } = claims[wanted]!;
      const { start, end } = turn ?? window;
      if (!isEnrolled || enrolled.offer[seat] !== window.offer.id) {
        become(wanted, row, isEnrolled ? 'switch' : 'enter');
        if (isEnrolled) add(goingOver, enrolled.offer[seat]!, customer);
        const now = isEnrolled ? enrolled.writtenDefault[seat]! : facts.defaultGroup[row]!;
        add(enters[wanted]!.byDefault, now, customer);
      } else if (enrolled.window[seat] !== start.epochMilliseconds) {
        // A touching window, or the next turn, of the same offer: the enrolment goes on under the new one.
        become(wanted, row, 'stay');
        add(enters[wanted]!.byDefault, enrolled.writtenDefault[seat]!, customer);
      } else {
        become(wanted, row, 'stay');
        if (enrolled.until[seat] !== end.epochMilliseconds) setUntil(seat, end.epochMilliseconds);
      }
    }
    if (isEnrolled) seat++;
  }
  for (; seat < enrolled.customer.length; seat++) leave(seat);

  return {
    enters: enters.filter(({ byDefault }) => byDefault.size > 0),
    untils: [...untils.values()],
    counts,
    byOffer: new Map(
      claims.map(({ window: { offer } }, index) => [
        offer.id,
        {
          counts: tally(fates[index]!),
          fates: fates[index]!,
          leaving: leaving.get(offer.id) ?? [],
          goingOver: goingOver.get(offer.id) ?? [],
        },
      ]),
    ),
  };

  /** Index of the first claim on the row's customer, or -1. */
  function winner(row: number, customer: number): number {
    const blocked = (facts.blockedUntil.get(customer) ?? 0) > at;
    let first = -1;
    for (let index = 0; index < claims.length; index++) {
      if (claims[index]!.standing[row] !== FATE.meant) continue;
      if (blocked) fates[index]![row] = FATE.blockedByStaff;
      else if (first === -1) first = index;
      else fates[index]![row] = FATE.higherOffer;
    }
    return first;
  }
}

function tally(fates: Uint8Array): Record<Fate, number> {
  const counts = new Uint32Array(FATES.length);
  for (let row = 0; row < fates.length; row++) counts[fates[row]!]!++;
  return Object.fromEntries(FATES.map((name, index) => [name, counts[index]!])) as Record<Fate, number>;
}

function add(byKey: Map<number, number[]>, key: number, customer: number): void {
  const ids = byKey.get(key);
  if (ids === undefined) byKey.set(key, [customer]);
  else ids.push(customer);
}
