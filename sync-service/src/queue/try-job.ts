import { withCleanup, within } from '../concurrency.ts';
import { InvalidInputError } from '../errors.ts';
import type { RedisServer } from './redis.ts';
import { SyncQueue } from './sync-queue.ts';

const DELAY_MS = 200;
/** A Redis that answers does it in far less. */
const LIMIT_MS = 10_000;

/**
 * Lets a delayed job come, as those of edges do: that Redis answers a ping says nothing of its scripts, its rights, or whether it can be written.
 * @returns how late the job was, ms
 * @throws InvalidInputError when it did not come
 */
export async function tryJob(redis: RedisServer, limitMs = LIMIT_MS): Promise<number> {
  const queue = new SyncQueue(redis);
  let trouble = 'no answer';
  const came = new Promise<number>((resolve) => {
    const scheduler = queue.scheduler('doctor', {
      sync: () => Promise.resolve(resolve(performance.now())),
      retryDelayMs: () => DELAY_MS,
      trouble: (_, detail) => (trouble = detail),
    });
    const at = { id: 'try', kind: 'look', at: 0, delayMs: DELAY_MS };
    queue
      .ready()
      .then(() => scheduler.schedule([at]))
      .catch((error: Error) => (trouble = error.message));
  });
  return withCleanup(
    async () => {
      const due = performance.now() + DELAY_MS;
      const at = await within<number | null>(limitMs, came, null);
      if (at !== null) return Math.max(0, Math.round(at - due));
      throw new InvalidInputError(
        `REDIS_URL: Redis answers, but a delayed job did not come in ${limitMs / 1_000} s (${trouble}); it must be 6.2 or later, no replica, not full, and let its user write and run scripts`,
      );
    },
    () => queue.close(),
  );
}
