import type { Shop } from '../moves/index.ts';
import type { RotationState } from '../rotation/index.ts';
import { readTable } from './tables.ts';

/** Who had how many turns of an offer, as one table. */
export function readRotation(shop: Shop, offer: number): Promise<RotationState> {
  return readTable(
    shop.rotation(offer),
    ({ customer }) => customer.length,
    (size) => ({
      customer: new Uint32Array(size),
      level: new Int32Array(size),
      turns: new Int32Array(size),
      last: new Float64Array(size),
    }),
  );
}

/** The state as if the turn that starts at `start` (ms) had not been had: its cohort is taken anew when the merchant changes the rule. */
export function stateBefore(state: RotationState, start: number): RotationState {
  const [level, turns, last] = [state.level.slice(), state.turns.slice(), state.last.slice()];
  for (let row = 0; row < last.length; row++) {
    if (last[row] !== start) continue;
    level[row]!--;
    turns[row]!--;
    last[row] = 0;
  }
  return { customer: state.customer, level, turns, last };
}
