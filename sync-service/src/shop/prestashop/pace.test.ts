import { describe, expect, it } from 'vitest';
import { asPartOf } from '../../work.ts';
import { Pace } from './pace.ts';

/** A clock that only sleeping moves: to the sleeper that wakes first. */
function paced(perMinute: number, atOnce: number) {
  let now = 0;
  const begun: { readonly at: number; readonly what: string }[] = [];
  const slowed: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    const at = now + ms;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    now = Math.max(now, at);
  };
  const pace = new Pace(
    perMinute,
    atOnce,
    (ms) => slowed.push(ms),
    () => now,
    sleep,
  );
  const run = (what = 'ordinary') => pace.run(async () => void begun.push({ at: now, what }));
  const count = (what: RegExp) => begun.filter((each) => what.test(each.what)).map(({ at }) => at);
  return { run, begun, count, slowed, pass: (ms: number) => void (now += ms) };
}

/** The most requests in any 60 s. */
const mostIn60s = (begun: readonly number[]) =>
  Math.max(...begun.map((from) => begun.filter((at) => at >= from && at < from + 60_000).length));

describe('requests per minute', () => {
  it('are never more than allowed in any 60 s, two thirds of it outside of edges, two bursts included', async () => {
    const { run, begun, count, slowed, pass } = paced(12, 1);
    for (let index = 0; index < 8; index++) await run();
    pass(59_000);
    for (let index = 0; index < 25; index++) await run();
    expect(begun).toHaveLength(33);
    expect(mostIn60s(count(/ordinary/))).toBe(8);
    expect(slowed[0]).toBe(1_000);
  });

  it('of an edge begin at once while others wait, within the same total', async () => {
    const { run, begun, count } = paced(90, 2);
    const ordinary = Array.from({ length: 200 }, () => run());
    await new Promise((resolve) => setImmediate(resolve));
    const edge = asPartOf({ urgentFrom: 0 }, () => Promise.all(Array.from({ length: 30 }, () => run('edge'))));
    await Promise.all([...ordinary, edge]);
    expect(count(/edge/)).toEqual(Array.from({ length: 30 }, () => 0));
    expect(mostIn60s(count(/./))).toBe(90);
    expect(mostIn60s(count(/ordinary/))).toBeLessThanOrEqual(60);
    expect(begun).toHaveLength(230);
  });

  it('that wait become urgent when the edge is near', async () => {
    const { run, begun } = paced(9, 1);
    for (let index = 0; index < 6; index++) await run();
    await asPartOf({ urgentFrom: Date.now() + 10_000 }, () => run('sync before an edge'));
    const { at } = begun.at(-1)!;
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThanOrEqual(10_000);
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
