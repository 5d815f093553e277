import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { history, type HistoryEvent } from './events.ts';
import { History } from './history.ts';
import { PhpStage } from './php-stage.ts';
import { MemoryStage } from './memory-stage.ts';
import { TwinStage } from './twin-stage.ts';

/**
 * `npm run simulate -- --histories N [--seed S] [--processes P] [--path PATH] [--php]`: plays random histories, half of them (or fewer) in each
 * process, and prints one line of figures. With `--php` each is lived by the module's PHP on MariaDB too, step by step the same. A history that breaks a promise is made as short as it gets and printed, with what repeats it.
 */
const BEGIN = Date.UTC(2026, 10, 4, 10);
/** Seeds of fast-check are 32 bits. */
const SEEDS = 2 ** 31;

interface Figures {
  readonly histories: number;
  readonly violations: number;
  readonly seeds: readonly number[];
  readonly events: Readonly<Record<string, number>>;
}

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * SEEDS)) },
    processes: { type: 'string', default: String(availableParallelism()) },
    path: { type: 'string' },
    php: { type: 'boolean', default: false },
  },
});
const [histories, seed] = [count('histories'), count('seed')];
const processes = values.path === undefined ? count('processes') : 1;

const figures = processes > 1 ? merged(await Promise.all(parts().map(playElsewhere))) : await playHere();
if (process.send) process.send(figures);
else process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exitCode = figures.violations > 0 ? 1 : 0;

function count(name: 'histories' | 'seed' | 'processes'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= (name === 'seed' ? -SEEDS : 1)) return number;
  throw new Error(`--${name} ${values[name]}: expected a whole number`);
}

async function playHere(): Promise<Figures> {
  const php = values.php ? await PhpStage.start(new MemoryStage(BEGIN).model) : null;
  try {
    return await playOn(php);
  } finally {
    await php?.close();
  }
}

async function playOn(php: PhpStage | null): Promise<Figures> {
  const events: Record<string, number> = {};
  let played = 0;
  const one = async (list: readonly HistoryEvent[]) => {
    await php?.begin(BEGIN);
    const memory = new MemoryStage(BEGIN);
    const life = await History.begin(php === null ? memory : new TwinStage(memory, php, BEGIN), BEGIN);
    await life.play(list);
    for (const [kind, times] of life.counts) events[kind] = (events[kind] ?? 0) + times;
    if (++played % (php === null ? 1_000 : 25) === 0)
      process.stderr.write(`seed ${seed}: ${played} of ${histories} histories\n`);
  };
  const path = values.path === undefined ? {} : { path: values.path };
  const result = await fc.check(fc.asyncProperty(history, one), {
    numRuns: histories,
    seed,
    // Each step to a smaller one takes seconds there.
    endOnFailure: php !== null,
    ...path,
  });
  if (result.failed) {
    const error = result.errorInstance;
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const breaks = (list: readonly HistoryEvent[]) =>
      one(list).then(
        () => false,
        () => true,
      );
    const events = await shortened(result.counterexample?.[0] ?? [], breaks);
    for (const event of events) process.stderr.write(`  ${JSON.stringify(event)}\n`);
    const again = `--histories ${histories} --seed ${seed} --path ${result.counterexamplePath}${values.php ? ' --php' : ''}`;
    process.stderr.write(`play it again: npm run simulate -- ${again}\n`);
  }
  return {
    histories: result.failed ? result.numRuns : played,
    violations: result.failed ? 1 : 0,
    seeds: [seed],
    events,
  };
}

/** Without each event that the broken promise does not need; fast-check makes them simpler, and keeps their number. */
async function shortened(
  events: readonly HistoryEvent[],
  breaks: (events: readonly HistoryEvent[]) => Promise<boolean>,
): Promise<readonly HistoryEvent[]> {
  let rest = events;
  for (let at = rest.length - 1; at >= 0; at--) {
    const without = rest.toSpliced(at, 1);
    if (await breaks(without)) rest = without;
  }
  return rest;
}

function parts(): { readonly histories: number; readonly seed: number }[] {
  const all = Math.min(processes, histories);
  return Array.from({ length: all }, (_, part) => ({
    histories: Math.floor(histories / all) + (part < histories % all ? 1 : 0),
    seed: (seed + part) % SEEDS,
  }));
}

function playElsewhere(part: { readonly histories: number; readonly seed: number }): Promise<Figures> {
  const args = ['--histories', part.histories, '--seed', part.seed, '--processes', 1].map(String);
  if (values.php) args.push('--php');
  const child = fork(fileURLToPath(import.meta.url), args);
  return new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as Figures));
    child.once('exit', (code) => reject(new Error(`a process of the simulator ended with ${code}`)));
  });
}

function merged(all: readonly Figures[]): Figures {
  const events: Record<string, number> = {};
  for (const figures of all) {
    for (const [kind, times] of Object.entries(figures.events)) events[kind] = (events[kind] ?? 0) + times;
  }
  const sum = (name: 'histories' | 'violations') => all.reduce((total, each) => total + each[name], 0);
  const seeds = all.flatMap((each) => each.seeds);
  return { histories: sum('histories'), violations: sum('violations'), seeds, events };
}
