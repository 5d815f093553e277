import { ShopUnavailableError } from '../../src/errors.ts';
import type { Lease, Shop } from '../../src/moves/shop.ts';
import type { Stage } from './stage.ts';

/** What goes wrong between one service and the shop; counters go down as they strike. */
export interface WireFaults {
  down: boolean;
  /** Each call takes so long. */
  slowMs: number;
  /** The next so many calls fail before they reach the shop. */
  failCalls: number;
  /** The next so many are done, and nobody hears of it. */
  loseAnswers: number;
  /** The next so many reach the shop twice. */
  doubleCalls: number;
  /** Before the call after so many, the service stands still while this happens. */
  pause: { calls: number; readonly meanwhile: () => Promise<void> } | null;
}

export const noFaults = (): WireFaults => ({
  down: false,
  slowMs: 0,
  failCalls: 0,
  loseAnswers: 0,
  doubleCalls: 0,
  pause: null,
});

/** Calls that change something under the lease, and which of their arguments it is. */
export const FENCED: ReadonlyMap<string, number> = new Map([
  ['prepareGroups', 0],
  ['clearIdleGroups', 0],
  ['freeze', 0],
  ['freezeAll', 0],
  ['joinRotation', 0],
  ['enter', 0],
  ['setUntil', 0],
  ['repair', 0],
  ['notifyAll', 1],
  ['hold', 1],
]);

/** The shop as one service reaches it. @param slow passes time */
export function faultyShop(stage: Stage, faults: WireFaults, slow: (ms: number) => void): Shop {
  let stands: Promise<void> | null = null;
  const underWay = new Set<Promise<unknown>>();
  const before = async () => {
    while (stands !== null) await stands;
    if (faults.slowMs > 0) slow(faults.slowMs);
    const { pause } = faults;
    if (pause !== null && pause.calls-- <= 0) {
      faults.pause = null;
      // The whole process: what is on its way arrives, and nothing is sent.
      stands = Promise.allSettled(underWay).then(() => pause.meanwhile());
      await stands.finally(() => (stands = null));
    }
    if (faults.down || faults.failCalls > 0) {
      if (!faults.down) faults.failCalls--;
      throw new ShopUnavailableError('the shop does not answer', null, 0);
    }
  };
  const outcome = async (work: () => Promise<unknown>): Promise<unknown> => {
    const answer = await work();
    if (faults.doubleCalls > 0) {
      faults.doubleCalls--;
      return work();
    }
    if (faults.loseAnswers > 0) {
      faults.loseAnswers--;
      throw new ShopUnavailableError('the answer was lost', null, 0);
    }
    return answer;
  };
  const call = async (name: string, work: () => Promise<unknown>, args: readonly unknown[]): Promise<unknown> => {
    await before();
    // Another call may have begun to stand still just now.
    while (stands !== null) await stands;
    const sent = send(name, work, args);
    underWay.add(sent);
    return sent.finally(() => underWay.delete(sent));
  };
  const send = async (name: string, work: () => Promise<unknown>, args: readonly unknown[]): Promise<unknown> => {
    const lease = args[FENCED.get(name) ?? args.length] as Lease | undefined;
    const isLost = lease !== undefined && lease.number !== (await stage.leaseNumber());
    if (!isLost) return outcome(work);
    const seen = JSON.stringify(await stage.state());
    const failed = await outcome(work).then(
      () => null,
      (error: unknown) => error,
    );
    if (seen !== JSON.stringify(await stage.state())) {
      throw new Error(`invariant 6: ${name} changed something under a lost lease`);
    }
    throw failed ?? new Error(`invariant 6: ${name} was taken under a lost lease`);
  };
  return new Proxy(stage.shop, {
    get(shop, name) {
      const value: unknown = Reflect.get(shop, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const work = () => value.apply(shop, args) as unknown;
        if (!PAGED.has(String(name))) return call(String(name), async () => work(), args);
        return (async function* () {
          await before();
          yield* work() as AsyncIterable<unknown>;
        })();
      };
    },
  });
}

/** Calls that answer with pages. */
export const PAGED: ReadonlySet<string> = new Set(['facts', 'orders', 'rotation', 'enrolments', 'history']);
