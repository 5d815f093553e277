import type { FrozenSet } from '@group-offers/sync-service/moves';
import type { Standing } from '../offers/state.ts';

/** The customers taken for the window that is open or next, or for the turn that is on; null while nobody was taken yet, or a live audience has none. */
export function expectedOf(sets: readonly FrozenSet[], { window, turn }: Standing, takesTurns: boolean): number | null {
  if (window === null) return null;
  const start = window.start.epochMilliseconds;
  const fitting = sets.filter((set) =>
    takesTurns
      ? set.turn !== null && set.turn.start === (turn?.start.epochMilliseconds ?? start)
      : set.turn === null && set.window === start,
  );
  // Newest first: an audience that was changed is taken anew.
  return fitting[0]?.size ?? null;
}
