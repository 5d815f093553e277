import { judge, YES } from '../../src/audience/index.ts';
import { planTurn } from '../../src/rotation/index.ts';
import { AS_OF, madeUp, TEN_CRITERIA } from './made-up.ts';

export interface EngineFigures {
  /** Median of the rounds, ms. */
  readonly ms: number;
  readonly selected: number;
}

/** Judges ten criteria on made-up customers. Runs in Node and in browsers. */
export function judgeTenCriteria(customers: number, rounds: number): EngineFigures {
  const { facts, orders } = madeUp(customers);
  const data = { facts, orders, lists: new Map(), scores: new Map(), answers: new Map() };
  const times: number[] = [];
  let selected = 0;
  for (let each = 0; each < rounds; each++) {
    const started = performance.now();
    const verdicts = judge(TEN_CRITERIA, data, AS_OF);
    times.push(performance.now() - started);
    selected = verdicts.reduce((sum, verdict) => sum + Number(verdict === YES), 0);
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!, selected };
}

/** Plans a turn in the middle of a rotation: levels of 5 and 6, some newcomers. @returns median of the rounds, ms */
export function planOneTurn(customers: number, rounds: number): number {
  const day = 24 * 3_600_000;
  const slotStart = 1_800_000_000_000;
  const known = Math.floor(customers * 0.98);
  const ids = Uint32Array.from({ length: customers }, (_, row) => row + 1);
  const state = {
    customer: ids.slice(0, known),
    level: Int32Array.from({ length: known }, (_, row) => 5 + Number(row % 3 === 0)),
    turns: Int32Array.from({ length: known }, (_, row) => 5 + Number(row % 3 === 0)),
    last: Float64Array.from({ length: known }, (_, row) => slotStart - (1 + (row % 9)) * day),
  };
  const times: number[] = [];
  for (let each = 0; each < rounds; each++) {
    const started = performance.now();
    planTurn({
      rotation: { turn: 'P1D', by: { cohorts: 3 }, coolDown: 1, maxTurns: 50 },
      offer: 1,
      number: 17,
      eligible: ids,
      state,
      cohort: null,
      cohortStart: null,
      slotStart,
      turnMs: day,
    });
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}
