import { FLAG, type Facts, type OrdersPage } from '../../src/audience/facts.ts';
import type { EpochMs } from '../../src/moves/shop.ts';
import { baseOf, leaveMerge, seatOf, writtenOf } from './leave.ts';
import type { MemoryModel } from './model.ts';
import type { Customer, Order } from './rows.ts';

/** Customers whom audiences are about, by id: no guests, no deleted ones. */
export function eligible(model: MemoryModel, after: number): Customer[] {
  return [...model.world.customers.values()]
    .filter(({ id, guest, deleted }) => id > after && !guest && !deleted)
    .sort((a, b) => a.id - b.id);
}

/** Of rows by id, as many as a page takes. @returns them, and the id after which the next page begins (null: that was all) */
export function pageOf<T extends { readonly id: number }>(rows: readonly T[], limit: number): [T[], number | null] {
  const part = rows.slice(0, limit === Infinity ? undefined : limit);
  return [part, part.length < rows.length ? part.at(-1)!.id : null];
}

/** Of a sample: whether that customer is in it. */
export type Among = (customer: number) => boolean;

/** Customers after that id, as if no offer were. */
export function factsPage(
  model: MemoryModel,
  after: number,
  limit: number,
  among: Among = () => true,
): { page: Facts; next: number | null } {
  const { world } = model;
  const rows = eligible(model, after).filter(({ id }) => among(id));
  const [part, next] = pageOf(rows, limit);
  const groupSets: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const seats = part.map((row) => baseSeat(model, row));
  const groups = seats.map(({ groups: set }) => {
    const key = set.join();
    const index = known.get(key) ?? groupSets.push(set) - 1;
    known.set(key, index);
    return index;
  });
  const now = model.now();
  const blocked = part.flatMap(({ id }): [number, EpochMs][] => {
    const until = model.blocked.get(id) ?? 0;
    return until > now ? [[id, until]] : [];
  });
  const page = {
    id: Uint32Array.from(part, ({ id }) => id),
    idShop: Uint32Array.from(part, ({ idShop }) => idShop),
    defaultGroup: Uint32Array.from(seats, ({ default: group }) => group),
    groups: Uint32Array.from(groups),
    groupSets,
    registered: Int32Array.from(part, ({ dateAdd }) => (dateAdd === null ? -1 : world.calendar.dayOf(dateAdd))),
    birthday: Int32Array.from(part, ({ birthday }) => birthdayNumber(birthday)),
    gender: Uint8Array.from(part, ({ gender }) => gender),
    language: Uint32Array.from(part, ({ language }) => language),
    country: Uint32Array.from(part, ({ id }) => world.addressOf(id)?.country ?? 0),
    flags: Uint8Array.from(part, flagsOf),
    blockedUntil: new Map(blocked),
    pinned: new Set(part.filter(({ id }) => model.pinned.has(id)).map(({ id }) => id)),
  };
  return { page, next };
}

/** As if no offer were: what leaving now would give them, or what they have; without any offer's group and groups that are gone. */
export function baseSeat(model: MemoryModel, row: Customer): { default: number; groups: readonly number[] } {
  const enrolment = model.open.get(row.id);
  const current = seatOf(row);
  const seat = enrolment === undefined ? current : leaveMerge(model, baseOf(enrolment), writtenOf(enrolment), current);
  const lives = (id: number) => model.world.groups.has(id) && !model.isOfferGroup(id);
  // No default group (0), or one that never existed, is what such a customer gets back; a default that is an offer's is the next sweep's.
  return { default: seat.default, groups: seat.groups.every(lives) ? seat.groups : seat.groups.filter(lives) };
}

function flagsOf({ company, newsletter, partnerOffers, active }: Customer): number {
  return (
    (company.trim() === '' ? 0 : FLAG.company) |
    (newsletter ? FLAG.newsletter : 0) |
    (partnerOffers ? FLAG.partnerOffers : 0) |
    (active ? FLAG.active : 0)
  );
}

function birthdayNumber(text: string): number {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (found === null) return 0;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return exists && year > 0 ? year * 10_000 + month * 100 + day : 0;
}

/** Valid orders of customers after that id, whole customers at a time; `limit` counts orders. */
export function ordersPage(
  model: MemoryModel,
  after: number,
  limit: number,
  among: Among = () => true,
): { page: OrdersPage; next: number | null } {
  const { calendar, orders } = model.world;
  const customer: number[] = [];
  const count: number[] = [];
  const day: number[] = [];
  const amount: number[] = [];
  let next: number | null = null;
  for (const { id } of eligible(model, after)) {
    if (!among(id)) continue;
    const own = validOrders(orders.get(id));
    if (own.length === 0) continue;
    if (day.length > 0 && day.length + own.length > limit) {
      next = customer.at(-1)!;
      break;
    }
    customer.push(id);
    count.push(own.length);
    for (const { at, total, conversionRate } of own) {
      day.push(calendar.dayOf(at));
      amount.push(Math.round((total / conversionRate) * 100));
    }
  }
  const page = {
    customer: Uint32Array.from(customer),
    count: Int32Array.from(count),
    day: Int32Array.from(day),
    amount: Float64Array.from(amount),
  };
  return { page, next };
}

export function validOrders(orders: readonly Order[] | undefined): Order[] {
  return (orders ?? []).filter(({ valid }) => valid).sort((a, b) => a.at - b.at);
}
