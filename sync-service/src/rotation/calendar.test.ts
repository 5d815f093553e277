import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { rotationRows, type RotationRow } from '../../test/support/rotation-rows.ts';
import type { Rotation } from '../offer/offer.ts';
import { calendarOf, counted, joined } from './calendar.ts';

const NOON = Temporal.Instant.from('2026-11-27T12:00Z');
const hours = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    start: NOON.add({ hours: index }),
    end: NOON.add({ hours: index + 1 }),
  }));
const input = (by: Rotation['by'], customers: number, more: Partial<Rotation> = {}) => ({
  rotation: { turn: 'PT1H', by, coolDown: 0, maxTurns: null, ...more },
  offer: 3,
  number: 1,
  eligible: Uint32Array.from({ length: customers }, (_, index) => index + 1),
  state: rotationRows([]),
  cohort: null,
  cohortStart: null,
  turnMs: 3_600_000,
});
const calendar = (by: Rotation['by'], customers: number, count: number, more: Partial<Rotation> = {}) =>
  calendarOf({ ...input(by, customers, more), slots: hours(count) });

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

  it('with a cool-down over a night, by turns where their starts are told and by hours where not', () => {
    const [today] = hours(1);
    const slots = [today!, { start: NOON.add({ hours: 24 }), end: NOON.add({ hours: 25 }) }];
    const sizes = (more: Partial<Parameters<typeof calendarOf>[0]>) =>
      calendarOf({ ...input({ capacity: 4 }, 6, { coolDown: 1 }), slots, ...more }).map(({ size }) => size);
    expect(sizes({ earlier: [] })).toEqual([4, 2]);
    expect(sizes({})).toEqual([4, 4]);
  });

  it('goes on from the turn that is running', () => {
    const state = rotationRows([
      [1, 1, 1, NOON.epochMilliseconds - 7_200_000],
      [2, 0, 0, 0],
      [3, 0, 0, 0],
    ]);
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

describe('the books ahead', () => {
  const BEFORE: readonly [RotationRow, RotationRow, RotationRow] = [
    [2, 3, 4, 50],
    [5, 1, 1, 60],
    [7, 2, 2, 100],
  ];

  it.each<[what: string, ids: number[], after: readonly RotationRow[]]>([
    ['nobody', [], BEFORE],
    ['who has not had it yet', [2, 5], [[2, 4, 5, 100], [5, 2, 2, 100], BEFORE[2]]],
    ['nor whom the books do not know', [1, 5, 6, 9], [BEFORE[0], [5, 2, 2, 100], BEFORE[2]]],
    ['and nobody twice', [7], BEFORE],
  ])('count a turn once: %s', (_, ids, after) => {
    const given = rotationRows(BEFORE);
    expect(counted(given, Uint32Array.from(ids), 100)).toEqual(rotationRows(after));
    expect(given).toEqual(rotationRows(BEFORE));
  });

  it.each<[what: string, ids: number[], after: readonly RotationRow[]]>([
    ['nobody', [], BEFORE],
    [
      'newcomers before, between and behind',
      [1, 6, 9],
      [[1, 2, 0, 0], BEFORE[0], BEFORE[1], [6, 2, 0, 0], BEFORE[2], [9, 2, 0, 0]],
    ],
    ['who is lower is lifted, who is higher stays', [2, 5, 7], [BEFORE[0], [5, 2, 1, 60], BEFORE[2]]],
  ])('take in at level 2: %s', (_, ids, after) => {
    expect(joined(rotationRows(BEFORE), { level: 2, ids: Uint32Array.from(ids) })).toEqual(rotationRows(after));
  });
});
