import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShopClock } from '../src/clock.ts';
import { LeaseKeeper } from '../src/lease.ts';
import { BATCH_SIZE, type Shop } from '../src/moves/index.ts';
import { EVERYBODY, type Offer } from '../src/offer/index.ts';
import { syncShop } from '../src/sync.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import type { SyncContext, SyncReport } from '../src/sync/context.ts';
import { SyncMemory } from '../src/sync/memory.ts';

export interface Timed {
  /** From the edge to the last customer moved, by the shop's clock. */
  readonly seconds: number;
  readonly requests: number;
  readonly longestLockMs: number;
}

/** Drives the real sync at real edges against the shop, and counts its requests. */
export class Rounds {
  private readonly context: SyncContext;
  private requests = 0;
  /** Largest resident size seen, MB. */
  rssMb = 0;

  constructor(
    private readonly shop: Shop,
    private readonly list: number,
    private readonly size: number,
    /** Checkout grace, seconds. */
    private readonly grace = 600,
  ) {
    const counted = new Proxy(shop, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          this.requests++;
          return value.apply(target, args) as unknown;
        };
      },
    });
    this.context = {
      shop: counted,
      lease: new LeaseKeeper(counted, `bench-${process.pid}`),
      clock: new ShopClock(),
      memory: new SyncMemory(),
      newKey: randomUUID,
      sleep: (ms) => sleep(ms),
      onProgress: () => this.sample(),
      batchSize: BATCH_SIZE,
    };
  }

  /** A new offer for the bench's customers; prepared, then entered at its start. */
  async enter(): Promise<Timed & { readonly offer: Offer }> {
    await this.context.clock.learn(() => this.shop.status());
    const start = Math.ceil((this.context.clock.now() + 8_000) / 1000) * 1000;
    const offer = await this.shop.createOffer(
      plainPlan(start, start + 3_600_000, {
        name: `bench ${start}`,
        priority: 1_000,
        audience: { ...EVERYBODY, rule: { kind: 'list', list: this.list } },
        checkoutGrace: this.grace,
      }),
    );
    await syncShop(this.context, { kind: 'prepare', at: this.context.clock.now() });
    return { offer, ...(await this.meet('start', start, 'entered')) };
  }

  /** Ends the offer at an edge shortly ahead. */
  async leave(offer: Offer): Promise<Timed> {
    const end = this.context.clock.now() + 5_000;
    await this.shop.changeOffer(offer.id, offer.version, { cutAt: end });
    const [changed] = (await this.shop.offers()).filter(({ id }) => id === offer.id);
    return this.meet('end', changed!.cutAt!.epochMilliseconds, 'left');
  }

  async archive(offer: Offer): Promise<void> {
    const { version } = await this.shop.offer(offer.id);
    await this.shop.changeOffer(offer.id, version, { intent: 'archived' });
  }

  /** A look with nothing to do, right after a finished one. @returns its report and requests */
  async idle(): Promise<{ readonly report: SyncReport; readonly requests: number }> {
    this.requests = 0;
    const report = await syncShop(this.context, { kind: 'look', at: this.context.clock.now() });
    return { report, requests: this.requests };
  }

  async close(): Promise<void> {
    await this.context.lease.release();
  }

  private async meet(kind: 'start' | 'end', at: number, moved: 'entered' | 'left'): Promise<Timed> {
    await sleep(Math.max(0, at - 1_900 - this.context.clock.now()));
    this.requests = 0;
    const report = await syncShop(this.context, { kind, at });
    this.sample();
    if (report[moved] !== this.size || report.latenessMs === null) {
      throw new Error(`${kind}: ${report[moved]} ${moved} of ${this.size}; ${JSON.stringify(report)}`);
    }
    return { seconds: report.latenessMs / 1000, requests: this.requests, longestLockMs: report.longestLockMs };
  }

  private sample(): void {
    this.rssMb = Math.max(this.rssMb, Math.round(process.memoryUsage().rss / 1_048_576));
  }
}
