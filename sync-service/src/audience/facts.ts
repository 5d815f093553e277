/**
 * Customers as if no offer were, column by column; row i of each column is one customer, in the order of their ids. Days are counted from
 * 1970-01-01 in the shop's zone.
 */
export interface Facts {
  readonly id: Uint32Array;
  readonly idShop: Uint32Array;
  readonly defaultGroup: Uint32Array;
  /** Index into `groupSets`. */
  readonly groups: Uint32Array;
  readonly groupSets: readonly (readonly number[])[];
  /** Day of registration; -1 when the shop does not know. */
  readonly registered: Int32Array;
  /** `19800229` for 29 February 1980; 0 without one (also when it is nonsense such as month 13). */
  readonly birthday: Int32Array;
  /** {@link GENDERS} */
  readonly gender: Uint8Array;
  readonly language: Uint32Array;
  /** Of the newest address; 0 without an address. */
  readonly country: Uint32Array;
  /** Bits of {@link FLAG}. */
  readonly flags: Uint8Array;
  /** Customers whom staff took out of an offer, and the instant (ms) before which no offer takes them. */
  readonly blockedUntil: ReadonlyMap<number, number>;
  /** Customers whom staff pinned: no offer moves them. */
  readonly pinned: ReadonlySet<number>;
}

/** A gender's number in {@link Facts.gender}. */
export const GENDERS = ['unknown', 'male', 'female', 'neutral'] as const;
export const FLAG = { company: 1, newsletter: 2, partnerOffers: 4, active: 8 } as const;

/** Valid orders of the customers of {@link Facts}: those of row i are `first[i]` to `first[i + 1]` (exclusive), by day. */
export interface Orders {
  readonly first: Int32Array;
  readonly day: Int32Array;
  /** Hundredths of the shop's default currency, tax included. */
  readonly amount: Float64Array;
}

/** As the shop sends orders: customers ascending with their number of orders; then all their orders one after the other. */
export interface OrdersPage {
  readonly customer: Uint32Array;
  readonly count: Int32Array;
  readonly day: Int32Array;
  readonly amount: Float64Array;
}

/**
 * One table out of the pages that the shop sent; each page has group sets of its own.
 * @param pages taken out one after the other, so that the customers are not in memory twice
 */
export function joinFacts(pages: Facts[]): Facts {
  const size = pages.reduce((sum, page) => sum + page.id.length, 0);
  const facts = {
    id: new Uint32Array(size),
    idShop: new Uint32Array(size),
    defaultGroup: new Uint32Array(size),
    groups: new Uint32Array(size),
    registered: new Int32Array(size),
    birthday: new Int32Array(size),
    gender: new Uint8Array(size),
    language: new Uint32Array(size),
    country: new Uint32Array(size),
    flags: new Uint8Array(size),
  };
  const groupSets: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const blockedUntil = new Map<number, number>();
  const pinned = new Set<number>();
  let offset = 0;
  for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
    const renumbered = page.groupSets.map((set) => {
      const key = set.join(',');
      const index = known.get(key) ?? groupSets.push(set) - 1;
      known.set(key, index);
      return index;
    });
    for (const column of Object.keys(facts) as (keyof typeof facts)[]) facts[column].set(page[column], offset);
    for (const [row, set] of page.groups.entries()) facts.groups[offset + row] = renumbered[set]!;
    for (const [customer, until] of page.blockedUntil) blockedUntil.set(customer, until);
    for (const customer of page.pinned) pinned.add(customer);
    offset += page.id.length;
  }
  return { ...facts, groupSets, blockedUntil, pinned };
}

/** The orders in the order of the facts' rows; those of customers who are not in the facts (guests) fall away. */
export function joinOrders(facts: Facts, pages: readonly OrdersPage[]): Orders {
  const size = facts.id.length;
  const first = new Int32Array(size + 1);
  const total = pages.reduce((sum, page) => sum + page.day.length, 0);
  const day = new Int32Array(total);
  const amount = new Float64Array(total);
  let row = 0;
  let written = 0;
  for (const page of pages) {
    let from = 0;
    for (let index = 0; index < page.customer.length; index++) {
      const customer = page.customer[index]!;
      const count = page.count[index]!;
      while (row < size && facts.id[row]! < customer) first[++row] = written;
      if (row < size && facts.id[row] === customer) {
        day.set(page.day.subarray(from, from + count), written);
        amount.set(page.amount.subarray(from, from + count), written);
        written += count;
      }
      from += count;
    }
  }
  while (row < size) first[++row] = written;
  return { first, day: day.subarray(0, written), amount: amount.subarray(0, written) };
}
