import { setTimeout as sleep } from 'node:timers/promises';
import { random } from '../../shop-in-memory/seed.ts';
import type { Asked } from './proxy.ts';
import { callRedis } from './redis-process.ts';
import type { Stage } from './stage.ts';
import { LAST_EDGE } from '../../scenarios/story.ts';
import { Storm, type Weather } from './storm.ts';
import type { Place } from './strikes.ts';

/** Of all requests. */
const SHARE = 0.15;
/** Of all storms. */
const LIES = 0.2;

/** The service works through the whole story in bad weather, and the same service has made everything right once it is over. */
export async function weather(stage: Stage, redis: string | null): Promise<ReadonlyMap<Weather, number>> {
  const draw = random(stage.seed ^ 0x5702);
  stage.word = draw() < LIES ? 'lies' : 'late';
  const storm = new Storm(stage.proxy, draw, SHARE, stage.word === 'lies');
  stage.proxy.meddler = {
    before: (asked) => {
      stage.time.run();
      return storm.before(asked);
    },
    after: (asked, answer) => storm.after(asked, answer),
  };
  const service = stage.serve(redis);
  await stage.until(() => stage.isLived() || service.isOver, 'the service has not begun');
  storm.over = true;
  if (stage.word !== 'lies') await recovers(stage);
  await stage.stop(service);
  const onlooker = await stage.takeOver();
  if (stage.word !== 'lies') await stage.prove(onlooker, 'after the storm');
  await stage.proveTheEnd(onlooker);
  return storm.counts;
}

/** By itself, as long as it takes its own patience. */
export async function recovers(stage: Stage): Promise<void> {
  const { php, services } = stage;
  let found: readonly string[] = [];
  let answered = -1;
  const whole = async () => {
    // Every edge is past: only a request can change anything, and looking at everybody all the time would keep requests waiting.
    const isNew = answered !== stage.proxy.answered || services.some(({ isOver }) => isOver);
    answered = stage.proxy.answered;
    if (!isNew) return false;
    // Older answers in the place of newer ones look like a restored backup: the merchant says that it is none.
    if ((await php.state()).hold !== null) await php.shop.confirm();
    found = await stage.found();
    return found.length === 0 || services.some(({ isOver }) => isOver);
  };
  await stage.until(whole, () => `the service has not recovered: ${found.slice(0, 5).join('; ')}`);
  const over = services.find(({ isOver }) => isOver);
  if (over !== undefined) stage.violations.push(`the service ended:\n${over.log.slice(-1_500)}`);
}

/**
 * From its n-th write on, the first that moves or freezes anybody is never answered, before or after the shop has done it: the service gives it up
 * by itself, and nothing is done twice.
 */
export async function hang(stage: Stage, place: Place, redis: string | null): Promise<string | null> {
  stage.word = 'late';
  let held: Asked | null = null;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const isIt = (asked: Asked) =>
    held === null && (asked.write ?? 0) >= place.write && /moves (?!repair)|freeze/.test(asked.name);
  stage.proxy.meddler = {
    async before(asked) {
      stage.time.run();
      if (place.moment === 'after' || !isIt(asked)) return { body: asked.body, times: 1 };
      held = asked;
      await released;
      return null;
    },
    async after(asked, answer) {
      if (place.moment === 'before' || !isIt(asked)) return { answer };
      held = asked;
      await released;
      return null;
    },
  };
  const service = stage.serve(redis);
  await stage.until(() => stage.isLived() || service.isOver, 'the service has not begun');
  await recovers(stage);
  release();
  await stage.stop(service);
  const onlooker = await stage.takeOver();
  await stage.prove(onlooker, 'after the silence');
  await stage.proveTheEnd(onlooker);
  return (held as Asked | null)?.name ?? null;
}

/** Nothing happens to the requests; time begins with the first. */
function plainLine(stage: Stage): void {
  stage.word = 'late';
  stage.proxy.meddler = {
    before: ({ body }) => {
      stage.time.run();
      return Promise.resolve({ body, times: 1 });
    },
  };
}

