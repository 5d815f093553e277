import type { Rotation } from '../offer/offer.ts';
import { HORIZON_MS, instantOf, PREPARE_MS, SWEEP_MS, zoneOf, type Edge, type Window } from '../windows/index.ts';
import { slotsOf, turnMs } from './slots.ts';

/** Turns whose edges are set ahead; those after them are planned by a later look, at the latest by the sweep. */
const TURNS_AHEAD = 50;

/** How long before a turn its cohort is taken, ms: while the turn before it runs, so that who had that one is known. */
export function turnLeadMs(rotation: Rotation): number {
  return Math.min(PREPARE_MS, turnMs(rotation) / 2);
}

/** Starts (ms) of the window's turns after `after` and not after `until` (ms). */
export function turnStarts(window: Window, rotation: Rotation, after: number, until: number): readonly number[] {
  if (until <= after) return [];
  const clock = zoneOf(window.offer);
  const slots = slotsOf(window, rotation, clock, instantOf(after), instantOf(until).add({ milliseconds: 1 }));
  return slots.map(({ start }) => start.epochMilliseconds).filter((start) => start > after && start <= until);
}

/** The edges of the coming turns: each start, which is the end of the turn before, and when to prepare it. */
export function turnEdges(window: Window, now: number): readonly Edge[] {
  const { rotation } = window.offer;
  if (rotation === null) return [];
  const from = Math.max(now, window.start.epochMilliseconds - 1);
  const until = now + Math.min(Math.max(TURNS_AHEAD * turnMs(rotation), SWEEP_MS), HORIZON_MS);
  const lead = turnLeadMs(rotation);
  return turnStarts(window, rotation, from, until).flatMap((at): Edge[] => [
    { kind: 'prepare', at: at - lead },
    { kind: 'turn', at },
  ]);
}
