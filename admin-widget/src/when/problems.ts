import { ProblemError } from '@group-offers/sync-service/errors';
import type { OfferPlan, Schedule } from '@group-offers/sync-service/offer';
import { fieldOf, problem, type Problem } from '@group-offers/sync-service/problems';
import { checkRotation } from '@group-offers/sync-service/rotation';
import { occurrencesOf, scheduleSpan, type Occurrence } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { SHORTEST_TURN_S } from './turn-length.ts';
import { localOf } from './wall.ts';

/** Where the page tells a problem of the times or the turns. */
export type ProblemField =
  'start' | 'end' | 'timezone' | 'recurrence' | 'except' | 'turn' | 'cohorts' | 'capacity' | 'coolDown' | 'maxTurns';

/** By the path's second part, or by its last where those are told apart. */
export function placeOf(problem: Problem): ProblemField {
  const [, second = 'start', third = ''] = fieldOf(problem).split('.');
  return (second === 'by' || third === 'except' ? third : second) as ProblemField;
}

/** Nothing when the plan can be saved as far as its times and turns go. */
export function whenProblems({ schedule, rotation }: Pick<OfferPlan, 'schedule' | 'rotation'>): readonly Problem[] {
  return [
    ...scheduleProblems(schedule),
    ...(rotation === null ? [] : checkRotation(rotation, schedule, SHORTEST_TURN_S)),
  ];
}

export function scheduleProblems(schedule: Schedule): readonly Problem[] {
  return judged(schedule).problems;
}

interface Judged {
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}
/** Looking through two years of a recurrence takes a moment, and several parts of the page ask for each schedule. */
const known = new WeakMap<Schedule, Judged>();

function judged(schedule: Schedule): Judged {
  const before = known.get(schedule);
  if (before !== undefined) return before;
  const judgement = judge(schedule);
  known.set(schedule, judgement);
  return judgement;
}

function judge(schedule: Schedule): Judged {
  try {
    const field = (['start', 'end'] as const).find((each) => (localOf(schedule[each]) ?? Infinity) < EARLIEST);
    if (field === undefined) return { problems: [], notes: scheduleSpan(schedule).notes };
    return { problems: [problem('not_local_time', { field: `schedule.${field}`, value: schedule[field] })], notes: [] };
  } catch (error) {
    if (error instanceof ProblemError) return { problems: [error.problem], notes: [] };
    throw error;
  }
}

/** A year that is still being typed, 0002 or 0202: nobody should look through the centuries up to now. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** What the merchant should know of a schedule that is right. */
export function scheduleNotes(schedule: Schedule): readonly Problem[] {
  return judged(schedule).notes;
}

/** The windows of a schedule between two instants (ms); none when it cannot be read. */
export function windowsIn(schedule: Schedule, from: number, until: number): readonly Occurrence[] {
  try {
    return occurrencesOf(
      schedule,
      Temporal.Instant.fromEpochMilliseconds(from),
      Temporal.Instant.fromEpochMilliseconds(until),
    );
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
