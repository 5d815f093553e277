import { expect, it } from 'vitest';
import { violations } from '../scenarios/expected.ts';
import { Onlooker } from '../scenarios/onlooker.ts';
import { BEGIN, LAST_EDGE, OVER, PLANNED, tell } from '../scenarios/story.ts';
import { tellFigures } from '../support/figures.ts';
import { FENCED } from './faulty-shop.ts';
import { MemoryStage } from './memory-stage.ts';
import { VirtualWorker, type Timeline } from './virtual-worker.ts';

/** Each is told anew for each place. */
const STORIES = Number(process.env['STORIES'] ?? 6);
const CUSTOMERS = 48;
const LEASE_MS = 60_000;

class Killed extends Error {}

/** A service that dies at its n-th write, before the shop hears of it or after the shop has done it. @returns whether it came so far */
async function live(stage: MemoryStage, time: Timeline, place: number, moment: 'before' | 'after'): Promise<boolean> {
  let writes = 0;
  const shop = new Proxy(stage.shop, {
    get(target, name: string) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const isIt = (FENCED.has(name) || name === 'leaveDue') && ++writes === place;
        if (isIt && moment === 'before') throw new Killed();
        const answer = method.apply(target, args) as Promise<unknown>;
        return isIt
          ? answer.then(() => {
              throw new Killed();
            })
          : answer;
      };
    },
  });
  const worker = new VirtualWorker('a', Object.create(stage, { shop: { value: shop } }) as MemoryStage, time);
  try {
    for (let next = worker.next(); next <= BEGIN + LAST_EDGE + 1_000; next = worker.next()) {
      time.pass(Math.max(0, next - time.now));
      await worker.wake();
    }
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
}

it('a service killed at each of its writes: the shop is whole after one sync of another (invariants 1–10)', async ({
  task,
}) => {
  let killed = 0;
  for (let seed = 1; seed <= STORIES; seed++) {
    for (const moment of ['before', 'after'] as const) {
      for (let place = 1, isReached = true; isReached; place++) {
        const where = `story ${seed}, killed ${moment} write ${place}`;
        const stage = new MemoryStage(PLANNED, CUSTOMERS);
        let keys = 0;
        const time: Timeline = {
          now: PLANNED,
          newKey: () => `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`,
          pass(ms) {
            this.now += ms;
            stage.setNow(this.now);
          },
        };
        const clock = { now: () => time.now, ahead: (ms: number) => time.pass(ms) };
        const story = await tell(stage, clock, seed);
        isReached = await live(stage, time, place, moment);
        if (isReached) killed++;
        time.pass(LEASE_MS);
        const onlooker = new Onlooker(stage.shop, clock);
        const found = async () => violations(await seen(stage), story, time.now, 'prompt', (at) => at);
        await onlooker.look();
        expect(await found(), where).toEqual([]);
        const before = JSON.stringify(await seen(stage));
        await onlooker.look();
        expect(JSON.stringify(await seen(stage)), `${where}: a second look`).toBe(before);
        time.pass(OVER);
        await onlooker.look();
        expect(await found(), `${where}, at the end`).toEqual([]);
        expect(stage.model.open.size, where).toBe(0);
      }
    }
  }
  tellFigures(task, 'stories in memory', { stories: STORIES, killed, violations: 0 });
});

/** With the customers of each turn that is settled. */
async function seen(stage: MemoryStage) {
  const { frozen, lists } = stage.model;
  const cohorts = [...frozen].flatMap(([offer, sets]) =>
    sets.flatMap(({ turn, list }) =>
      turn === null ? [] : [{ offer, start: turn.start, end: turn.end, ids: lists.get(list) ?? [] }],
    ),
  );
  return { ...(await stage.state()), cohorts };
}
