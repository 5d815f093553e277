import { describe, expect, it } from 'vitest';
import { rotationRows, type RotationRow } from '../../test/support/rotation-rows.ts';
import type { Rotation } from '../offer/offer.ts';
import { planTurn, type TurnInput } from './turn.ts';

const HOUR = 3_600_000;
const byCapacity = (capacity: number, more: Partial<Rotation> = {}): Rotation => ({
  turn: 'PT1H',
  by: { capacity },
  coolDown: 0,
  maxTurns: null,
  ...more,
});
const byCohorts = (cohorts: number): Rotation => ({ turn: 'PT1H', by: { cohorts }, coolDown: 0, maxTurns: null });

/** Rows of the shop's table: customer, level, turns, and the number of the last turn (0: none). Turn n starts n hours after 1970. */
const books = (...rows: readonly RotationRow[]) =>
  rotationRows(rows.map(([customer, level, turns, last]): RotationRow => [customer, level, turns, last * HOUR]));

function plan(rotation: Rotation, number: number, eligible: readonly number[], more: Partial<TurnInput> = {}) {
  const { cohort, joins } = planTurn({
    rotation,
    offer: 7,
    number,
    eligible: Uint32Array.from(eligible),
    state: books(),
    cohort: null,
    cohortStart: null,
    slotStart: number * HOUR,
    turnMs: HOUR,
    ...more,
  });
  return { cohort: [...cohort], level: joins.level, joins: [...joins.ids] };
}

