/** Customers as if no offer were, column by column; row i of each column is one customer, in the order of their ids. */
export interface Facts {
  readonly id: Int32Array;
  readonly idShop: Int32Array;
  readonly defaultGroup: Int32Array;
  /** Index into `groupSets`. */
  readonly groups: Int32Array;
  readonly groupSets: readonly (readonly number[])[];
  /** Customers whom staff took out of an offer, and the instant (ms) before which no offer takes them. */
  readonly blockedUntil: ReadonlyMap<number, number>;
}

/** One table out of the pages that the shop sent; each page has group sets of its own. */
export function joinFacts(pages: readonly Facts[]): Facts {
  const size = pages.reduce((sum, page) => sum + page.id.length, 0);
  const id = new Int32Array(size);
  const idShop = new Int32Array(size);
  const defaultGroup = new Int32Array(size);
  const groups = new Int32Array(size);
  const groupSets: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const blockedUntil = new Map<number, number>();
  let offset = 0;
  for (const page of pages) {
    const renumbered = page.groupSets.map((set) => {
      const key = set.join(',');
      const index = known.get(key) ?? groupSets.push(set) - 1;
      known.set(key, index);
      return index;
    });
    id.set(page.id, offset);
    idShop.set(page.idShop, offset);
    defaultGroup.set(page.defaultGroup, offset);
    for (let row = 0; row < page.groups.length; row++) groups[offset + row] = renumbered[page.groups[row]!]!;
    for (const [customer, until] of page.blockedUntil) blockedUntil.set(customer, until);
    offset += page.id.length;
  }
  return { id, idShop, defaultGroup, groups, groupSets, blockedUntil };
}
