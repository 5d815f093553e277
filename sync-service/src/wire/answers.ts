import { z } from 'zod';
import { ShopUnusableError } from '../errors.ts';
import { wireError } from './refusals.ts';
import { otherProtocol, type OtherProtocol } from './protocol.ts';
import {
  CORRECTION_REASONS,
  OUTCOMES,
  type CustomerList,
  type EnrolmentRecord,
  type EnterResult,
  type EpochMs,
  type FrozenSet,
  type IdleGroup,
  type ImportedLines,
  type LeaveResult,
  type OfferGroup,
  type ShopDetails,
  type ShopStatus,
  type WorseOff,
} from '../moves/index.ts';

/** What the module's resources send (docs/PROTOCOL.md), but for the tables of many rows, which are in `tables.ts`. */

/** An instant as the module reads it. */
export function iso(ms: EpochMs): string {
  return new Date(Math.floor(ms)).toISOString();
}
const INSTANT = z.regexes.datetime({ offset: true });
/** Milliseconds; NaN for what is no instant. */
export const toInstant = (value: unknown): EpochMs =>
  typeof value === 'string' && value.length < 40 && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
export const id = z.int().min(0);
export const count = z.int().min(0);
export const ids = listOf(id);

/** A list that is given up at its first element that is not as it should be: zod's own goes on, at length, and keeps an issue for each. */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z.custom<readonly unknown[]>(Array.isArray, 'expected a list').transform((values, context) => {
    const read: T[] = [];
    for (const [index, value] of values.entries()) {
      const result = element.safeParse(value);
      if (!result.success) {
        const { path, message } = result.error.issues[0]!;
        context.addIssue({ code: 'custom', message, path: [index, ...path] });
        return z.NEVER;
      }
      read.push(result.data);
    }
    return read;
  });
}

/** An object with no more keys than the largest that is meant has. */
const MAP_KEYS_AT_MOST = 1_000;
const smallMap = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && Object.keys(value).length <= MAP_KEYS_AT_MOST,
  `expected a map of at most ${MAP_KEYS_AT_MOST}`,
);
const noticeParams = smallMap.pipe(z.record(z.string(), z.union([z.string(), z.number()])));
const hold = z.enum(['clock_jumped', 'backup_restored', 'mass_change']).nullable();
const named = z.object({ id, name: z.string() });
const withIso = named.extend({ iso: z.string() });

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
  // A module before 0.3.0 has none.
  lastSync: instant.nullable().default(null),
  hold,
  notices: listOf(z.object({ code: z.string(), idOffer: id, params: noticeParams, at: instant })),
});

export const status = statusShape.transform(({ module, prestashop, open, ...same }): ShopStatus => ({
  ...same,
  moduleVersion: module,
  prestashopVersion: prestashop,
  openEnrolments: open,
}));

/** A status of whichever protocol; of another one than ours, what it says of itself. */
export const anyStatus = z.unknown().transform((answer, context): ShopStatus | { other: OtherProtocol } => {
  const other = otherProtocol(answer);
  if (other !== null) return { other };
  const result = status.safeParse(answer);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  context.addIssue({ code: 'custom', message, path: [...path] });
  return z.NEVER;
});

export const switches = listOf(z.object({ code: z.string(), what: listOf(z.string()) }));

export const details = z
  .object({
    detail: z.object({
      php: z.string(),
      database: z.string(),
      defaultShop: id,
      customerGroup: id,
      visitorGroup: id,
      guestGroup: id,
      modules: listOf(named.extend({ displayName: z.string() })),
      shops: listOf(named.extend({ sharesCustomersWith: ids })),
      moduleGroupsRepaired: listOf(z.object({ idGroup: id, idShop: id })),
      switches,
      defaultLanguage: id,
      countries: listOf(withIso),
      states: listOf(withIso.extend({ country: id })),
      languages: listOf(withIso),
      currency: z.string(),
      page: z.string().optional(),
      shortestTurn: z.number().min(0),
    }),
  })
  .transform(({ detail: { php, database, ...same } }): ShopDetails => ({
    ...same,
    phpVersion: php,
    databaseVersion: database,
  }));

/** What the key may do: methods in capitals by resource; PHP writes an empty map as a list. */
export const permissions = z
  .object({ permissions: smallMap.pipe(z.union([z.record(z.string(), listOf(z.string())), z.tuple([])])) })
  .transform(({ permissions: by }): ReadonlyMap<string, ReadonlySet<string>> => {
    return new Map(Object.entries(by).map(([resource, methods]) => [resource, new Set(methods)]));
  });
