import { Temporal } from 'temporal-polyfill';
import type { Shop } from '../moves/index.ts';
import type { Offer, Rotation } from '../offer/index.ts';
import { calendarOf, slotsOf, turnMs, type ComingTurn, type Slot } from '../rotation/index.ts';
import type { PlannedTurn } from '../plan/index.ts';
import { readRotation } from '../sync/read.ts';
import { instantOf, windowsOf, zoneOf } from '../windows/index.ts';

/** So many turns are told ahead. */
const AHEAD = 10;

/** The turn that was looked at and those after it, with the sizes to be expected if nobody comes or leaves. */
export async function comingTurns(shop: Shop, offer: Offer, planned: PlannedTurn): Promise<readonly ComingTurn[]> {
  const rotation = offer.rotation!;
  const first = { start: instantOf(planned.start), end: instantOf(planned.end) };
  const later = slotsAfter(offer, rotation, first.end);
  const { number, eligible } = planned;
  const input = { rotation, offer: offer.id, eligible, turnMs: turnMs(rotation) };
  const current = { ...first, number, size: planned.cohort.length };
  if (planned.state !== null) {
    const slots = [first, ...later];
    return calendarOf({ ...input, slots, number, state: planned.state, cohort: null, cohortStart: null });
  }
  const state = await readRotation(shop, offer.id);
  const running = { cohort: planned.cohort, cohortStart: planned.start };
  return [current, ...calendarOf({ ...input, ...running, slots: later, number: number + 1, state })];
}

/** The turns that end after `from`, over as many windows as it takes. */
function slotsAfter(offer: Offer, rotation: Rotation, from: Temporal.Instant): Slot[] {
  const slots: Slot[] = [];
  const few = { milliseconds: 2 * AHEAD * turnMs(rotation) };
  for (const window of windowsOf({ ...offer, intent: 'armed' }, from)) {
    const begin = Temporal.Instant.compare(window.start, from) > 0 ? window.start : from;
    slots.push(...slotsOf(window, rotation, zoneOf(offer), begin, begin.add(few)));
    if (slots.length >= AHEAD) break;
  }
  return slots.slice(0, AHEAD - 1);
}
