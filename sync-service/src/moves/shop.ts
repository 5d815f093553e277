import type { Facts } from '../audience/facts.ts';
import type { Offer, OfferPlan } from '../offer/offer.ts';

/** Milliseconds since 1970-01-01T00:00Z by the shop's clock. Used in tables of many rows; single instants are Temporal. */
export type EpochMs = number;

/** The right to write: one service at a time. Every write renews it for 60 s. */
export interface Lease {
  readonly number: number;
  /** Secret; never logged. */
  readonly token: string;
}

export interface Notice {
  /** Stable name, e.g. `shop_was_down`; one notice per code and offer. */
  readonly code: string;
  /** 0: concerns the shop, not one offer. */
  readonly idOffer: number;
  readonly message: string;
  readonly at: EpochMs;
}

/** Why nothing may enter or switch until the merchant says so (what is due still leaves). */
export type HoldReason = 'clock_jumped' | 'backup_restored' | 'mass_change';

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
  readonly nonNativeModulesDisabled: boolean;
}

/** Open enrolments, column by column, in the order of customer ids. */
export interface EnrolmentsPage {
  readonly customer: Int32Array;
  readonly offer: Int32Array;
  readonly writtenDefault: Int32Array;
  /** Start of the window they are in. */
  readonly window: Float64Array;
  readonly until: Float64Array;
}

export type EnrolmentOutcome = 'open' | 'restored' | 'staff_kept' | 'switched' | 'repaired' | 'deleted';

/** One line of the ledger, for reports and the proof of return. */
export interface EnrolmentRecord {
  readonly customer: number;
  readonly offer: number;
  readonly window: EpochMs;
  readonly baseDefault: number;
  readonly baseGroups: readonly number[];
  readonly writtenDefault: number;
  readonly writtenGroups: readonly number[];
  readonly until: EpochMs;
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs | null;
  readonly outcome: EnrolmentOutcome;
}

export interface OfferGroup {
  readonly idGroup: number;
  /** What had to be changed, in words ("discount", "category 4", "module 12"); empty when all was right. */
  readonly changed: readonly string[];
  /** What staff had changed natively and was put right. */
  readonly reverted: readonly string[];
}

/** Customers that share what is expected of them and what shall become of them. */
export interface EnterBatch {
  /** Random, one for each computed batch; repeating the call with it does no harm. */
  readonly key: string;
  readonly offer: number;
  readonly version: number;
  readonly windowStart: EpochMs;
  readonly windowEnd: EpochMs;
  readonly until: EpochMs;
  /** Customers by the default group they are expected to have now. */
  readonly expect: readonly { readonly defaultGroup: number; readonly ids: readonly number[] }[];
}

export type RefusedReason =
  | 'default_changed'
  | 'deleted'
  | 'guest'
  | 'blocked_by_staff'
  | 'other_shop'
  | 'would_lose_access'
  | 'no_such_customer';

export interface EnterResult {
  readonly entered: number;
  readonly switched: number;
  /** Were in this window of the offer before. */
  readonly already: number;
  /** At the checkout: wait for the order or for `deferredTo`. */
  readonly deferred: number;
  readonly deferredTo: EpochMs | null;
  readonly refused: Readonly<Partial<Record<RefusedReason, readonly number[]>>>;
  /** Set when a later chunk of the batch was refused (paused meanwhile, window over, lease lost). */
  readonly stopped: string | null;
  /** Longest transaction from its first lock to its commit, measured in the shop. */
  readonly longestLockMs: number;
}

export interface UntilBatch {
  readonly key: string;
  readonly offer: number;
  readonly version: number;
  readonly windowStart: EpochMs;
  readonly windowEnd: EpochMs;
  /** An instant in the past means: leave with the next `leaveDue`. */
  readonly until: EpochMs;
  readonly ids: readonly number[];
}

