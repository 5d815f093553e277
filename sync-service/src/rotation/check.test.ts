import { describe, expect, it } from 'vitest';
import type { Rotation, Schedule } from '../offer/offer.ts';
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
  });

  it.each<[Partial<Rotation>, string]>([
    [{ turn: 'PT54H' }, 'rotation.turn: PT54H is longer than the window (2026-11-27T18:00 to 2026-11-29T23:59)'],
    [{ turn: 'P1W' }, 'rotation.turn: P1W is longer than the window'],
    [{ turn: 'PT299S' }, 'rotation.turn: PT299S is too short; the shortest turn is PT5M'],
    [{ turn: 'soon' }, 'rotation.turn: "soon" is no length of a turn'],
    [{ turn: 'P1Y' }, 'rotation.turn: "P1Y" has months or years'],
    [{ by: { capacity: 0 } }, 'rotation.by.capacity: 0 must be a whole number from 1'],
    [{ by: { capacity: 2.5 } }, 'rotation.by.capacity: 2.5 must be a whole number'],
    [{ by: { cohorts: 0 }, coolDown: 0 }, 'rotation.by.cohorts: 0 must be a whole number from 1'],
    [{ coolDown: -1 }, 'rotation.coolDown: -1 must be a whole number from 0 to 100'],
    [
      { coolDown: 3 },
      'rotation.coolDown: 3 turns cannot be sat out where everybody has a turn in each 3; choose at most 2',
    ],
    [{ maxTurns: 0 }, 'rotation.maxTurns: 0 must be a whole number from 1'],
  ])('%j', (changed, message) => {
    const problems = check(changed);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
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
