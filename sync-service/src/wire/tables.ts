import { z } from 'zod';
import { GENDERS, type Answer, type Facts, type OrdersPage } from '../audience/index.ts';
import type { EnrolmentsPage, RotationPage } from '../moves/index.ts';
import { id, ids, instant, notAsAgreed } from './answers.ts';

/**
 * Tables of many rows, column by column. zod sees only that a column is there; {@link whole} and its like look at each value once, on
 * its way into a typed array.
 */

const column = z.custom<readonly unknown[]>(Array.isArray, 'a list is missing');
const next = id.nullable();

export const factsPage = z.object({
  id: column,
  shop: column,
  default: column,
  groups: column,
  groupSets: z.array(ids),
  registered: column,
  birthday: column,
  gender: column,
  language: column,
  country: column,
  flags: column,
  blocked: z.object({ id: column, until: z.array(instant) }),
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
  windows: z.array(instant),
  untils: z.array(instant),
  next,
});
export const listPage = z.object({ ids: column, next });
export const figuresPage = z.object({ ids: column, figures: column, next });
export const answerPage = z.object({ yes: column, no: column, others: z.enum(['no', 'unknown']), next });
export const rotationPage = z.object({
  customer: column,
  level: column,
  turns: column,
  last: column,
  lasts: z.array(instant),
  next,
});

interface Bounds {
  readonly rows: number;
  readonly least?: number;
  /** Exclusive; for columns that are indexes into another list, its length. */
  readonly below?: number;
}
type Whole = Int32Array | Uint8Array | Float64Array;

/** Whole numbers, checked in one pass without an object for each row. @throws ShopUnusableError naming row and value */
function whole<T extends Whole>(
  resource: string,
  column: readonly unknown[],
  into: new (rows: number) => T,
  { rows, least = 0, below = 2 ** 31 }: Bounds,
): T {
  if (column.length !== rows) throw notAsAgreed(resource, `a column of ${column.length} rows beside one of ${rows}`);
  const result = new into(rows);
  for (let row = 0; row < rows; row++) {
    const value = column[row];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value >= below) {
      const range = least === 0 ? `below ${below}` : `from ${least} and below ${below}`;
      throw notAsAgreed(resource, `row ${row} holds ${shown(value)} where a whole number ${range} belongs`);
    }
    result[row] = value;
  }
  return result;
}

/** Customer ids in ascending order, all above `after`: the rows of one page never come again in the next. */
function customerIds(resource: string, column: readonly unknown[], after: number): Int32Array {
  const result = whole(resource, column, Int32Array, { rows: column.length });
  for (let row = 0, before = after; row < result.length; row++) {
    if (result[row]! <= before) throw notAsAgreed(resource, `ids are not ascending at row ${row}`);
    before = result[row]!;
  }
  return result;
}

function numbers(resource: string, column: readonly unknown[], rows: number): Float64Array {
  if (column.length !== rows) throw notAsAgreed(resource, `a column of ${column.length} rows beside one of ${rows}`);
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = column[row];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw notAsAgreed(resource, `row ${row} holds ${shown(value)} where a figure belongs`);
    }
    result[row] = value;
  }
  return result;
}

