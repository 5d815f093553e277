import type { EpochMs, IsoRow, ShopModule, ShopRow, StateRow } from '../../src/moves/shop.ts';
import { LocalCalendar } from './calendar.ts';
import type { Address, Cart, CartRule, Category, Customer, Group, Order, Product, SpecificPrice } from './rows.ts';
import { CUSTOMER_GROUP, HOME_CATEGORY, OWN_MODULE, VISITOR_GROUP } from './rows.ts';

/** What a group opens: categories, carriers, and modules by shop as `module:shop`. */
export interface Opens {
  readonly categories: ReadonlySet<number>;
  readonly carriers: ReadonlySet<number>;
  readonly modules: ReadonlySet<string>;
}

/** The tables of the core, with the behaviour of prestashop-facts.md F1–F3, F6, F8, F9, F11. Nothing here knows of offers. */
export class World {
  readonly customers = new Map<number, Customer>();
  readonly groups = new Map<number, Group>();
  readonly opens = new Map<number, Opens>();
  readonly categories = new Map<number, Category>();
  readonly products = new Map<number, Product>();
  readonly modules: ShopModule[];
  readonly shops: readonly ShopRow[];
  readonly carriers: readonly number[] = [1, 2];
  readonly carts = new Map<number, Cart>();
  readonly cartsOf = new Map<number, Cart[]>();
  readonly specificPrices: SpecificPrice[] = [];
  readonly cartRules: CartRule[] = [];
  /** By customer, as are the next three. */
  readonly orders = new Map<number, Order[]>();
  readonly addresses = new Map<number, Address[]>();
  /** Grades from 1 to 5 that customers gave to products; null where no ratings are kept. */
  ratings: Map<number, number[]> | null = new Map();
  /** Instants of visits, ascending; null without the statistics module (F27). */
  visits: Map<number, EpochMs[]> | null = new Map();
  readonly countries: IsoRow[] = [];
  readonly states: StateRow[] = [];
  readonly languages: IsoRow[] = [];
  /** ISO 4217. */
  readonly currency = 'EUR';
  /** `group_reduction`: group -> category -> fraction. */
  readonly reductions = new Map<number, Map<number, number>>();
  /** `product_group_reduction_cache`: product -> group -> fraction. */
  readonly priceCache = new Map<number, Map<number, number>>();
  groupsFeature = true;
  readonly timezone: string;
  readonly calendar: LocalCalendar;
  private nextGroup = 1;

  constructor(options: { readonly timezone: string; readonly shops?: readonly ShopRow[] }) {
    this.timezone = options.timezone;
    this.calendar = new LocalCalendar(options.timezone);
    this.shops = options.shops ?? [{ id: 1, name: 'Sandbox', sharesCustomersWith: [1] }];
    this.modules = [
      { id: OWN_MODULE, name: 'groupoffers', displayName: 'Group offers' },
      { id: 2, name: 'ps_checkpayment', displayName: 'Payments by check' },
      { id: 3, name: 'ps_wirepayment', displayName: 'Wire payment' },
      { id: 4, name: 'ps_cashondelivery', displayName: 'Cash on delivery (COD)' },
    ];
    this.categories.set(1, { id: 1, parent: 0, name: 'Root' });
    this.categories.set(HOME_CATEGORY, { id: HOME_CATEGORY, parent: 1, name: 'Home' });
    for (const name of ['Visitor', 'Guest', 'Customer']) this.openEverything(this.addGroup(name, 0));
  }

  /** As `Group::add()`: grants the home category and all carriers, no module (F8). @returns its id */
  addGroup(name: string, reduction: number): number {
    const id = this.nextGroup++;
    this.groups.set(id, {
      id,
      name,
      reduction,
      priceDisplayMethod: 0,
      showPrices: true,
      shops: new Set(this.shops.map((shop) => shop.id)),
    });
    this.opens.set(id, {
      categories: new Set([HOME_CATEGORY]),
      carriers: new Set(this.carriers),
      modules: new Set(),
    });
    return id;
  }

  openEverything(group: number): void {
    const modules = this.modules.flatMap((module) => this.shops.map((shop) => moduleKey(module.id, shop.id)));
    this.opens.set(group, {
      categories: new Set(this.categories.keys()),
      carriers: new Set(this.carriers),
      modules: new Set(modules),
    });
  }

  /** As `Group::delete()`: members get their smallest remaining group as default (F11). */
  removeGroup(id: number, now: EpochMs): void {
    this.groups.delete(id);
    this.opens.delete(id);
    this.reductions.delete(id);
    for (const rows of this.priceCache.values()) rows.delete(id);
    for (const customer of this.customers.values()) {
      if (customer.defaultGroup !== id && !customer.groups.includes(id)) continue;
      customer.groups = customer.groups.filter((group) => group !== id);
      if (customer.groups.length === 0) customer.groups = [CUSTOMER_GROUP];
      if (customer.defaultGroup === id) {
        customer.defaultGroup = customer.groups[0]!;
        customer.dateUpd = now;
      }
    }
  }

