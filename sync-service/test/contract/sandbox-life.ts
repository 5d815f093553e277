import type { MemoryModel } from '../shop-in-memory/index.ts';
import type { CustomerLife } from './target.ts';

/** What customers are and did, written into the sandbox's tables. */
export function sandboxLife({ world }: MemoryModel): CustomerLife {
  const instant = (local: string) => world.calendar.instantOf(local);
  const visits = new Map(world.visits ?? []);
  return {
    async orders(rows) {
      for (const { customer, at, total, rate = 1, valid = true, products = [] } of rows) {
        world.addOrder({ customer, at: instant(at), valid, total, conversionRate: rate, products });
      }
    },
    async addresses(rows) {
      for (const { customer, country, state = 0, postcode = '', deleted = false } of rows) {
        world.addAddress(customer, { country, state, postcode, deleted });
      }
    },
    async openCart(customer, at, filled) {
      world.addCart(customer, instant(at), filled ? 1 : 0);
    },
    async ratings(customer, grades) {
      world.ratings?.set(customer, [...grades]);
    },
    async visit(customer, at) {
      visits.set(
        customer,
        [...(visits.get(customer) ?? []), instant(at)].sort((a, b) => a - b),
      );
    },
    async statistics(on) {
      world.visits = on ? visits : null;
    },
    async email(customer) {
      return world.customers.get(customer)!.email;
    },
    async setEmail(customer, email) {
      world.customers.set(customer, { ...world.customers.get(customer)!, email });
    },
  };
}
