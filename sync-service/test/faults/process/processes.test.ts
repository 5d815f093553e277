import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellFigures } from '../../support/figures.ts';
import { buildProgram, type Program } from './program.ts';
import { clear, describe as tell, faultsOf, figuresOf, sweep } from './sweep.ts';

const seed = Number(process.env['PROOF_SEED'] ?? randomInt(1, 2 ** 31));
/** A sample; each place of many such stories is struck in virtual time (simulation/stories.test.ts), and more of it by `npm run faults`. */
const AMOUNTS = { hang: 1, command: 6, redis: 9, weather: 8, kill: 12, pause: 12 };
/** They mostly wait. */
const LANES = 10;

describe('the service as a process of its own', () => {
  let program: Program;
  beforeAll(async () => {
    program = await buildProgram();
  });
  afterAll(async () => {
    expect(await clear(program), 'processes that outlive their test').toEqual([]);
  });

  it('killed, stopped, behind a bad line and with a Redis in trouble: the shop is whole after one sync (invariants 1–10, 13)', async ({
    task,
  }) => {
    const faults = faultsOf(AMOUNTS, seed).map((fault, index) => ({ index, fault }));
    const outcomes = await sweep(program, faults, LANES);
    tellFigures(task, 'processes', figuresOf(outcomes, seed));
    const wrong = outcomes.filter(({ violations }) => violations.length > 0);
    expect(wrong.map(tell).join('\n'), `PROOF_SEED=${seed}`).toBe('');
  });
});
