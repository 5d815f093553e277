import { setTimeout as pause } from 'node:timers/promises';

/** @returns what `work` gives, or `otherwise` when it takes longer than `limitMs`; the work itself goes on */
export async function within<T>(limitMs: number, work: Promise<T>, otherwise: T): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([work, pause(limitMs, otherwise, { signal: ended.signal })]);
  } finally {
    ended.abort();
  }
}
