import { ENDLESS, type OfferPlan, type Rotation, type Schedule } from '@group-offers/sync-service/offer';
import { calendarOf, slotsOf, turnMs, type RotationState, type Slot } from '@group-offers/sync-service/rotation';
import { scheduleSpan, ZoneClock } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { comingWindows } from './coming.ts';
import { windowsIn } from './problems.ts';
import { SHORTEST_TURN_S } from './turn-length.ts';
import { localOf } from './wall.ts';

/** A coming turn as the merchant is shown it. */
export interface ShownTurn extends Slot {
  /** Customers who have it if nobody comes or leaves; null while nobody has counted them. */
  readonly size: number | null;
}

const NOBODY: RotationState = {
  customer: new Uint32Array(0),
  level: new Int32Array(0),
  turns: new Int32Array(0),
  last: new Float64Array(0),
};

/**
 * The turns that are not over at `now` (ms), at most so many, as if nobody had had one yet. Sizes are of made-up customers: how many have a
 * turn depends on their number alone.
 * @param plan whose times and turns are right (`whenProblems`)
 */
export function comingTurns(
  plan: Pick<OfferPlan, 'schedule'> & { readonly rotation: Rotation },
  eligible: number | null,
  now: number,
  atMost: number,
): readonly ShownTurn[] {
  const { schedule, rotation } = plan;
  const from = Temporal.Instant.fromEpochMilliseconds(Math.floor(now));
  const slots: Slot[] = [];
  for (const window of comingWindows(schedule, now, atMost)) {
    const begin = Temporal.Instant.compare(window.start, from) > 0 ? window.start : from;
    const far = begin.add({ milliseconds: 2 * atMost * turnMs(rotation) });
    slots.push(...slotsOf(window, rotation, new ZoneClock(schedule.timezone), begin, far));
    if (slots.length >= atMost) break;
  }
  const shown = slots.slice(0, atMost);
  if (eligible === null) return shown.map((slot) => ({ ...slot, size: null }));
  return calendarOf({
    rotation,
    offer: 1,
    number: 1,
    eligible: Uint32Array.from({ length: eligible }, (_, index) => index + 1),
    state: NOBODY,
    cohort: null,
    cohortStart: null,
    turnMs: turnMs(rotation),
    slots: shown,
  });
}

/** Three groups, and turns that fit three times into the schedule's window, as far as they may be so short: a week, a day, some hours. */
export function usualRotation({ start, end }: Schedule): Rotation {
  const minutes = ((localOf(end) ?? 0) - (localOf(start) ?? 0)) / 60_000 / USUAL_GROUPS;
  const turn =
    minutes >= 7 * 1_440
      ? 'P7D'
      : minutes >= 1_440
        ? 'P1D'
        : minutes >= 60
          ? `PT${Math.floor(minutes / 60)}H`
          : `PT${Math.max(SHORTEST_TURN_S / 60, Math.floor(minutes))}M`;
  return { turn, by: { cohorts: USUAL_GROUPS }, coolDown: 0, maxTurns: null };
}
const USUAL_GROUPS = 3;

/** Windows of more than so many turns are not counted. */
const COUNTED_WINDOWS = 2_000;

/** How many turns are left from `now` (ms) on; null without end, or where they are too many to count. */
export function turnsLeft(
  { schedule, rotation }: Pick<OfferPlan, 'schedule'> & { readonly rotation: Rotation },
  now: number,
): number | null {
  const { endsAt } = scheduleSpan(schedule);
  if (endsAt.equals(Temporal.Instant.from(ENDLESS))) return null;
  const windows = windowsIn(schedule, Math.floor(now), endsAt.epochMilliseconds);
  if (windows.length > COUNTED_WINDOWS) return null;
  const length = turnMs(rotation);
  return windows.reduce((sum, { start, end }) => {
    const rest = end.epochMilliseconds - Math.max(start.epochMilliseconds, now);
    return sum + Math.max(1, Math.floor(rest / length));
  }, 0);
}

/** In how many turns each customer has one; null while nobody has counted them. 1: in every turn. */
export function turnsInARound({ by, coolDown }: Rotation, eligible: number | null): number | null {
  const least = coolDown + 1;
  if ('cohorts' in by) return Math.max(by.cohorts, least);
  return eligible === null ? null : Math.max(1, Math.ceil(eligible / by.capacity), least);
}
