import { randomUUID } from 'node:crypto';
import { Queue, Worker, type Job, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { withCleanup, within } from '../concurrency.ts';
import { PREFIX } from './prefix.ts';
import type { RedisServer } from './redis.ts';
import { SyncScheduler, type SchedulerEvents, type SyncJob } from './sync-scheduler.ts';

/**
 * The jobs of one process on BullMQ: one queue and three connections, however many shops. A job only says "sync this shop now"; losing all of
 * them loses nothing, since {@link SyncQueue.check} notices and each shop's next poll schedules them anew.
 *
 * The queue has a name of its own that no other process ever has, and that of a process that was killed is removed by those that live.
 */
export class SyncQueue {
  private readonly connections: Redis[];
  private readonly queue: Queue<SyncJob>;
  private readonly worker: Worker<SyncJob>;
  private readonly shops = new Map<string, SyncScheduler>();
  /** Whether the last thing that was heard of Redis was good. */
  private isWell = true;
  private probe: { readonly at: number; readonly answer: Promise<boolean> } | null = null;
  /** What the last probe left behind; another value, or none, means that Redis has lost what was in it. */
  private mark: string | null = null;
  private losses = 0;
  private begun = 0;
  private clearing: NodeJS.Timeout | undefined;

  /** @param name of the queue; no other process has it, and none ever had */
  constructor(
    redis: RedisServer,
    private readonly name: string = randomUUID(),
  ) {
    this.connections = [redis.connect(), redis.connect()];
    const [forQueue, forWorker] = this.connections as [Redis, Redis];
    this.queue = new Queue<SyncJob>(this.name, { prefix: PREFIX, connection: forQueue, defaultJobOptions: JOB });
    this.worker = new Worker<SyncJob>(this.name, (job) => this.sync(job), {
      prefix: PREFIX,
      connection: forWorker,
      concurrency: CONCURRENCY,
      autorun: false,
      runRetryDelay: RETRY_MS,
      settings: {
        backoffStrategy: (attempt, _type, error, job) =>
          this.shopOf(job)?.retryDelayMs(attempt, error ?? new Error('unknown')) ?? RETRY_MS,
      },
    });
    this.worker.on('error', (error) => this.failed(error));
    this.worker.on('failed', (job, error) =>
      this.shopOf(job)?.trouble('failed', `${job?.id ?? 'job'}: ${error.message}`),
    );
    this.worker.on('stalled', (id) => {
      for (const shop of this.shops.values()) shop.trouble('stalled', id);
    });
    this.queue.on('error', (error) => this.failed(error));
  }

  /** @param id the shop's, of letters, digits, `_` and `-`; one that has had a scheduler before begins with an empty one */
  scheduler(id: string, events: SchedulerEvents): SyncScheduler {
    const known = `${id}-${++this.begun}`;
    const scheduler = new SyncScheduler(known, this.queue, events, () => this.shops.delete(known));
    this.shops.set(known, scheduler);
    return scheduler;
  }

  /** Removes what processes that do not live any more have left, now and then again, and begins to work. */
  async ready(): Promise<void> {
    await Promise.all([this.queue.waitUntilReady(), this.worker.waitUntilReady()]);
    await this.check(READY_MS);
    await this.clearDead();
    this.clearing = setInterval(() => void this.clearDead().catch((error: Error) => this.failed(error)), ALIVE_MS);
    this.clearing.unref();
    // Ends with close(); what goes wrong on the way is told as `error`.
    void this.worker.run();
  }

  /** What was last heard of Redis. */
  get works(): boolean {
    return this.isWell;
  }

  /** Grows when Redis has lost what was in it: what was scheduled before must be scheduled anew. */
  get generation(): number {
    return this.losses;
  }

  /**
   * Whether jobs can be scheduled now: Redis answers, and is no replica that only reads. One probe is enough for all shops that ask within a
   * second, and one without an answer is waited for by the next call, too.
   * @param limitMs how long
   */
  async check(limitMs: number): Promise<boolean> {
    if (this.probe === null || (this.probe.at !== UNANSWERED && this.probe.at < Date.now() - PROBE_EVERY_MS)) {
      this.probe = { at: UNANSWERED, answer: this.leaveMark() };
      void this.probe.answer.then((answer) => (this.probe = { at: Date.now(), answer: Promise.resolve(answer) }));
    }
    const { answer } = this.probe;
    this.isWell = await within(limitMs, answer, false);
    return this.isWell;
  }

  private async leaveMark(): Promise<boolean> {
    const mark = randomUUID();
    try {
      const client = this.connections[0]!;
      const before = await client.set(ALIVE + this.name, mark, 'PX', ALIVE_MS, 'GET');
      await client.sadd(PROCESSES, this.name);
      if (this.mark !== null && before !== this.mark) this.losses += 1;
      this.mark = mark;
      return true;
    } catch {
      // It may have been left all the same.
      this.mark = this.mark === null ? null : '';
      return false;
    }
  }

  /** Of processes that were killed: whoever lives removes what they have left. */
  private async clearDead(): Promise<void> {
    const client = this.connections[0]!;
    for (const name of await client.smembers(PROCESSES)) {
      if ((await client.exists(ALIVE + name)) === 1) continue;
      const left = new Queue(name, { prefix: PREFIX, connection: client });
      await left.obliterate({ force: true });
      await client.srem(PROCESSES, name);
    }
  }

  private shopOf(job: Pick<Job<SyncJob>, 'data'> | undefined): SyncScheduler | undefined {
    // Whoever reaches Redis may write there.
    const data: Partial<SyncJob> | null | undefined = job?.data;
    return typeof data?.shop === 'string' ? this.shops.get(data.shop) : undefined;
  }

  /** One of a shop that has gone meanwhile is done. */
  private async sync(job: Job<SyncJob>): Promise<void> {
    await this.shopOf(job)?.sync(job.data);
  }

  private failed(error: Error): void {
    this.isWell = false;
    for (const shop of this.shops.values()) shop.trouble('error', error.message);
  }

  /** Once the shops have stopped. Nothing is left behind in a Redis that others share. */
  async close(): Promise<void> {
    clearInterval(this.clearing);
    const isCutOff = [...this.shops.values()].some(({ isBusy }) => isBusy);
    await withCleanup(
      // BullMQ's close() would wait for a sync that was cut off, and for a Redis that is gone.
      () =>
        within(
          LEAVE_MS,
          withCleanup(
            () => this.worker.close(isCutOff),
            () => this.leave(),
          ),
          undefined,
        ),
      async () => {
        for (const connection of this.connections) connection.disconnect();
      },
    );
  }

  private async leave(): Promise<void> {
    await withCleanup(
      async () => {
        if (!this.isWell) return;
        await this.queue.obliterate({ force: true });
        await this.connections[0]!.del(ALIVE + this.name);
        await this.connections[0]!.srem(PROCESSES, this.name);
      },
      () => this.queue.close(),
    );
  }
}

/** Names of the queues of all processes. */
const PROCESSES = `${PREFIX}:processes`;
const ALIVE = `${PREFIX}:alive:`;
/** A process that has not been heard of for longer has ended. */
const ALIVE_MS = 60_000;
const READY_MS = 15_000;
const PROBE_EVERY_MS = 1_000;
const UNANSWERED = Infinity;
const RETRY_MS = 1_000;
/** Redis may be gone, and the service ends all the same. */
const LEAVE_MS = 2_000;
/** More than there are shops with something to do: what is worked on at once is limited in the process, where waiting costs nothing. */
const CONCURRENCY = 10_000;

/** A sync is tried until it succeeds (the shop may be down for hours); finished ones leave nothing behind, so that their id is free again. */
const JOB: JobsOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
};