export const names = z.object({ names: listOf(named) });

export const lease = z.object({ number: z.int(), token: z.string().min(1) });
export const released = z.object({ released: z.boolean() });
export const list = z.object({ list: id, unknown: ids });
export const unknown = z.object({ unknown: ids });
const customerList = named.extend({
  kind: z.enum(['list', 'score']),
  size: count,
  importedAt: instant,
}) satisfies z.ZodType<CustomerList>;
export const lists = z.object({ lists: listOf(customerList) });
export const imported = z.object({
  list: z.int().min(1),
  notFound: listOf(z.int()),
  disagree: listOf(z.int()),
  duplicates: listOf(z.int()),
}) satisfies z.ZodType<ImportedLines>;
export const forgotten = z.object({ forgotten: z.literal(true) });
export const importFinished = z.object({ list: customerList });

const frozenSet = z.object({
  window: instant,
  turn: z.object({ start: instant, end: instant, number: z.int().min(1) }).nullable(),
  list: z.int().min(1),
  size: count,
  basis: z.string(),
}) satisfies z.ZodType<FrozenSet>;
export const frozenSets = z.object({ frozen: listOf(frozenSet) });
export const frozen = z.object({ frozen: frozenSet });
export const frozenOffers = z.object({ offers: listOf(z.object({ offer: id, frozen: listOf(frozenSet) })) });

export const joined = z.object({ joined: count });

export const worse = z.object({
  group: id,
  customers: count,
  products: count,
  examples: listOf(z.object({ product: id, name: z.string(), now: z.number(), then: z.number() })),
  shown: listOf(z.string()),
}) satisfies z.ZodType<WorseOff>;
export const worseOff = z.object({ worseOff: listOf(worse) });
const offerGroup = z.object({
  idGroup: id,
  changed: listOf(z.string()),
  reverted: listOf(z.string()),
  worseOff: listOf(worse),
}) satisfies z.ZodType<OfferGroup>;
const refusal = z.object({ code: z.int(), message: z.string(), problem: z.unknown() }).transform(wireError);
export const freezes = z.object({
  freezes: listOf(z.union([z.object({ refused: refusal }), z.object({ frozen: frozenSet })])),
});
/** Each offer's group, or why it has none; as many of those asked for as the shop had time for, in their order. */
export const groups = z.object({
  groups: listOf(
    z.union([
      z.object({ offer: id, refused: refusal }),
      offerGroup.extend({ offer: id }).transform(({ offer, ...group }) => ({ offer, group })),
    ]),
  ),
});
const idleGroups = listOf(z.object({ offer: id, changed: listOf(z.string()) })) satisfies z.ZodType<
  readonly IdleGroup[]
>;
export const idle = z.object({ idle: idleGroups });

/** PHP writes an empty map as a list. */
const refused = smallMap
  .pipe(z.union([z.partialRecord(reasons(), ids), z.tuple([])]))
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
  changedElsewhere: count,
  corrected: count,
  deleted: count,
  deferred: count,
  remaining: count,
  next: z.string().nullable(),
  nextDue: instant.nullable(),
  longestLockMs: z.number(),
}) satisfies z.ZodType<LeaveResult>;
export const repaired = z.object({
  rewritten: count,
  strandedReturned: count,
  changedElsewhere: count,
  remaining: count,
  hold,
  idle: idleGroups,
});
export const paused = z.object({ paused: count });
export const confirmed = z.object({ confirmed: hold });

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
  outcome: z.enum(OUTCOMES),
  reason: z.enum(CORRECTION_REASONS).nullable(),
}) satisfies z.ZodType<EnrolmentRecord>;
export const historyPage = z.object({ rows: listOf(record), next: id.nullable() });
export const toHistory = (_: string, { rows }: z.infer<typeof historyPage>): readonly EnrolmentRecord[] => rows;

function reasons() {
  return z.enum([
    'default_changed',
    'deleted',
    'guest',
    'blocked_by_staff',
    'other_shop',
    'would_lose_access',
    'worse_off',
    'pinned',
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

export function notAsAgreed(resource: string, what: string): ShopUnusableError {
  return new ShopUnusableError(
    `${resource}: the shop's answer is not as agreed (${what}); install the same version of module and service`,
    200,
  );
}
