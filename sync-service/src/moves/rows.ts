import type { RefusedError } from '../errors.ts';
import type { Params } from '../problems.ts';

/** What a shop tells: of itself, of who is in what, and of what it keeps for offers. */

/** Milliseconds since 1970-01-01T00:00Z by the shop's clock. Used in tables of many rows; single instants are Temporal. */
export type EpochMs = number;

/** The right to write: one service at a time. Every write renews it for 60 s. */
export interface Lease {
  readonly number: number;
  /** Secret; never logged. */
  readonly token: string;
}

export interface Notice {
  /** Of `NOTICES`, or of another version; one notice per code and offer. */
  readonly code: string;
  /** 0: concerns the shop, not one offer. */
  readonly idOffer: number;
  readonly params: Params;
  readonly at: EpochMs;
}

/** Why nothing may enter or switch until the merchant says so (what is due still leaves). */
export type HoldReason = 'clock_jumped' | 'backup_restored' | 'mass_change';

/** Full syncs come every 5 minutes; a large one that is tried again may take some more. One that is older than this was the last. */
export const SYNC_LATE_MS = 15 * 60_000;

/** The answer of the light poll. */
export interface ShopStatus {
  readonly now: EpochMs;
  /** IANA zone of the shop. */
  readonly timezone: string;
  readonly moduleVersion: string;
  readonly prestashopVersion: string;
  /** Differs from the last one when anything changed that a sync should look at. Compare with ≠ only. */
  readonly counter: string;
  /** Grows with every lease and ledger row; smaller than before means that a backup was restored. */
  readonly ledger: number;
  readonly groupsFeature: boolean;
  /** The earliest instant at which somebody is due to leave (checkout grace included), or null. */
  readonly minUntil: EpochMs | null;
  readonly openEnrolments: number;
  readonly leaseNumber: number;
  readonly heartbeat: EpochMs | null;
  /** When a service last finished a sync: one that only calls does nothing for anybody. Null: none has told of one. */
  readonly lastSync: EpochMs | null;
  readonly hold: HoldReason | null;
  readonly notices: readonly Notice[];
}

export interface ShopModule {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
}
export interface NamedRow {
  readonly id: number;
  readonly name: string;
}
export interface ShopRow extends NamedRow {
  /** Ids of the shops whose customers are the same (itself included). */
  readonly sharesCustomersWith: readonly number[];
}

export interface IsoRow extends NamedRow {
  /** ISO code as PrestaShop has it: `ES`, `es`, `ES-B`. */
  readonly iso: string;
}
export interface StateRow extends IsoRow {
  readonly country: number;
}

/** One of PrestaShop's switches that stands so that the module is bypassed or crippled. */
export interface SwitchFound {
  readonly code: string;
  /** Names of shops or hooks, rights, or minutes. */
  readonly what: readonly string[];
}

/** What offers may name, and what `doctor` looks at. */
export interface ShopDetails {
  readonly phpVersion: string;
  readonly databaseVersion: string;
  readonly defaultShop: number;
  readonly customerGroup: number;
  readonly visitorGroup: number;
  readonly guestGroup: number;
  readonly modules: readonly ShopModule[];
  readonly shops: readonly ShopRow[];
  /** `module_group` rows that our module should have and that were missing (repaired on the way). */
  readonly moduleGroupsRepaired: readonly { readonly idGroup: number; readonly idShop: number }[];
  readonly switches: readonly SwitchFound[];
  readonly defaultLanguage: number;
  /** Names in the shop's default language. */
  readonly countries: readonly IsoRow[];
  readonly states: readonly StateRow[];
  readonly languages: readonly IsoRow[];
  /** ISO 4217 code of the default currency. */
  readonly currency: string;
  /** Address of the module's page; told while an offer awaits approval there. */
  readonly page?: string | undefined;
  /** Seconds. */
  readonly shortestTurn: number;
}

/** A row of the shop's tables that could not be read, and was left out. */
export interface UnreadableRow {
  /** What the row is about, e.g. `customer 17`; or where it stood, when that is what could not be read. */
  readonly row: string;
  readonly column: string;
  /** What was found there; never a text itself, which might be a customer's. */
  readonly found: string;
}

