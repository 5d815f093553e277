import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { buildProgram } from './program.ts';
import { clear, describe, faultsOf, figuresOf, sweep } from './sweep.ts';

const { values } = parseArgs({
  options: {
    /** As many pauses, and a fifth as many of each other kind, unless told otherwise. */
    kills: { type: 'string', default: '100' },
    pauses: { type: 'string' },
    storms: { type: 'string' },
    redis: { type: 'string' },
    commands: { type: 'string' },
    hangs: { type: 'string' },
    seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
    lanes: { type: 'string', default: '10' },
    /** The fault of that number alone, of the run that the other settings describe. */
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const kill = Number(values.kills);
const fifth = Math.ceil(kill / 5);
const amounts = {
  kill,
  pause: Number(values.pauses ?? kill),
  weather: Number(values.storms ?? fifth),
  redis: Number(values.redis ?? fifth),
  command: Number(values.commands ?? fifth),
  hang: Number(values.hangs ?? Math.ceil(kill / 100)),
};
const all = faultsOf(amounts, seed).map((fault, index) => ({ index, fault }));
const chosen = values.only === undefined ? all : all.filter(({ index }) => index === Number(values.only));

const began = performance.now();
const seconds = () => Math.round((performance.now() - began) / 1000);
process.stderr.write(`${chosen.length} stories, seed ${seed}\n`);
const program = await buildProgram();
let done = 0;
const outcomes = await sweep(program, chosen, Number(values.lanes), (outcome) => {
  if (outcome.violations.length > 0) process.stderr.write(`${describe(outcome)}\n`);
  if (++done % 25 === 0) process.stderr.write(`${done} of ${chosen.length}, ${seconds()} s\n`);
});
const left = await clear(program);
if (left.length > 0) process.stderr.write(`Still running:\n${left.join('\n')}\n`);
const figures = figuresOf(outcomes, seed);
process.stdout.write(`${JSON.stringify({ ...figures, leaked: left.length, seconds: seconds() })}\n`);
process.exitCode = outcomes.some(({ violations }) => violations.length > 0) || left.length > 0 ? 1 : 0;
