import { YES } from '../audience/index.ts';
import { FATE, type FrozenSet, type FrozenTurn, type Lease } from '../moves/index.ts';
import { planTurn, slotsOf, turnLeadMs, turnMs, type RotationState } from '../rotation/index.ts';
import { instantOf, zoneOf, type Window } from '../windows/index.ts';
import type { KnownCustomers } from './audiences.ts';
import type { SyncContext } from './context.ts';
import { freeze, frozenOf, idsOf, rowsOf, turnBasis } from './frozen.ts';
import { readRotation, stateBefore } from './rotation.ts';

/** A turn as it was found or planned, for whoever wants to see what comes next. */
export interface TurnSeen extends FrozenTurn {
  readonly cohort: Uint32Array;
  /** Customers, ascending, among whom the turn is shared. */
  readonly eligible: Uint32Array;
  /** As it was before this turn. */
  readonly state: RotationState | null;
}

export interface TurnOptions {
  /** When this is asked, ms: a turn further ahead than its lead is only looked at, since the turn before it may not have begun. */
  readonly asked: number;
  readonly lease: Lease | null;
  /** As far as the offer alone decides. */
  readonly standing: Uint8Array;
  /** 1: a higher offer has the row's customer. */
  readonly taken: Uint8Array;
}

/** The turn that runs at `at`, as it is frozen in the shop, or planned now (and then frozen). */
export async function turnAt(
  context: Pick<SyncContext, 'shop' | 'memory'>,
  window: Window,
  at: number,
  { facts }: KnownCustomers,
  how: TurnOptions,
): Promise<TurnSeen> {
  const { offer } = window;
  const rotation = offer.rotation!;
  const now = instantOf(at);
  const [slot] = slotsOf(window, rotation, zoneOf(offer), now, now.add({ milliseconds: 1 }));
  if (slot === undefined) throw new RangeError(`rotation: no turn at ${now.toString()}; change its length`);
  const windowStart = window.start.epochMilliseconds;
  const basis = turnBasis(offer);
  const sets = await frozenOf(context, offer.id);
  // With an earlier end of the window the turn that has begun may be too short for one, and belong to the one before: it goes on all the same.
  const begun = sets.find(
    ({ window: of, turn, basis: by }) => of === windowStart && by === basis && turn !== null && turn.start <= at,
  );
  const start = Math.max(slot.start.epochMilliseconds, begun?.turn?.start ?? 0);
  const end = slot.end.epochMilliseconds;
  // Whom a higher offer has, or staff took out, keeps their place for a later turn.
  const isMeant = (customer: number, row: number) =>
    how.standing[row] === FATE.meant && (facts.blockedUntil.get(customer) ?? 0) <= at;
  const eligible = facts.id.filter((customer, row) => how.taken[row] === 0 && isMeant(customer, row));
  const held = facts.id.filter((customer, row) => how.taken[row] !== 0 && isMeant(customer, row));

  const same = sets.find(({ window: of, turn }) => of === windowStart && turn?.start === start);
  const frozen = same?.turn ?? null;
  if (same !== undefined && frozen !== null && same.basis === basis) {
    // Its end may have changed with the window's.
    return { start, end, number: frozen.number, cohort: await idsOf(context, same), eligible, state: null };
  }
  const books = await readRotation(context.shop, offer.id);
  const number = frozen?.number ?? nextNumber(sets, books, how.asked);
  const turn = { start, end, number };
  // Those of the turn just before may not have entered yet: they are at the checkout, or it is running while this one is planned. Once it is over,
  // whoever has not entered has not had it (the service may have been gone all the time).
  const running = sets.find(
    ({ turn: before }) => before !== null && before.start < start && before.end >= start && before.end > how.asked,
  );
  const state = stateBefore(books, start);
  const { cohort, joins } = planTurn({
    rotation,
    offer: offer.id,
    number,
    eligible,
    held,
    state,
    cohort: running === undefined ? null : await idsOf(context, running),
    cohortStart: running?.turn?.start ?? null,
    slotStart: start,
    turnMs: turnMs(rotation),
    earlier: sets.flatMap(({ turn: of }) => (of !== null && of.start < start ? [of.start] : [])).sort((a, b) => b - a),
  });
  if (how.lease === null || start > how.asked + turnLeadMs(rotation)) return { ...turn, cohort, eligible, state };
  const { shop } = context;
  if (joins.ids.length > 0) await shop.joinRotation(how.lease, offer, joins.level, Array.from(joins.ids));
  return {
    ...turn,
    cohort: await freeze(context, how.lease, { offer, what: { window: windowStart, turn, basis }, ids: cohort }),
    eligible,
    state,
  };
}

/**
 * Turns that nobody had (a higher offer had them all, or no service ran) do not count: the next one is in the place of the first of them, for the
 * same share of those who wait.
 */
function nextNumber(sets: readonly FrozenSet[], books: RotationState, asked: number): number {
  // The shop forgets the customers of a turn that is long over, and keeps who had it.
  const latest = sets
    .flatMap(({ turn, size }) => (turn === null ? [] : [{ ...turn, size }]))
    .sort((a, b) => b.number - a.number || b.start - a.start)
    .find(({ start, end, size }) => (end > asked ? size > 0 : books.last.includes(start)));
  return 1 + (latest?.number ?? 0);
}

/** Whoever is not of the cohort waits. */
export function othersWait(standing: Uint8Array, ids: Uint32Array, cohort: Uint32Array): void {
  const inCohort = rowsOf(ids, cohort);
  for (let row = 0; row < standing.length; row++) {
    if (standing[row] === FATE.meant && inCohort[row] !== YES) standing[row] = FATE.notTheirTurn;
  }
}
