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
