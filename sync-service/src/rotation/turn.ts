import type { Rotation } from '../offer/offer.ts';
import { least } from './least.ts';

/** What the shop keeps of an offer's turns, customers ascending; columns as in `RotationPage`. */
export interface RotationState {
  readonly customer: Uint32Array;
  /** Turns had, plus the round in which the customer joined: the least come next. */
  readonly level: Int32Array;
  readonly turns: Int32Array;
  /** Start of the last turn had, ms; 0 for none. */
  readonly last: Float64Array;
}

export interface TurnInput {
  readonly rotation: Rotation;
  /** Id; seeds the order of those who have waited equally long. */
  readonly offer: number;
  /** This turn's, counted across windows from 1. */
  readonly number: number;
  /** Who may have the turn, ids ascending. */
  readonly eligible: Uint32Array;
  /** Who might, if a higher offer had not got them at that time; ids ascending. */
  readonly held?: Uint32Array;
  readonly state: RotationState;
  /** Who has the turn that is running now, ids ascending: they count as served, entered or not. */
  readonly cohort: Uint32Array | null;
  /** Start of the running turn, ms. */
  readonly cohortStart: number | null;
  /** Start of the turn to plan, ms. */
  readonly slotStart: number;
  readonly turnMs: number;
  /**
   * Starts (ms) of the turns before the one to plan, the latest first, for the cool-down. Without it turns are taken to have followed each
   * other without a pause.
   */
  readonly earlier?: readonly number[];
}

export interface TurnPlan {
  /** Ids ascending. */
  readonly cohort: Uint32Array;
  /**
   * Those to be put at a level. Of the cohort, before they enter: newcomers, who are not in the state yet, and those who were away so long that they
   * are more than a round behind. And those whom a higher offer has while the last turn of a round is planned, that the next round knows them for
   * customers who have waited, not for newcomers. Their level becomes this one, and never a lower one than they have.
   */
  readonly joins: { readonly level: number; readonly ids: Uint32Array };
}

/**
 * Who has the next turn (invariant 10). The least served come first; among them who has waited longest since their last turn, then
 * newcomers, so that no stream of them starves those who wait; all else equal, by a hash of the id. By capacity: the first K. By n cohorts: everybody once in n turns, in about equal parts.
 *
 * Whoever is there all the time is at the level of the round or one above it. Newcomers and those who come back are taken at the level of
 * the round, so that they neither catch up on what was before them nor wait until the others have had as little; a single turn that was
 * taken back is made up for, since it leaves its customer one level lower.
 */
export function planTurn(input: TurnInput): TurnPlan {
  const { rotation, eligible, number } = input;
  const standing = standingOf(input);
  const { level, last, out } = standing;
  const cohorts = 'cohorts' in rotation.by ? rotation.by.cohorts : null;
  const round = cohorts === null ? roundOf(standing) : roundOfCohorts(standing, cohorts, number);

  /** How far above the round; -1: not in this turn. */
  const above = new Int32Array(eligible.length).fill(-1);
  let unserved = 0;
  for (let row = 0; row < eligible.length; row++) {
    if (out[row] === DONE) continue;
    const over = Math.max(level[row]!, round) - round;
    if (over === 0) unserved += 1;
    if (out[row] === IN && (over === 0 || cohorts === null)) above[row] = over;
  }
  const places =
    'capacity' in rotation.by
      ? rotation.by.capacity
      : Math.ceil(unserved / (rotation.by.cohorts - ((number - 1) % rotation.by.cohorts)));
  const chosen = least(above, last, eligible, input.offer, places);
  const joining = chosen.filter((row) => level[row]! < round).map((row) => eligible[row]!);
  const isLast = cohorts !== null && number % cohorts === 0;
  const ids = isLast ? merged(joining, unknown(input.held ?? NOBODY, input.state.customer)) : joining;
  return { cohort: chosen.map((row) => eligible[row]!), joins: { level: round, ids } };
}

