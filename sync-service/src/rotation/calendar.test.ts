import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Rotation } from '../offer/offer.ts';
import { calendarOf } from './calendar.ts';
import type { RotationState } from './turn.ts';

const NOBODY: RotationState = {
  customer: new Uint32Array(0),
  level: new Int32Array(0),
  turns: new Int32Array(0),
  last: new Float64Array(0),
};
const NOON = Temporal.Instant.from('2026-11-27T12:00Z');
const hours = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    start: NOON.add({ hours: index }),
    end: NOON.add({ hours: index + 1 }),
  }));
const calendar = (by: Rotation['by'], customers: number, count: number, more: Partial<Rotation> = {}) =>
  calendarOf({
    rotation: { turn: 'PT1H', by, coolDown: 0, maxTurns: null, ...more },
    offer: 3,
    number: 1,
    eligible: Uint32Array.from({ length: customers }, (_, index) => index + 1),
    state: NOBODY,
    cohort: null,
    cohortStart: null,
    turnMs: 3_600_000,
    slots: hours(count),
  });

describe('the coming turns', () => {
  it('by cohorts: ten customers in three parts, round after round', () => {
    const turns = calendar({ cohorts: 3 }, 10, 6);
    expect(turns.map(({ number, size }) => [number, size])).toEqual([
      [1, 4],
      [2, 3],
      [3, 3],
      [4, 4],
      [5, 3],
      [6, 3],
    ]);
    expect(turns[1]!.start.toString()).toBe('2026-11-27T13:00:00Z');
    expect(turns[1]!.end.toString()).toBe('2026-11-27T14:00:00Z');
  });

  it('by capacity, until everybody has had the most turns', () => {
    const sizes = calendar({ capacity: 4 }, 10, 7, { maxTurns: 2 }).map(({ size }) => size);
    expect(sizes).toEqual([4, 4, 4, 4, 4, 0, 0]);
  });

  it('by capacity with a cool-down: places stay free while all who could come sit out', () => {
    const sizes = calendar({ capacity: 4 }, 6, 6, { coolDown: 1 }).map(({ size }) => size);
    expect(sizes).toEqual([4, 2, 4, 2, 4, 2]);
  });

  it('goes on from the turn that is running', () => {
    const state: RotationState = {
      customer: Uint32Array.of(1, 2, 3),
      level: Int32Array.of(1, 0, 0),
      turns: Int32Array.of(1, 0, 0),
      last: Float64Array.of(NOON.epochMilliseconds - 7_200_000, 0, 0),
    };
    const turns = calendarOf({
      rotation: { turn: 'PT1H', by: { capacity: 1 }, coolDown: 0, maxTurns: 1 },
      offer: 3,
      number: 3,
      eligible: Uint32Array.of(1, 2, 3),
      state,
      cohort: Uint32Array.of(2),
      cohortStart: NOON.epochMilliseconds - 3_600_000,
      turnMs: 3_600_000,
      slots: hours(3),
    });
    expect(turns.map(({ number, size }) => [number, size])).toEqual([
      [3, 1],
      [4, 0],
      [5, 0],
    ]);
  });
});
