import type { EpochMs, NamedRow } from '../../src/moves/shop.ts';

/** The part of a PrestaShop's `customer` row that matters here; the rest is there to prove that nobody touches it. */
export interface Customer {
  readonly id: number;
  readonly email: string;
  firstname: string;
  readonly lastname: string;
  readonly idShop: number;
  defaultGroup: number;
  /** Ascending. */
  groups: readonly number[];
  active: boolean;
  readonly guest: boolean;
  /** The core's flag: the row stays, the account is gone. */
  deleted: boolean;
  /** When the account was made; null where an import left it out. */
  readonly dateAdd: EpochMs | null;
  /** `1980-02-29`; empty without one. */
  readonly birthday: string;
  /** As in `GENDERS` of `audience/facts.ts`. */
  readonly gender: 0 | 1 | 2 | 3;
  readonly language: number;
  readonly company: string;
  readonly newsletter: boolean;
  readonly partnerOffers: boolean;
  dateUpd: EpochMs;
}

export interface Group {
  readonly id: number;
  name: string;
  /** Percent (F2). */
  reduction: number;
  priceDisplayMethod: 0 | 1;
  showPrices: boolean;
  shops: ReadonlySet<number>;
}

export interface Category extends NamedRow {
  /** 0 for the root. */
  readonly parent: number;
}

export interface Product extends NamedRow {
  /** Without tax, in the default currency. */
  readonly price: number;
  categories: readonly number[];
  /** Empty without one. */
  readonly reference: string;
  /** Whether it has a picture. */
  readonly picture: boolean;
  active: boolean;
}

/** A price or reduction of one product for a group (F6). */
export interface SpecificPrice {
  readonly product: number;
  /** 0: every group. */
  readonly group: number;
  /** Replaces the product's price; null leaves it. */
  readonly price: number | null;
  /** Fraction taken off. */
  readonly reduction: number;
  /** Name of the catalogue rule that made it; a product's own has none. */
  readonly rule?: string;
}

/** A voucher that only customers in one of the groups can use. */
export interface CartRule extends NamedRow {
  readonly code: string;
  readonly groups: readonly number[];
}

export interface Cart {
  readonly id: number;
  readonly customer: number;
  /** How many products lie in it. */
  products: number;
  dateUpd: EpochMs;
  ordered: boolean;
  /** Ids of the cart rules in it. */
  cartRules: readonly number[];
}

export interface Order {
  readonly customer: number;
  readonly at: EpochMs;
  /** Whether its state counts as one: paid, not cancelled. */
  readonly valid: boolean;
  /** Tax included, in the order's own currency. */
  readonly total: number;
  /** Of that currency to the shop's default one. */
  readonly conversionRate: number;
  /** Ids of the products bought. */
  readonly products: readonly number[];
}

/** Addresses of one customer are kept in the order of their ids. */
export interface Address {
  readonly country: number;
  /** 0: none. */
  readonly state: number;
  readonly postcode: string;
  readonly deleted: boolean;
}

export const VISITOR_GROUP = 1;
export const GUEST_GROUP = 2;
export const CUSTOMER_GROUP = 3;
export const HOME_CATEGORY = 2;
/** Id of our own module among the world's modules. */
export const OWN_MODULE = 1;

/** A customer of the customer group with nothing special about them. */
export function plainCustomer(id: number, dateUpd: EpochMs, fields: Partial<Customer> = {}): Customer {
  return {
    id,
    email: `customer-${id}@sandbox.invalid`,
    firstname: 'First',
    lastname: 'Last',
    idShop: 1,
    defaultGroup: CUSTOMER_GROUP,
    groups: [CUSTOMER_GROUP],
    active: true,
    guest: false,
    deleted: false,
    dateAdd: dateUpd,
    birthday: '',
    gender: 0,
    language: 1,
    company: '',
    newsletter: false,
    partnerOffers: false,
    dateUpd,
    ...fields,
  };
}
