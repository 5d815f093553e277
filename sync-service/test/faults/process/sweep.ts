import { setTimeout as sleep } from 'node:timers/promises';
import { random } from '../../shop-in-memory/seed.ts';
import type { PhpStage } from '../../simulation/php-stage.ts';
import { leaked } from './leaks.ts';
import { COMMANDS, hang, killAtCommand, REDIS_FAULTS, redisTrouble, weather } from './lives.ts';
import type { Program } from './program.ts';
import { RedisProcess } from './redis-process.ts';
import { openShop, Stage } from './stage.ts';
import { kill, pause, type Place } from './strikes.ts';

/** In the order of what takes long: that begins first. */
const KINDS = ['hang', 'command', 'redis', 'weather', 'kill', 'pause'] as const;
type Kind = (typeof KINDS)[number];

/** How many stories of each kind. */
export type Amounts = Readonly<Record<Kind, number>>;

/** One story with its faults; the same for the same seed, amounts and place in the list. */
export interface Fault extends Place {
  readonly kind: Kind;
  readonly seed: number;
  /** The service's own redis-server, or one that REDIS_URL names. */
  readonly privateRedis: boolean;
}

/** What came of it. */
interface Result {
  /** What was under way; null: the service had nothing more to do by then. */
  readonly at: string | null;
  /** How often each kind of fault struck. */
  readonly struck: Readonly<Record<string, number>>;
}

export interface Outcome extends Result {
  readonly index: number;
  readonly fault: Fault;
  readonly violations: readonly string[];
}

/** Twice what it may wait for one thing. */
const STORY_LIMIT_MS = 600_000;
/** So many each story has; most have a few more. */
const WRITES = 45;

/** What a run does, in its order. The places come round evenly, in an order that the seed decides. */
export function faultsOf(amounts: Amounts, seed: number): Fault[] {
  const draw = random(seed);
  const places = new Map(KINDS.map((kind) => [kind, rounds(kind === 'command' ? COMMANDS : WRITES, draw)]));
  const faults = (some: readonly Kind[]) =>
    some.flatMap((kind) =>
      Array.from({ length: amounts[kind] }, (_, index): Fault => {
        const place = places.get(kind)!();
        const drawn = Math.floor(draw() * 2 ** 31);
        // Each kind of trouble with Redis as often as the others.
        const seed = kind === 'redis' ? drawn - (drawn % REDIS_FAULTS.length) + (index % REDIS_FAULTS.length) : drawn;
        return { kind, ...place, seed, privateRedis: draw() < 0.3 };
      }),
    );
  return [...faults(['hang']), ...shuffled(faults(KINDS.slice(1)), draw)];
}

function rounds(writes: number, draw: () => number): () => Place {
  let rest: Place[] = [];
  return () => {
    if (rest.length === 0) {
      const all = Array.from({ length: writes }, (_, write) =>
        (['before', 'after'] as const).map((moment) => ({ write: write + 1, moment })),
      );
      rest = shuffled(all.flat(), draw);
    }
    return rest.pop()!;
  };
}

function shuffled<T>(items: readonly T[], draw: () => number): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(Math.floor(draw() * rest.length), 1)[0]!);
}

/** Carries faults out, so many at once; they mostly wait. */
export async function sweep(
  program: Program,
  faults: readonly { readonly index: number; readonly fault: Fault }[],
  lanes: number,
  onDone: (outcome: Outcome) => void = () => undefined,
): Promise<Outcome[]> {
  const redis = await RedisProcess.start(program.folder);
  const outcomes: Outcome[] = [];
  const queue = [...faults];
  // One MariaDB for all of them.
  const first = await openShop(0);
  const others = await Promise.all(
    Array.from({ length: Math.min(lanes, queue.length) - 1 }, (_, lane) => openShop(lane + 1, first)),
  );
  const lane = async (shop: PhpStage) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const outcome = { ...next, ...(await carryOut(program, shop, next.fault, redis)) };
      outcomes.push(outcome);
      onDone(outcome);
    }
  };
  try {
    await Promise.all([first, ...others].map(lane));
  } finally {
    await Promise.all(others.map((shop) => shop.close()));
    await first.close();
    await redis.kill();
  }
  return outcomes;
}

