import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { MOST } from '../offer/fields.ts';
import type { Rotation, Schedule } from '../offer/offer.ts';
import { problem, type Problem } from '../problems.ts';
import { resolveSchedule } from '../windows/index.ts';
import { readTurn, turnMs } from './slots.ts';

/**
 * What is wrong with a rotation; nothing when it is right. A schedule that cannot be read is not this function's to tell.
 * @param shortestTurnSeconds what the shop allows
 */
export function checkRotation(rotation: Rotation, schedule: Schedule, shortestTurnSeconds: number): readonly Problem[] {
  const { by, coolDown, maxTurns } = rotation;
  const problems = checkTurn(rotation, schedule, shortestTurnSeconds);
  const whole = (code: keyof typeof FIELDS, value: number, min: number, max: number): void => {
    if (!Number.isInteger(value) || value < min || value > max)
      problems.push(problem(code, { field: `rotation.${FIELDS[code]}`, value, min, max }));
  };
  if ('cohorts' in by) whole('cohorts', by.cohorts, 1, MOST.cohorts);
  else whole('capacity', by.capacity, 1, MOST.capacity);
  whole('cool_down', coolDown, 0, MOST.coolDown);
  if (maxTurns !== null) whole('max_turns', maxTurns, 1, MOST.maxTurns);
  if ('cohorts' in by && by.cohorts >= 1 && coolDown >= by.cohorts) {
    const told = { field: 'rotation.coolDown', value: coolDown, cohorts: by.cohorts, max: by.cohorts - 1 };
    problems.push(problem('cool_down_of_cohorts', told));
  }
  return problems;
}

const FIELDS = {
  cohorts: 'by.cohorts',
  capacity: 'by.capacity',
  cool_down: 'coolDown',
  max_turns: 'maxTurns',
} as const;

function checkTurn({ turn: value }: Rotation, schedule: Schedule, shortest: number): Problem[] {
  const field = 'rotation.turn';
  let turn: Temporal.Duration;
  try {
    turn = readTurn(value);
  } catch (error) {
    if (error instanceof ProblemError) return [error.problem];
    throw error;
  }
  if (turnMs({ turn: value }) < shortest * 1000) return [problem('turn_short', { field, value, seconds: shortest })];
  const window = firstWindow(schedule);
  if (window === null) return [];
  const end = window.start.toZonedDateTimeISO(schedule.timezone).add(turn).toInstant();
  return Temporal.Instant.compare(end, window.end) <= 0
    ? []
    : [problem('turn_long', { field, value, start: schedule.start, end: schedule.end })];
}

function firstWindow(schedule: Schedule): { start: Temporal.Instant; end: Temporal.Instant } | null {
  try {
    return resolveSchedule(schedule);
  } catch {
    return null;
  }
}
