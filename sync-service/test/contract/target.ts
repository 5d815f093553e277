import type { GENDERS } from '../../src/audience/facts.ts';
import type { Shop } from '../../src/moves/shop.ts';

/** A customer as the shop's own tables have it. */
export interface RawCustomer {
  readonly defaultGroup: number;
  /** Ascending. */
  readonly groups: readonly number[];
  /** As stored; compared, never computed with. */
  readonly dateUpd: string;
  /** Every other column in one text: proof that nobody touched them. */
  readonly rest: string;
}

export interface NewCustomer {
  /** Above all others; the customers made after it have ordinary ids again. */
  readonly id?: number;
  readonly defaultGroup: number;
  readonly groups: readonly number[];
  readonly guest?: boolean;
  readonly deleted?: boolean;
  readonly idShop?: number;
  readonly account?: Account;
}

/** What an account says of its customer. Dates and times are local ones of the shop: `2024-05-01 10:00:00`. */
export interface Account {
  readonly registered?: string;
  /** `1980-02-29` */
  readonly birthday?: string;
  readonly gender?: (typeof GENDERS)[number];
  readonly language?: number;
  readonly company?: string;
  readonly newsletter?: boolean;
  readonly partnerOffers?: boolean;
  readonly active?: boolean;
}

export interface NewOrder {
  readonly customer: number;
  /** Local date and time. */
  readonly at: string;
  /** Tax included, in the order's own currency. */
  readonly total: number;
  /** Of that currency to the shop's default one; 1 unless told otherwise. */
  readonly rate?: number;
  /** Paid and not cancelled; so unless told otherwise. */
  readonly valid?: boolean;
  /** Ids of what was bought. */
  readonly products?: readonly number[];
}

export interface NewAddress {
  readonly customer: number;
  readonly country: number;
  /** 0 or nothing: none. */
  readonly state?: number;
  readonly postcode?: string;
  readonly deleted?: boolean;
}

/** What customers are and did; all of it goes with them. */
export interface CustomerLife {
  orders(rows: readonly NewOrder[]): Promise<void>;
  /** In the order in which they were made. */
  addresses(rows: readonly NewAddress[]): Promise<void>;
  /** A cart that became no order, with one product or empty, last changed at that local time. */
  openCart(customer: number, at: string, filled: boolean): Promise<void>;
  /** Grades (1–5) that the customer gave to products, published. */
  ratings(customer: number, grades: readonly number[]): Promise<void>;
  /** A visit while the statistics module was on, at that local time. */
  visit(customer: number, at: string): Promise<void>;
  /** Switches the statistics module on or off. */
  statistics(on: boolean): Promise<void>;
  email(customer: number): Promise<string>;
  setEmail(customer: number, email: string): Promise<void>;
}

export interface RawGroup {
  readonly name: string;
  /** Percent. */
  readonly reduction: number;
  /** Ids, ascending; modules and shops taken together. */
  readonly modules: readonly number[];
  readonly categories: readonly number[];
  readonly carriers: readonly number[];
}

/** A customer form as it stood on the employee's screen when it was opened. */
export interface OpenForm {
  readonly customer: number;
  readonly defaultGroup: number;
  readonly groups: readonly number[];
}

/** The back office's customer form, with the module's hooks behind it. */
export interface CustomerForms {
  open(customer: number): Promise<OpenForm>;
  /** Saves an opened form with another first name and these changes. */
  save(form: OpenForm, changes: { readonly defaultGroup?: number; readonly groups?: readonly number[] }): Promise<void>;
}

/** A program that loads a customer through the core, changes groups and saves, with the module's hooks behind it; a PATCH of the Webservice is one. */
export interface Programs {
  /** Memberships are written after the customer; without them they stay. */
  save(
    customer: number,
    changes: { readonly defaultGroup: number; readonly groups?: readonly number[] },
  ): Promise<void>;
}

/** Deleting through the core, with the module's hooks behind it. */
export interface Deletions {
  customer(id: number): Promise<void>;
  group(id: number): Promise<void>;
}

/**
 * A shop under test: the service's view of it ({@link Shop}) and what the suite needs behind its back. Everything made through it
 * is gone after {@link close}.
 */
export interface Target {
  readonly shop: Shop;
  /** The Webservice key of the service. */
  readonly key: string;
  /** The shop's customer group; opens everything. */
  readonly customerGroup: number;
  readonly defaultShop: number;

  makeGroup(options: {
    readonly name: string;
    readonly reduction?: number;
    readonly opens: 'as customers' | 'more';
  }): Promise<number>;
  makeCustomers(rows: readonly NewCustomer[]): Promise<number[]>;
  makeCategory(name: string, parent?: number): Promise<number>;
  /** An import has left the nested sets of these categories empty; their parents are right. */
  forgetNestedSets(categories: readonly number[]): Promise<void>;
  makeProduct(price: number, categories: readonly number[]): Promise<number>;
  /** A category discount of a group (percent), with its price cache rows, as the back office makes it. */
  setReduction(group: number, category: number, percent: number): Promise<void>;
  setGroupDiscount(group: number, percent: number): Promise<void>;
  /** Whether the group's prices are shown without tax, and at all. */
  setPriceDisplay(group: number, how: { readonly withoutTax: boolean; readonly shown: boolean }): Promise<void>;
  /** The product's price for a group: another price (without tax), or a percentage off. */
  makeSpecificPrice(
    product: number,
    group: number,
    what: { readonly price: number } | { readonly percentOff: number },
  ): Promise<void>;
  setGroupsFeature(on: boolean): Promise<void>;

  customer(id: number): Promise<RawCustomer | null>;
  customers(ids: readonly number[]): Promise<Map<number, RawCustomer>>;
  group(id: number): Promise<RawGroup | null>;
  /** `product_group_reduction_cache` of one product: group -> fraction. */
  priceCache(product: number): Promise<Map<number, number>>;

  /** SQL of another program: no hook sees it. */
  bareWrite(id: number, values: { readonly defaultGroup?: number; readonly groups?: readonly number[] }): Promise<void>;
  /** A cart, last touched now. @returns its id */
  addCart(customer: number): Promise<number>;
  order(cart: number): Promise<void>;

  /** An answer of the shop as it went over the wire, or as it would; `path` follows `api/`. */
  wire(path: string): Promise<string>;
  readonly life: CustomerLife;
  readonly forms: CustomerForms;
  readonly deletions: Deletions;
  readonly programs: Programs;
  close(): Promise<void>;
}
