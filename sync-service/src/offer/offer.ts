import type { Temporal } from 'temporal-polyfill';
import type { Audience } from './rule.ts';

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

/**
 * How an offer comes again, by RFC 5545. Each occurrence is a window with the local times of the schedule's first one; `windows/`
 * resolves it.
 */
export interface Recurrence {
  /** Value of an RRULE, `FREQ=WEEKLY;BYDAY=FR`. UNTIL is a local date or date and time, like the schedule's times. */
  readonly rule: string;
  /** Local dates `2026-12-25` on which no window starts (EXDATE). */
  readonly except: readonly string[];
  /** UTC instants at which the merchant ended the window that was open, `2026-11-27T18:22:10Z`. */
  readonly cuts: readonly string[];
}

/** Windows, given as local times in a zone; `windows/` resolves them. */
export interface Schedule {
  /** IANA zone name. */
  readonly timezone: string;
  /** Local date and time, `2026-11-27T18:00` or `2026-11-27T18:00:00`: of the only window, or of the first. */
  readonly start: string;
  readonly end: string;
  /** null: one window. */
  readonly recurrence: Recurrence | null;
}

/** What the clocks of a zone have shown in a shop, and will show: the shop's own zone data, which decides (docs/PROTOCOL.md, `zone_offsets`). */
export interface ZoneOffsets {
  /** ms; what comes after it is not said. */
  readonly until: number;
  /** Ascending; the first says from when on they are known. */
  readonly offsets: readonly ZoneOffset[];
}
export interface ZoneOffset {
  /** ms */
  readonly at: number;
  /** From then on, ms east of UTC. */
  readonly offset: number;
  /** The shop's zone data was updated: the clocks jumped, but no local time is moved by the jump. */
  readonly changed: boolean;
}

/** Customers have their turns one after the other; a window is cut into slots of one turn. */
export interface Rotation {
  /** RFC 5545 duration: days and weeks (`P7D`, `P1W`) are the calendar's, hours to seconds (`PT8H`) exact. At least 5 minutes. */
  readonly turn: string;
  /** Everybody once in so many turns, or at most so many customers at a time. */
  readonly by: { readonly cohorts: number } | { readonly capacity: number };
  /** Turns that a customer sits out after one; 0 for none. */
  readonly coolDown: number;
  /** Turns that a customer gets over the whole offer; null for no limit. */
  readonly maxTurns: number | null;
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
  readonly audience: Audience;
  readonly schedule: Schedule;
  /** null: everybody for the whole window. */
  readonly rotation: Rotation | null;
  /** Seconds that a customer at the checkout may stay as they are after an edge; 0 switches it off. */
  readonly checkoutGrace: number;
}

/** An offer as the shop keeps it. */
export interface Offer extends OfferPlan {
  readonly id: number;
  /** Grows with every change; a write with an older one is refused. */
  readonly version: number;
  /** The shop's own zone data for `schedule.timezone`; left out by a shop that uses this machine's. */
  readonly zone?: ZoneOffsets;
  /** Start of the first window. */
  readonly startsAt: Temporal.Instant;
  /** End of the last window; {@link ENDLESS} for a recurrence without end. */
  readonly endsAt: Temporal.Instant;
  /** "End now": nothing of the offer runs at or after this instant. */
  readonly cutAt: Temporal.Instant | null;
  /** Who planned it first; left out where nobody knows. */
  readonly origin?: 'page' | 'webservice';
  /** A program wanted it armed, and a person has to agree on the page; until then it keeps the intent that it has. */
  readonly awaiting?: Awaiting;
  /** It comes again, and the shop wants its next windows; told to the page alone. */
  readonly wantsWindows?: boolean;
}

/** What a person has to agree to: a discount above the merchant's limit, another group's access, or both. */
export interface Awaiting {
  /** Percent: the highest of the offer, and the limit. */
  readonly discount?: number | undefined;
  readonly limit?: number | undefined;
  readonly group?: number | undefined;
  readonly groupName?: string | undefined;
}

/** `endsAt` of an offer that comes again for ever: as far as the shop's dates go. */
export const ENDLESS = '2099-12-31T23:59:59Z';
