import { AsyncLocalStorage } from 'node:async_hooks';

/** From when on work is for an edge: ms since 1970 by this machine's clock; 0: at once, Infinity: never. May change while the work goes on. */
export interface Urgency {
  from: number;
}

const current = new AsyncLocalStorage<Urgency>();

/**
 * Runs work whose requests belong to an edge from an instant on: they may then use the share of REQUESTS_PER_MINUTE that is kept for edges. Goes
 * with the work through whatever it awaits, so that no call in between has to pass it on.
 */
export function urgently<T>(urgency: Urgency, work: () => Promise<T>): Promise<T> {
  return current.run(urgency, work);
}

/** Of the work under way; never urgent outside of any. */
export function urgencyOfWork(): Readonly<Urgency> {
  return current.getStore() ?? { from: Infinity };
}