/** Open enrolments, column by column, in the order of customer ids. */
export interface EnrolmentsPage {
  readonly customer: Uint32Array;
  readonly offer: Uint32Array;
  readonly writtenDefault: Uint32Array;
  /** Start of the window they are in; in a rotating offer, of the turn. */
  readonly window: Float64Array;
  readonly until: Float64Array;
}

export const OUTCOMES = [
  'open',
  'restored',
  'staff_kept',
  'changed_elsewhere',
  'corrected',
  'switched',
  'repaired',
  'deleted',
] as const;
export type EnrolmentOutcome = (typeof OUTCOMES)[number];

/** Why what a customer had before an offer could not be given back as it was. */
export const CORRECTION_REASONS = ['no_group', 'no_default', 'default_missing', 'group_missing'] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/** One line of the ledger, for reports and the proof of return. */
export interface EnrolmentRecord {
  readonly customer: number;
  readonly offer: number;
  /** Start of the window; in a rotating offer, of the turn. */
  readonly window: EpochMs;
  readonly baseDefault: number;
  readonly baseGroups: readonly number[];
  readonly writtenDefault: number;
  readonly writtenGroups: readonly number[];
  readonly until: EpochMs;
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs | null;
  readonly outcome: EnrolmentOutcome;
  /** Of `corrected`; null for every other outcome. */
  readonly reason: CorrectionReason | null;
}

export interface OfferGroup {
  readonly idGroup: number;
  /** What had to be changed, in words ("discount", "category 4", "module 12"); empty when all was right. */
  readonly changed: readonly string[];
  /** What staff had changed natively and was put right. */
  readonly reverted: readonly string[];
  readonly worseOff: readonly WorseOff[];
}

/** One offer's answer when groups are made ready. */
export type PreparedGroup = { readonly offer: number } & (
  { readonly group: OfferGroup } | { readonly refused: RefusedError }
);

/** An offer whose group's discounts were taken away, and what was changed, as in {@link OfferGroup}. */
export interface IdleGroup {
  readonly offer: number;
  readonly changed: readonly string[];
}

/** A base default group whose customers would see some active product dearer in the offer, or prices differently or not at all. */
export interface WorseOff {
  readonly group: number;
  /** Customers with this base default group. */
  readonly customers: number;
  /** How many products would be dearer; 0 when it is only about how prices are shown. */
  readonly products: number;
  /** In the shop's default currency, without tax: now and in the offer. */
  readonly examples: readonly {
    readonly product: number;
    readonly name: string;
    readonly now: number;
    readonly then: number;
  }[];
  /** `prices_hidden`, `tax_display`: what is shown differently. */
  readonly shown: readonly string[];
}

/** A list of customers that the merchant imported; with figures it is a score. */
export interface CustomerList extends NamedRow {
  readonly kind: 'list' | 'score';
  readonly size: number;
  readonly importedAt: EpochMs;
}

/** Lines of an import: by id, by e-mail, which the shop looks up, or by both, which must be of one customer. `line` is the number in the merchant's file. */
export interface ImportLine {
  readonly line: number;
  readonly customer: number | string | readonly [id: number, email: string];
  /** For a score. */
  readonly figure?: number;
}
export interface ImportedLines {
  /** The import under way; nothing is seen of it before {@link Shop.finishImport}. */
  readonly list: number;
  readonly notFound: readonly number[];
  /** Lines whose id and e-mail are not of one customer; nobody of them is taken. */
  readonly disagree: readonly number[];
  /** Lines of customers that were there before (the last figure counts). */
  readonly duplicates: readonly number[];
}

/** Customers whom the shop keeps as they were taken: a window's audience, or a turn's cohort. */
export interface FrozenSet {
  readonly window: EpochMs;
  /** null: the window's audience. */
  readonly turn: FrozenTurn | null;
  /** Read with {@link Shop.listIds}; a list's content never changes. */
  readonly list: number;
  readonly size: number;
  /** Fingerprint of what it was taken by (rule, shop, …). With another one it has to be taken anew. */
  readonly basis: string;
}
export interface FrozenTurn {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Counts the offer's turns, across windows, from 1. */
  readonly number: number;
}

/** How often each customer had a turn; customers ascending. */
export interface RotationPage {
  readonly customer: Uint32Array;
  /** Turns had, plus the round in which the customer joined: the least come next. */
  readonly level: Int32Array;
  readonly turns: Int32Array;
  /** Start of the last turn had, ms; 0 for none. */
  readonly last: Float64Array;
}
