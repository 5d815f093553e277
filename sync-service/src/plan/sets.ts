import { ProblemError } from '../errors.ts';
import type { FrozenSet } from '../moves/index.ts';
import { problem } from '../problems.ts';
import { slotsOf } from '../rotation/index.ts';
import { instantOf, zoneOf, type Window } from '../windows/index.ts';
import type { ShopOffers } from './snapshot.ts';

type Frozen = Pick<ShopOffers, 'frozen' | 'ruleHashes'>;

/** The audience that was frozen for a window by the rule as it is now. */
export function frozenAudience({ frozen, ruleHashes }: Frozen, { offer, start }: Window): FrozenSet | undefined {
  if (offer.audience.taken !== 'frozen') return undefined;
  const hash = ruleHashes.get(offer.id)?.audience;
  return (frozen.get(offer.id) ?? []).find(
    ({ turn, window, basis }) => turn === null && window === start.epochMilliseconds && basis === hash,
  );
}

/** The turn that runs at an instant. */
export interface TurnSlot {
  /** ms. */
  readonly start: number;
  readonly end: number;
  /** Its cohort, where one was frozen by the rule and rotation as they are now. */
  readonly frozen: FrozenSet | null;
  /** The turn's number, where it has one by now. */
  readonly number: number | null;
}

/** @param window of a rotating offer, open at `at` (ms) @throws ProblemError when no turn runs then */
export function turnSlot({ frozen, ruleHashes }: Frozen, window: Window, at: number): TurnSlot {
  const { offer } = window;
  const now = instantOf(at);
  const [slot] = slotsOf(window, offer.rotation!, zoneOf(offer), now, now.add({ milliseconds: 1 }));
  if (slot === undefined) throw new ProblemError(problem('no_turn', { field: 'rotation.turn', utc: now.toString() }));
  const windowStart = window.start.epochMilliseconds;
  const hash = ruleHashes.get(offer.id)?.turn;
  const sets = (frozen.get(offer.id) ?? []).filter((set) => set.window === windowStart && set.turn !== null);
  // With an earlier end of the window the turn that has begun may be too short for one, and belong to the one before: it goes on all the same.
  const begun = sets.find(({ turn, basis }) => basis === hash && turn!.start <= at);
  const start = Math.max(slot.start.epochMilliseconds, begun?.turn?.start ?? 0);
  const same = sets.find(({ turn }) => turn!.start === start);
  return {
    start,
    // Its end may have changed with the window's.
    end: slot.end.epochMilliseconds,
    frozen: same?.basis === hash ? (same ?? null) : null,
    number: same?.turn?.number ?? null,
  };
}
