import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { TURN } from '../offer/fields.ts';
import type { Rotation } from '../offer/offer.ts';
import { problem } from '../problems.ts';
import type { ZoneClock } from '../windows/index.ts';

/** The time of one turn, [start, end). */
export interface Slot {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** @throws ProblemError when it is no duration of days to seconds, or not longer than zero */
export function readTurn(turn: string): Temporal.Duration {
  const told = { field: 'rotation.turn', value: turn };
  const wrong = () => new ProblemError(problem('turn_unread', told));
  let duration: Temporal.Duration;
  if (/^P\d+[YM]/.test(turn)) throw new ProblemError(problem('turn_of_months', told));
  if (!TURN.test(turn)) throw wrong();
  try {
    duration = Temporal.Duration.from(turn);
  } catch {
    throw wrong();
  }
  if (duration.sign <= 0) throw wrong();
  return duration;
}

/** Milliseconds, a day taken as 24 hours. */
export function turnMs(rotation: Pick<Rotation, 'turn'>): number {
  const turn = readTurn(rotation.turn);
  return (turn.weeks * 7 + turn.days) * 86_400_000 + turn.with({ weeks: 0, days: 0 }).total('milliseconds');
}

/**
 * The turns of a window that end after `from` and start before `until`, ascending. Turn k starts k times the turn's length after the
 * window, so days keep their time of day over a clock change. What remains at the end of the window and is shorter than a turn belongs to
 * the last one; a window shorter than a turn (cut short by the merchant) is one turn.
 * @param clock whose days are meant
 */
export function slotsOf(
  window: Slot,
  rotation: Rotation,
  clock: ZoneClock,
  from: Temporal.Instant,
  until: Temporal.Instant,
): readonly Slot[] {
  const turn = readTurn(rotation.turn);
  const length = turnMs(rotation);
  const { start } = window;
  const days = turn.weeks * 7 + turn.days;
  const exact = turn.with({ weeks: 0, days: 0 }).total('milliseconds');
  const local = clock.localAt(start.epochMilliseconds);
  const startOf = (index: number): Temporal.Instant => {
    const day = days * index === 0 ? start.epochMilliseconds : clock.instantOf(local + days * index * 86_400_000);
    return Temporal.Instant.fromEpochMilliseconds(day + exact * index);
  };
  /** The last turn that starts at or before an instant, as if the window had no end. */
  const indexAt = (at: Temporal.Instant): number => {
    let index = Math.max(0, Math.floor((at.epochMilliseconds - start.epochMilliseconds) / length));
    while (index > 0 && Temporal.Instant.compare(startOf(index), at) > 0) index--;
    while (Temporal.Instant.compare(startOf(index + 1), at) <= 0) index++;
    return index;
  };

  const last = Math.max(1, indexAt(window.end)) - 1;
  const slots: Slot[] = [];
  for (let index = Math.min(last, indexAt(from)); index <= last; index++) {
    const slot = { start: startOf(index), end: index === last ? window.end : startOf(index + 1) };
    if (Temporal.Instant.compare(slot.start, until) >= 0) break;
    if (Temporal.Instant.compare(slot.end, from) > 0) slots.push(slot);
  }
  return slots;
}
