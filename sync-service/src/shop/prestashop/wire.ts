import { z } from 'zod';
import type { Facts } from '../../audience/index.ts';
import { ShopUnusableError } from '../../errors.ts';
import type {
  EnrolmentRecord,
  EnrolmentsPage,
  EnterResult,
  LeaveResult,
  ShopDetails,
  ShopStatus,
} from '../../moves/shop.ts';

/** What the module's resources send (docs/PROTOCOL.md). Tables of many rows are checked by {@link integers}, not row by row. */

export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const id = z.int().min(0);
const count = z.int().min(0);
const ids = z.array(id);
const hold = z.enum(['clock_jumped', 'backup_restored', 'mass_change']).nullable();
const named = z.object({ id, name: z.string() });

const statusShape = z.object({
  now: instant,
  timezone: z.string(),
  module: z.string(),
  prestashop: z.string(),
  counter: z.coerce.string(),
  ledger: z.int(),
  groupsFeature: z.boolean(),
  minUntil: instant.nullable(),
  open: count,
  leaseNumber: z.int(),
  heartbeat: instant.nullable(),
  hold,
  notices: z.array(z.object({ code: z.string(), idOffer: id, message: z.string(), at: instant })),
});

export const status = statusShape.transform(({ module, prestashop, open, ...same }): ShopStatus => ({
  ...same,
  moduleVersion: module,
  prestashopVersion: prestashop,
  openEnrolments: open,
}));

export const details = z
  .object({
    detail: z.object({
      php: z.string(),
      database: z.string(),
      defaultShop: id,
      customerGroup: id,
      visitorGroup: id,
      guestGroup: id,
      modules: z.array(named.extend({ displayName: z.string() })),
      shops: z.array(named.extend({ sharesCustomersWith: ids })),
      moduleGroupsRepaired: z.array(z.object({ idGroup: id, idShop: id })),
      nonNativeModulesDisabled: z.boolean(),
    }),
  })
  .transform(({ detail: { php, database, ...same } }): ShopDetails => ({
    ...same,
    phpVersion: php,
    databaseVersion: database,
  }));

export const lease = z.object({ number: z.int(), token: z.string().min(1) });
export const list = z.object({ list: id, unknown: ids });
export const offerGroup = z.object({ idGroup: id, changed: z.array(z.string()), reverted: z.array(z.string()) });

/** PHP writes an empty map as a list. */
const refused = z
  .union([z.partialRecord(reasons(), ids), z.tuple([])])
  .transform((map): EnterResult['refused'] => (Array.isArray(map) ? {} : map));
export const entered = z.object({
  entered: count,
  switched: count,
  already: count,
  deferred: count,
  deferredTo: instant.nullable(),
  refused,
  stopped: z.string().nullable(),
  longestLockMs: z.number(),
}) satisfies z.ZodType<EnterResult>;
export const changed = z.object({ changed: count });
export const left = z.object({
  left: count,
  restored: count,
  staffKept: count,
  deleted: count,
  deferred: count,
  remaining: count,
  nextDue: instant.nullable(),
  longestLockMs: z.number(),
}) satisfies z.ZodType<LeaveResult>;
export const repaired = z.object({ rewritten: count, strandedReturned: count, remaining: count, hold });
export const paused = z.object({ paused: count });

/** Tables: columns stay as they came, `unknown` until {@link integers} has looked at them. */
const columns = z.custom<readonly unknown[]>(Array.isArray, 'a list is missing');
const next = id.nullable();
export const factsPage = z.object({
  id: columns,
  shop: columns,
  default: columns,
  groups: columns,
  groupSets: z.array(ids),
  blocked: z.object({ id: ids, until: z.array(instant) }),
  next,
});
export const enrolmentsPage = z.object({
  customer: columns,
  offer: columns,
  default: columns,
  window: columns,
  until: columns,
  windows: z.array(instant),
  untils: z.array(instant),
  next,
});
export const listPage = z.object({ ids: columns, next });

const record = z.object({
  customer: id,
  offer: id,
  window: instant,
  baseDefault: id,
  baseGroups: ids,
  writtenDefault: id,
  writtenGroups: ids,
  until: instant,
  openedAt: instant,
  closedAt: instant.nullable(),
  outcome: z.enum(['open', 'restored', 'staff_kept', 'switched', 'repaired', 'deleted']),
}) satisfies z.ZodType<EnrolmentRecord>;
export const historyPage = z.object({ rows: z.array(record), next });

function reasons() {
  return z.enum([
    'default_changed',
    'deleted',
    'guest',
    'blocked_by_staff',
    'other_shop',
    'would_lose_access',
    'no_such_customer',
  ]);
}

/** @throws ShopUnusableError naming resource and field when an answer is not as the protocol says */
export function read<T>(resource: string, schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw notAsAgreed(resource, `${path.join('.') || 'answer'}: ${message}`);
}

/**
 * A column of whole numbers, checked in one pass without an object for each row.
 * @param below exclusive; for columns that are indexes into another list
 */
export function integers(
  resource: string,
  column: readonly unknown[],
  rows: number,
  how: { below?: number; ascending?: boolean } = {},
): Int32Array {
  const { below = 2 ** 31, ascending = false } = how;
  if (column.length !== rows) throw notAsAgreed(resource, `a column of ${column.length} rows beside one of ${rows}`);
  const result = new Int32Array(rows);
  let before = -1;
  for (let row = 0; row < rows; row++) {
    const value = column[row];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= below) {
      throw notAsAgreed(
        resource,
        `row ${row} holds ${JSON.stringify(value)} where a whole number below ${below} belongs`,
      );
    }
    if (ascending && value <= before) throw notAsAgreed(resource, `ids are not ascending at row ${row}`);
    before = value;
    result[row] = value;
  }
  return result;
}

export function toFacts(resource: string, page: z.infer<typeof factsPage>): Facts {
  const rows = page.id.length;
  const blockedUntil = new Map(page.blocked.id.map((customer, index) => [customer, page.blocked.until[index] ?? 0]));
  return {
    id: integers(resource, page.id, rows, { ascending: true }),
    idShop: integers(resource, page.shop, rows),
    defaultGroup: integers(resource, page.default, rows),
    groups: integers(resource, page.groups, rows, { below: page.groupSets.length }),
    groupSets: page.groupSets,
    blockedUntil,
  };
}

export function toEnrolments(resource: string, page: z.infer<typeof enrolmentsPage>): EnrolmentsPage {
  const rows = page.customer.length;
  const instants = (column: readonly unknown[], of: readonly number[]) =>
    Float64Array.from(integers(resource, column, rows, { below: of.length }), (index) => of[index]!);
  return {
    customer: integers(resource, page.customer, rows, { ascending: true }),
    offer: integers(resource, page.offer, rows),
    writtenDefault: integers(resource, page.default, rows),
    window: instants(page.window, page.windows),
    until: instants(page.until, page.untils),
  };
}

function notAsAgreed(resource: string, what: string): ShopUnusableError {
  return new ShopUnusableError(
    `${resource}: the shop's answer is not as agreed (${what}); install the same version of module and service`,
    200,
  );
}
