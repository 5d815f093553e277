import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShopClock } from './clock.ts';
import { withCleanup, within } from './concurrency.ts';
import { LeaseHeldError, NotOwnerError, ProtocolError, ShopUnavailableError } from './errors.ts';
import type { ShopHealth } from './health.ts';
import { LeaseKeeper } from './lease.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { noticeText, problemText } from './messages/index.ts';
import { SYNC_LATE_MS, type Shop } from './moves/index.ts';
import type { Place, Places } from './places.ts';
import type { SyncQueue, SyncScheduler } from './queue/index.ts';
import { EDGE_LEAD_MS, syncShop } from './sync.ts';
import { edgeKey, MOVING_EDGES, SWEEP_MS, type Edge } from './windows/index.ts';
import type { ServiceState } from './state.ts';
import { isLeftBehind, isLeftToAnother, lookOf, looksFor, POLL_MS, retryDelayMs, syncDelayMs } from './watch.ts';
import { LEAVE_BUDGET } from './sync/apply.ts';
import type { Look, SyncContext, SyncReport } from './sync/context.ts';
import { SyncMemory } from './sync/memory.ts';
import { asPartOf, type Work } from './work.ts';

/** Both together are less than what whoever stops a service waits for: 30 s in the container and the unit. */
const STOP_LIMIT_MS = 15_000;
const RELEASE_LIMIT_MS = 3_000;
/** The same trouble is told again after this, not with each try. */
const TOLD_AGAIN_MS = 300_000;
/** A look that has moved nobody for so long is told of while it is under way. */
const SILENT_MS = 10_000;
/** A Redis that is silent for longer is as good as gone. */
const REDIS_LIMIT_MS = 2_000;
/** An edge whose job is later than this is met without it. */
const JOB_LATE_MS = 1_000;
/** What Node's timers take at most. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Shorter pauses are not worth giving a place up. */
const SHORT_PAUSE_MS = 100;
/** A shop with an edge as near as this is not handed over before it. */
const NEAR_EDGE_MS = 5_000;

export interface ServiceOptions {
  readonly shop: Shop;
  readonly queue: SyncQueue;
  /** Of all shops of this process. */
  readonly places: Places;
  /** Id of this process, for those who look at the lease. */
  readonly instance: string;
  /** Asked before each request. @param hasLease whether the shop's lease is held @throws NotOwnerError when the shop is another instance's by now */
  readonly mayAsk?: (hasLease: boolean) => Promise<void>;
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
  /** The look under way. */
  private readonly work: Work;
  /** That of the look under way. */
  private place: Place | null = null;
  /** Whether the last look failed. */
  private isInTrouble = false;
  private readonly pollWork: Work;
  /** Comes when the job of the next edge should have come. */
  private edgeTimer: NodeJS.Timeout | undefined;
  /** Edges that were met without their jobs, which still come. */
  private readonly metWithoutJob = new Set<string>();
  private moved = 0;
  /** Ends by the shop itself that the log has told of. */
  private readonly ends = new Set<string>();

  private readonly speed: number;

