/**
 * Audience rules: which customers are meant. Built from criteria; answered *yes*, *no* or *unknown* for each customer, by figures "as if
 * no offer were". Plain JSON: the shop keeps them, `audience/` judges them, in the worker and in the browser alike.
 */

/** How long ago, counted back from the day on which an audience is judged, in the shop's calendar. Exactly one of both. */
export type Ago = { readonly days: number } | { readonly months: number };

/** The days [from, until), counted back. Without `from`: since ever. Without `until`: up to and including the day of judging. */
export interface Period {
  readonly from?: Ago;
  readonly until?: Ago;
}

/** At least one of both; both ends belong to the range. */
export interface Range {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export type Gender = 'male' | 'female' | 'neutral';
export type RankedBy = 'spend' | 'orders' | 'averageOrder' | 'lastOrder';

/** What the orders say. Only valid orders count; amounts are in the shop's default currency, tax included. */
export type OrderCriterion =
  /** Number of orders; known for everybody (0 for who never ordered). */
  | ({ readonly kind: 'orders'; readonly period?: Period } & Range)
  /** Sum of the orders of the period, 0 for buyers who bought nothing in it; unknown for who never ordered. */
  | ({ readonly kind: 'spend'; readonly period?: Period } & Range)
  /** Mean amount of the orders of the period; unknown for who has none in it. */
  | ({ readonly kind: 'averageOrder'; readonly period?: Period } & Range)
  /** The last order lies in the period; unknown for who never ordered. */
  | { readonly kind: 'lastOrder'; readonly period: Period }
  | { readonly kind: 'firstOrder'; readonly period: Period }
  /**
   * Buyers (who ever ordered) in the order of a figure, largest or latest first, ties by customer id: those from `from` to `to` percent,
   * so 0–20 is the best fifth. Row i of n (from 0) belongs to it when `from` ≤ 100·i/n < `to`. Buyers without an order in the period stand
   * last (0 for sums and counts). Unknown for who never ordered.
   */
  | {
      readonly kind: 'rank';
      readonly by: RankedBy;
      readonly period?: Period;
      readonly from: number;
      readonly to: number;
    };

/** What the account says. */
export type AccountCriterion =
  | { readonly kind: 'all' }
  | { readonly kind: 'defaultGroups'; readonly groups: readonly number[] }
  | { readonly kind: 'memberGroups'; readonly groups: readonly number[] }
  | { readonly kind: 'registered'; readonly period: Period }
  /** Whole years on the day of judging; unknown without a birthday, or with one in the future or over 120 years ago. */
  | ({ readonly kind: 'age' } & Range)
  /** Days until the next birthday, 0 for today's; 29 February is the 28th in other years. Unknown as for `age`. */
  | ({ readonly kind: 'birthday' } & Range)
  /** Unknown without one. */
  | { readonly kind: 'gender'; readonly genders: readonly Gender[] }
  /** Whether the company field is filled. */
  | { readonly kind: 'company'; readonly is: boolean }
  /** Of the newest address; unknown without one. */
  | { readonly kind: 'country'; readonly countries: readonly number[] }
  | { readonly kind: 'language'; readonly languages: readonly number[] }
  | { readonly kind: 'newsletter'; readonly is: boolean }
  | { readonly kind: 'partnerOffers'; readonly is: boolean }
  /** The same customers every time for the same seed. */
  | { readonly kind: 'chance'; readonly percent: number; readonly seed: number }
  | { readonly kind: 'list'; readonly list: number }
  /** A figure from a list with figures; unknown for who is not in it. */
  | ({ readonly kind: 'score'; readonly list: number } & Range);

/** Answered in the shop, since they need an address, a product or a table of its own: the question goes in, ids come out. */
export type AskedCriterion =
  /** Ids of states (regions, provinces) of the newest address. Unknown without an address. */
  | { readonly kind: 'region'; readonly states: readonly number[] }
  /** Beginnings of the newest address's postcode, compared without spaces and case. Unknown without an address. */
  | { readonly kind: 'postcode'; readonly prefixes: readonly string[] }
  /** At least so many orders of the period with a product associated with the category. */
  | {
      readonly kind: 'boughtCategory';
      readonly category: number;
      readonly subcategories: boolean;
      readonly orders: number;
      readonly period?: Period;
    }
  /** Mean of the product ratings given; unknown for who gave none, and for all where no ratings are kept. */
  | ({ readonly kind: 'rating' } & Range)
  /** A cart with products, changed in the period, that became no order. */
  | { readonly kind: 'openCart'; readonly period: Period }
  /** Unknown for all where visits are not recorded (statistics module) or not kept so long. */
  | { readonly kind: 'visited'; readonly period: Period };

export type Criterion = OrderCriterion | AccountCriterion | AskedCriterion;

/** Three-valued (Kleene): *no* decides `allOf`, *yes* decides `anyOf`; `noneOf` is the opposite of `anyOf`. */
export type AudienceRule =
  | Criterion
  | { readonly kind: 'allOf' | 'anyOf' | 'noneOf'; readonly of: readonly AudienceRule[] }
  /** Takes *unknown* for *yes*. */
  | { readonly kind: 'orUnknown'; readonly of: AudienceRule };

/** The rules that a rule is made of; none for a criterion. */
export function partsOf(rule: AudienceRule): readonly AudienceRule[] {
  if (rule.kind === 'orUnknown') return [rule.of];
  return rule.kind === 'allOf' || rule.kind === 'anyOf' || rule.kind === 'noneOf' ? rule.of : [];
}

/** Whom an offer means, and how that is taken. */
export interface Audience {
  readonly rule: AudienceRule;
  /** `frozen`: once for each window, when it is prepared, judged as of its start. `live`: at each sweep. */
  readonly taken: 'frozen' | 'live';
  /** Percent, 0–100, of the audience who never get the offer, for comparison; the same customers for the whole offer. */
  readonly holdout: number;
  /** Draws the holdout. */
  readonly seed: number;
  /** Customers for whom a product would be dearer in the offer: left out, unless the merchant decides otherwise. */
  readonly worseOff: 'leaveOut' | 'include';
}

export const EVERYBODY: Audience = {
  rule: { kind: 'all' },
  taken: 'frozen',
  holdout: 0,
  seed: 1,
  worseOff: 'leaveOut',
};
