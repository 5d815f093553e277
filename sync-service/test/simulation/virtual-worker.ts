import { ShopClock } from '../../src/clock.ts';
import { ShopUnavailableError } from '../../src/errors.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import { syncShop } from '../../src/sync.ts';
import { syncDelayMs, isLeftToAnother, looksFor, POLL_MS, retryDelayMs } from '../../src/watch.ts';
import type { Look, SyncContext } from '../../src/sync/context.ts';
import { SyncMemory } from '../../src/sync/memory.ts';
import { edgeKey, type Edge } from '../../src/windows/index.ts';
import { faultyShop, noFaults, type WireFaults } from './faulty-shop.ts';
import type { Stage } from './stage.ts';

/** The time that passes, whatever clocks say of it. */
export interface Timeline {
  now: number;
  /** A batch's, never the same twice. */
  newKey(): string;
  pass(ms: number): void;
}

interface Job {
  readonly look: Look;
  ring: number;
  readonly attempt: number;
}

/** A service as `service.ts` and `queue/` are, with a virtual alarm clock in their place: the same edges, poll, sweep and retries. */
export class VirtualWorker {
  readonly faults: WireFaults = noFaults();
  /** How far this machine's clock is ahead. */
  skew = 0;
  /** Added to each alarm that is set. */
  late = 0;
  alive = true;
  readonly jobs = new Map<string, Job>();
  private context!: SyncContext;
  private counter: string | null = null;
  private edges: readonly Edge[] = [];
  private up = false;
  private swept = false;
  private pollAt = 0;
  private life = 0;

  constructor(
    private readonly name: string,
    private readonly stage: Stage,
    private readonly time: Timeline,
  ) {
    this.begin();
  }

  /** A fresh process on an empty Redis. */
  begin(): void {
    const { stage, time } = this;
    const shop = faultyShop(stage, this.faults, (ms) => time.pass(ms));
    const holder = `${this.name}-${++this.life}`;
    this.context = {
      shop,
      batchSize: 12,
      lease: new LeaseKeeper(shop, holder),
      clock: new ShopClock(
        () => time.now + this.skew,
        () => time.now,
      ),
      memory: new SyncMemory(),
      newKey: () => time.newKey(),
      sleep: async (ms) => time.pass(ms),
    };
    this.alive = true;
    this.jobs.clear();
    this.counter = null;
    this.swept = false;
    this.edges = [];
    this.pollAt = time.now + POLL_MS;
    this.ring('look');
    this.ring('sweep');
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.context.lease.release().catch(() => undefined);
  }

  ring(kind: Look['kind']): void {
    this.jobs.set(`${kind}_now`, {
      look: { kind, at: this.context.clock.now() },
      ring: this.time.now,
      attempt: 1,
    });
  }

  /** When this service wakes next. */
  next(): number {
    if (!this.alive) return Infinity;
    let next = this.pollAt;
    for (const { ring } of this.jobs.values()) next = Math.min(next, ring);
    return next;
  }

  /** @returns the look, and whether it went well; null when it only polled */
  async wake(): Promise<{ readonly look: Look; readonly isDone: boolean } | null> {
    const due = [...this.jobs].filter(([, { ring }]) => ring <= this.time.now).sort((a, b) => a[1].ring - b[1].ring)[0];
    if (due === undefined) {
      this.pollAt = this.time.now + POLL_MS;
      await this.poll();
      return null;
    }
    this.jobs.delete(due[0]);
    const { look, attempt } = due[1];
    const isDone = (await this.look(look, due[0], attempt)) !== null;
    // A poll that would come while a look is under way is left out.
    while (this.pollAt < this.time.now) this.pollAt += POLL_MS;
    return { look, isDone };
  }

  async look(look: Look, id = '', attempt = 1): Promise<Look | null> {
    const { context } = this;
    try {
      const report = await syncShop(context, look);
      this.up = true;
      this.counter = report.counter;
      this.swept ||= look.kind === 'sweep';
      this.edges = report.edges;
      this.plan(report.edges);
      return look;
    } catch (error) {
      if (isBroken(error)) throw error;
      context.lease.check(error);
      if (!this.isUnheard(error)) throw error;
      if (id !== '' && !this.jobs.has(id) && !isLeftToAnother(look, error)) {
        const ring = this.time.now + retryDelayMs(attempt, error, 0);
        this.jobs.set(id, { look, ring, attempt: attempt + 1 });
      }
      return null;
    }
  }

  /** Whether a service would log it and go on. */
  private isUnheard(error: unknown): error is Error {
    if (!(error instanceof Error)) return false;
    if (error instanceof ShopUnavailableError) {
      this.up = false;
      this.context.memory.downSince ??= this.context.clock.now();
    }
    return UNHEARD.has(error.name);
  }

  private plan(edges: readonly Edge[]): void {
    const now = this.context.clock.now();
    for (const edge of edges) {
      const { kind, at } = edge;
      const id = edgeKey(edge);
      if (this.jobs.has(id)) continue;
      const delay = Math.max(0, syncDelayMs(edge, now));
      this.jobs.set(id, { look: { kind, at }, ring: this.time.now + delay + this.late, attempt: 1 });
    }
  }

  private async poll(): Promise<void> {
    const { shop, lease, clock } = this.context;
    try {
      const status = await clock.learn(() => shop.status(lease.current()));
      lease.check(status.leaseNumber);
      const { edges, counter, swept, up } = this;
      const asked = looksFor(status, { edges, counter, swept, up });
      this.up = true;
      this.plan(this.edges.filter(({ at }) => at > clock.now()));
      for (const kind of asked) if (!this.jobs.has(`${kind}_now`)) this.ring(kind);
    } catch (error) {
      if (isBroken(error) || !this.isUnheard(error)) throw error;
    }
  }
}

const UNHEARD: ReadonlySet<string> = new Set([
  'ShopUnavailableError',
  'LeaseHeldError',
  'LeaseLostError',
  'StaleVersionError',
  'RefusedError',
]);

const isBroken = (error: unknown) => error instanceof Error && error.message.startsWith('invariant');