/** How much one request may do. */
export interface LeaveBudget {
  readonly customers: number;
  readonly ms: number;
  /** Which of the due go first. Of two requests at once each takes an end, and they meet in the middle. */
  readonly from?: 'first' | 'last';
}

export interface LeaveResult {
  readonly left: number;
  readonly restored: number;
  /** Left with something that staff had changed meanwhile, which was kept. */
  readonly staffKept: number;
  readonly deleted: number;
  /** At the checkout: leave after their order or the grace. */
  readonly deferred: number;
  /** Due but not reached within the budget: call again. */
  readonly remaining: number;
  readonly nextDue: EpochMs | null;
  readonly longestLockMs: number;
}

export interface RepairResult {
  /** Open enrolments whose customer had been written over by stale data, put right. */
  readonly rewritten: number;
  /** Found in an offer's group without an enrolment, put back. */
  readonly strandedReturned: number;
  readonly remaining: number;
  readonly hold: HoldReason | null;
}

export type OfferChanges = Partial<OfferPlan> & { readonly cutAt?: EpochMs };

/**
 * A PrestaShop with the module `groupoffers`, as the sync service sees it. Implementations: `shop/prestashop` (HTTP) and
 * `shop/sandbox` (in memory). All must pass `test/contract`. Errors are those of `errors.ts`.
 */
export interface Shop {
  readonly name: string;

  /** Light poll. With a lease: renews it and the heartbeat (and does nothing to it when it was lost). */
  status(lease?: Lease): Promise<ShopStatus>;
  details(): Promise<ShopDetails>;
  /** What the key may do: methods in capitals by resource. */
  permissions(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Ids and names in the shop's default language. */
  groups(): Promise<readonly NamedRow[]>;
  categories(): Promise<readonly NamedRow[]>;

  /** @throws LeaseHeldError while another holder's lease is alive. The same holder gets a new number at once. */
  acquireLease(holder: string): Promise<Lease>;
  releaseLease(lease: Lease): Promise<void>;

  /** All but the archived ones. */
  offers(): Promise<readonly Offer[]>;
  offer(id: number): Promise<Offer>;
  createOffer(plan: OfferPlan): Promise<Offer>;
  /** @throws StaleVersionError when `version` is not the stored one. */
  changeOffer(id: number, version: number, changes: OfferChanges): Promise<Offer>;
  /** Keeps a list of customers in the shop. @returns its id, and those ids that are no customers (then nothing is kept). */
  createList(ids: readonly number[]): Promise<{ readonly list: number; readonly unknown: readonly number[] }>;
  listIds(list: number): Promise<Int32Array>;

  /** Makes the offer's group what it should be. `full` also verifies the price cache row by row. */
  prepareGroup(lease: Lease, offer: { id: number; version: number }, check: 'quick' | 'full'): Promise<OfferGroup>;
  facts(): AsyncIterable<Facts>;
  enrolments(): AsyncIterable<EnrolmentsPage>;
  /** The ledger of one offer, open and closed. */
  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]>;

  enter(lease: Lease, batch: EnterBatch): Promise<EnterResult>;
  setUntil(lease: Lease, batch: UntilBatch): Promise<{ readonly changed: number }>;
  /** Lets whoever is due leave. Needs no lease: what ends may always end. Call again while `remaining` > 0. */
  leaveDue(budget: LeaveBudget): Promise<LeaveResult>;
  /** Puts right what stale writes did that no hook saw. Call again while `remaining` > 0. */
  repair(lease: Lease): Promise<RepairResult>;
  /** Pauses every armed offer (all leave). @returns how many offers were paused. */
  pauseAll(): Promise<number>;

  /** Tells the merchant; one notice per code and offer. An empty message takes it back. */
  notify(notice: { code: string; idOffer: number; message: string }): Promise<void>;
  /** Sets the hold (a reason), or lifts it (null: the merchant's word). */
  hold(reason: HoldReason | null): Promise<void>;
}
