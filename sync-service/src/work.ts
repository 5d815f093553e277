import { AsyncLocalStorage } from 'node:async_hooks';

/** What the requests of a piece of work are held to. Goes with the work through whatever it awaits, so that no call in between has to pass it on. */
export interface Work {
  /**
   * From when on they belong to an edge, and may use the share of REQUESTS_PER_MINUTE that is kept for edges: ms since 1970 by this machine's
   * clock; 0: at once, Infinity: never. May change while the work goes on.
   */
  urgentFrom: number;
  /** Asked before each request, further tries of one included. @throws when it must not be sent any more */
  readonly mayAsk?: () => Promise<void>;
  /** Around each request: others may work while it only waits. */
  readonly whileWaiting?: <T>(wait: () => Promise<T>) => Promise<T>;
}

const current = new AsyncLocalStorage<Work>();

const WAIT: NonNullable<Work['whileWaiting']> = (wait) => wait();

/** Waits as the work under way does. */
export function waitFor<T>(wait: () => Promise<T>): Promise<T> {
  return (workUnderWay().whileWaiting ?? WAIT)(wait);
}

export function asPartOf<T>(work: Work, run: () => Promise<T>): Promise<T> {
  return current.run(work, run);
}

/** The work under way; outside of any, one that is never urgent. */
export function workUnderWay(): Readonly<Work> {
  return current.getStore() ?? { urgentFrom: Infinity };
}
