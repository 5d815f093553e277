import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShopClock } from './clock.ts';
import { withCleanup, within } from './concurrency.ts';
import { LeaseHeldError, ProtocolError, ShopUnavailableError } from './errors.ts';
import type { ShopHealth } from './health.ts';
import { LeaseKeeper } from './lease.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { noticeText, problemText } from './messages/index.ts';
import { SYNC_LATE_MS, type Shop } from './moves/index.ts';
import type { SyncQueue, SyncScheduler } from './queue/index.ts';
import { EDGE_LEAD_MS, syncShop } from './sync.ts';
import { urgently, type Urgency } from './urgency.ts';
import { edgeKey, MOVING_EDGES, SWEEP_MS, type Edge } from './windows/index.ts';
import type { ServiceState } from './state.ts';
import { isLeftBehind, isLeftToAnother, lookOf, looksFor, POLL_MS, retryDelayMs, syncDelayMs } from './watch.ts';
import { LEAVE_BUDGET } from './sync/apply.ts';
import type { Look, SyncContext, SyncReport } from './sync/context.ts';
import { SyncMemory } from './sync/memory.ts';

/** Both together are less than what whoever stops a service waits for: 30 s in the container and the unit. */
const STOP_LIMIT_MS = 15_000;
const RELEASE_LIMIT_MS = 3_000;
/** The same trouble is told again after this, not with each try. */
const TOLD_AGAIN_MS = 300_000;
/** A look that has moved nobody for so long is told of while it is under way. */
const SILENT_MS = 10_000;
/** A Redis that is silent for longer is as good as gone. */
const REDIS_LIMIT_MS = 2_000;

export interface ServiceOptions {
  readonly shop: Shop;
  readonly queue: SyncQueue;
  /** What this service for this shop keeps between two starts; closed when it stops. */
  readonly state: ServiceState;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly batchSize: number;
  /** Of the shop's clock, as many times as fast as ours: 1, but for a demonstration whose days pass in minutes. */
  readonly speed?: number;
  /** Between two polls; tests do not wait {@link POLL_MS} for what somebody planned. */
  readonly pollMs?: number;
  /** For those who watch: demo, tests. */
  readonly onReport?: (look: Look, report: SyncReport) => void;
}

/**
 * The service for one shop: a job for each edge it knows of, and one light poll for what it does not.
 *
 *   job (edge, sweep) ─┐
 *   poll: counter ≠ ───┴─> look: syncShop ─> report ─> next jobs
 */
export class ShopService {
  private readonly context: SyncContext;
  private readonly scheduler: SyncScheduler;
  private readonly log: Logger;
  private poll: NodeJS.Timeout | undefined;
  private counter: string | null = null;
  /** The counter as the last poll saw it. */
  private polled: string | null = null;
  private looking = false;
  /** When the look under way last got on, ms of this process's clock; null once its silence has been told. */
  private gotOnAt: number | null = null;
  /** What was told last, by what failed. */
  private readonly troubles = new Map<'look' | 'poll', { message: string; at: number; times: number }>();
  private polling = false;
  private stopping = false;
  /** As the last look that succeeded saw them. */
  private edges: readonly Edge[] = [];
  /** The queue's generation in which the edges were scheduled. */
  private scheduledIn = 0;
  private up = false;
  private swept = false;
  private lastLook: number | null = null;
  /** The same by the shop's clock. */
  private lastSync: number | null = null;
  /** When any service of this shop last finished a sync, by this machine's clock. */
  private synced = -Infinity;
  private isStandby = false;
  /** Of the look under way. */
  private readonly urgency: Urgency = { from: Infinity };
  private moved = 0;
  /** Ends by the shop itself that the log has told of. */
  private readonly ends = new Set<string>();

  private readonly speed: number;

  constructor(private readonly options: ServiceOptions) {
    const { shop, queue, state, log, batchSize, speed = 1 } = options;
    this.speed = speed;
    this.log = log.child({ shop: shop.name });
    this.context = {
      shop,
      batchSize,
      lease: new LeaseKeeper(shop, `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`, state),
      clock: new ShopClock(
        () => Date.now() * speed,
        () => performance.now() * speed,
      ),
      memory: new SyncMemory(),
      newKey: randomUUID,
      sleep: (ms) => sleep(ms / speed),
      leadMs: EDGE_LEAD_MS * speed,
      sweepOffsetMs: Math.floor(Math.random() * SWEEP_MS),
      // A service that has just begun knows of no edge before this.
      onEdges: (edges) => (this.urgency.from = Math.min(this.urgency.from, this.urgentFrom(edges))),
      onProgress: (moved, planned) => this.progress(moved, planned),
    };
    this.scheduler = queue.scheduler(Buffer.from(shop.name).toString('base64url'), {
      sync: (job) => this.look(lookOf(job, this.context.clock.now())),
      retryDelayMs: (attempt, error) => retryDelayMs(attempt, error, Math.random()),
      // A failed look has told of itself already.
      trouble: (what, detail) =>
        this.log[what === 'failed' ? 'debug' : 'warn']({ queue: what, detail }, `queue: ${what}`),
    });
  }

