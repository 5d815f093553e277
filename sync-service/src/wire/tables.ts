import { z } from 'zod';
import { GENDERS, type Answer, type Facts, type OrdersPage } from '../audience/index.ts';
import type { EnrolmentsPage, RotationPage } from '../moves/index.ts';
import { id, listOf, notAsAgreed, toInstant } from './answers.ts';
import { Rows, type TellUnreadable } from './rows.ts';

/**
 * Tables of many rows, column by column. zod sees only that a column is there; {@link Rows} looks at each value once, on its way
 * into a typed array, and leaves out the rows that cannot be read. `tell` hears of those.
 */

const column = z.custom<readonly unknown[]>(Array.isArray, 'a list is missing');
const next = id.nullable();

export const factsPage = z.object({
  id: column,
  shop: column,
  default: column,
  groups: column,
  groupSets: column,
  registered: column,
  birthday: column,
  gender: column,
  language: column,
  country: column,
  flags: column,
  blocked: z.object({ id: column, until: column }),
  pinned: column,
  next,
});
export const ordersPage = z.object({ customer: column, count: column, day: column, amount: column, next });
export const enrolmentsPage = z.object({
  customer: column,
  offer: column,
  default: column,
  window: column,
  until: column,
  windows: column,
  untils: column,
  next,
});
export const listPage = z.object({ ids: column, next });
export const contentsPage = z.object({
  lists: listOf(z.object({ list: id, ids: column })),
  next: z.object({ list: id, after: id }).nullable(),
});
export const figuresPage = z.object({ ids: column, figures: column, next });
export const answerPage = z.object({ yes: column, no: column, others: z.enum(['no', 'unknown']), next });
export const rotationPage = z.object({
  customer: column,
  level: column,
  turns: column,
  last: column,
  lasts: column,
  next,
});

/** A column of indexes into a list of instants. @param least -1 where there may be none, which becomes 0 */
function instantsOf(
  rows: Rows,
  name: string,
  column: readonly unknown[],
  of: readonly unknown[],
  least: -1 | 0 = 0,
): Float64Array {
  const known = of.map(toInstant);
  const indexes = rows.integers(name, column, { least, below: known.length });
  return Float64Array.from(indexes, (index, row) => {
    const at = index === -1 ? 0 : known[index]!;
    if (Number.isNaN(at) && !rows.isLeftOut(row)) rows.breaks(row, name, of[index], 'an instant');
    return at;
  });
}

/** null when it is no list of ids */
function idsIn(list: unknown): number[] | null {
  return Array.isArray(list) && list.every((each) => Number.isSafeInteger(each) && each >= 0)
    ? (list as number[])
    : null;
}

export function toFacts(resource: string, page: z.infer<typeof factsPage>, after: number, tell: TellUnreadable): Facts {
  const rows = new Rows(resource, page.id.length);
  const id = rows.customers(page.id, after);
  const idShop = rows.ids('shop', page.shop);
  const defaultGroup = rows.ids('default', page.default);
  const groups = rows.ids('groups', page.groups, page.groupSets.length);
  const groupSets = page.groupSets.map(idsIn);
  for (let row = 0; row < groups.length; row++) {
    if (groupSets[groups[row]!] === null && !rows.isLeftOut(row)) rows.breaks(row, 'groups', null, 'a list of groups');
  }
  const columns = {
    id,
    idShop,
    defaultGroup,
    groups,
    registered: rows.integers('registered', page.registered, { least: -1 }),
    birthday: rows.integers('birthday', page.birthday),
    gender: rows.bytes('gender', page.gender, GENDERS.length),
    language: rows.ids('language', page.language),
    country: rows.ids('country', page.country),
    // Bits that this version does not know are a later module's.
    flags: rows.bytes('flags', page.flags, 256),
  };
  const keep = rows.readable(tell, (row) => `customer ${id[row]}`);
  const blocked = new Rows(`${resource}, blocked`, page.blocked.id.length);
  const blockedIds = blocked.ids('id', page.blocked.id);
  if (page.blocked.until.length !== blocked.size) {
    throw notAsAgreed(resource, `${blocked.size} blocked customers beside ${page.blocked.until.length} instants`);
  }
  const untils = blocked.figures('until', page.blocked.until.map(toInstant));
  const keepBlocked = blocked.readable(tell, (row) => `block of customer ${blockedIds[row]}`);
  const [blockedNow, blockedUntil] = [keepBlocked(blockedIds), keepBlocked(untils)];
  return {
    id: keep(columns.id),
    idShop: keep(columns.idShop),
    defaultGroup: keep(columns.defaultGroup),
    groups: keep(columns.groups),
    groupSets: groupSets.map((set) => set ?? []),
    registered: keep(columns.registered),
    birthday: keep(columns.birthday),
    gender: keep(columns.gender),
    language: keep(columns.language),
    country: keep(columns.country),
    flags: keep(columns.flags),
    blockedUntil: new Map(Array.from(blockedNow, (customer, index) => [customer, blockedUntil[index]!])),
    pinned: new Set(toList(`${resource}, pinned`, page.pinned, tell)),
  };
}

