import { randomUUID } from 'node:crypto';
import { ShopClock } from '../../src/clock.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import type { Shop } from '../../src/moves/index.ts';
import { syncShop } from '../../src/sync.ts';
import type { SyncContext, SyncReport } from '../../src/sync/context.ts';
import { SyncMemory } from '../../src/sync/memory.ts';
import type { ShopTime } from '../faults/process/shop-time.ts';

/** A fresh service on another machine, as far as looks go: it knows nothing, and looks when it is told to, with the sweep's repairs. */
export class Onlooker {
  private readonly context: SyncContext;

  constructor(shop: Shop, time: Pick<ShopTime, 'now'>) {
    this.context = {
      shop,
      batchSize: 1_000,
      lease: new LeaseKeeper(shop, `onlooker-${randomUUID()}`),
      clock: new ShopClock(time.now, time.now),
      memory: new SyncMemory(),
      newKey: randomUUID,
      sleep: () => Promise.reject(new Error('a look at an instant that has come waits for nothing')),
    };
  }

  look(): Promise<SyncReport> {
    return syncShop(this.context, { kind: 'sweep', at: this.context.clock.now() });
  }

  /** That it is alive, as its poll would say. @returns whether it still has the lease */
  async stay(): Promise<boolean> {
    const lease = this.context.lease.current();
    return lease !== undefined && (await this.context.shop.status(lease)).leaseNumber === lease.number;
  }

  leave(): Promise<void> {
    return this.context.lease.release();
  }
}
