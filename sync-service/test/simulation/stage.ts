import type { Shop } from '../../src/moves/shop.ts';

/** A default group with its memberships, ascending. */
export interface Seat {
  readonly default: number;
  readonly groups: readonly number[];
}

/** Everything that offers may touch, and nothing that differs between two runs of the same history. Instants are ms by the shop's clock. */
export interface StageState {
  readonly customers: readonly (Seat & {
    readonly id: number;
    /** The whole row but for default group, memberships and `date_upd`. */
    readonly rest: string;
  })[];
  /** By customer. */
  readonly open: readonly {
    readonly customer: number;
    readonly offer: number;
    readonly window: number;
    readonly until: number;
    readonly deferred: number | null;
    readonly openedAt: number;
    readonly base: Seat;
    readonly written: Seat;
  }[];
  /** In the order of the ledger. */
  readonly closed: readonly {
    readonly customer: number;
    readonly offer: number;
    readonly window: number;
    readonly openedAt: number;
    readonly closedAt: number;
    readonly outcome: string;
    readonly base: Seat;
    readonly written: Seat;
    readonly left: Seat | null;
  }[];
  readonly offers: readonly {
    readonly id: number;
    readonly version: number;
    readonly intent: string;
    readonly startsAt: number;
    /** Cut or not. */
    readonly endsAt: number;
    /** Leaves out whoever would be worse off. */
    readonly leavesOut: boolean;
  }[];
  /** Offers' groups that there are. */
  readonly offerGroups: readonly { readonly offer: number; readonly group: number; readonly discount: number }[];
  /** The other groups. */
  readonly groups: readonly number[];
  /** Offers' groups that have a name of another group. */
  readonly sharedNames: readonly number[];
  /** Products' cached reductions of the groups of offers that run and have somebody, where they differ from what `group_reduction` says, in words. */
  readonly wrongCache: readonly string[];
  readonly turns: readonly {
    readonly offer: number;
    readonly customer: number;
    readonly turns: number;
    readonly last: number;
  }[];
  readonly notices: readonly string[];
  readonly hold: string | null;
}

/** A shop on which a history is played: the one in memory, or the module's PHP on MariaDB. It has thirty customers, and VIP and wholesale groups. */
export interface Stage {
  /** As the service calls it. */
  readonly shop: Shop;
  readonly customerGroup: number;
  /** Sees prices without tax: its customers are worse off in any offer. */
  readonly wholesale: number;
  /** Categories that offers reduce, and that staff may delete. */
  readonly categories: readonly number[];
  /** ms by the shop's clock. */
  setNow(ms: number): void;
  state(): Promise<StageState>;
  leaseNumber(): Promise<number>;

  openForm(customer: number): Promise<Seat>;
  /** Posts the whole form; `rendered` is what it showed when it was opened. */
  saveForm(customer: number, rendered: Seat, posted: Seat): Promise<void>;
  deactivate(customer: number): Promise<void>;
  /** Another program gives them a default group through the core, and says nothing of memberships. */
  programSave(customer: number, group: number): Promise<void>;
  /** Past all hooks. */
  bareWrite(customer: number, seat: Partial<Seat>): Promise<void>;
  deleteCustomer(customer: number): Promise<void>;
  newCustomer(seat: Seat): Promise<number>;
  /** @param likeOurs named as an offer's group is */
  newGroup(likeOurs: boolean): Promise<number>;
  deleteGroup(group: number): Promise<void>;
  /** With all below it. @returns which are gone */
  deleteCategory(category: number): Promise<readonly number[]>;
  /** One of the first eight, with its categories. */
  copyProduct(product: number): Promise<void>;
  /** Staff set another discount on an offer's own group. */
  nativeEdit(group: number): Promise<void>;
  addCart(customer: number): Promise<void>;
  /** Orders all that the customer has in carts. */
  order(customer: number): Promise<void>;
  /** Somebody asks for a page of the shop: the dead man's hook runs. @returns whether somebody overdue remains */
  visit(): Promise<boolean>;
  /** The next batch of enters stops dead after so many chunks, with those committed. */
  cutBatch(chunks: number): Promise<void>;
  /** A copy of the shop's whole database. */
  backup(): Promise<unknown>;
  restore(backup: unknown): Promise<void>;
}