export function toOrders(
  resource: string,
  page: z.infer<typeof ordersPage>,
  after: number,
  tell: TellUnreadable,
): OrdersPage {
  const buyers = new Rows(resource, page.customer.length);
  const customer = buyers.customers(page.customer, after);
  const orders = new Rows(`${resource}, orders`, page.day.length);
  const day = orders.integers('day', page.day);
  // A refund may be an order of less than nothing.
  const amount = orders.large('amount', page.amount, { least: -Number.MAX_SAFE_INTEGER, below: 2 ** 53 });
  // How many orders a buyer has says whose each order is: without it none can be read.
  const count = buyers.integers('count', page.count, { below: orders.size + 1 });
  const sum = count.reduce((total, each) => total + each, 0);
  if (sum !== orders.size) {
    throw notAsAgreed(resource, `${orders.size} orders where the customers' numbers add up to ${sum}`);
  }
  const buyerOf = new Uint32Array(orders.size);
  for (let buyer = 0, order = 0; buyer < count.length; buyer++) {
    const end = order + count[buyer]!;
    for (let latest = 0; order < end; order++) {
      buyerOf[order] = buyer;
      if (buyers.isLeftOut(buyer)) orders.drop(order);
      if (orders.isLeftOut(order)) continue;
      if (day[order]! < latest) orders.breaks(order, 'day', day[order], 'a day not before the last');
      else latest = day[order]!;
    }
  }
  const nameOf = (order: number) => `an order of customer ${customer[buyerOf[order]!]}`;
  const keepOrders = orders.readable(tell, nameOf);
  const keepBuyers = buyers.readable(tell, (buyer) => `orders of customer ${customer[buyer]}`);
  const kept = { customer: keepBuyers(customer), day: keepOrders(day), amount: keepOrders(amount) };
  if (kept.day.length === day.length && kept.customer.length === customer.length) return { ...kept, count };
  const left = new Int32Array(count.length);
  for (let order = 0; order < orders.size; order++) if (!orders.isLeftOut(order)) left[buyerOf[order]!]! += 1;
  return { ...kept, count: keepBuyers(left) };
}

export function toEnrolments(
  resource: string,
  page: z.infer<typeof enrolmentsPage>,
  after: number,
  tell: TellUnreadable,
): EnrolmentsPage {
  const rows = new Rows(resource, page.customer.length);
  const customer = rows.customers(page.customer, after);
  const offer = rows.ids('offer', page.offer);
  const writtenDefault = rows.ids('default', page.default);
  const window = instantsOf(rows, 'window', page.window, page.windows);
  const until = instantsOf(rows, 'until', page.until, page.untils);
  const keep = rows.readable(tell, (row) => `customer ${customer[row]} in offer ${offer[row]}`);
  return {
    customer: keep(customer),
    offer: keep(offer),
    writtenDefault: keep(writtenDefault),
    window: keep(window),
    until: keep(until),
  };
}