/** Never a text itself, which might be a customer's. */
function shown(value: unknown): string {
  if (typeof value === 'number' || value === null) return String(value);
  return typeof value === 'string' ? 'a text' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

export function toFacts(resource: string, page: z.infer<typeof factsPage>, after: number): Facts {
  const rows = page.id.length;
  const integers = (column: readonly unknown[], least = 0) => whole(resource, column, Int32Array, { rows, least });
  const bytes = (column: readonly unknown[], below: number) => whole(resource, column, Uint8Array, { rows, below });
  const some = (column: readonly unknown[]) => whole(resource, column, Int32Array, { rows: column.length });
  const blocked = some(page.blocked.id);
  if (blocked.length !== page.blocked.until.length) {
    throw notAsAgreed(resource, `${blocked.length} blocked customers beside ${page.blocked.until.length} instants`);
  }
  return {
    id: customerIds(resource, page.id, after),
    idShop: integers(page.shop),
    defaultGroup: integers(page.default),
    groups: whole(resource, page.groups, Int32Array, { rows, below: page.groupSets.length }),
    groupSets: page.groupSets,
    registered: integers(page.registered, -1),
    birthday: integers(page.birthday),
    gender: bytes(page.gender, GENDERS.length),
    language: integers(page.language),
    country: integers(page.country),
    // Bits that this version does not know are a later module's.
    flags: bytes(page.flags, 256),
    blockedUntil: new Map(page.blocked.until.map((until, index) => [blocked[index]!, until])),
    pinned: new Set(some(page.pinned)),
  };
}

export function toOrders(resource: string, page: z.infer<typeof ordersPage>, after: number): OrdersPage {
  const customer = customerIds(resource, page.customer, after);
  const rows = page.day.length;
  const count = whole(resource, page.count, Int32Array, { rows: customer.length, below: rows + 1 });
  const day = whole(resource, page.day, Int32Array, { rows });
  const amount = whole(resource, page.amount, Float64Array, { rows, below: Number.MAX_SAFE_INTEGER });
  let order = 0;
  for (let row = 0; row < count.length; row++) {
    const end = order + count[row]!;
    for (order++; order < end; order++) {
      if (day[order]! < day[order - 1]!) throw notAsAgreed(resource, `orders are not by day at order ${order}`);
    }
    order = end;
  }
  if (order !== rows) throw notAsAgreed(resource, `${rows} orders where the customers' numbers add up to ${order}`);
  return { customer, count, day, amount };
}

export function toEnrolments(resource: string, page: z.infer<typeof enrolmentsPage>, after: number): EnrolmentsPage {
  const rows = page.customer.length;
  const integers = (column: readonly unknown[]) => whole(resource, column, Int32Array, { rows });
  const instants = (column: readonly unknown[], of: readonly number[]) =>
    Float64Array.from(whole(resource, column, Int32Array, { rows, below: of.length }), (index) => of[index]!);
  return {
    customer: customerIds(resource, page.customer, after),
    offer: integers(page.offer),
    writtenDefault: integers(page.default),
    window: instants(page.window, page.windows),
    until: instants(page.until, page.untils),
  };
}

export function toRotation(resource: string, page: z.infer<typeof rotationPage>, after: number): RotationPage {
  const { lasts } = page;
  const rows = page.customer.length;
  const last = whole(resource, page.last, Int32Array, { rows, least: -1, below: lasts.length });
  return {
    customer: customerIds(resource, page.customer, after),
    level: whole(resource, page.level, Int32Array, { rows }),
    turns: whole(resource, page.turns, Int32Array, { rows }),
    last: Float64Array.from(last, (index) => (index === -1 ? 0 : lasts[index]!)),
  };
}

export function toIds(resource: string, page: z.infer<typeof listPage>, after: number): Int32Array {
  return customerIds(resource, page.ids, after);
}

export function toFigures(resource: string, page: z.infer<typeof figuresPage>, after: number) {
  return {
    ids: customerIds(resource, page.ids, after),
    figures: numbers(resource, page.figures, page.ids.length),
  };
}

export function toAnswer(resource: string, page: z.infer<typeof answerPage>, after: number): Answer {
  return {
    yes: customerIds(resource, page.yes, after),
    no: customerIds(resource, page.no, after),
    others: page.others,
  };
}

/** One column out of those of many pages. */
export function joinIds(pages: readonly Int32Array[]): Int32Array {
  return joined(new Int32Array(pages.reduce((sum, page) => sum + page.length, 0)), pages);
}

export function joinFigures(pages: readonly Float64Array[]): Float64Array {
  return joined(new Float64Array(pages.reduce((sum, page) => sum + page.length, 0)), pages);
}

function joined<T extends Int32Array | Float64Array>(all: T, pages: readonly T[]): T {
  let offset = 0;
  for (const page of pages) {
    all.set(page, offset);
    offset += page.length;
  }
  return all;
}
