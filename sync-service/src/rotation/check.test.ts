import { describe, expect, it } from 'vitest';
import type { Rotation, Schedule } from '../offer/offer.ts';
import type { Params, ProblemCode } from '../problems.ts';
import { checkRotation } from './check.ts';

const weekend: Schedule = {
  timezone: 'Europe/Madrid',
  start: '2026-11-27T18:00',
  end: '2026-11-29T23:59',
  recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR', except: [], cuts: [] },
};
const right: Rotation = { turn: 'PT8H', by: { cohorts: 3 }, coolDown: 1, maxTurns: 4 };
const check = (changed: Partial<Rotation>, schedule = weekend, shortest = 300) =>
  checkRotation({ ...right, ...changed }, schedule, shortest);

describe('a rotation is checked', () => {
  it('and right', () => {
    expect(check({})).toEqual([]);
    expect(check({ by: { capacity: 1 }, coolDown: 0, maxTurns: null })).toEqual([]);
    expect(check({ turn: 'PT53H59M' })).toEqual([]);
    expect(check({ turn: 'PT300S', by: { cohorts: 1 }, coolDown: 0, maxTurns: 1 })).toEqual([]);
    expect(check({ by: { cohorts: 10_000 }, coolDown: 100, maxTurns: 1_000_000 })).toEqual([]);
    expect(check({ by: { capacity: 100_000_000 } })).toEqual([]);
  });

  it.each<[Partial<Rotation>, ProblemCode, Params]>([
    [{ turn: 'PT54H' }, 'turn_long', { value: 'PT54H', start: '2026-11-27T18:00', end: '2026-11-29T23:59' }],
    [{ turn: 'P1W' }, 'turn_long', { value: 'P1W' }],
    [{ turn: 'PT299S' }, 'turn_short', { value: 'PT299S', seconds: 300 }],
    [{ turn: 'soon' }, 'turn_unread', { value: 'soon' }],
    [{ turn: 'P1Y' }, 'turn_of_months', { value: 'P1Y' }],
    [{ by: { capacity: 0 } }, 'capacity', { field: 'rotation.by.capacity', value: 0, min: 1 }],
    [{ by: { capacity: 2.5 } }, 'capacity', { value: 2.5 }],
    [{ by: { cohorts: 0 }, coolDown: 0 }, 'cohorts', { field: 'rotation.by.cohorts', value: 0, min: 1 }],
    [{ by: { cohorts: 10_001 } }, 'cohorts', { value: 10_001, max: 10_000 }],
    [{ by: { capacity: 100_000_001 } }, 'capacity', { value: 100_000_001, max: 100_000_000 }],
    [{ by: { capacity: 1 }, coolDown: 101 }, 'cool_down', { value: 101, max: 100 }],
    [{ maxTurns: 1_000_001 }, 'max_turns', { value: 1_000_001, max: 1_000_000 }],
    [{ coolDown: -1 }, 'cool_down', { field: 'rotation.coolDown', value: -1, min: 0, max: 100 }],
    [{ coolDown: 3 }, 'cool_down_of_cohorts', { value: 3, cohorts: 3, max: 2 }],
    [{ maxTurns: 0 }, 'max_turns', { field: 'rotation.maxTurns', value: 0, min: 1 }],
  ])('%j', (changed, code, params) => {
    expect(check(changed)).toMatchObject([{ code, params }]);
  });

  it('turns of seconds where the shop allows them', () => {
    expect(check({ turn: 'PT1S' }, weekend, 1)).toEqual([]);
  });

  it('overlapping windows run as one, and so may be longer than each', () => {
    const schedule = { ...weekend, recurrence: { ...weekend.recurrence!, rule: 'FREQ=DAILY;COUNT=10' } };
    expect(check({ turn: 'P1W' }, schedule)).toEqual([]);
  });

  it('a schedule that cannot be read is told elsewhere', () => {
    expect(check({ turn: 'P1W' }, { ...weekend, timezone: 'Europe/Madird' })).toEqual([]);
  });

  it('everything wrong is told at once', () => {
    expect(check({ turn: 'PT1S', by: { capacity: 0 }, coolDown: 1.5, maxTurns: -1 })).toHaveLength(4);
  });
});