  /** On a queue that is ready. The first look is under way by then. */
  async start(): Promise<void> {
    this.scheduledIn = this.options.queue.generation;
    await this.lookNow();
    // What other software wrote while no service ran is put right now, and not with the next sweep.
    await this.lookNow('sweep');
    // Each shop at a time of its own, not all of them in the same instant.
    const { pollMs = POLL_MS } = this.options;
    const poll = () => {
      this.poll = setTimeout(poll, pollMs);
      void this.pollOnce();
    };
    this.poll = setTimeout(poll, Math.random() * pollMs);
  }

  /** Lets the look under way finish, and gives the lease back; in less than 20 s, whatever the shop does. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.poll);
    if (this.looking) this.log.info('waiting for the look under way');
    await withCleanup(
      async () => {
        if (await this.scheduler.close(STOP_LIMIT_MS))
          this.log.warn('the look under way took too long and was cut off');
      },
      async () => {
        const release = this.context.lease.release().then(
          () => true,
          (error: unknown) => this.log.warn({ error }, 'lease not given back'),
        );
        if ((await within(RELEASE_LIMIT_MS, release, null)) === null)
          this.log.warn('lease not given back: the shop is silent');
        await this.options.state.close();
      },
    );
  }

  health(): ShopHealth {
    const lastLook = this.lastLook === null ? null : new Date(this.lastLook).toISOString();
    const synced = Date.now() - this.synced < SYNC_LATE_MS;
    return { shop: this.options.shop.name, up: this.up, alarms: this.options.queue.works, synced, lastLook };
  }

  private lookNow(kind: 'look' | 'sweep' = 'look', isNews = false): Promise<void> {
    return this.scheduler.enqueueNow(kind, this.context.clock.now(), isNews);
  }

  private async look(look: Look): Promise<void> {
    const started = performance.now();
    this.looking = true;
    this.gotOnAt = started;
    this.moved = 0;
    try {
      this.urgency.from = MOVING_EDGES.has(look.kind) ? 0 : this.urgentFrom(this.edges);
      const report = await urgently(this.urgency, () => syncShop(this.context, look));
      this.setUp(true);
      this.troubles.clear();
      this.counter = report.counter;
      this.swept ||= look.kind === 'sweep';
      this.lastLook = this.synced = Date.now();
      this.lastSync = this.context.clock.now();
      this.isStandby = false;
      this.edges = report.edges;
      await this.schedule(report.edges);
      const seconds = (performance.now() - started) / 1000;
      this.options.metrics.looked(this.options.shop.name, look.kind, seconds, report);
      this.tell(look, report, seconds);
      this.options.onReport?.(look, report);
    } catch (error) {
      this.context.lease.check(error);
      if (error instanceof ShopUnavailableError) this.setUp(false);
      // Another service does the work; this one goes on looking, in case that one ends.
      if (error instanceof LeaseHeldError) {
        this.isStandby = true;
        this.log.info(error.message);
      } else this.tellTrouble('look', error, `${look.kind} failed; it will be tried again`);
      if (!isLeftToAnother(look, error)) throw error;
    } finally {
      this.looking = false;
    }
  }

  /** A sync that is under way when an edge comes must make way for it as fast as it can. @returns ms by this machine's clock */
  private urgentFrom(edges: readonly Edge[]): number {
    const now = this.context.clock.now();
    const next = edges.find(({ kind, at }) => MOVING_EDGES.has(kind) && at > now);
    return next === undefined ? Infinity : Date.now() + this.delayMs(next, now);
  }

  /** Those that have come already are synced at once. */
  private async schedule(edges: readonly Edge[]): Promise<void> {
    const now = this.context.clock.now();
    await this.scheduler.schedule(
      edges.map((edge) => ({ ...edge, id: edgeKey(edge), delayMs: this.delayMs(edge, now) })),
    );
  }

  /** @param now by the shop's clock @returns ms by this machine's */
  private delayMs(edge: Edge, now: number): number {
    return syncDelayMs(edge, now, EDGE_LEAD_MS * this.speed) / this.speed;
  }

