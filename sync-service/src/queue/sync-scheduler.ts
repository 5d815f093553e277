import type { Queue } from 'bullmq';
import { within } from '../concurrency.ts';

/** What a job is about. */
export interface SyncJob {
  /** The shop's id in the queue. */
  readonly shop: string;
  readonly kind: string;
  /** The edge's instant, ms by the shop's clock. */
  readonly at: number;
}

/** A time to sync a shop. */
export interface ScheduledSync {
  /** Jobs of a shop with the same id are one. Without ':', which BullMQ refuses. */
  readonly id: string;
  readonly kind: string;
  /** Ms by the shop's clock. */
  readonly at: number;
  /** Ms from now by this machine's clock. */
  readonly delayMs: number;
}

export interface SchedulerEvents {
  /** A sync; throwing makes it be tried again after `retryDelayMs(error)`. @param job as Redis has it, in which whoever reaches it may write */
  sync(job: unknown): Promise<void>;
  /** Milliseconds to wait before trying again, by the number of tries so far. */
  retryDelayMs(attempt: number, error: Error): number;
  /** The queue itself has a trouble (Redis gone, a job stalled). */
  trouble(what: 'error' | 'failed' | 'stalled', detail: string): void;
}

/** When one shop is synced: a delayed job for each coming edge, worked off one after another. */
export class SyncScheduler {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private isClosed = false;

  constructor(
    private readonly id: string,
    private readonly queue: Queue<SyncJob>,
    private readonly events: SchedulerEvents,
    private readonly onClosed: () => void = () => {},
  ) {}

  get retryDelayMs() {
    return this.events.retryDelayMs;
  }

  get trouble() {
    return this.events.trouble;
  }

  /** Whether a sync is under way. */
  get isBusy(): boolean {
    return this.waiting > 0;
  }

  /** For the queue. */
  sync(job: unknown): Promise<void> {
    return this.inTurn(() => this.events.sync(job));
  }

  /** One sync at a time, in the order in which they came; none once closed. */
  async inTurn(sync: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    const turn = this.last.then(async () => {
      if (!this.isClosed) await sync();
    });
    this.last = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.waiting -= 1;
    }
  }

  /**
   * Sync as soon as possible; one is enough, however often it is asked for.
   * @param isNews whether one that has failed, and waits for its next try, need not wait any longer
   */
  async enqueueNow(kind: string, at: number, isNews = false): Promise<void> {
    const job = await this.queue.add(kind, { shop: this.id, kind, at }, { jobId: this.jobId(`${kind}_now`) });
    if (!isNews || !(await job.isDelayed())) return;
    // Its time may come between the two.
    await job.promote().catch(async (error: unknown) => {
      if (await job.isDelayed()) throw error;
    });
  }

  /** Those that are scheduled already stay as they are. */
  async schedule(syncs: readonly ScheduledSync[]): Promise<void> {
    await this.queue.addBulk(
      syncs.map(({ id, kind, at, delayMs }) => ({
        name: kind,
        data: { shop: this.id, kind, at },
        opts: { jobId: this.jobId(id), delay: Math.max(0, Math.round(delayMs)) },
      })),
    );
  }

  /** Begins no sync any more, and waits for the one under way, at most `limitMs`. @returns whether it had to be cut off */
  async close(limitMs: number): Promise<boolean> {
    this.isClosed = true;
    const isCutOff = await within(
      limitMs,
      this.last.then(() => false),
      true,
    );
    void this.last.then(this.onClosed);
    return isCutOff;
  }

  private jobId(id: string): string {
    return `${this.id}_${id}`;
  }
}
