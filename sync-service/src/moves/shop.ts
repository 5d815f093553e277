import type { Facts, OrdersPage } from '../audience/facts.ts';
import type { RefusedError } from '../errors.ts';
import type { Answer, AskedOf, Question } from '../audience/questions.ts';
import type { Offer, OfferPlan } from '../offer/offer.ts';
import type { Params, Problem } from '../problems.ts';
import type {
  EpochMs,
  Lease,
  HoldReason,
  Notice,
  ShopStatus,
  NamedRow,
  ShopDetails,
  EnrolmentsPage,
  EnrolmentRecord,
  OfferGroup,
  PreparedGroup,
  IdleGroup,
  WorseOff,
  CustomerList,
  ImportLine,
  ImportedLines,
  FrozenSet,
  FrozenTurn,
  RotationPage,
  UnreadableRow,
} from './rows.ts';

export type * from './rows.ts';

/** Customers that share what is expected of them and what shall become of them. */
export interface EnterBatch {
  /** Random, one for each computed batch; repeating the call with it does no harm. */
  readonly key: string;
  readonly offer: number;
  readonly version: number;
  /** In a rotating offer the start of the turn, which counts as had with the entry. */
  readonly windowStart: EpochMs;
  readonly windowEnd: EpochMs;
  /** The end of the window or turn. */
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
  | 'worse_off'
  | 'pinned'
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
  /** The `next` of the step before, so that the shop need not read past those who left in it. */
  readonly after?: string | null;
}

export interface LeaveResult {
  readonly left: number;
  readonly restored: number;
  /** Left with anything but exactly what they had before: what staff changed meanwhile was kept. */
  readonly staffKept: number;
  /** Left with a default group that another program had given them meanwhile. */
  readonly changedElsewhere: number;
  /** What they had before could not be given back as it was: no group, or one that does not exist. */
  readonly corrected: number;
  readonly deleted: number;
  /** At the checkout: leave after their order or the grace. */
  readonly deferred: number;
  /** Due but not reached within the budget: call again with `next` as `after`. The shop counts to 100,000. */
  readonly remaining: number;
  /** Where the next step begins; null: at the end that it takes. */
  readonly next: string | null;
  /** When somebody is due next; known at the last step. */
  readonly nextDue: EpochMs | null;
  readonly longestLockMs: number;
}

/** What {@link Shop.notify} tells; `idOffer` 0 concerns the shop. Without `params` it is taken back. */
export type GivenNotice = Pick<Notice, 'code' | 'idOffer'> & { readonly params: Params | null };

export interface RepairResult {
  /** Open enrolments whose customer had been written over by stale data, put right. */
  readonly rewritten: number;
  /** Found in an offer's group without an enrolment, put back. */
  readonly strandedReturned: number;
  /** Another program had given them another default group: they left the offer with it. */
  readonly changedElsewhere: number;
  readonly remaining: number;
  readonly hold: HoldReason | null;
  /** As {@link Shop.clearIdleGroups}, which is a part of it. */
  readonly idle: readonly IdleGroup[];
}

export interface FreezeWhat {
  readonly offer: number;
  readonly version: number;
  readonly window: EpochMs;
  readonly turn: FrozenTurn | null;
  readonly basis: string;
}
export type FreezeAnswer = { readonly frozen: FrozenSet } | { readonly refused: RefusedError };

/** An offer as it was read: what is asked for another version is refused. */
export interface OfferVersion {
  readonly id: number;
  readonly version: number;
}

/** Methods in capitals by resource. */
export type KeyRights = ReadonlyMap<string, ReadonlySet<string>>;

export type OfferChanges = Partial<OfferPlan> & { readonly cutAt?: EpochMs };

/** What a shop tells; asking changes nothing. */
export interface ShopReader {
  readonly name: string;
  /**
   * Light poll. With a lease: renews it and the heartbeat (and does nothing to it when it was lost).
   * @param lastSync when the lease's holder last finished a sync; kept by the shop
   */
  status(lease?: Lease, lastSync?: EpochMs | null): Promise<ShopStatus>;
  details(): Promise<ShopDetails>;
  /** What the service's key may do. */
  permissions(): Promise<KeyRights>;
  /** What the command line's may do; null where none is set. */
  planningPermissions(): Promise<KeyRights | null>;
  /** Ids and names in the shop's default language. */
  groups(): Promise<readonly NamedRow[]>;
  categories(): Promise<readonly NamedRow[]>;
  /** All but the archived ones. @param unreadable hears of armed ones that this version cannot read; they do not hide the others */
  offers(unreadable?: (offer: number, why: Problem) => void): Promise<readonly Offer[]>;
  offer(id: number): Promise<Offer>;
  listIds(list: number): Promise<Uint32Array>;
  /** Of several lists at once, in their order. */
  listsIds(lists: readonly number[]): Promise<readonly Uint32Array[]>;
  /** A score's customers, ascending, and their figures. */
  listFigures(list: number): Promise<{ readonly ids: Uint32Array; readonly figures: Float64Array }>;
  /** The merchant's named lists and scores. */
  lists(): Promise<readonly CustomerList[]>;
  /** Judged afresh, for a draft too; changes nothing. */
  worseOff(offer: number): Promise<readonly WorseOff[]>;
  facts(): AsyncIterable<Facts>;
  /** Valid orders of customers, guests left out. */
  orders(): AsyncIterable<OrdersPage>;
  /**
   * @param of where the question stands: the shop reads the criterion from the offer that it keeps
   * @throws StaleVersionError when the offer has changed
   */
  ask(question: Question, of: AskedOf): Promise<Answer>;
  /** Rows that were left out of the tables read last, since they could not be read: one bad row stops no offer. */
  unreadableRows(): Promise<readonly UnreadableRow[]>;
  /** What was frozen for each of these offers, newest first, at most the latest 200. */
  frozenOf(offers: readonly number[]): Promise<ReadonlyMap<number, readonly FrozenSet[]>>;
  /** The same for one. @throws RefusedError when there is no such offer */
  frozen(offer: number): Promise<readonly FrozenSet[]>;
  rotation(offer: number): AsyncIterable<RotationPage>;
  enrolments(): AsyncIterable<EnrolmentsPage>;
  /** The ledger of one offer, open and closed. */
  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]>;
}