  private async pollOnce(): Promise<void> {
    if (this.looking) this.tellSilence();
    if (this.looking || this.polling) return;
    this.polling = true;
    const { shop, lease, clock } = this.context;
    try {
      const status = await clock.learn(() => shop.status(lease.current(), this.lastSync));
      if (this.stopping) return;
      lease.check(status.leaseNumber);
      this.options.metrics.enrolments(shop.name, status.openEnrolments);
      const { edges, counter, swept, up } = this;
      const asked = looksFor(status, { edges, counter, swept, up });
      const isNews = !up || status.counter !== this.polled;
      this.polled = status.counter;
      this.setUp(true);
      this.troubles.delete('poll');
      if (status.lastSync !== null) this.synced = Math.max(this.synced, Date.now() - (status.now - status.lastSync));
      if (this.isStandby && isLeftBehind(status)) await this.leaveForAnother();
      if (!(await this.options.queue.check(REDIS_LIMIT_MS))) {
        this.log.warn('Redis takes no jobs now; the service goes on when it does');
        return;
      }
      // Redis has lost what was in it: schedule what is ahead again; what was missed meanwhile is asked for below.
      const { generation } = this.options.queue;
      if (generation !== this.scheduledIn) await this.schedule(this.edges.filter(({ at }) => at > clock.now()));
      this.scheduledIn = generation;
      for (const kind of asked) await this.lookNow(kind, isNews);
    } catch (error) {
      if (error instanceof ShopUnavailableError) this.setUp(false);
      this.tellTrouble('poll', error, 'poll failed');
      // Between any two versions who is due leaves.
      if (error instanceof ProtocolError)
        await shop
          .leaveDue(LEAVE_BUDGET)
          .catch((cause: unknown) => this.log.warn({ error: cause }, 'nobody was let go'));
    } finally {
      this.polling = false;
    }
  }

  /** The service that has the lease lets nobody go who is over: leaving needs no lease. */
  private async leaveForAnother(): Promise<void> {
    const { left, remaining } = await this.context.shop.leaveDue(LEAVE_BUDGET);
    this.log.warn(
      { counts: { left, remaining } },
      'The service that has the lease lets nobody go; this one did. See whether it works, or stop it',
    );
  }

  private setUp(up: boolean): void {
    this.up = up;
    this.options.metrics.shopUp(this.options.shop.name, up);
    if (!up) this.context.memory.downSince ??= this.context.clock.now();
  }

  private tellTrouble(what: 'look' | 'poll', error: unknown, text: string): void {
    const message = error instanceof Error ? error.message : String(error);
    const before = this.troubles.get(what);
    const isSame = before?.message === message;
    const times = isSame ? before.times + 1 : 1;
    const isTold = isSame && Date.now() - before.at < TOLD_AGAIN_MS;
    this.troubles.set(what, { message, times, at: isTold ? before.at : Date.now() });
    this.log[isTold ? 'debug' : 'error']({ error, times }, text);
  }

  private tellSilence(): void {
    if (this.gotOnAt === null || performance.now() - this.gotOnAt < SILENT_MS) return;
    this.gotOnAt = null;
    this.log.warn('The shop is slow, or does not answer: a look has been under way for 10 s');
  }

  private progress(moved: number, planned: number): void {
    this.gotOnAt = performance.now();
    if (moved - this.moved < 10_000) return;
    this.moved = moved;
    this.log.info({ counts: { moved, planned } }, 'moving');
  }

  private tell(look: Look, report: SyncReport, seconds: number): void {
    const { entered, switched, left, staffKept, changedElsewhere, corrected, deferred, refused, repaired } = report;
    const { latenessMs, groups, hold } = report;
    const counts = { entered, switched, left, staffKept, changedElsewhere, corrected, deferred, refused, repaired };
    const quiet = Object.values(counts).every((count) => count === 0) && groups.length === 0;
    const line = { look: look.kind, counts, groups, hold, latenessMs, seconds: Number(seconds.toFixed(3)) };
    if (quiet) this.log.debug(line, 'nothing to do');
    else this.log.info(line, 'looked');
    for (const { offer, problem } of report.problems)
      this.log.warn({ offer, code: problem.code }, problemText(problem));
    for (const notice of report.endedByShop) {
      const { idOffer: offer, at } = notice;
      const end = `${offer} ${at}`;
      if (!this.ends.has(end)) this.log.warn({ offer, at: new Date(at).toISOString() }, noticeText(notice));
      this.ends.add(end);
    }
  }
}
