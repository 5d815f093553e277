import { ShopClock } from '../../src/clock.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import type { Offer, OfferPlan } from '../../src/offer/index.ts';
import { MemoryModel, type MemoryOptions } from '../shop-in-memory/model.ts';
import { plainCustomer } from '../shop-in-memory/rows.ts';
import { MemoryShop } from '../shop-in-memory/shop.ts';
import { syncShop } from '../../src/sync.ts';
import type { Look, SyncContext, SyncReport } from '../../src/sync/context.ts';
import { SyncMemory } from '../../src/sync/memory.ts';
import { plainPlan } from './plain-plan.ts';

/** Two days after a month's first Monday, 10:00 UTC. */
export const BEGIN = Date.UTC(2026, 10, 4, 10);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** All numbers from the first to the last, both with them. */
export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/**
 * The code of the service in virtual time: looks at the edges that the last look gave, against the shop in memory, without Redis.
 * Hours of turns pass in a moment.
 */
export class VirtualService {
  now = BEGIN;
  readonly model: MemoryModel;
  readonly shop: MemoryShop;
  readonly reports: SyncReport[] = [];
  private context: SyncContext;
  private other: SyncContext | null = null;

  constructor(options: MemoryOptions = {}) {
    this.model = new MemoryModel({ timezone: 'UTC', now: () => this.now, ...options });
    this.shop = new MemoryShop(this.model);
    this.context = this.newContext();
  }

  /** New accounts of the shop, with nothing special about them. */
  join(...ids: readonly number[]): void {
    for (const id of ids) this.model.world.customers.set(id, plainCustomer(id, this.now));
    this.model.bump();
  }

  /** An armed offer for a day from an hour after the beginning, unless told otherwise. */
  arm(changes: Partial<OfferPlan> = {}, start = BEGIN + HOUR, end = BEGIN + 25 * HOUR): Promise<Offer> {
    return this.shop.createOffer(plainPlan(start, end, changes));
  }

  /** Forgets everything, as a service on another machine after this one's end. */
  async restart(): Promise<void> {
    await this.context.lease.release();
    this.context = this.newContext();
  }

  /** Another service takes over; the next call brings the first one back, with what it knew then. */
  async takeOver(): Promise<void> {
    await this.context.lease.release();
    [this.context, this.other] = [this.other ?? this.newContext(), this.context];
  }

  async look(kind: Look['kind'] = 'look', at = this.now): Promise<SyncReport> {
    const report = await syncShop(this.context, { kind, at });
    this.reports.push(report);
    return report;
  }

  /** Passes the time until then, with a look at every edge that comes. */
  async passUntil(then: number): Promise<void> {
    let { edges } = await this.look();
    for (;;) {
      const [next] = edges;
      if (next === undefined || next.at > then) break;
      // One that came while a look was busy is looked at right after it.
      this.now = Math.max(this.now, next.at);
      ({ edges } = await this.look(next.kind, next.at));
    }
    this.now = then;
  }

  /** Customers in the offer now, ascending. */
  inside(offer: number): number[] {
    return this.model
      .openOf(offer)
      .map(({ customer }) => customer)
      .sort((a, b) => a - b);
  }

  private newContext(): SyncContext {
    let keys = 0;
    return {
      shop: this.shop,
      batchSize: 500,
      lease: new LeaseKeeper(this.shop, 'virtual'),
      clock: new ShopClock(
        () => this.now,
        () => this.now,
      ),
      memory: new SyncMemory(),
      newKey: () => `key-${this.now}-${++keys}-${Math.random()}`,
      sleep: async (ms) => {
        this.now += ms;
      },
    };
  }
}
