import {
  AudienceReader,
  joinFacts,
  joinOrders,
  needsOf,
  questionKey,
  requireAnswers,
  type AskedOf,
  type Facts,
  type Needs,
  type Orders,
  type OrdersPage,
} from '../audience/index.ts';
import { sideBySide } from '../concurrency.ts';
import { InvalidInputError } from '../errors.ts';
import type { OfferVersion, ShopReader } from '../moves/index.ts';
import type { AudienceRule } from '../offer/index.ts';
import { askedOf, type CustomerData } from '../plan/index.ts';
import type { Temporal } from 'temporal-polyfill';
import { collect } from './tables.ts';

/** The service's. Thrown away as a whole when the shop changes. */
export class KnownCustomers extends AudienceReader implements CustomerData {
  private constructor(
    private readonly shop: ShopReader,
    facts: Facts,
    orders: Orders | null = null,
  ) {
    super(shop, facts, orders);
  }

  /** Reads the facts, and beside them the orders where they are needed. */
  static async read(shop: ShopReader, { orders: needsOrders }: Pick<Needs, 'orders'>): Promise<KnownCustomers> {
    const [pages, orders] = await sideBySide([
      (isOver) => collect(shop.facts(), isOver),
      async (isOver) => (needsOrders ? collect<OrdersPage>(shop.orders(), isOver) : null),
    ]);
    const facts = joinFacts(pages);
    return new KnownCustomers(shop, facts, orders && joinOrders(facts, orders));
  }

  /** Nobody, for syncs that need no customers. */
  static nobody(shop: ShopReader): KnownCustomers {
    return new KnownCustomers(shop, joinFacts([]));
  }

  /**
   * @param asked by which offer each question is asked, by `questionKey`
   * @throws StaleVersionError when one of these has changed
   */
  learn(needs: Needs, asked: ReadonlyMap<string, AskedOf>): Promise<void> {
    return this.readNeeds(needs, (question) => this.shop.ask(question, asked.get(questionKey(question))!));
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
}
