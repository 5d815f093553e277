import { OUTCOME_FLAG, type FrozenSet, type FrozenTurn } from '../moves/index.ts';
import { planTurn, turnMs, type RotationState, type TurnPlan } from '../rotation/index.ts';
import type { Window } from '../windows/index.ts';
import { turnSlot } from './sets.ts';
import type { ShopSnapshot } from './snapshot.ts';

/** A turn as it is frozen in the shop, or as it would be. */
export interface PlannedTurn extends FrozenTurn {
  /** Ids ascending. */
  readonly cohort: Uint32Array;
  /** Customers, ascending, among whom the turn is shared. */
  readonly eligible: Uint32Array;
  /** As it was before this turn; null where the turn was frozen before. */
  readonly state: RotationState | null;
  /** Those to be put at a level before they enter. */
  readonly joins: RotationJoins | null;
}

type RotationJoins = TurnPlan['joins'];

export interface TurnQuestion {
  readonly window: Window;
  /** ms. */
  readonly at: number;
  /** The instant of the whole plan, ms: turns that end after it may not have been entered yet. */
  readonly planned: number;
  /** As far as the offer alone decides: {@link OUTCOME_FLAG}, 0 for who is eligible. */
  readonly reasons: Uint16Array;
  /** 1: a higher offer has the row's customer. */
  readonly assigned: Uint8Array;
}

/** The turn that runs at `at`. @throws ProblemError when none does */
export function turnAt(shop: ShopSnapshot, { window, at, planned, reasons, assigned }: TurnQuestion): PlannedTurn {
  const { offer } = window;
  const { facts } = shop.customers;
  const rotation = offer.rotation!;
  const sets = shop.frozen.get(offer.id) ?? [];
  const { start, end, frozen, number: numbered } = turnSlot(shop, window, at);
  // Whom a higher offer has, or staff took out, keeps their place for a later turn.
  const isEligible = (customer: number, row: number) =>
    reasons[row] === 0 && (facts.blockedUntil.get(customer) ?? 0) <= at;
  const eligible = facts.id.filter((customer, row) => assigned[row] === 0 && isEligible(customer, row));
  const held = facts.id.filter((customer, row) => assigned[row] !== 0 && isEligible(customer, row));
  if (frozen !== null) {
    return { start, end, number: numbered!, cohort: idsOf(shop, frozen), eligible, state: null, joins: null };
  }
  const had = shop.rotation.get(offer.id);
  if (had === undefined) throw new Error(`the rotation of offer ${offer.id} was not read`);
  const number = numbered ?? nextNumber(sets, had, planned);
  // Those of the turn just before may not have entered yet: they are at the checkout, or it is running while this one is planned. Once it is over,
  // whoever has not entered has not had it (the service may have been gone all the time).
  const running = sets.find(
    ({ turn }) => turn !== null && turn.start < start && turn.end >= start && turn.end > planned,
  );
  const state = stateBefore(had, start);
  const { cohort, joins } = planTurn({
    rotation,
    offer: offer.id,
    number,
    eligible,
    held,
    state,
    cohort: running === undefined ? null : idsOf(shop, running),
    cohortStart: running?.turn?.start ?? null,
    slotStart: start,
    turnMs: turnMs(rotation),
    earlier: sets
      .flatMap(({ turn }) => (turn !== null && turn.start < start ? [turn.start] : []))
      .sort((a, b) => b - a),
  });
  return { start, end, number, cohort, eligible, state, joins };
}

/** Whoever is not of the cohort waits. */
export function othersWait(reasons: Uint16Array, ids: Uint32Array, cohort: Uint32Array): void {
  for (let row = 0, next = 0; row < reasons.length; row++) {
    while (next < cohort.length && cohort[next]! < ids[row]!) next++;
    if (cohort[next] !== ids[row]) reasons[row]! |= OUTCOME_FLAG.notTheirTurn;
  }
}

export function idsOf({ frozenIds }: ShopSnapshot, { list }: FrozenSet): Uint32Array {
  const ids = frozenIds.get(list);
  if (ids === undefined) throw new Error(`the customers of the frozen list ${list} were not read`);
  return ids;
}

/**
 * Turns that nobody had (a higher offer had them all, or no service ran) do not count: the next one is in the place of the first of them, for the
 * same share of those who wait.
 */
function nextNumber(sets: readonly FrozenSet[], had: RotationState, planned: number): number {
  // The shop forgets the customers of a turn that is long over, and keeps who had it.
  const latest = sets
    .flatMap(({ turn, size }) => (turn === null ? [] : [{ ...turn, size }]))
    .sort((a, b) => b.number - a.number || b.start - a.start)
    .find(({ start, end, size }) => (end > planned ? size > 0 : had.last.includes(start)));
  return 1 + (latest?.number ?? 0);
}

/** The state as if the turn that starts at `start` (ms) had not been had: its cohort is taken again when the merchant changes the rule. */
function stateBefore(state: RotationState, start: number): RotationState {
  const [level, turns, last] = [state.level.slice(), state.turns.slice(), state.last.slice()];
  for (let row = 0; row < last.length; row++) {
    if (last[row] !== start) continue;
    level[row]!--;
    turns[row]!--;
    last[row] = 0;
  }
  return { customer: state.customer, level, turns, last };
}
