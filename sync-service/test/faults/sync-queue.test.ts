import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRedis, SyncQueue, type RedisServer, type SchedulerEvents } from '../../src/queue/index.ts';

describe('the queue of one process', () => {
  let redis: RedisServer;
  let queues: SyncQueue[];
  beforeEach(async () => {
    redis = await openRedis(null);
    queues = [];
  });
  afterEach(async () => {
    await Promise.all(queues.map((queue) => queue.close()));
    await redis.close();
  });

  function open(): SyncQueue {
    const queue = new SyncQueue(redis);
    queues.push(queue);
    return queue;
  }

  async function ask<T>(work: (client: ReturnType<RedisServer['connect']>) => Promise<T>): Promise<T> {
    const client = redis.connect();
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }
  const keys = () => ask((client) => client.keys('*'));

  function shop(queue: SyncQueue, id: string, retryMs = 3_600_000) {
    const sync = vi.fn<SchedulerEvents['sync']>(() => Promise.resolve());
    const trouble = vi.fn();
    return { sync, trouble, scheduler: queue.scheduler(id, { sync, trouble, retryDelayMs: () => retryMs }) };
  }

  it('news wake a sync that has failed and waits for its next try; without any it goes on waiting', async () => {
    const queue = open();
    const { sync, trouble, scheduler } = shop(queue, 'a');
    await queue.ready();
    sync.mockRejectedValueOnce(new Error('the shop is down'));
    await scheduler.enqueueNow('look', 1);
    await expect.poll(() => trouble.mock.calls.length).toBe(1);
    await scheduler.enqueueNow('look', 2);
    await scheduler.enqueueNow('sweep', 3);
    await expect.poll(() => sync.mock.calls.length).toBe(2);
    expect(sync).toHaveBeenLastCalledWith({ shop: 'a-1', kind: 'sweep', at: 3 });
    await scheduler.enqueueNow('look', 4, true);
    await expect.poll(() => sync.mock.calls.length).toBe(3);
    expect(sync).toHaveBeenLastCalledWith({ shop: 'a-1', kind: 'look', at: 1 });
  });

  it('needs no more connections for a hundred shops than for one, and one that hangs holds up no other', async () => {
    const queue = open();
    const [hanging, ...others] = Array.from({ length: 100 }, (_, index) => shop(queue, `shop${index}`));
    let release = () => {};
    hanging!.sync.mockReturnValue(new Promise((resolve) => (release = resolve)));
    await queue.ready();
    await Promise.all([hanging!, ...others].map(({ scheduler }) => scheduler.enqueueNow('look', 1)));
    await expect.poll(() => others.every(({ sync }) => sync.mock.calls.length === 1)).toBe(true);
    // Ours here is one of them.
    const clients = await ask(async (client) =>
      String(await client.client('LIST'))
        .trim()
        .split('\n'),
    );
    expect(clients.length).toBeLessThanOrEqual(1 + 12);
    release();
  });

  it('syncs a shop once at a time, in the order asked for', async () => {
    const queue = open();
    const { sync, scheduler } = shop(queue, 'a');
    const releases: (() => void)[] = [];
    sync.mockImplementation(() => new Promise((resolve) => releases.push(resolve)));
    await queue.ready();
    await scheduler.enqueueNow('look', 1);
    await expect.poll(() => releases.length).toBe(1);
    await scheduler.schedule([{ id: 'sweep_2', kind: 'sweep', at: 2, delayMs: 0 }]);
    const b = shop(queue, 'b');
    await b.scheduler.enqueueNow('look', 3);
    await expect.poll(() => b.sync.mock.calls.length).toBe(1);
    expect(releases).toHaveLength(1);
    releases[0]!();
    await expect.poll(() => releases.length).toBe(2);
    expect(sync).toHaveBeenLastCalledWith({ shop: 'a-1', kind: 'sweep', at: 2 });
    releases[1]!();
  });

  it('notices that Redis has lost its data', async () => {
    const queue = open();
    await queue.ready();
    const before = queue.generation;
    await ask((client) => client.flushall());
    await expect.poll(async () => [await queue.check(1_000), queue.generation > before]).toEqual([true, true]);
  });

  it('of a process that was killed, nothing is left in Redis once another has started; of one that lives all is', async () => {
    const killed = open();
    await killed.ready();
    await shop(killed, 'a').scheduler.schedule([{ id: 'later', kind: 'look', at: 1, delayMs: 3_600_000 }]);
    const living = open();
    await living.ready();
    await shop(living, 'a').scheduler.schedule([{ id: 'later', kind: 'look', at: 1, delayMs: 3_600_000 }]);
    const jobs = async () => (await keys()).filter((key) => key.endsWith(':a-1_later'));
    expect(await jobs()).toHaveLength(2);
    // It is not heard of for a minute.
    await ask(async (client) => client.del((await keys()).filter((key) => key.includes(':alive:'))[0]!));
    await open().ready();
    expect(await jobs()).toHaveLength(1);
    await Promise.all(queues.map((queue) => queue.close()));
    queues = [];
    expect(await keys()).toHaveLength(0);
  });

  it('closes its connections although the worker does not close in order', async () => {
    const connections: Redis[] = [];
    const connect = () => {
      connections.push(redis.connect());
      return connections.at(-1)!;
    };
    const queue = new SyncQueue({ ...redis, connect });
    await queue.ready();
    vi.spyOn(Worker.prototype, 'close').mockRejectedValueOnce(new Error('does not close'));
    await expect(queue.close()).rejects.toThrow('does not close');
    await expect.poll(() => connections.map(({ status }) => status)).toEqual(['end', 'end']);
  });
});