/** What a sync does in a shop. */
export interface ShopWriter {
  /**
   * @param previous a lease of the caller's life before; the one that is valid ends with the showing of it
   * @throws LeaseHeldError while another holder's lease is alive. The same holder gets a new number at once.
   */
  acquireLease(holder: string, previous?: Lease): Promise<Lease>;
  releaseLease(lease: Lease): Promise<void>;
  /**
   * Makes the offers' groups what they should be; of several in their order. `full` also verifies the price cache row by row. One offer's
   * refusal is its own answer and stops no other.
   * @throws LeaseLostError
   */
  prepareGroups(
    lease: Lease,
    offers: readonly OfferVersion[],
    check: 'quick' | 'full',
  ): Promise<readonly PreparedGroup[]>;
  /** The same for one. @throws RefusedError */
  prepareGroup(lease: Lease, offer: OfferVersion, check: 'quick' | 'full'): Promise<OfferGroup>;
  /** Takes the discounts of every group away whose offer does not run and has nobody in it. The shop knows which. @returns those it changed */
  clearIdleGroups(lease: Lease): Promise<readonly IdleGroup[]>;
  /**
   * Freezes a window's audience or a turn's cohort. If one with the same basis is there, that one stands and is returned. Ids that are no
   * customers any more fall away.
   */
  freeze(lease: Lease, what: FreezeWhat, ids: readonly number[]): Promise<FrozenSet>;
  /** Several at once, in their order. One's refusal is its own answer. @throws LeaseLostError */
  freezeAll(
    lease: Lease,
    sets: readonly { readonly what: FreezeWhat; readonly ids: readonly number[] }[],
  ): Promise<readonly FreezeAnswer[]>;
  /** Newcomers take part in the rotation from now on, at that level; whoever is at a lower one is lifted to it. */
  joinRotation(
    lease: Lease,
    offer: { readonly id: number; readonly version: number },
    level: number,
    ids: readonly number[],
  ): Promise<void>;
  enter(lease: Lease, batch: EnterBatch): Promise<EnterResult>;
  setUntil(lease: Lease, batch: UntilBatch): Promise<{ readonly changed: number }>;
  /** Lets whoever is due leave. Needs no lease: what ends may always end. Call again while `remaining` > 0. */
  leaveDue(budget: LeaveBudget): Promise<LeaveResult>;
  /** Puts right what stale writes did that no hook saw. Call again while `remaining` > 0. */
  repair(lease: Lease): Promise<RepairResult>;
  /**
   * Tells the merchant; one notice per code and offer. An empty message takes it back. With a lease they are refused once that is lost.
   */
  notifyAll(notices: readonly GivenNotice[], lease?: Lease): Promise<void>;
  /** The same for one. */
  notify(notice: GivenNotice, lease?: Lease): Promise<void>;
  /** Nobody enters until the merchant has confirmed. With a lease it is refused once that is lost. */
  hold(reason: HoldReason, lease?: Lease): Promise<void>;
}

/** What the merchant plans. */
export interface ShopEditor {
  createOffer(plan: OfferPlan): Promise<Offer>;
  /** @throws StaleVersionError when `version` is not the stored one. */
  changeOffer(id: number, version: number, changes: OfferChanges): Promise<Offer>;
  /**
   * Keeps a list of customers in the shop. @returns its id, and those ids that are no customers (then nothing is kept).
   * `skipUnknown` keeps the others.
   */
  createList(
    ids: readonly number[],
    how?: { readonly skipUnknown?: boolean },
  ): Promise<{ readonly list: number; readonly unknown: readonly number[] }>;
  /** Adds lines to an import; the first call (`list` 0) begins it. Repeating lines does no harm. */
  importLines(
    target: { readonly list: number; readonly kind: CustomerList['kind'] },
    lines: readonly ImportLine[],
  ): Promise<ImportedLines>;
  /** Makes the import a list of that name, at once and as a whole. A list of the same name and kind gets the new content and keeps its id. */
  finishImport(list: number, name: string): Promise<CustomerList>;
  /** Takes a named list away. @throws RefusedError while an offer that may still run names it */
  forgetList(list: number): Promise<void>;
  /** Staff's word that no offer moves these customers, or that offers may again. @returns ids that are no customers (then nothing changes) */
  pin(ids: readonly number[], pinned: boolean): Promise<{ readonly unknown: readonly number[] }>;
  /** Pauses every armed offer (all leave). @returns how many offers were paused. */
  pauseAll(): Promise<number>;
  /** The merchant's word that customers may enter again. @returns why nobody did */
  confirm(): Promise<HoldReason | null>;
}

/**
 * A PrestaShop with the module `groupoffers`. Implementations: `shop/prestashop` (HTTP), which must pass `test/contract`, and `test/shop-in-memory`, for
 * tests, which must as far as moves go. Errors are those of `errors.ts`.
 */
export interface Shop extends ShopReader, ShopWriter, ShopEditor {}
