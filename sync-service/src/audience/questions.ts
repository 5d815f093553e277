/**
 * Criteria that only the shop can answer, as they are asked. Dates are local days of the shop, `2026-11-27`: from `from` (inclusive; null:
 * since ever) to `until` (exclusive).
 */
export type Question =
  | { readonly kind: 'region'; readonly states: readonly number[] }
  | { readonly kind: 'postcode'; readonly prefixes: readonly string[] }
  | {
      readonly kind: 'boughtCategory';
      readonly category: number;
      readonly subcategories: boolean;
      readonly orders: number;
      readonly from: string | null;
      readonly until: string;
    }
  | { readonly kind: 'rating'; readonly atLeast: number | null; readonly atMost: number | null }
  | { readonly kind: 'openCart'; readonly from: string | null; readonly until: string }
  | { readonly kind: 'visited'; readonly from: string | null; readonly until: string };

/** A question as the shop is asked it: which criterion of which stored offer, and as of which local day, `2026-11-27`. */
export interface AskedOf {
  readonly offer: number;
  readonly version: number;
  /** The way to the criterion through the rule's `of`. */
  readonly place: readonly number[];
  readonly day: string;
}

/** Customers (ascending) who are a yes and a no, and what all the others are. */
export interface Answer {
  readonly yes: Uint32Array;
  readonly no: Uint32Array;
  readonly others: 'no' | 'unknown';
}