/** After the last edge the service itself has made everything right; then another finds nothing to do. */
async function provesItself(stage: Stage, service: ReturnType<Stage['serve']>, when: string): Promise<void> {
  await stage.until(() => stage.isLived() || service.isOver, 'the last edge');
  await recovers(stage);
  await stage.stop(service);
  const onlooker = await stage.takeOver();
  await stage.prove(onlooker, when);
  await stage.proveTheEnd(onlooker);
}

export const REDIS_FAULTS = [
  'killed',
  'killed, and its data of before restored',
  'emptied',
  'full',
  'silent',
  'cut off',
  'private killed',
  'private emptied',
  'private full',
] as const;
export type RedisFault = (typeof REDIS_FAULTS)[number];

/** Long enough that commands are refused, short enough that an offer's customers are not kept waiting. */
const TROUBLE_MS = 1_500;

/** Something happens to Redis in the middle of the story; the same service goes on and makes everything right. */
export async function redisTrouble(stage: Stage, fault: RedisFault): Promise<void> {
  const draw = random(stage.seed ^ 0x4ed15);
  const at = draw() * LAST_EDGE;
  const lasts = draw() * TROUBLE_MS;
  plainLine(stage);
  const redis = await stage.redis();
  const service = stage.serve(fault.startsWith('private') ? null : redis.url);
  await stage.until(() => stage.passed > 0 || service.isOver, 'the service has not begun');
  const path = fault.startsWith('private') ? await stage.privateRedis() : redis.path;
  if (fault.includes('restored')) await callRedis(path, 'SAVE');
  await stage.until(() => stage.passed > at, 'the moment');
  await strikeRedis(redis, path, fault, lasts);
  await provesItself(stage, service, `Redis ${fault}`);
}

async function strikeRedis(
  { process, proxy }: Awaited<ReturnType<Stage['redis']>>,
  path: string,
  fault: RedisFault,
  lasts: number,
): Promise<void> {
  switch (fault) {
    case 'killed':
    case 'killed, and its data of before restored':
      await process.kill();
      await sleep(lasts);
      await process.restart();
      break;
    case 'emptied':
    case 'private emptied':
      await callRedis(path, 'FLUSHALL');
      break;
    case 'full':
    case 'private full':
      await callRedis(path, 'CONFIG', 'SET', 'maxmemory', '1');
      await sleep(lasts);
      await callRedis(path, 'CONFIG', 'SET', 'maxmemory', '0');
      break;
    case 'silent':
      process.pause();
      await sleep(lasts);
      process.wake();
      break;
    case 'cut off':
      proxy.cut();
      break;
    case 'private killed': {
      const info = String(await callRedis(path, 'INFO', 'server'));
      globalThis.process.kill(Number(/process_id:(\d+)/.exec(info)![1]), 'SIGKILL');
      break;
    }
  }
}

/** How many commands a service sends to Redis in a story, about. */
export const COMMANDS = 130;

/**
 * SIGKILL at a command to Redis, such as the acknowledgement of a job; then the service is started again on the same Redis, as its supervisor would,
 * and makes everything right by itself: a job that it was at belongs to nobody.
 */
export async function killAtCommand(stage: Stage, { write: command, moment }: Place): Promise<string | null> {
  plainLine(stage);
  const redis = await stage.redis();
  const service = stage.serve(redis.url);
  let struck = false;
  redis.proxy[moment] = (seen) => {
    if (struck || seen < command) return 'pass';
    struck = true;
    void service.kill();
    return 'drop';
  };
  await stage.until(() => struck || stage.isLived() || service.isOver, 'the service has not begun');
  await service.kill();
  // On a busy machine the first one may not have come so far; the next one is left alone.
  redis.proxy[moment] = () => 'pass';
  stage.time.run();
  const next = stage.serve(redis.url);
  stage.services.splice(0, 1);
  await provesItself(stage, next, 'after the restart');
  return struck ? `command ${command}` : null;
}