async function carryOut(
  program: Program,
  shop: PhpStage,
  fault: Fault,
  redis: RedisProcess,
): Promise<Omit<Outcome, 'index' | 'fault'>> {
  const stage = await Stage.open(program, shop, fault.seed);
  const lived = await inTime('the story', async () => {
    const result = await STORIES[fault.kind](stage, fault, fault.privateRedis ? null : redis.url);
    return { ...result, violations: stage.violations };
  }).catch((error: unknown) => ({ at: null, struck: {}, violations: [...stage.violations, String(error)] }));
  const left = await inTime('its end', async () => {
    await stage.close();
    return [];
  }).catch((error: unknown) => [String(error)]);
  return { ...lived, violations: [...lived.violations, ...left] };
}

/** @throws Error when it takes longer than any does: a story that hangs is told of by name, and holds up no other */
async function inTime<T>(what: string, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const limit = sleep(STORY_LIMIT_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what} has not ended after ${STORY_LIMIT_MS / 1_000} s`);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    limit.catch(() => undefined);
    over.abort();
  }
}

const STORIES: Readonly<Record<Kind, (stage: Stage, fault: Fault, redis: string | null) => Promise<Result>>> = {
  kill: async (stage, place, redis) => struckAt('at a write', await kill(stage, place, redis)),
  pause: async (stage, place, redis) => struckAt('at a write', await pause(stage, place, redis)),
  command: async (stage, place) => struckAt('at a command to Redis', await killAtCommand(stage, place)),
  hang: async (stage, place, redis) => struckAt('no answer for ever', await hang(stage, place, redis)),
  weather: async (stage, _, redis) => ({ at: 'a storm', struck: Object.fromEntries(await weather(stage, redis)) }),
  redis: async (stage, { seed }) => {
    const fault = REDIS_FAULTS[seed % REDIS_FAULTS.length]!;
    await redisTrouble(stage, fault);
    return { at: fault, struck: { [fault]: 1 } };
  },
};

const struckAt = (what: string, at: string | null): Result => ({ at, struck: at === null ? {} : { [what]: 1 } });

/** For the one line of figures. */
export function figuresOf(outcomes: readonly Outcome[], seed: number): Readonly<Record<string, unknown>> {
  const struck = (...kinds: readonly Kind[]) => {
    const sums: Record<string, number> = {};
    for (const outcome of outcomes) {
      if (!kinds.includes(outcome.fault.kind)) continue;
      for (const [what, times] of Object.entries(outcome.struck)) sums[what] = (sums[what] ?? 0) + times;
    }
    return sums;
  };
  const met = outcomes.filter(({ fault: { kind }, at }) => (kind === 'kill' || kind === 'pause') && at !== null);
  return {
    stories: outcomes.length,
    kills: struck('kill', 'command'),
    pauses: struck('pause'),
    redisFaults: struck('redis'),
    proxyFaults: struck('weather', 'hang'),
    places: new Set(met.map(({ fault: { write, moment } }) => `${write} ${moment}`)).size,
    violations: outcomes.filter(({ violations }) => violations.length > 0).length,
    seed,
  };
}

/** What was wrong, with what to repeat it by. */
export function describe({ index, fault, at, violations }: Outcome): string {
  const { kind, write, moment, seed } = fault;
  const head = `fault ${index}: ${kind} ${moment} ${write} (${at ?? 'not reached'}), story ${seed}`;
  return [head, ...violations.slice(0, 10)].join('\n  ');
}

/** @returns what still runs of it */
export async function clear(program: Program): Promise<string[]> {
  const left = await leaked(program.folder);
  await program.remove();
  return left;
}
