import { setTimeout as wait } from 'node:timers/promises';
import { bulkhead, type BulkheadPolicy } from 'cockatiel';

const MINUTE = 60_000;

/**
 * Keeps a client within what its host allows: never more than `perMinute` requests begun in any 60 s (a sliding window, so that two
 * bursts cannot meet at a minute's border), and never more than `atOnce` under way.
 */
export class Pace {
  private readonly gate: BulkheadPolicy;
  /** When the last `perMinute` requests began, oldest first from `next` on (a ring). */
  private readonly begun: number[] = [];
  private next = 0;

  constructor(
    private readonly perMinute: number,
    atOnce: number,
    private readonly onSlowedDown: (ms: number) => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
    private readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void> = pause,
  ) {
    this.gate = bulkhead(atOnce, Number.MAX_SAFE_INTEGER);
  }

  /** @throws the signal's reason when it is aborted while waiting */
  run<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.gate.execute(async () => {
      await this.place(signal);
      return request();
    });
  }

  private async place(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    // The place is taken before the sleep, so that requests which wait side by side do not take the same one.
    const oldest = this.begun[this.next];
    const now = this.now();
    const at = oldest === undefined ? now : Math.max(now, oldest + MINUTE);
    this.begun[this.next] = at;
    this.next = (this.next + 1) % this.perMinute;
    if (at > now) {
      this.onSlowedDown(at - now);
      await this.sleep(at - now, signal);
    }
  }
}

/** Sleeps; an aborted signal ends it at once with the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
