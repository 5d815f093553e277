import { AsyncLocalStorage } from 'node:async_hooks';

const urgentFrom = new AsyncLocalStorage<number>();

/**
 * Runs work whose requests belong to an edge from an instant on: they may then use the share of REQUESTS_PER_MINUTE that is kept for edges. Goes
 * with the work through whatever it awaits, so that no call in between has to pass it on.
 * @param from ms since 1970 by this machine's clock; 0: at once, Infinity: never
 */
export function urgently<T>(from: number, work: () => Promise<T>): Promise<T> {
  return urgentFrom.run(from, work);
}

/** From when on the work under way is urgent; Infinity outside of any. */
export function urgencyOfWork(): number {
  return urgentFrom.getStore() ?? Infinity;
}
