import type { Facts } from '../../audience/facts.ts';
import type { EnrolmentRecord, EnrolmentsPage, EpochMs, ShopDetails } from '../../moves/shop.ts';
import type { SandboxModel } from './model.ts';
import { repairOwnModuleGroups } from './seed.ts';
import type { Customer } from './world.ts';
import { CUSTOMER_GROUP, GUEST_GROUP, VISITOR_GROUP } from './world.ts';

/** What offers may name; puts our own missing `module_group` rows right on the way and says which (F10). */
export function detailsOf(model: SandboxModel): ShopDetails {
  model.moduleGroupsRepaired = repairOwnModuleGroups(model.world);
  return {
    phpVersion: '8.2.0',
    databaseVersion: 'in memory',
    defaultShop: model.world.shops[0]!.id,
    customerGroup: CUSTOMER_GROUP,
    visitorGroup: VISITOR_GROUP,
    guestGroup: GUEST_GROUP,
    modules: model.world.modules,
    shops: model.world.shops,
    moduleGroupsRepaired: model.moduleGroupsRepaired,
    nonNativeModulesDisabled: false,
  };
}

/**
 * Customers after that id, as if no offer were; no guests, no deleted ones.
 * @returns the page, and the id after which the next one begins (null: that was all)
 */
export function factsPage(model: SandboxModel, after: number, limit: number): { page: Facts; next: number | null } {
  const rows = [...model.world.customers.values()]
    .filter(({ id, guest, deleted }) => id > after && !guest && !deleted)
    .sort((a, b) => a.id - b.id);
  const part = rows.slice(0, limit === Infinity ? undefined : limit);
  const groupSets: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const seats = part.map((row) => factsOf(model, row));
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
  return {
    page: {
      id: Int32Array.from(part, ({ id }) => id),
      idShop: Int32Array.from(part, ({ idShop }) => idShop),
      defaultGroup: Int32Array.from(seats, ({ default: group }) => group),
      groups: Int32Array.from(groups),
      groupSets,
      blockedUntil: new Map(blocked),
    },
    next: part.length < rows.length ? part.at(-1)!.id : null,
  };
}

function factsOf(model: SandboxModel, row: Customer): { default: number; groups: readonly number[] } {
  const enrolment = model.open.get(row.id);
  const seat =
    enrolment === undefined
      ? { default: row.defaultGroup, groups: row.groups }
      : { default: enrolment.baseDefault, groups: enrolment.baseGroups };
  const lives = (id: number) => model.world.groups.has(id) && !model.isOfferGroup(id);
  // No default group (0), or one that never existed, is what such a customer gets back.
  const isOdd = !seat.groups.includes(seat.default) && !model.isOfferGroup(seat.default);
  return {
    default: isOdd || lives(seat.default) ? seat.default : CUSTOMER_GROUP,
    groups: seat.groups.every(lives) ? seat.groups : seat.groups.filter(lives),
  };
}

/** Open enrolments by customer id; of one offer when named. */
export function enrolmentsPage(
  model: SandboxModel,
  query: { readonly after: number; readonly limit: number; readonly offer?: number },
): { page: EnrolmentsPage; next: number | null } {
  const rows = [...model.open.values()]
    .filter(({ customer, offer }) => customer > query.after && (query.offer ?? offer) === offer)
    .sort((a, b) => a.customer - b.customer);
  const part = rows.slice(0, query.limit === Infinity ? undefined : query.limit);
  return {
    page: {
      customer: Int32Array.from(part, ({ customer }) => customer),
      offer: Int32Array.from(part, ({ offer }) => offer),
      writtenDefault: Int32Array.from(part, ({ writtenDefault }) => writtenDefault),
      window: Float64Array.from(part, ({ window }) => window),
      until: Float64Array.from(part, ({ until }) => until),
    },
    next: part.length < rows.length ? part.at(-1)!.customer : null,
  };
}

/** An offer's ledger lines after that enrolment id, with their ids. */
export function historyOf(
  model: SandboxModel,
  offer: number,
  after: number,
  limit: number,
): (EnrolmentRecord & { readonly id: number })[] {
  const rows = model.ledger.filter((row) => row.offer === offer && row.id > after);
  return rows.slice(0, limit === Infinity ? undefined : limit).map((row) => ({
    id: row.id,
    customer: row.customer,
    offer: row.offer,
    window: row.window,
    baseDefault: row.baseDefault,
    baseGroups: row.baseGroups,
    writtenDefault: row.writtenDefault,
    writtenGroups: row.writtenGroups,
    until: row.until,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    outcome: row.outcome,
  }));
}
