import { setTimeout as wait } from 'node:timers/promises';
import { workUnderWay } from '../../work.ts';

const MINUTE = 60_000;
/** Of the requests in a minute one in so many is for edges alone. */
const RESERVED_SHARE = 3;

interface Waiter {
  /** Until then it may not use what is reserved for edges. */
  readonly urgentFrom: number;
  readonly start: () => void;
  told: boolean;
}

/** A request counts from its beginning until a minute after its end: by the host's clock, too, it was within that. */
interface Place {
  readonly urgent: boolean;
  freeFrom: number;
}

/**
 * Keeps a client within what its host allows: never more than `perMinute` requests in any 60 s, and never more than `atOnce` under way. A third of
 * them is reserved for the work of edges ({@link asPartOf}), which also goes before all other requests that wait.
 */
export class Pace {
  private places: Place[] = [];
  private underWay = 0;
  private waiting: Waiter[] = [];
  private wake: { readonly at: number; readonly cancel: AbortController } | null = null;
  private readonly ordinary: number;

  constructor(
    private readonly perMinute: number,
    private readonly atOnce: number,
    private readonly onSlowedDown: (ms: number) => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
    private readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void> = pause,
  ) {
    this.ordinary = perMinute - Math.floor(perMinute / RESERVED_SHARE);
  }

  /** @throws the signal's reason when it is aborted while waiting */
  async run<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const place = await this.place(signal);
    try {
      return await request();
    } finally {
      place.freeFrom = this.now() + MINUTE;
      this.underWay--;
      this.next();
    }
  }

  private place(signal?: AbortSignal): Promise<Place> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting = this.waiting.filter((each) => each !== waiter);
        this.next();
        reject(signal!.reason as Error);
      };
      const waiter: Waiter = {
        urgentFrom: this.now() + workUnderWay().urgentFrom - Date.now(),
        told: false,
        start: () => {
          signal?.removeEventListener('abort', leave);
          const place = { urgent: waiter.urgentFrom <= this.now(), freeFrom: Infinity };
          this.places.push(place);
          resolve(place);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(waiter);
      this.next();
    });
  }

  /** Lets those begin who may, and wakes when the next one might. */
  private next(): void {
    while (this.waiting.length > 0 && this.underWay < this.atOnce) {
      const now = this.now();
      const waiter = this.waiting.find(({ urgentFrom }) => urgentFrom <= now) ?? this.waiting[0]!;
      const at = this.freeAt(waiter.urgentFrom <= now, now);
      if (at > now) {
        // One that becomes urgent meanwhile has more places to take.
        const urgent = Math.min(...this.waiting.map(({ urgentFrom }) => urgentFrom).filter((from) => from > now));
        if (!waiter.told && at < Infinity) {
          this.onSlowedDown(at - now);
          waiter.told = true;
        }
        this.wakeAt(Math.min(at, urgent));
        return;
      }
      this.waiting = this.waiting.filter((each) => each !== waiter);
      this.underWay++;
      waiter.start();
    }
    if (this.waiting.length === 0) this.wakeAt(Infinity);
  }

  /** When there is a place; Infinity: when one of those under way has ended. */
  private freeAt(urgent: boolean, now: number): number {
    this.places = this.places.filter(({ freeFrom }) => freeFrom > now);
    const nth = (places: readonly Place[], limit: number) => {
      const free = places.map(({ freeFrom }) => freeFrom).sort((a, b) => a - b);
      return free.length < limit ? now : free[free.length - limit]!;
    };
    const all = nth(this.places, this.perMinute);
    if (urgent) return all;
    return Math.max(
      all,
      nth(
        this.places.filter((each) => !each.urgent),
        this.ordinary,
      ),
    );
  }

  private wakeAt(at: number): void {
    if (this.wake?.at === at) return;
    this.wake?.cancel.abort();
    this.wake = null;
    if (at === Infinity) return;
    const cancel = new AbortController();
    const wake = { at, cancel };
    this.wake = wake;
    void this.sleep(at - this.now(), cancel.signal).then(
      () => {
        if (this.wake !== wake) return;
        this.wake = null;
        this.next();
      },
      () => undefined,
    );
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
