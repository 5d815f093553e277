import {
  joinFacts,
  joinOrders,
  needsOf,
  questionKey,
  type Answer,
  type AskedOf,
  type Facts,
  type Needs,
  type Orders,
  type OrdersPage,
} from '../audience/index.ts';
import { sideBySide } from '../concurrency.ts';
import { InvalidInputError, RefusedError, StaleVersionError } from '../errors.ts';
import type { OfferVersion, ShopReader } from '../moves/index.ts';
import type { AudienceRule } from '../offer/index.ts';
import { askedOf, dataKeys, listKey, requireAnswers, scoreKey, type CustomerData } from '../plan/index.ts';
import type { Temporal } from 'temporal-polyfill';
import { collect } from './tables.ts';

/** What was read of a shop's customers to judge audiences by. Grows with what rules need; thrown away as a whole when the shop changes. */
export class KnownCustomers implements CustomerData {
  readonly lists = new Map<number, Uint32Array>();
  readonly scores = new Map<number, { readonly ids: Uint32Array; readonly figures: Float64Array }>();
  readonly answers = new Map<string, Answer>();
  readonly refused = new Map<string, RefusedError>();
  private ordersRead: Orders | null = null;
  /** What was asked, by {@link dataKeys}. */
  private readonly known = new Set<string>();

  private constructor(
    private readonly shop: ShopReader,
    readonly facts: Facts,
  ) {}

  get orders(): Orders | null {
    return this.ordersRead;
  }

  /** Reads the facts, and beside them the orders where they are needed. */
  static async read(shop: ShopReader, { orders: needsOrders }: Pick<Needs, 'orders'>): Promise<KnownCustomers> {
    const [pages, orders] = await sideBySide([
      (isOver) => collect(shop.facts(), isOver),
      async (isOver) => (needsOrders ? collect<OrdersPage>(shop.orders(), isOver) : null),
    ]);
    const known = new KnownCustomers(shop, joinFacts(pages));
    if (orders !== null) known.ordersRead = joinOrders(known.facts, orders);
    return known;
  }

  /** A list that is not in the shop, for rules that name it. @param ids ascending */
  addList(list: number, ids: Uint32Array): void {
    this.lists.set(list, ids);
    this.known.add(listKey(list));
  }

  /** Nobody, for syncs that need no customers. */
  static nobody(shop: ShopReader): KnownCustomers {
    return new KnownCustomers(shop, joinFacts([]));
  }

  /** Whether all of this was read, or refused. */
  has(needs: Needs): boolean {
    return (!needs.orders || this.ordersRead !== null) && dataKeys(needs).every((key) => this.known.has(key));
  }

  /**
   * Reads what is needed and was not read yet. What the shop cannot answer (a list is gone) is kept as its refusal.
   * @param asked by which offer each question is asked, by `questionKey`
   * @throws StaleVersionError when one of these has changed
   */
  async learn({ orders, lists, scores, questions }: Needs, asked: ReadonlyMap<string, AskedOf>): Promise<void> {
    const { shop } = this;
    if (orders && this.ordersRead === null) this.ordersRead = joinOrders(this.facts, await collect(shop.orders()));
    for (const list of lists) await this.ask(listKey(list), async () => this.lists.set(list, await shop.listIds(list)));
    for (const list of scores)
      await this.ask(scoreKey(list), async () => this.scores.set(list, await shop.listFigures(list)));
    for (const question of questions) {
      const key = questionKey(question);
      await this.ask(key, async () => this.answers.set(key, await shop.ask(question, asked.get(key)!)));
    }
  }

  /**
   * Reads all that a rule needs, as of a local day.
   * @param offer that the shop keeps with this rule
   * @throws RefusedError when the shop cannot answer; InvalidInputError when only the shop can, and it keeps no such offer
   */
  async require(rule: AudienceRule, asOf: Temporal.PlainDate, offer?: OfferVersion): Promise<void> {
    const needs = needsOf(rule, asOf);
    const [question] = needs.questions;
    if (question !== undefined && offer === undefined) {
      throw new InvalidInputError(
        `audience: "${question.kind}" is judged in the shop, by an offer that it keeps: keep this one as a draft (group-offers apply --draft) and look at it with group-offers plan, or count it on the page`,
      );
    }
    await this.learn(needs, offer === undefined ? new Map() : askedOf(offer, rule, asOf));
    requireAnswers(needs, this);
  }

  private async ask(key: string, read: () => Promise<unknown>): Promise<void> {
    if (this.known.has(key)) return;
    try {
      await read();
    } catch (error) {
      if (!(error instanceof RefusedError) || error instanceof StaleVersionError) throw error;
      this.refused.set(key, error);
    }
    this.known.add(key);
  }
}
