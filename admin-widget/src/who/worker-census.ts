import type { Explanation } from '@group-offers/sync-service/audience';
import type { AudienceRule } from '@group-offers/sync-service/offer';
import type { Endpoint } from '../shop/transport.ts';
import { unpack } from './carried.ts';
import type { Census, Loaded, Progress } from './census.ts';
import type { Band, Counting, HistogramKind, Judged } from './figures.ts';
import type { Asked, FromWorker, ToWorker } from './messages.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The census in its worker. */
export class WorkerCensus implements Census {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, Waiting>();
  private onProgress: (progress: Progress) => void = () => undefined;
  private calls = 0;

  constructor({ url, token }: Endpoint) {
    this.worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.hear(data));
    this.worker.addEventListener('error', ({ message }) => this.fail(message));
    // Its own address is the script's; the shop's is meant against the page's.
    this.say({ endpoint: { url: new URL(url, document.baseURI).href, token } });
  }

  load(onProgress: (progress: Progress) => void): Promise<Loaded> {
    this.onProgress = onProgress;
    return this.ask('load');
  }

  judged(rule: AudienceRule, counting: Counting): Promise<Judged> {
    return this.ask('judged', rule, counting);
  }

  histogram(kind: HistogramKind, ids: Uint32Array): Promise<readonly Band[]> {
    return this.ask('histogram', kind, ids);
  }

  explain(rule: AudienceRule, customer: number): Promise<Explanation | null> {
    return this.ask('explain', rule, customer);
  }

  listsChanged(): Promise<void> {
    return this.ask('listsChanged');
  }

  close(): void {
    this.worker.terminate();
    this.fail('the counting was stopped');
  }

  private ask<T>(method: Asked, ...args: readonly unknown[]): Promise<T> {
    const call = ++this.calls;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(call, { resolve: resolve as (result: unknown) => void, reject });
      this.say({ call, method, args });
    });
  }

  private say(message: ToWorker): void {
    // Vue's reactive objects cannot be sent; rules are plain JSON.
    this.worker.postMessage(plain(message));
  }

  private hear(message: FromWorker): void {
    if ('progress' in message) return this.onProgress(message.progress);
    const waiting = this.waiting.get(message.call);
    this.waiting.delete(message.call);
    if ('error' in message) waiting?.reject(unpack(message.error));
    else waiting?.resolve(message.result);
  }

  /** The worker itself failed: its script did not load, or its memory is over. */
  private fail(message: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}

function plain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((part: unknown) => plain(part)) as T;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, plain(part as unknown)])) as T;
}
