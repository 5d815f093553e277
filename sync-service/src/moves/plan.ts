import type { Temporal } from 'temporal-polyfill';
import type { Facts } from '../audience/facts.ts';
import type { Window } from '../windows/windows.ts';
import type { EnrolmentsPage } from './shop.ts';

/**
 * What becomes of a customer with regard to one offer: why it does not take them, or what it does. One customer may have several reasons; the first
 * one in this order is told. `unknown`: the shop does not know enough to tell, which is no match.
 */
export const PLAN_OUTCOMES = [
  'notMeant',
  'unknown',
  'pinned',
  'holdout',
  'worseOff',
  'wouldLoseAccess',
  'notTheirTurn',
  'blockedByStaff',
  'higherOffer',
  'enter',
  'switch',
  'stay',
] as const;
export type PlanOutcome = (typeof PLAN_OUTCOMES)[number];
/** An outcome's bit in a column of flags. */
export const OUTCOME_FLAG = Object.fromEntries(PLAN_OUTCOMES.map((name, index) => [name, 1 << index])) as Readonly<
  Record<PlanOutcome, number>
>;

/** The first of the flagged outcomes. @param flags at least one of {@link OUTCOME_FLAG} */
export const outcomeOf = (flags: number): PlanOutcome => PLAN_OUTCOMES[31 - Math.clz32(flags & -flags)]!;

/** A stretch of time in which the same customers are in an offer: a window, or a turn of it. */
export interface Turn {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** An open window and whom it would take. Those passed to {@link planMoves} stand in the order of precedence. */
export interface Assignment {
  readonly window: Window;
  /** Of a rotating offer: the turn that is running. */
  readonly turn: Turn | null;
  /** For each row of the facts, all reasons ({@link OUTCOME_FLAG}) for which the offer itself does not take the customer; 0: it does. */
  readonly reasons: Uint16Array;
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
export interface OfferOutcome {
  /** Customers by {@link outcomeOf} their flags. */
  readonly counts: Readonly<Record<PlanOutcome, number>>;
  /** {@link OUTCOME_FLAG} for each row of the facts. */
  readonly flags: Uint16Array;
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
  readonly byOffer: ReadonlyMap<number, OfferOutcome>;
}

/**
 * What must be moved so that each customer is in the first window (by precedence) that takes them, and in no other.
 * Pure; facts and enrolments are both ordered by customer id and walked together.
 * @param at the instant planned for, ms by the shop's clock
 */
export function planMoves(
  facts: Facts,
  assignments: readonly Assignment[],
  enrolled: EnrolmentsPage,
  at: number,
): MovePlan {
  const enters = assignments.map(({ window, turn }) => ({ window, turn, byDefault: new Map<number, number[]>() }));
  const flags = assignments.map(({ reasons }) => reasons.slice());
  const untils = new Map<string, UntilMove>();
  const leaving = new Map<number, number[]>();
  const goingOver = new Map<number, number[]>();
  const counts = { enter: 0, switch: 0, stay: 0, leave: 0 };
  const become = (index: number, row: number, what: 'enter' | 'switch' | 'stay') => {
    counts[what]++;
    flags[index]![row] = OUTCOME_FLAG[what];
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
      const { window, turn } = assignments[wanted]!;
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
      assignments.map(({ window: { offer } }, index) => [
        offer.id,
        {
          counts: tally(flags[index]!),
          flags: flags[index]!,
          leaving: leaving.get(offer.id) ?? [],
          goingOver: goingOver.get(offer.id) ?? [],
        },
      ]),
    ),
  };

  /** Index of the first assignment that takes the row's customer, or -1. */
  function winner(row: number, customer: number): number {
    const blocked = (facts.blockedUntil.get(customer) ?? 0) > at;
    let first = -1;
    for (let index = 0; index < assignments.length; index++) {
      if (assignments[index]!.reasons[row] !== 0) continue;
      if (blocked) flags[index]![row] = OUTCOME_FLAG.blockedByStaff;
      else if (first === -1) first = index;
      else flags[index]![row] = OUTCOME_FLAG.higherOffer;
    }
    return first;
  }
}

function tally(flags: Uint16Array): Record<PlanOutcome, number> {
  const counts = new Uint32Array(PLAN_OUTCOMES.length);
  for (let row = 0; row < flags.length; row++) counts[31 - Math.clz32(flags[row]! & -flags[row]!)]!++;
  return Object.fromEntries(PLAN_OUTCOMES.map((name, index) => [name, counts[index]!])) as Record<PlanOutcome, number>;
}

function add(byKey: Map<number, number[]>, key: number, customer: number): void {
  const ids = byKey.get(key);
  if (ids === undefined) byKey.set(key, [customer]);
  else ids.push(customer);
}
