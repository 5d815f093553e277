import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { AlarmClock, openRedis } from '../../src/queue/index.ts';

it('news wake a look that has failed and waits for its next try; without any it goes on waiting', async () => {
  const redis = await openRedis(null);
  const look = vi.fn(() => Promise.resolve());
  const trouble = vi.fn();
  const clock = new AlarmClock(redis, 'test', { look, trouble, retryDelayMs: () => 3_600_000 });
  try {
    await clock.ready();
    look.mockRejectedValueOnce(new Error('the shop is down'));
    await clock.ring('look', 1);
    await expect.poll(() => trouble.mock.calls.length).toBe(1);
    await clock.ring('look', 2);
    await clock.ring('sweep', 3);
    await expect.poll(() => look.mock.calls.length).toBe(2);
    expect(look).toHaveBeenLastCalledWith({ kind: 'sweep', at: 3 });
    await clock.ring('look', 4, true);
    await expect.poll(() => look.mock.calls.length).toBe(3);
    expect(look).toHaveBeenLastCalledWith({ kind: 'look', at: 1 });
  } finally {
    await clock.close(1_000);
    await redis.close();
  }
});

it('closes its connections and the queue although the worker does not close in order', async () => {
  const redis = await openRedis(null);
  const connections: Redis[] = [];
  const connect = () => {
    connections.push(redis.connect());
    return connections.at(-1)!;
  };
  const clock = new AlarmClock({ ...redis, connect }, 'test', {
    look: vi.fn(),
    trouble: vi.fn(),
    retryDelayMs: () => 1,
  });
  await clock.ready();
  const close = vi.spyOn(Worker.prototype, 'close').mockRejectedValueOnce(new Error('does not close'));
  try {
    await expect(clock.close(1_000)).rejects.toThrow('does not close');
    await expect.poll(() => connections.map(({ status }) => status)).toEqual(['end', 'end']);
  } finally {
    close.mockRestore();
    await redis.close();
  }
});
