import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SyncReport } from './sync/context.ts';
import type { Edge } from './windows/index.ts';

/** Figures for Prometheus; labels name shops and kinds, never customers. */
export class Metrics {
  readonly registry = new Registry();
  private readonly up = this.gauge('group_offers_shop_up', 'Whether the shop answered the last request (1) or not (0)');
  private readonly inOffers = this.gauge('group_offers_open_enrolments', 'Customers who are in an offer now');
  private readonly lateness = this.gauge(
    'group_offers_lateness_seconds',
    'From the last edge met to the last customer moved',
  );
  private readonly held = this.gauge('group_offers_on_hold', 'Whether entering waits for the merchant (1)');
  private readonly longestLock = this.gauge(
    'group_offers_longest_lock_seconds',
    'Longest chunk transaction of the last look that moved',
  );
  private readonly moves = new Counter({
    name: 'group_offers_moves_total',
    help: 'Customers moved',
    labelNames: ['shop', 'kind'],
    registers: [this.registry],
  });
  private readonly looks = new Histogram({
    name: 'group_offers_look_seconds',
    help: 'Duration of a look at the shop',
    labelNames: ['shop', 'kind'],
    buckets: [0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60],
    registers: [this.registry],
  });

  shopUp(shop: string, up: boolean): void {
    this.up.set({ shop }, up ? 1 : 0);
  }

  enrolments(shop: string, open: number): void {
    this.inOffers.set({ shop }, open);
  }

  looked(shop: string, kind: Edge['kind'], seconds: number, report: SyncReport): void {
    this.looks.observe({ shop, kind }, seconds);
    this.held.set({ shop }, report.hold === null ? 0 : 1);
    if (report.latenessMs !== null) this.lateness.set({ shop }, report.latenessMs / 1000);
    if (report.longestLockMs > 0) this.longestLock.set({ shop }, report.longestLockMs / 1000);
    for (const move of ['entered', 'switched', 'left', 'repaired'] as const)
      this.moves.inc({ shop, kind: move }, report[move]);
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, labelNames: ['shop'], registers: [this.registry] });
  }
}
