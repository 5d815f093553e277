import type { Temporal } from 'temporal-polyfill';
import {
  joinFacts,
  joinOrders,
  needsOf,
  questionKey,
  type Answer,
  type AudienceData,
  type Facts,
  type Orders,
  type OrdersPage,
} from '../audience/index.ts';
import type { Shop } from '../moves/index.ts';
import type { AudienceRule } from '../offer/index.ts';
import { instantOf } from '../windows/index.ts';
import { collect } from './tables.ts';

/** A rule, and the local day in the shop as of which it is judged. */
export interface Judged {
  readonly rule: AudienceRule;
  readonly asOf: Temporal.PlainDate;
}

/** What was read of a shop to judge audiences by. Grows with what rules need; thrown away as a whole when the shop changes. */
export class KnownCustomers implements AudienceData {
  readonly lists = new Map<number, Uint32Array>();
  readonly scores = new Map<number, { readonly ids: Uint32Array; readonly figures: Float64Array }>();
  readonly answers = new Map<string, Answer>();

  private constructor(
    private readonly shop: Shop,
    readonly facts: Facts,
    private ordersRead: Orders | null,
  ) {}

  get orders(): Orders | null {
    return this.ordersRead;
  }

  /** Reads the facts, and beside them the orders where some rule needs them; the rest is learned rule by rule. */
  static async read(shop: Shop, judged: readonly Judged[]): Promise<KnownCustomers> {
    const needsOrders = judged.some(({ rule, asOf }) => needsOf(rule, asOf).orders);
    const [pages, orders] = await Promise.all([
      collect(shop.facts()),
      needsOrders ? collect<OrdersPage>(shop.orders()) : null,
    ]);
    const facts = joinFacts(pages);
    return new KnownCustomers(shop, facts, orders === null ? null : joinOrders(facts, orders));
  }

  /** Nobody, for looks that need no customers. */
  static nobody(shop: Shop): KnownCustomers {
    return new KnownCustomers(shop, joinFacts([]), null);
  }

  /** Reads what a rule needs and was not read yet. @throws RefusedError when the shop cannot answer (a list is gone) */
  async learn({ rule, asOf }: Judged): Promise<void> {
    const needs = needsOf(rule, asOf);
    if (needs.orders && this.ordersRead === null) {
      this.ordersRead = joinOrders(this.facts, await collect(this.shop.orders()));
    }
    for (const list of needs.lists) {
      if (!this.lists.has(list)) this.lists.set(list, await this.shop.listIds(list));
    }
    for (const list of needs.scores) {
      if (!this.scores.has(list)) this.scores.set(list, await this.shop.listFigures(list));
    }
    for (const question of needs.questions) {
      const key = questionKey(question);
      if (!this.answers.has(key)) this.answers.set(key, await this.shop.ask(question));
    }
  }
}

/** The groups of a row's customer as text, to be compared. */
export const groupsOf = ({ groups, groupSets }: Facts, row: number): string => groupSets[groups[row]!]!.join(',');

/** The day in the shop at an instant (ms). */
export function localDay(timezone: string, at: number): Temporal.PlainDate {
  return instantOf(at).toZonedDateTimeISO(timezone).toPlainDate();
}
