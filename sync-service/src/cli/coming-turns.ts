import type { Shop } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import { calendarOf, slotsOf, turnMs, type ComingTurn } from '../rotation/index.ts';
import type { TurnSeen } from '../sync/claims.ts';
import { readRotation } from '../sync/rotation.ts';
import { windowsOf } from '../windows/index.ts';
import { instantOfMs } from './output.ts';

/** So many turns are told ahead. */
const AHEAD = 10;

/** The turn that was looked at and those after it, with the sizes to be expected if nobody comes or leaves. */
export async function comingTurns(shop: Shop, offer: Offer, seen: TurnSeen): Promise<readonly ComingTurn[]> {
  const rotation = offer.rotation!;
  const first = { start: instantOfMs(seen.start), end: instantOfMs(seen.end) };
  const until = first.end.add({ milliseconds: 2 * AHEAD * turnMs(rotation) });
  const later = windowsOf({ ...offer, intent: 'armed' }, first.start, until)
    .flatMap((window) => slotsOf(window, rotation, offer.schedule.timezone, first.end, until))
    .slice(0, AHEAD - 1);
  const { number, eligible } = seen;
  const input = { rotation, offer: offer.id, eligible, turnMs: turnMs(rotation) };
  const current = { ...first, number, size: seen.cohort.length };
  if (seen.state !== null) {
    const slots = [first, ...later];
    return calendarOf({ ...input, slots, number, state: seen.state, cohort: null, cohortStart: null });
  }
  const state = await readRotation(shop, offer.id);
  const running = { cohort: seen.cohort, cohortStart: seen.start };
  return [current, ...calendarOf({ ...input, ...running, slots: later, number: number + 1, state })];
}
