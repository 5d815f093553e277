import type { Temporal } from 'temporal-polyfill';

/** What the merchant wants of an offer: planned, to be run, stopped for now, stopped for good, put away. */
export type Intent = 'draft' | 'armed' | 'paused' | 'cancelled' | 'archived';

/** `keep`: the offer's group is added to the customer's own. `exclusive`: it replaces them for the time of the offer. */
export type Membership = 'keep' | 'exclusive';

/** A category's own discount; it replaces the offer's discount for that category's products (PrestaShop adds nothing up). */
export interface CategoryReduction {
  readonly idCategory: number;
  /** Percent, 0–100. */
  readonly discount: number;
  readonly subcategories: boolean;
}

/** Which customers are meant. Judged on facts "as if no offer were" (base default group, base groups). */
export type AudienceRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'defaultGroups'; readonly groups: readonly number[] }
  | { readonly kind: 'memberGroups'; readonly groups: readonly number[] }
  | { readonly kind: 'list'; readonly list: number };

/** One window, given as local times in a zone; `windows/` resolves it. */
export interface Schedule {
  /** IANA zone name. */
  readonly timezone: string;
  /** Local date and time, `2026-11-27T18:00` or `2026-11-27T18:00:00`. */
  readonly start: string;
  readonly end: string;
}

/** What the merchant plans; everything but what the shop gives it (id, version, instants). */
export interface OfferPlan {
  /** 1–128 characters. */
  readonly name: string;
  readonly intent: Intent;
  /** Of two offers that want a customer, the larger number wins. */
  readonly priority: number;
  /** `customer.id_shop`; 0 means every shop. */
  readonly idShop: number;
  /** Percent, 0–100. */
  readonly discount: number;
  readonly reductions: readonly CategoryReduction[];
  /** 0 tax included, 1 tax excluded, null as the reference group has it. */
  readonly priceDisplayMethod: 0 | 1 | null;
  /** null: as the reference group has it. */
  readonly showPrices: boolean | null;
  /** Ids of modules that the customers cannot use during the offer; needs `exclusive`. */
  readonly modulesDenied: readonly number[];
  readonly membership: Membership;
  /** 0: the shop's customer group. */
  readonly idReferenceGroup: number;
  readonly audience: AudienceRule;
  readonly schedule: Schedule;
  /** Seconds that a customer at the checkout may stay as they are after an edge; 0 switches it off. */
  readonly checkoutGrace: number;
}

/** An offer as the shop keeps it. */
export interface Offer extends OfferPlan {
  readonly id: number;
  /** Grows with every change; a write with an older one is refused. */
  readonly version: number;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** "End now": nothing of the offer runs at or after this instant. */
  readonly cutAt: Temporal.Instant | null;
}
