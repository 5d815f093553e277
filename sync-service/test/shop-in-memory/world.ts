import type { EpochMs, ShopRow } from '../../src/moves/shop.ts';
import type { Cart, Category, Customer, Group, Product } from './rows.ts';
import { CUSTOMER_GROUP, HOME_CATEGORY } from './rows.ts';

/** The tables of the core that offers touch, with the behaviour of F2 to F4 and F11. Nothing here knows of offers. */
export class World {
  readonly customers = new Map<number, Customer>();
  readonly groups = new Map<number, Group>();
  readonly categories = new Map<number, Category>();
  readonly products = new Map<number, Product>();
  readonly carts = new Map<number, Cart>();
  readonly cartsOf = new Map<number, Cart[]>();
  /** `group_reduction`: group -> category -> fraction. */
  readonly reductions = new Map<number, Map<number, number>>();
  /** `product_group_reduction_cache`: product -> group -> fraction. */
  readonly priceCache = new Map<number, Map<number, number>>();
  /** Groups that open something that no other does. */
  readonly opensMore = new Set<number>();
  groupsFeature = true;
  private nextGroup = 1;

  constructor(readonly shops: readonly ShopRow[] = [{ id: 1, name: 'In memory', sharesCustomersWith: [1] }]) {
    this.categories.set(1, { id: 1, parent: 0, name: 'Root' });
    this.categories.set(HOME_CATEGORY, { id: HOME_CATEGORY, parent: 1, name: 'Home' });
    for (const name of ['Visitor', 'Guest', 'Customer']) this.addGroup(name, 0);
  }

  /** @returns its id */
  addGroup(name: string, reduction: number): number {
    const id = this.nextGroup++;
    this.groups.set(id, { id, name, reduction, priceDisplayMethod: 0, showPrices: true });
    return id;
  }

  /** As `Group::delete()`: members get their smallest remaining group as default, and whoever has no group at all the customer group (F11). */
  removeGroup(id: number, now: EpochMs): void {
    this.dropGroup(id);
    for (const customer of this.customers.values()) {
      if (customer.defaultGroup !== id && customer.groups.length > 0 && !customer.groups.includes(id)) continue;
      customer.groups = customer.groups.filter((group) => group !== id);
      if (customer.groups.length === 0) customer.groups = [CUSTOMER_GROUP];
      if (customer.defaultGroup !== id) continue;
      customer.defaultGroup = customer.groups[0]!;
      customer.dateUpd = now;
    }
  }

  /** One that nobody is in, with its rows. */
  dropGroup(id: number): void {
    this.groups.delete(id);
    this.reductions.delete(id);
    for (const rows of this.priceCache.values()) rows.delete(id);
  }

  addCategory(name: string, parent = HOME_CATEGORY): number {
    const id = Math.max(...this.categories.keys()) + 1;
    this.categories.set(id, { id, parent, name });
    return id;
  }

  /** As `Category::delete()`: what is below it goes too, their reductions go with them, and the cache is left behind as it was. */
  removeCategory(id: number): void {
    const gone = new Set(this.subtree(id));
    for (const each of gone) this.categories.delete(each);
    for (const rows of this.reductions.values()) for (const each of gone) rows.delete(each);
    for (const product of this.products.values())
      product.categories = product.categories.filter((each) => !gone.has(each));
  }

  addProduct(name: string, price: number, categories: readonly number[]): number {
    const id = this.products.size + 1;
    this.products.set(id, { id, name, price, categories });
    this.rebuildCache([id]);
    return id;
  }

  addCart(customer: number, dateUpd: EpochMs, products: number): Cart {
    const cart = { id: this.carts.size + 1, customer, products, dateUpd, ordered: false };
    this.carts.set(cart.id, cart);
    this.cartsOf.set(customer, [...(this.cartsOf.get(customer) ?? []), cart]);
    return cart;
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
    const isIn = (product: Product) => product.categories.some((id) => categories.includes(id));
    return [...this.products.values()].filter(isIn).map(({ id }) => id);
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
}

export function ascending(ids: Iterable<number>): readonly number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