const NOBODY = new Uint32Array(0);

/** Those of the first who are not among the second; both ascending. */
function unknown(ids: Uint32Array, known: Uint32Array): Uint32Array {
  let at = 0;
  return ids.filter((id) => {
    while (at < known.length && known[at]! < id) at++;
    return known[at] !== id;
  });
}

/** Ascending. */
function merged(a: Uint32Array, b: Uint32Array): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all.sort();
}

/** May have the turn; is sitting out; has had all the turns there are for one. */
const IN = 0;
const COOLING = 1;
const DONE = 2;

/** Row for row of the eligible. */
interface Standing {
  /** -1: not in the state yet. */
  readonly level: Int32Array;
  /** ms; Infinity: not in the state yet. */
  readonly last: Float64Array;
  readonly out: Uint8Array;
  /** The highest level that anybody has, also of those who are not eligible now. */
  readonly highest: number;
}

function standingOf({ rotation, eligible, state, cohort, cohortStart, ...input }: TurnInput): Standing {
  const level = new Int32Array(eligible.length).fill(-1);
  const last = new Float64Array(eligible.length).fill(Infinity);
  const out = new Uint8Array(eligible.length);
  const running = cohort ?? new Uint32Array(0);
  const runningSince = cohortStart ?? -1;
  const most = rotation.maxTurns ?? Infinity;
  const coolUntil = coolingSince(rotation.coolDown, input);
  let highest = 0;
  let row = 0;
  let inTurn = 0;
  for (let index = 0; index < state.customer.length; index++) {
    const customer = state.customer[index]!;
    while (inTurn < running.length && running[inTurn]! < customer) inTurn++;
    // Served as far as this plan is concerned, although the shop has not seen them enter (yet, or any more).
    const ahead = running[inTurn] === customer && state.last[index]! < runningSince ? 1 : 0;
    const reached = state.level[index]! + ahead;
    if (reached > highest) highest = reached;
    while (row < eligible.length && eligible[row]! < customer) row++;
    if (eligible[row] !== customer) continue;
    level[row] = reached;
    last[row] = ahead ? runningSince : state.last[index]!;
    if (state.turns[index]! + ahead >= most) out[row] = DONE;
    else if (last[row]! > 0 && last[row]! >= coolUntil) out[row] = COOLING;
  }
  return { level, last, out, highest };
}

/** Whoever had a turn that started then or later sits this one out. */
function coolingSince(
  coolDown: number,
  { earlier, slotStart, turnMs }: Pick<TurnInput, 'earlier' | 'slotStart' | 'turnMs'>,
): number {
  if (coolDown === 0) return Infinity;
  if (earlier !== undefined) return earlier[Math.min(coolDown, earlier.length) - 1] ?? Infinity;
  // Half a turn of tolerance: a turn of a day is 23 or 25 hours long when the clock changes.
  return slotStart - (coolDown + 0.5) * turnMs;
}

/**
 * The level of the round that is going on. All who are there all the time are at it or one above, so the highest level tells it; those who
 * lag behind further (turns taken back again and again) do not hold it back. When everybody is at the highest, who comes is the last one of
 * the round that was just finished.
 */
function roundOf({ highest }: Standing): number {
  return Math.max(highest - 1, 0);
}

/** By cohorts, a round is n turns; whoever takes part in round r (from 0) has a level of r before their turn and r + 1 after it. */
function roundOfCohorts(standing: Standing, cohorts: number, number: number): number {
  const { level, out, highest } = standing;
  const round = Math.floor((number - 1) / cohorts);
  if (highest <= round + 1) return round;
  // Ahead of that: the merchant changed the rotation after some turns. Rounds go on from the levels there are.
  const first = (number - 1) % cohorts === 0;
  const unserved = level.some((each, row) => out[row] !== DONE && each < highest);
  return first || !unserved ? highest : highest - 1;
}
