import { Temporal } from 'temporal-polyfill';
import { MOST } from '../offer/fields.ts';
import type { Rotation, Schedule } from '../offer/offer.ts';
import { resolveSchedule } from '../windows/index.ts';
import { readTurn, turnMs } from './slots.ts';

/**
 * What is wrong with a rotation, each naming field, value and way out; nothing when it is right. A schedule that cannot be read is not this
 * function's to tell.
 * @param shortestTurnSeconds what the shop allows
 */
export function checkRotation(rotation: Rotation, schedule: Schedule, shortestTurnSeconds: number): readonly string[] {
  const { by, coolDown, maxTurns } = rotation;
  const problems = checkTurn(rotation, schedule, shortestTurnSeconds);
  const whole = (field: string, value: number, min: number, max: number, hint: string): void => {
    if (!Number.isInteger(value) || value < min || value > max)
      problems.push(`rotation.${field}: ${value} must be a whole number from ${min} to ${max}; ${hint}`);
  };
  if ('cohorts' in by) whole('by.cohorts', by.cohorts, 1, MOST.cohorts, 'it says in how many turns everybody has one');
  else whole('by.capacity', by.capacity, 1, MOST.capacity, 'it says how many customers have a turn at a time');
  whole('coolDown', coolDown, 0, MOST.coolDown, 'it says how many turns a customer sits out, 0 for none');
  if (maxTurns !== null) whole('maxTurns', maxTurns, 1, MOST.maxTurns, 'leave it out for no limit');
  if ('cohorts' in by && by.cohorts >= 1 && coolDown >= by.cohorts) {
    problems.push(
      `rotation.coolDown: ${coolDown} turns cannot be sat out where everybody has a turn in each ${by.cohorts}; ` +
        `choose at most ${by.cohorts - 1}, or rotate by capacity`,
    );
  }
  return problems;
}

function checkTurn(rotation: Rotation, schedule: Schedule, shortestTurnSeconds: number): string[] {
  let turn: Temporal.Duration;
  try {
    turn = readTurn(rotation.turn);
  } catch (error) {
    return [(error as RangeError).message];
  }
  const shortest = Temporal.Duration.from({ seconds: shortestTurnSeconds }).round({ largestUnit: 'hours' });
  if (turnMs(rotation) < shortestTurnSeconds * 1000) {
    return [`rotation.turn: ${rotation.turn} is too short; the shortest turn is ${shortest.toString()}`];
  }
  const window = firstWindow(schedule);
  if (window === null) return [];
  const end = window.start.toZonedDateTimeISO(schedule.timezone).add(turn).toInstant();
  return Temporal.Instant.compare(end, window.end) <= 0
    ? []
    : [
        `rotation.turn: ${rotation.turn} is longer than the window (${schedule.start} to ${schedule.end}); ` +
          `choose a shorter turn or a later end`,
      ];
}

function firstWindow(schedule: Schedule): { start: Temporal.Instant; end: Temporal.Instant } | null {
  try {
    return resolveSchedule(schedule);
  } catch {
    return null;
  }
}
