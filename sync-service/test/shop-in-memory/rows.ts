import type { EpochMs, NamedRow } from '../../src/moves/shop.ts';

/** The part of a `customer` row that matters here; the rest is there to prove that nobody touches it. */
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
  dateUpd: EpochMs;
}

export interface Group {
  readonly id: number;
  name: string;
  /** Percent (F2). */
  reduction: number;
  priceDisplayMethod: 0 | 1;
  showPrices: boolean;
}

export interface Category extends NamedRow {
  /** 0 for the root. */
  readonly parent: number;
}

export interface Product extends NamedRow {
  /** Without tax, in the default currency. */
  readonly price: number;
  categories: readonly number[];
}

export interface Cart {
  readonly id: number;
  readonly customer: number;
  /** How many products lie in it. */
  readonly products: number;
  readonly dateUpd: EpochMs;
  ordered: boolean;
}

export const GUEST_GROUP = 2;
export const CUSTOMER_GROUP = 3;
export const HOME_CATEGORY = 2;

/** A customer of the customer group with nothing special about them. */
export function plainCustomer(id: number, dateUpd: EpochMs, fields: Partial<Customer> = {}): Customer {
  return {
    id,
    email: `customer-${id}@example.invalid`,
    firstname: 'First',
    lastname: 'Last',
    idShop: 1,
    defaultGroup: CUSTOMER_GROUP,
    groups: [CUSTOMER_GROUP],
    active: true,
    guest: false,
    deleted: false,
    dateUpd,
    ...fields,
  };
}
