import type { EnrolmentRecord, EnrolmentsPage, ShopDetails } from '../../src/moves/shop.ts';
import { SHORTEST_TURN } from './check-offer.ts';
import type { MemoryModel } from './model.ts';
import { CUSTOMER_GROUP, GUEST_GROUP, VISITOR_GROUP } from './rows.ts';
import { repairOwnModuleGroups } from './seed.ts';

/** What offers may name; puts our own missing `module_group` rows right on the way and says which (F10). */
export function detailsOf(model: MemoryModel): ShopDetails {
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
    switches: model.switches,
    defaultLanguage: 1,
    countries: model.world.countries,
    states: model.world.states,
    languages: model.world.languages,
    currency: model.world.currency,
    shortestTurn: SHORTEST_TURN,
  };
}

/** Open enrolments by customer id; of one offer when named. */
export function enrolmentsPage(
  model: MemoryModel,
  query: { readonly after: number; readonly limit: number; readonly offer?: number },
): { page: EnrolmentsPage; next: number | null } {
  const rows = [...model.open.values()]
    .filter(({ customer, offer }) => customer > query.after && (query.offer ?? offer) === offer)
    .sort((a, b) => a.customer - b.customer);
  const part = rows.slice(0, query.limit === Infinity ? undefined : query.limit);
  return {
    page: {
      customer: Uint32Array.from(part, ({ customer }) => customer),
      offer: Uint32Array.from(part, ({ offer }) => offer),
      writtenDefault: Uint32Array.from(part, ({ writtenDefault }) => writtenDefault),
      window: Float64Array.from(part, ({ window }) => window),
      until: Float64Array.from(part, ({ until }) => until),
    },
    next: part.length < rows.length ? part.at(-1)!.customer : null,
  };
}

/** An offer's ledger lines after that enrolment id, with their ids. */
export function historyOf(
  model: MemoryModel,
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
    reason: row.reason,
  }));
}