  /** As `Category::delete()`: what is below it goes too, their reductions go with them, and the cache is left behind as it was. */
  removeCategory(id: number): void {
    const gone = new Set(this.subtree(id));
    const without = (ids: Iterable<number>) => [...ids].filter((each) => !gone.has(each));
    for (const each of gone) this.categories.delete(each);
    for (const rows of this.reductions.values()) for (const each of gone) rows.delete(each);
    for (const product of this.products.values()) product.categories = without(product.categories);
    for (const [group, opens] of this.opens) {
      this.opens.set(group, { ...opens, categories: new Set(without(opens.categories)) });
    }
  }

  addCategory(name: string, parent = HOME_CATEGORY): number {
    const id = Math.max(...this.categories.keys()) + 1;
    this.categories.set(id, { id, parent, name });
    return id;
  }

  addProduct(price: number, categories: readonly number[], about: Partial<Product> = {}): number {
    const id = this.products.size + 1;
    const plain = { name: `Product ${id}`, reference: '', picture: false, active: true };
    this.products.set(id, { ...plain, ...about, id, price, categories });
    this.rebuildCache([id]);
    return id;
  }

  addCart(customer: number, dateUpd: EpochMs, products: number): Cart {
    const cart = { id: this.carts.size + 1, customer, products, dateUpd, ordered: false, cartRules: [] };
    this.carts.set(cart.id, cart);
    append(this.cartsOf, customer, cart);
    return cart;
  }

  addOrder(order: Order): void {
    append(this.orders, order.customer, order);
  }

  addAddress(customer: number, address: Address): void {
    append(this.addresses, customer, address);
  }

  /** The newest address that is not deleted. */
  addressOf(customer: number): Address | null {
    return this.addresses.get(customer)?.findLast(({ deleted }) => !deleted) ?? null;
  }

  /** The category and all below it. */
  subtree(category: number): readonly number[] {
    const children = [...this.categories.values()].filter(({ parent }) => parent === category);
    return [category, ...children.flatMap(({ id }) => this.subtree(id))];
  }

  /** Sets or removes (null) a category's reduction for a group; the cache is {@link rebuildCache}'s. */
  setReduction(group: number, category: number, fraction: number | null): void {
    const rows = this.reductions.get(group) ?? new Map<number, number>();
    this.reductions.set(group, rows);
    if (fraction === null) rows.delete(category);
    else rows.set(category, fraction);
  }

  productsOf(categories: readonly number[]): number[] {
    const wanted = new Set(categories);
    return [...this.products.values()].filter((p) => p.categories.some((id) => wanted.has(id))).map(({ id }) => id);
  }

  /** The cache rows that `group_reduction` asks for: the larger of a product's categories' reductions, for every group (F3, F4). */
  cacheRowsFor(product: number): Map<number, number> {
    const rows = new Map<number, number>();
    const { categories } = this.products.get(product)!;
    for (const [group, reductions] of this.reductions) {
      const found = categories.flatMap((category) => reductions.get(category) ?? []);
      if (found.length > 0) rows.set(group, Math.max(...found));
    }
    return rows;
  }

  rebuildCache(products: Iterable<number>): void {
    for (const product of products) this.priceCache.set(product, this.cacheRowsFor(product));
  }

  /** Unit price of a product for a customer by F1–F3 and F6 (tax left out), or null where prices are hidden. */
  priceFor(customer: number, product: number): number | null {
    const row = this.customers.get(customer);
    const group = this.groups.get(row?.defaultGroup ?? VISITOR_GROUP);
    const { price } = this.products.get(product)!;
    if (!this.groupsFeature || group === undefined) return price;
    if (!group.showPrices) return null;
    const fraction = this.priceCache.get(product)?.get(group.id) ?? group.reduction / 100;
    return this.reduced(product, group.id, fraction);
  }

  /** The group's specific price, else everybody's; a group's fraction comes off that (F6). */
  reduced(product: number, group: number, fraction: number): number {
    const { price } = this.products.get(product)!;
    const found = this.specificPrices.filter((row) => row.product === product && [0, group].includes(row.group));
    const special = found.find((row) => row.group !== 0) ?? found[0];
    const own = special === undefined ? price : (special.price ?? price) * (1 - special.reduction);
    return Math.round(own * (1 - fraction) * 1e6) / 1e6;
  }

  /** Union of what the groups open (F9). */
  access(groups: readonly number[]): Opens {
    const rows = groups.flatMap((group) => this.opens.get(group) ?? []);
    return {
      categories: new Set(rows.flatMap((row) => [...row.categories])),
      carriers: new Set(rows.flatMap((row) => [...row.carriers])),
      modules: new Set(rows.flatMap((row) => [...row.modules])),
    };
  }
}

function append<T>(rows: Map<number, T[]>, key: number, row: T): void {
  const known = rows.get(key);
  if (known === undefined) rows.set(key, [row]);
  else known.push(row);
}

export function moduleKey(module: number, shop: number): string {
  return `${module}:${shop}`;
}

export function ascending(ids: Iterable<number>): readonly number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
