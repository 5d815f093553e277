import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** A clock that only sleeping moves. */
function paced(perMinute: number, atOnce: number) {
  let now = 0;
  const begun: number[] = [];
  const slowed: number[] = [];
  const sleep = async (ms: number) => void (now += ms);
  const pace = new Pace(
    perMinute,
    atOnce,
    (ms) => slowed.push(ms),
    () => now,
    sleep,
  );
  const run = () => pace.run(async () => void begun.push(now));
  return { run, begun, slowed, pass: (ms: number) => void (now += ms) };
}

describe('requests per minute', () => {
  it('are never more than allowed in any 60 s, two bursts included', async () => {
    const { run, begun, slowed, pass } = paced(10, 1);
    for (let index = 0; index < 10; index++) await run();
    pass(59_000);
    for (let index = 0; index < 25; index++) await run();
    for (let index = 10; index < begun.length; index++) {
      expect(begun[index]! - begun[index - 10]!).toBeGreaterThanOrEqual(60_000);
    }
    expect(begun).toHaveLength(35);
    expect(slowed[0]).toBe(1_000);
  });
});

describe('requests at once', () => {
  it('are never more than allowed, and none is lost', async () => {
    const pace = new Pace(1_000, 3);
    let under = 0;
    let most = 0;
    const run = () =>
      pace.run(async () => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setImmediate(resolve));
        under--;
        return 1;
      });
    expect(await Promise.all(Array.from({ length: 50 }, run))).toHaveLength(50);
    expect(most).toBe(3);
  });
});

describe('a stop', () => {
  it('ends the wait for a place', async () => {
    const stop = new AbortController();
    const pace = new Pace(1, 1);
    await pace.run(async () => undefined);
    const waiting = pace.run(async () => undefined, stop.signal);
    setTimeout(() => stop.abort(new Error('stopped')), 20);
    await expect(waiting).rejects.toThrow('stopped');
  });
});