  constructor(private readonly options: ServiceOptions) {
    const { shop, queue, instance, state, log, batchSize, speed = 1 } = options;
    this.speed = speed;
    const mayAsk = async () => options.mayAsk?.(this.context.lease.current() !== undefined);
    const whileWaiting: Work['whileWaiting'] = (wait) => this.place?.whileWaiting(wait) ?? wait();
    this.work = { urgentFrom: Infinity, mayAsk, whileWaiting };
    this.pollWork = { urgentFrom: Infinity, mayAsk };
    this.log = log.child({ shop: shop.name });
    this.context = {
      shop,
      batchSize,
      lease: new LeaseKeeper(shop, instance, state),
      clock: new ShopClock(
        () => Date.now() * speed,
        () => performance.now() * speed,
      ),
      memory: new SyncMemory(),
      newKey: randomUUID,
      sleep: (ms) => this.pause(ms / speed),
      leadMs: EDGE_LEAD_MS * speed,
      sweepOffsetMs: Math.floor(Math.random() * SWEEP_MS),
      // A service that has just begun knows of no edge before this.
      onEdges: (edges) => (this.work.urgentFrom = Math.min(this.work.urgentFrom, this.urgentFrom(edges))),
      onProgress: (moved, planned) => this.progress(moved, planned),
    };
    this.scheduler = queue.scheduler(Buffer.from(shop.name).toString('base64url'), {
      sync: async (job) => {
        const look = lookOf(job, this.context.clock.now());
        if (!this.metWithoutJob.delete(edgeKey(look))) await this.look(look);
      },
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

  /** Lets the look under way finish, and gives the lease back; in less than 20 s, whatever the shop does. @param limitMs for the look */
  async stop(limitMs = STOP_LIMIT_MS): Promise<void> {
    this.stopping = true;
    clearTimeout(this.poll);
    clearTimeout(this.edgeTimer);
    if (this.looking) this.log.info('waiting for the look under way');
    await withCleanup(
      async () => {
        if (await this.scheduler.close(limitMs)) this.log.warn('the look under way was cut off');
      },
      async () => {
        // Also of a shop that is another's by now: one that is not held any more is released already.
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
    const { shop, instance, queue } = this.options;
    return { shop: shop.name, owner: instance, isOwn: true, up: this.up, alarms: queue.works, synced, lastLook };
  }

  /** Whether the shop had better not be handed over now: it is being synced, or an edge is near. */
  get isAtWork(): boolean {
    const now = this.context.clock.now();
    return (
      this.looking || this.edges.some(({ kind, at }) => MOVING_EDGES.has(kind) && Math.abs(at - now) < NEAR_EDGE_MS)
    );
  }

  private lookNow(kind: 'look' | 'sweep' = 'look', isNews = false): Promise<void> {
    return this.scheduler.enqueueNow(kind, this.context.clock.now(), isNews);
  }

  private async look(look: Look): Promise<void> {
    this.work.urgentFrom = MOVING_EDGES.has(look.kind) ? 0 : this.urgentFrom(this.edges);
    await this.options.places.hold(
      () => (this.isInTrouble ? 'failed' : this.work.urgentFrom <= Date.now() ? 'edge' : 'ordinary'),
      async (place) => {
        this.place = place;
        if (!this.stopping) await this.lookInPlace(look);
      },
    );
  }

  /** Without a place, where it is worth it. */
  private async pause(ms: number): Promise<void> {
    if (this.place === null || ms < SHORT_PAUSE_MS) await sleep(ms);
    else await this.place.aside(() => sleep(ms));
  }

  private async lookInPlace(look: Look): Promise<void> {
    const started = performance.now();
    this.looking = true;
    this.gotOnAt = started;
    this.moved = 0;
    try {
      const report = await asPartOf(this.work, () => syncShop(this.context, look));
      this.setUp(true);
      this.isInTrouble = false;
      this.troubles.clear();
      this.counter = report.counter;
      this.swept ||= look.kind === 'sweep';
      this.lastLook = this.synced = Date.now();
      this.lastSync = this.context.clock.now();
      this.isStandby = false;
      this.edges = report.edges;
      this.watchNextEdge();
      // With Redis away it is done when that is back; edges are met meanwhile all the same.
      await within(REDIS_LIMIT_MS, this.schedule(report.edges), undefined);
      const seconds = (performance.now() - started) / 1000;
      this.options.metrics.looked(this.options.shop.name, look.kind, seconds, report);
      this.tell(look, report, seconds);
      this.options.onReport?.(look, report);
    } catch (error) {
      this.context.lease.check(error);
      if (error instanceof ShopUnavailableError) this.setUp(false);
      if (error instanceof NotOwnerError) {
        this.log.info(error.message);
        return;
      }
      this.isInTrouble = true;
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

  /** The job of an edge comes from Redis; when it is late, the edge is met without it. */
  private watchNextEdge(): void {
    clearTimeout(this.edgeTimer);
    const now = this.context.clock.now();
    const next = this.edges.find(({ at }) => at > now);
    if (next === undefined || this.stopping) return;
    const wait = Math.max(0, this.delayMs(next, now)) + JOB_LATE_MS;
    this.edgeTimer = setTimeout(() => void this.edgeCame(next), Math.min(wait, LONGEST_TIMER_MS));
  }

  private async edgeCame(edge: Edge): Promise<void> {
    if (this.delayMs(edge, this.context.clock.now()) <= 0 && !this.looking) {
      this.metWithoutJob.add(edgeKey(edge));
      if (!(await this.lookWithoutJob(edge))) this.metWithoutJob.delete(edgeKey(edge));
    }
    // A look that succeeded has set it already.
    this.watchNextEdge();
  }

  /** @returns whether it succeeded; a failure has been told, and the next poll asks again */
  private lookWithoutJob(look: Look): Promise<boolean> {
    return this.scheduler
      .inTurn(() => this.look(look))
      .then(
        () => true,
        () => false,
      );
  }

  private pollOnce(): Promise<void> {
    return asPartOf(this.pollWork, () => this.pollShop());
  }

  private async pollShop(): Promise<void> {
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
        this.log.warn('Redis takes no jobs now; this shop is synced without');
        for (const kind of asked) void this.lookWithoutJob({ kind, at: clock.now() });
        return;
      }
      // Redis has lost what was in it: schedule what is ahead again; what was missed meanwhile is asked for below.
      const { generation } = this.options.queue;
      if (generation !== this.scheduledIn) await this.schedule(this.edges.filter(({ at }) => at > clock.now()));
      this.scheduledIn = generation;
      for (const kind of asked) await this.lookNow(kind, isNews);
    } catch (error) {
      if (error instanceof NotOwnerError) return;
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
