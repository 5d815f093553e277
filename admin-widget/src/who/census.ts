import {
  explain,
  joinFacts,
  joinOrders,
  judge,
  needsOf,
  questionKey,
  type Answer,
  type AudienceData,
  type Explanation,
  type Facts,
  type Orders,
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
  private readonly lists = new Map<number, Uint32Array>();
  private readonly scores = new Map<number, { readonly ids: Uint32Array; readonly figures: Float64Array }>();
  private readonly answers = new Map<string, Answer>();
  private read: { facts: Facts; orders: Orders; asOf: Temporal.PlainDate; scale: number } | null = null;

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
    this.read = { facts, orders: joinOrders(facts, orders), asOf, scale };
    tell(rows);
    const estimate = sample !== undefined;
    return { total: estimate ? total : found, estimate, asOf: asOf.toString(), scale };
  }

  async judged(rule: AudienceRule, counting: Counting): Promise<Judged> {
    const { facts, asOf, scale } = this.all();
    const data = await this.dataFor(rule);
    return tally(judge(rule, data, asOf), facts, counting, scale);
  }

  histogram(kind: HistogramKind, ids: Uint32Array): Promise<readonly Band[]> {
    const { facts, orders, asOf, scale } = this.all();
    const today = asOf.since('1970-01-01').days;
    return Promise.resolve(histogramOf(kind, ids, facts, orders, today, scale));
  }

  async explain(rule: AudienceRule, customer: number): Promise<Explanation | null> {
    const { facts, asOf } = this.all();
    const row = rowsUpTo(facts, customer) - 1;
    if (facts.id[row] !== customer) return null;
    return explain(rule, await this.dataFor(rule), asOf, row);
  }

  listsChanged(): Promise<void> {
    this.lists.clear();
    this.scores.clear();
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
  private async dataFor(rule: AudienceRule): Promise<AudienceData> {
    const { facts, orders, asOf } = this.all();
    const needs = needsOf(rule, asOf);
    for (const list of needs.lists) if (!this.lists.has(list)) this.lists.set(list, await this.desk.listIds(list));
    for (const list of needs.scores)
      if (!this.scores.has(list)) this.scores.set(list, await this.desk.listFigures(list));
    const answers = new Map<string, Answer>();
    for (const question of needs.questions) {
      const key = questionKey(question);
      const answer = this.answers.get(key) ?? (await this.desk.ask(question));
      answers.set(key, answer);
      // The latest ones last, so that the one that was asked for longest ago goes first.
      this.answers.delete(key);
      this.answers.set(key, answer);
    }
    for (const key of [...this.answers.keys()].slice(0, -ANSWERS_KEPT)) this.answers.delete(key);
    return { facts, orders: needs.orders ? orders : null, lists: this.lists, scores: this.scores, answers };
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
