import type { Facts } from '../audience/facts.ts';
import type { Window } from '../windows/windows.ts';
import type { EnrolmentsPage } from './shop.ts';

/** An open window and the customers it means. `windows` passed to {@link planMoves} stand in the order of precedence. */
export interface Claim {
  readonly window: Window;
  /** 1 for each row of the facts that the audience (and later rotation) gives to this window. */
  readonly selected: Uint8Array;
}

export interface EnterMove {
  readonly window: Window;
  /** Customers by the default group they have now, as far as we know. */
  readonly byDefault: ReadonlyMap<number, number[]>;
}

export interface UntilMove {
  readonly offer: number;
  /** The window that its enrolments say they are in, ms. */
  readonly windowStart: number;
  readonly until: number;
  readonly ids: number[];
}

/** What becomes of the customers whom an offer's audience means; the parts add up to `meant`. */
export interface OfferCounts {
  readonly meant: number;
  readonly enter: number;
  readonly switch: number;
  readonly stay: number;
  readonly higherOffer: number;
  readonly blockedByStaff: number;
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
  /** The same by offer, and why customers whom its audience means do not get it. */
  readonly byOffer: ReadonlyMap<number, OfferCounts>;
}

/**
 * What must be moved so that each customer is in the first window (by precedence) that claims them, and in no other.
 * Pure; facts and enrolments are both ordered by customer id and walked together.
 * @param at the instant planned for, ms by the shop's clock
 */
export function planMoves(facts: Facts, claims: readonly Claim[], enrolled: EnrolmentsPage, at: number): MovePlan {
  const enters = claims.map(({ window }) => ({ window, byDefault: new Map<number, number[]>() }));
  const untils = new Map<string, UntilMove>();
  const counts = { enter: 0, switch: 0, stay: 0, leave: 0 };
  const tallies = claims.map(() => ({ meant: 0, enter: 0, switch: 0, stay: 0, higherOffer: 0, blockedByStaff: 0 }));
  const tally = (claim: number, what: 'enter' | 'switch' | 'stay') => {
    counts[what]++;
    tallies[claim]![what]++;
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
      const { window } = claims[wanted]!;
      if (!isEnrolled || enrolled.offer[seat] !== window.offer.id) {
        tally(wanted, isEnrolled ? 'switch' : 'enter');
        add(
          enters[wanted]!.byDefault,
          isEnrolled ? enrolled.writtenDefault[seat]! : facts.defaultGroup[row]!,
          customer,
        );
      } else if (enrolled.window[seat] !== window.start.epochMilliseconds) {
        // A touching window of the same offer: the enrolment goes on under the new one.
        tally(wanted, 'stay');
        add(enters[wanted]!.byDefault, enrolled.writtenDefault[seat]!, customer);
      } else {
        tally(wanted, 'stay');
        if (enrolled.until[seat] !== window.end.epochMilliseconds) setUntil(seat, window.end.epochMilliseconds);
      }
    }
    if (isEnrolled) seat++;
  }
  for (; seat < enrolled.customer.length; seat++) leave(seat);

  return {
    enters: enters.filter(({ byDefault }) => byDefault.size > 0),
    untils: [...untils.values()],
    counts,
    byOffer: new Map(claims.map(({ window }, index) => [window.offer.id, tallies[index]!])),
  };

  /** Index of the first claim on the row's customer, or -1. */
  function winner(row: number, customer: number): number {
    const blocked = (facts.blockedUntil.get(customer) ?? 0) > at;
    let first = -1;
    for (let index = 0; index < claims.length; index++) {
      if (claims[index]!.selected[row] !== 1) continue;
      tallies[index]!.meant++;
      if (blocked) tallies[index]!.blockedByStaff++;
      else if (first === -1) first = index;
      else tallies[index]!.higherOffer++;
    }
    return first;
  }
}

function add(byDefault: Map<number, number[]>, group: number, customer: number): void {
  const ids = byDefault.get(group);
  if (ids === undefined) byDefault.set(group, [customer]);
  else ids.push(customer);
}