describe('whose turn is next', () => {
  it('the first turn draws among all, the same customers every time, others for another offer', () => {
    const everybody = Array.from({ length: 100 }, (_, index) => index + 1);
    const first = plan(byCapacity(20), 1, everybody);
    expect(first.cohort).toHaveLength(20);
    expect(first).toEqual({ cohort: first.cohort, level: 0, joins: first.cohort });
    expect(plan(byCapacity(20), 1, everybody)).toEqual(first);
    expect(plan(byCapacity(20), 1, everybody, { offer: 8 }).cohort).not.toEqual(first.cohort);
  });

  it('nobody eligible: nobody has it', () => {
    for (const rotation of [byCapacity(5), byCohorts(3)]) {
      expect(plan(rotation, 1, []).cohort).toEqual([]);
      expect(plan(rotation, 9, [], { state: books([1, 2, 2, 8]) }).cohort).toEqual([]);
    }
  });

  it('the least served come first, then who has waited longest', () => {
    const state = books([1, 3, 3, 9], [2, 2, 2, 8], [3, 2, 2, 5], [4, 3, 3, 7]);
    expect(plan(byCapacity(1), 10, [1, 2, 3, 4], { state }).cohort).toEqual([3]);
    expect(plan(byCapacity(2), 10, [1, 2, 3, 4], { state }).cohort).toEqual([2, 3]);
    expect(plan(byCapacity(3), 10, [1, 2, 3, 4], { state }).cohort).toEqual([2, 3, 4]);
    expect(plan(byCapacity(9), 10, [1, 2, 3, 4], { state }).cohort).toEqual([1, 2, 3, 4]);
  });

  it('newcomers join at the level of the round, after those of that level who wait', () => {
    const state = books([1, 5, 5, 9], [2, 4, 4, 6]);
    expect(plan(byCapacity(1), 10, [1, 2, 50, 51], { state })).toEqual({ cohort: [2], level: 4, joins: [] });
    expect(plan(byCapacity(3), 10, [1, 2, 50, 51], { state })).toEqual({
      cohort: [2, 50, 51],
      level: 4,
      joins: [50, 51],
    });
  });

  it('who comes back after long does not catch up on the rounds in between', () => {
    const state = books([1, 50, 50, 9], [2, 51, 51, 8], [3, 4, 4, 1]);
    expect(plan(byCapacity(1), 10, [1, 2, 3], { state })).toEqual({ cohort: [3], level: 50, joins: [3] });
    // Back in the books at 51 after that turn, like the others.
    const after = books([1, 50, 50, 9], [2, 51, 51, 8], [3, 51, 5, 10]);
    expect(plan(byCapacity(1), 11, [1, 2, 3], { state: after }).cohort).toEqual([1]);
  });

  it('when a round has just been finished, who comes back is its last one', () => {
    const state = books([1, 51, 51, 9], [2, 51, 51, 8], [3, 4, 4, 1]);
    expect(plan(byCapacity(1), 10, [1, 2, 3], { state })).toEqual({ cohort: [3], level: 50, joins: [3] });
  });

  it('nobody but newcomers is left, and the old ones come back: they do not wait for the newcomers to catch up', () => {
    const state = books([1, 50, 50, 9], [2, 50, 50, 8]);
    const newOnes = plan(byCapacity(2), 10, [70, 71], { state });
    expect(newOnes).toEqual({ cohort: [70, 71], level: 49, joins: [70, 71] });
  });

  it('a turn that was taken back makes up for it before the others have their next', () => {
    // 2 had a turn of the offer, was taken by another one, and has back the last turn that stands.
    const state = books([1, 5, 5, 9], [2, 4, 4, 6], [3, 5, 5, 8]);
    expect(plan(byCapacity(1), 10, [1, 2, 3], { state }).cohort).toEqual([2]);
  });

  it('who has the running turn counts as served, entered or not', () => {
    const state = books([1, 4, 4, 7], [2, 4, 4, 6]);
    const running = { cohort: Uint32Array.of(2), cohortStart: 9 * HOUR };
    expect(plan(byCapacity(1), 10, [1, 2], { state, ...running }).cohort).toEqual([1]);
    const entered = books([1, 4, 4, 7], [2, 5, 5, 9]);
    expect(plan(byCapacity(1), 10, [1, 2], { state: entered, ...running }).cohort).toEqual([1]);
  });

  it('places that leavers free go to others', () => {
    const state = books([1, 4, 4, 7], [2, 4, 4, 6], [3, 5, 5, 8]);
    expect(plan(byCapacity(2), 10, [1, 3], { state }).cohort).toEqual([1, 3]);
  });

  it('no customer has more turns than the most, taken back ones not counted', () => {
    const rotation = byCapacity(3, { maxTurns: 2 });
    const state = books([1, 2, 2, 7], [2, 2, 1, 6], [3, 5, 1, 9]);
    expect(plan(rotation, 10, [1, 2, 3, 4], { state }).cohort).toEqual([2, 3, 4]);
    const running = { cohort: Uint32Array.of(3), cohortStart: 9.5 * HOUR };
    expect(plan(rotation, 10, [1, 2, 3, 4], { state, ...running }).cohort).toEqual([2, 4]);
  });

  describe('a cool-down of two turns', () => {
    const rotation = byCapacity(9, { coolDown: 2 });
    const state = books([1, 1, 1, 7], [2, 1, 1, 8], [3, 1, 1, 9], [4, 0, 0, 0]);

    it('passes over who had one of the two before', () => {
      expect(plan(rotation, 10, [1, 2, 3, 4], { state }).cohort).toEqual([1, 4]);
    });

    it('counts turns and not hours when it is told their starts: days lie between two windows', () => {
      const later = { slotStart: 100 * HOUR, state };
      expect(plan(rotation, 10, [1, 2, 3, 4], later).cohort).toEqual([1, 2, 3, 4]);
      const earlier = [9 * HOUR, 8 * HOUR, 7 * HOUR];
      expect(plan(rotation, 10, [1, 2, 3, 4], { ...later, earlier }).cohort).toEqual([1, 4]);
      expect(plan(rotation, 10, [1, 2, 3, 4], { ...later, earlier: [] }).cohort).toEqual([1, 2, 3, 4]);
    });

    it('holds on the day on which a turn of a day has 23 hours', () => {
      const days = books([1, 1, 1, 24], [2, 1, 1, 48]);
      const day = { slotStart: (24 + 24 + 24 - 1) * HOUR, turnMs: 24 * HOUR, state: days };
      expect(plan(byCapacity(9, { coolDown: 1 }), 3, [1, 2], day).cohort).toEqual([1]);
    });
  });
});