export function toRotation(
  resource: string,
  page: z.infer<typeof rotationPage>,
  after: number,
  tell: TellUnreadable,
): RotationPage {
  const rows = new Rows(resource, page.customer.length);
  const customer = rows.customers(page.customer, after);
  const level = rows.integers('level', page.level);
  const turns = rows.integers('turns', page.turns);
  const last = instantsOf(rows, 'last', page.last, page.lasts, -1);
  const keep = rows.readable(tell, (row) => `turns of customer ${customer[row]}`);
  return { customer: keep(customer), level: keep(level), turns: keep(turns), last: keep(last) };
}

export function toIds(
  resource: string,
  page: z.infer<typeof listPage>,
  after: number,
  tell: TellUnreadable,
): Uint32Array {
  return ascending(resource, page.ids, after, tell);
}

/** Lists one after another, the last of a page perhaps in part; the first one's rows are above `after`. */
export function toContents(resource: string, { lists, next }: z.infer<typeof contentsPage>, after: number): Contents {
  // Frozen lists hold customers whose rows were read before.
  const unheard = () => undefined;
  return {
    lists: lists.map(({ list }) => list),
    ids: lists.map((each, index) => ascending(resource, each.ids, index === 0 ? after : 0, unheard)),
    next,
  };
}

interface Contents {
  readonly lists: readonly number[];
  readonly ids: readonly Uint32Array[];
  readonly next: { readonly list: number; readonly after: number } | null;
}

/**
 * @param asked ids of lists, in order; the first one's rows are above `after`
 * @returns the customers of as many of them as the page has; `next` is where to go on
 */
export function asAsked(
  resource: string,
  { lists, ids, next }: Contents,
  asked: readonly number[],
  after: number,
): { readonly ids: readonly Uint32Array[]; readonly next: { readonly index: number; readonly after: number } | null } {
  if (lists.some((list, index) => list !== asked[index]) || (next === null && lists.length < asked.length)) {
    throw notAsAgreed(resource, 'lists: not those that were asked for, in their order');
  }
  if (next === null) return { ids, next };
  const index = asked.indexOf(next.list);
  if (index < Math.max(0, lists.length - 1) || (index === 0 && next.after <= after)) {
    throw notAsAgreed(resource, `next: does not go on after list ${asked[Math.max(0, lists.length - 1)]}`);
  }
  return { ids, next: { index, after: next.after } };
}

export function toFigures(
  resource: string,
  page: z.infer<typeof figuresPage>,
  after: number,
  tell: TellUnreadable,
): { readonly ids: Uint32Array; readonly figures: Float64Array } {
  const rows = new Rows(resource, page.ids.length);
  const customer = rows.customers(page.ids, after);
  const figures = rows.figures('figures', page.figures);
  const keep = rows.readable(tell, (row) => `figure of customer ${customer[row]}`);
  return { ids: keep(customer), figures: keep(figures) };
}

export function toAnswer(
  resource: string,
  page: z.infer<typeof answerPage>,
  after: number,
  tell: TellUnreadable,
): Answer {
  return {
    yes: ascending(resource, page.yes, after, tell),
    no: ascending(resource, page.no, after, tell),
    others: page.others,
  };
}

function ascending(resource: string, column: readonly unknown[], after: number, tell: TellUnreadable): Uint32Array {
  const rows = new Rows(resource, column.length);
  const customer = rows.customers(column, after);
  return rows.readable(tell, (row) => `customer ${customer[row]}`)(customer);
}

function toList(resource: string, column: readonly unknown[], tell: TellUnreadable): Uint32Array {
  const rows = new Rows(resource, column.length);
  const customer = rows.ids('id', column);
  return rows.readable(tell, (row) => `customer ${customer[row]}`)(customer);
}

/** One column out of those of many pages. */
export function joinIds(pages: readonly Uint32Array[]): Uint32Array {
  return joined(new Uint32Array(pages.reduce((sum, page) => sum + page.length, 0)), pages);
}

export function joinFigures(pages: readonly Float64Array[]): Float64Array {
  return joined(new Float64Array(pages.reduce((sum, page) => sum + page.length, 0)), pages);
}

function joined<T extends Uint32Array | Float64Array>(all: T, pages: readonly T[]): T {
  let offset = 0;
  for (const page of pages) {
    all.set(page, offset);
    offset += page.length;
  }
  return all;
}
