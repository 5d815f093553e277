import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker, type Job, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { withCleanup } from '../concurrency.ts';
import type { RedisServer } from './redis.ts';

/** A time to look at a shop. `at` is ms by the shop's clock, `delayMs` from now by this machine's. */
export interface Alarm {
  /** Alarms of the same id are one. Without ':', which BullMQ refuses. */
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly delayMs: number;
}

export interface AlarmEvents {
  /** A look; throwing makes it be tried again after `retryDelayMs(error)`. @param job as Redis has it, in which whoever reaches it may write */
  look(job: unknown): Promise<void>;
  /** Milliseconds to wait before trying again, by the number of tries so far. */
  retryDelayMs(attempt: number, error: Error): number;
  /** The queue itself has a trouble (Redis gone, a job stalled). */
  trouble(what: 'error' | 'failed' | 'stalled', detail: string): void;
}

type Look = { readonly kind: string; readonly at: number };

/**
 * One shop's alarm clock on BullMQ: a delayed job for each coming edge, worked off one after another. A job only says "look now"; doubled ids
 * are one job, and losing all of them loses nothing, since the next look plans them anew.
 */
export class AlarmClock {
  private readonly connections: Redis[];
  private readonly queue: Queue<Look>;
  private readonly worker: Worker<Look>;
  /** Whether the last thing that was heard of Redis was good. */
  private isWell = true;
  private probe: Promise<boolean> | null = null;

  /** @param owner names the shop and this service: two services never work off each other's alarms */
  constructor(
    redis: RedisServer,
    owner: string,
    private readonly events: AlarmEvents,
  ) {
    const name = `group-offers-${owner.replace(/[^A-Za-z0-9_-]/g, '_')}`;
    this.connections = [redis.connect(), redis.connect()];
    const [forQueue, forWorker] = this.connections as [Redis, Redis];
    this.queue = new Queue<Look>(name, { connection: forQueue, defaultJobOptions: JOB });
    this.worker = new Worker<Look>(name, (job: Job<Look>) => events.look(job.data), {
      connection: forWorker,
      concurrency: 1,
      autorun: false,
      runRetryDelay: RETRY_MS,
      settings: {
        backoffStrategy: (attempt, _type, error) => events.retryDelayMs(attempt, error ?? new Error('unknown')),
      },
    });
    this.worker.on('error', (error) => this.failed(error));
    this.worker.on('failed', (job, error) => events.trouble('failed', `${job?.id ?? 'job'}: ${error.message}`));
    this.worker.on('stalled', (id) => events.trouble('stalled', id));
    this.queue.on('error', (error) => this.failed(error));
  }

  async ready(): Promise<void> {
    await Promise.all([this.queue.waitUntilReady(), this.worker.waitUntilReady()]);
    // A job that a killed service was at counts as under way for half a minute, and keeps its like from being set.
    await this.queue.obliterate({ force: true });
    // Ends with close(); what goes wrong on the way is told as `error`.
    void this.worker.run();
  }

  /** What was last heard of Redis. */
  get works(): boolean {
    return this.isWell;
  }

  /**
   * Whether alarms can be set now: Redis answers, and is no replica that only reads. A probe that gets no answer is waited for by the next call, too.
   * @param limitMs how long
   */
  async check(limitMs: number): Promise<boolean> {
    this.probe ??= this.connections[0]!.set(`${this.queue.qualifiedName}:probe`, '1', 'PX', PROBE_MS)
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.probe = null));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    this.isWell = await Promise.race([this.probe, limit]);
    clearTimeout(timer);
    return this.isWell;
  }

  private failed(error: Error): void {
    this.isWell = false;
    this.events.trouble('error', error.message);
  }

  /**
   * Look as soon as the worker is free; one is enough, however often it is asked for.
   * @param isNews whether one that has failed, and waits for its next try, need not wait any longer
   */
  async ring(kind: string, at: number, isNews = false): Promise<void> {
    const job = await this.queue.add(kind, { kind, at }, { jobId: `${kind}_now` });
    if (!isNews || !(await job.isDelayed())) return;
    // Its time may come between the two.
    await job.promote().catch(async (error: unknown) => {
      if (await job.isDelayed()) throw error;
    });
  }

  /** Sets alarms; those that are set already stay as they are. */
  async plan(alarms: readonly Alarm[]): Promise<void> {
    await this.queue.addBulk(
      alarms.map(({ id, kind, at, delayMs }) => ({
        name: kind,
        data: { kind, at },
        opts: { jobId: id, delay: Math.max(0, Math.round(delayMs)) },
      })),
    );
  }

  /** The next start sets all alarms anew; nothing is left behind in a Redis that others share. */
  private async leave(): Promise<void> {
    await withCleanup(
      async () => {
        if (this.isWell) await this.queue.obliterate({ force: true });
      },
      () => this.queue.close(),
    );
  }

  /** Waits for the look under way, at most `limitMs`, then closes. @returns whether it had to be cut off */
  async close(limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(true), limitMs);
    });
    const worker = this.worker.close().then(() => false);
    // BullMQ's close() would wait for the look that is to be cut off.
    const leave = async () => Promise.race([this.leave(), pause(LEAVE_MS)]);
    try {
      const cutOff = await Promise.race([worker.catch(() => false), limit]);
      if (!cutOff) await withCleanup(() => worker, leave);
      return cutOff;
    } finally {
      clearTimeout(timer);
      for (const connection of this.connections) connection.disconnect();
    }
  }
}

const RETRY_MS = 1_000;
const PROBE_MS = 60_000;
/** Redis may be gone, and the service ends all the same. */
const LEAVE_MS = 2_000;

/** A look is tried until it succeeds (the shop may be down for hours); finished ones leave nothing behind, so that their id is free again. */
const JOB: JobsOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
};
