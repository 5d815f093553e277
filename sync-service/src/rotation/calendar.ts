import type { Slot } from './slots.ts';
import { planTurn, type RotationState, type TurnInput, type TurnPlan } from './turn.ts';

export interface ComingTurn extends Slot {
  /** Counted across windows from 1. */
  readonly number: number;
  /** How many customers have it if nobody comes, leaves, or is taken by another offer until then. */
  readonly size: number;
}

/**
 * The coming turns with the sizes to be expected.
 * @param input as of {@link planTurn} for the first of them; `slots` are the turns, `number` is the first one's
 */
export function calendarOf(
  input: Omit<TurnInput, 'slotStart'> & { readonly slots: readonly Slot[] },
): readonly ComingTurn[] {
  const turns: ComingTurn[] = [];
  let { state, cohort, cohortStart, earlier } = input;
  for (const [index, slot] of input.slots.entries()) {
    const number = input.number + index;
    const slotStart = slot.start.epochMilliseconds;
    const plan = planTurn({
      ...input,
      number,
      state,
      cohort,
      cohortStart,
      slotStart,
      ...(earlier === undefined ? {} : { earlier }),
    });
    turns.push({ ...slot, number, size: plan.cohort.length });
    // The one before is over: whoever had it has it in the books.
    if (cohort !== null && cohortStart !== null) state = counted(state, cohort, cohortStart);
    state = joined(state, plan.joins);
    [cohort, cohortStart] = [plan.cohort, slotStart];
    if (earlier !== undefined) earlier = [slotStart, ...earlier];
  }
  return turns;
}

/** The books after everybody of a cohort had their turn, once. */
export function counted(state: RotationState, cohort: Uint32Array, start: number): RotationState {
  const level = state.level.slice();
  const turns = state.turns.slice();
  const last = state.last.slice();
  let index = 0;
  for (const customer of cohort) {
    while (index < state.customer.length && state.customer[index]! < customer) index++;
    if (state.customer[index] !== customer || last[index]! >= start) continue;
    level[index] = level[index]! + 1;
    turns[index] = turns[index]! + 1;
    last[index] = start;
  }
  return { customer: state.customer, level, turns, last };
}

/** The books after these joined: newcomers at that level, whoever is lower lifted to it. */
export function joined(state: RotationState, { level, ids }: TurnPlan['joins']): RotationState {
  const size = state.customer.length + ids.length;
  const next = {
    customer: new Uint32Array(size),
    level: new Int32Array(size),
    turns: new Int32Array(size),
    last: new Float64Array(size),
  };
  let from = 0;
  let joining = 0;
  let written = 0;
  while (from < state.customer.length || joining < ids.length) {
    const known = state.customer[from] ?? Infinity;
    const joins = ids[joining] ?? Infinity;
    next.customer[written] = Math.min(known, joins);
    if (known <= joins) {
      next.level[written] = known === joins ? Math.max(state.level[from]!, level) : state.level[from]!;
      next.turns[written] = state.turns[from]!;
      next.last[written] = state.last[from]!;
      from += 1;
    } else next.level[written] = level;
    if (joins <= known) joining += 1;
    written += 1;
  }
  return {
    customer: next.customer.subarray(0, written),
    level: next.level.subarray(0, written),
    turns: next.turns.subarray(0, written),
    last: next.last.subarray(0, written),
  };
}