describe('by cohorts', () => {
  it('everybody once in three turns, in about equal parts', () => {
    let state = books();
    const seen: number[] = [];
    const sizes: number[] = [];
    const everybody = Array.from({ length: 10 }, (_, index) => index + 1);
    for (const number of [1, 2, 3]) {
      const { cohort } = plan(byCohorts(3), number, everybody, { state });
      seen.push(...cohort);
      sizes.push(cohort.length);
      const had = seen.map((id) => [id, 1, 1, number] as const).sort(([a], [b]) => a - b);
      state = books(...had);
    }
    expect(sizes).toEqual([4, 3, 3]);
    expect(seen.sort((a, b) => a - b)).toEqual(everybody);
  });

  it('fewer customers than cohorts: some turns are nobody’s', () => {
    expect(plan(byCohorts(3), 1, [1, 2]).cohort).toHaveLength(1);
    const both = books([1, 1, 1, 1], [2, 1, 1, 2]);
    expect(plan(byCohorts(3), 3, [1, 2], { state: both }).cohort).toEqual([]);
    expect(plan(byCohorts(3), 4, [1, 2], { state: both }).cohort).toEqual([1]);
  });

  it('who comes late in a round still has a turn in it', () => {
    const state = books([1, 1, 1, 1], [2, 1, 1, 2]);
    expect(plan(byCohorts(3), 3, [1, 2, 8, 9], { state })).toEqual({ cohort: [8, 9], level: 0, joins: [8, 9] });
  });

  it('a turn missed in the last round comes first in the next, and does not make two of it', () => {
    const state = books([1, 5, 5, 13], [2, 4, 4, 11], [3, 5, 5, 14], [4, 5, 5, 15]);
    const first = plan(byCohorts(3), 16, [1, 2, 3, 4], { state });
    expect(first).toEqual({ cohort: [1, 2], level: 5, joins: [2] });
  });

  it('from three cohorts to five, from capacity to cohorts: nobody waits until the numbers fit again', () => {
    const level10 = books([1, 10, 10, 28], [2, 10, 10, 29], [3, 10, 10, 30]);
    expect(plan(byCohorts(5), 31, [1, 2, 3], { state: level10 }).cohort).toEqual([1]);
    expect(plan(byCohorts(5), 32, [1, 2, 3], { state: level10 }).cohort).toEqual([1]);
    const level2 = books([1, 2, 2, 28], [2, 2, 2, 29], [3, 3, 3, 30]);
    expect(plan(byCohorts(3), 31, [1, 2, 3], { state: level2 })).toEqual({ cohort: [1], level: 10, joins: [1] });
  });

  it('by other cohorts in the middle of a round: who was not served in it comes before the next begins', () => {
    const state = books([1, 11, 11, 31], [2, 10, 10, 29], [3, 10, 10, 30]);
    expect(plan(byCohorts(5), 31, [1, 2, 3], { state })).toEqual({ cohort: [2], level: 11, joins: [2] });
    expect(plan(byCohorts(5), 32, [1, 2, 3], { state })).toEqual({ cohort: [2], level: 10, joins: [] });
    const had = books([1, 11, 9, 31], [2, 10, 10, 29]);
    expect(plan({ ...byCohorts(5), maxTurns: 10 }, 32, [1, 2], { state: had })).toMatchObject({
      cohort: [1],
      level: 11,
    });
  });

  it('who has had all their turns makes no cohort larger', () => {
    const state = books([1, 1, 1, 1], [2, 1, 1, 2]);
    expect(plan({ ...byCohorts(2), maxTurns: 1 }, 3, [1, 2, 3, 4], { state }).cohort).toHaveLength(1);
  });

  it('whom a higher offer has at the last turn of a round is known in the next as one who has waited', () => {
    const state = books([1, 1, 1, 1], [2, 1, 1, 2], [4, 0, 0, 0]);
    const more = { state, held: Uint32Array.of(4, 5, 30) };
    expect(plan(byCohorts(3), 3, [1, 2, 8], more)).toEqual({ cohort: [8], level: 0, joins: [5, 8, 30] });
    expect(plan(byCohorts(3), 2, [1, 2, 8], more).joins).toEqual([8]);
    expect(plan(byCapacity(1), 3, [1, 2, 8], more).joins).toEqual([8]);
  });
});
