import {
  AudienceReader,
  explain,
  joinFacts,
  joinOrders,
  judge,
  needsOf,
  requireAnswers,
  type Explanation,
  type Facts,
  type OrdersPage,
} from '@group-offers/sync-service/audience';
import type { AudienceRule } from '@group-offers/sync-service/offer';
import type { Sample } from '@group-offers/sync-service/wire';
import { Temporal } from 'temporal-polyfill';
import type { Desk } from '../shop/desk.ts';
import { histogramOf, tally, type Band, type Counting, type HistogramKind, type Judged } from './figures.ts';

/** Up to so many customers are read one and all; of more, a sample of about so many. */
export const MOST_CUSTOMERS = 200_000;
/** The same customers every time, so that numbers do not dance. */
const SAMPLE_SEED = 1;
/** Answers of the shop that are kept; each may name every customer. */
const ANSWERS_KEPT = 12;

export type CensusDesk = Pick<Desk, 'overview' | 'facts' | 'orders' | 'ask' | 'listIds' | 'listFigures'>;

export interface Progress {
  /** Customers read so far; half of each for the account, half for the orders. */
  readonly loaded: number;
  readonly total: number;
}
export interface Loaded {
  readonly total: number;
  /** Only a sample was read: every number is an estimate. */
  readonly estimate: boolean;
  /** The day in the shop as of which is counted. */
  readonly asOf: string;
  /** Customers of the shop for each that was read. */
  readonly scale: number;
}

/** What the page asks about all customers: answered in the worker, or (in tests) in the page itself. */
export interface Census {
  load(onProgress: (progress: Progress) => void): Promise<Loaded>;
  judged(rule: AudienceRule, counting: Counting): Promise<Judged>;
  histogram(kind: HistogramKind, ids: Uint32Array): Promise<readonly Band[]>;
  /** null: the shop has no such customer, or it is not in the sample */
  explain(rule: AudienceRule, customer: number): Promise<Explanation | null>;
  /** Lists were imported or forgotten: what was read of them no longer holds. */
  listsChanged(): Promise<void>;
  close(): void;
}

/** The customers and orders of a shop, and what is said about them. */
export class CustomersCensus implements Census {
  private read: { data: AudienceReader; asOf: Temporal.PlainDate; scale: number } | null = null;

  constructor(
    private readonly desk: CensusDesk,
    private readonly most = MOST_CUSTOMERS,
  ) {}

  async load(onProgress: (progress: Progress) => void): Promise<Loaded> {
    const { customers: total, status } = await this.desk.overview();
    const sample: Sample | undefined =
      total <= this.most
        ? undefined
        : { share: Math.max(1, Math.floor((1_000 * this.most) / total)), seed: SAMPLE_SEED };
    const rows = sample === undefined ? total : (total * sample.share) / 1_000;
    let half = 0;
    const tell = (done: number) =>
      onProgress({ loaded: Math.min(total, Math.round((total * (half + done)) / (2 * Math.max(rows, 1)))), total });
    tell(0);
    const pages: Facts[] = [];
    let found = 0;
    for await (const page of this.desk.facts(sample)) {
      pages.push(page);
      found += page.id.length;
      tell(Math.min(found, rows));
    }
    const facts = joinFacts(pages.splice(0));
    half = rows;
    const orders: OrdersPage[] = [];
    for await (const page of this.desk.orders(sample)) {
      orders.push(page);
      tell((rows * rowsUpTo(facts, page.customer.at(-1) ?? 0)) / Math.max(found, 1));
    }
    const asOf = Temporal.Instant.fromEpochMilliseconds(status.now).toZonedDateTimeISO(status.timezone).toPlainDate();
    const scale = sample === undefined || found === 0 ? 1 : total / found;
    this.read = { data: new AudienceReader(this.desk, facts, joinOrders(facts, orders)), asOf, scale };
    tell(rows);
    const estimate = sample !== undefined;
    return { total: estimate ? total : found, estimate, asOf: asOf.toString(), scale };
  }

  async judged(rule: AudienceRule, counting: Counting): Promise<Judged> {
    const { asOf, scale } = this.all();
    const data = await this.dataFor(rule);
    return tally(judge(rule, data, asOf), data.facts, counting, scale);
  }

  histogram(kind: HistogramKind, ids: Uint32Array): Promise<readonly Band[]> {
    const { data, asOf, scale } = this.all();
    const today = asOf.since('1970-01-01').days;
    return Promise.resolve(histogramOf(kind, ids, data.facts, data.orders!, today, scale));
  }

  async explain(rule: AudienceRule, customer: number): Promise<Explanation | null> {
    const { data, asOf } = this.all();
    const row = rowsUpTo(data.facts, customer) - 1;
    if (data.facts.id[row] !== customer) return null;
    return explain(rule, await this.dataFor(rule), asOf, row);
  }

  listsChanged(): Promise<void> {
    this.read?.data.forgetLists();
    return Promise.resolve();
  }

  close(): void {
    this.read = null;
  }

  private all() {
    if (this.read === null) throw new Error('the customers were not loaded');
    return this.read;
  }

  /** Reads what the rule needs beside customers and orders. @throws RefusedError when a list is gone */
  private async dataFor(rule: AudienceRule): Promise<AudienceReader> {
    const { data, asOf } = this.all();
    const needs = needsOf(rule, asOf);
    await data.readNeeds(needs, (question) => this.desk.ask(question));
    data.forgetAnswers(ANSWERS_KEPT, needs);
    try {
      requireAnswers(needs, data);
    } finally {
      // Whoever tries again asks again.
      data.forgetRefusals();
    }
    return data;
  }
}

/** How many rows have an id of at most `customer`. */
function rowsUpTo({ id }: Facts, customer: number): number {
  let [low, high] = [0, id.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (id[middle]! <= customer) low = middle + 1;
    else high = middle;
  }
  return low;
}
