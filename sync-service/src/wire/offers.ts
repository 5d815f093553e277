import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  audienceSchema,
  EVERYBODY,
  type Awaiting,
  type Offer,
  type OfferPlan,
  type Rotation,
  type Schedule,
  type ZoneOffsets,
} from '../offer/index.ts';
import { problem, type Problem } from '../problems.ts';
import { nextWindows, scheduleSpan } from '../windows/index.ts';
import { listOf } from './answers.ts';

/** Rows of the resource `group_offers` (docs/PROTOCOL.md): texts and numbers as the shop's table has them. */

const integer = z.coerce.number().pipe(z.int());
const idList = listOf(z.int().min(1));
const reductions = listOf(
  z.object({ idCategory: z.int().min(1), discount: z.number().min(0).max(100), subcategories: z.boolean() }),
);
const texts = listOf(z.string());
const recurrence = z.object({ rule: z.string(), except: texts, cuts: texts });
const schedule = z.object({
  timezone: z.string(),
  start: z.string(),
  end: z.string(),
  recurrence: recurrence.nullable(),
}) satisfies z.ZodType<Schedule>;
const rotation = z.object({
  turn: z.string(),
  by: z.union([z.strictObject({ cohorts: z.int().min(1) }), z.strictObject({ capacity: z.int().min(1) })]),
  coolDown: z.int().min(0),
  maxTurns: z.int().min(1).nullable(),
}) satisfies z.ZodType<Rotation>;

/** What the module is told of them (`npm run shapes`). */
export const offerShapes = {
  schedule,
  rotation,
  intent: z.enum(['draft', 'armed', 'paused', 'cancelled', 'archived']),
  membership: z.enum(['keep', 'exclusive']),
};

const awaiting = z.object({
  discount: z.number().optional(),
  limit: z.number().optional(),
  group: z.int().optional(),
  groupName: z.string().optional(),
}) satisfies z.ZodType<Awaiting>;

/** In seconds. */
const zoneOffsets = z
  .object({
    until: z.int(),
    offsets: listOf(z.union([z.tuple([z.int(), z.int()]), z.tuple([z.int(), z.int(), z.literal(1)])])).refine(
      ({ length }) => length > 0,
    ),
  })
  .transform(({ until, offsets }): ZoneOffsets => ({
    until: until * 1000,
    offsets: offsets.map(([at, offset, changed]) => ({ at: at * 1000, offset: offset * 1000, changed: changed === 1 })),
  }));

/** The shop keeps less than this. */
const FIELD_AT_MOST = 100_000;

/** A field that holds JSON. */
function json<T>(shape: z.ZodType<T>, empty: string) {
  return z
    .string()
    .max(FIELD_AT_MOST)
    .transform((text, context) => {
      try {
        return JSON.parse(text === '' ? empty : text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
}

const utc = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(`${text.replace(' ', 'T')}Z`).epochMilliseconds;
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is no instant` });
    return z.NEVER;
  }
});
const nothing = z.union([z.literal(''), z.null(), z.undefined(), z.literal(false)]).transform(() => null);
const noInstant = z.literal(['0', '0000-00-00 00:00:00']).transform(() => null);
const inherited = integer.pipe(z.union([z.literal(-1), z.literal(0), z.literal(1)]));

/** An offer with its instants in ms: what can be handed from thread to thread. */
type OfferRow = Omit<Offer, 'startsAt' | 'endsAt' | 'cutAt'> & {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly cutAt: number | null;
};

const wireOffer = z
  .object({
    id: integer,
    name: z.coerce.string(),
    intent: offerShapes.intent,
    version: integer,
    priority: integer,
    id_shop: integer,
    discount: z.coerce.number(),
    reductions: json(reductions, '[]'),
    price_display_method: inherited,
    show_prices: inherited,
    modules_denied: json(idList, '[]'),
    membership: offerShapes.membership,
    id_reference_group: integer,
    audience: json(audienceSchema, JSON.stringify(EVERYBODY)),
    schedule: json(schedule, ''),
    // A module before 0.2.0 has none; the core's JSON leaves out what is empty.
    zone_offsets: z.union([nothing, json(zoneOffsets, '')]).optional(),
    starts_at: utc,
    ends_at: utc,
    rotation: z.union([nothing, json(rotation.nullable(), 'null')]),
    cut_at: z.union([nothing, noInstant, utc]),
    checkout_grace: integer,
    calendar: z.string().optional(),
    // A module before 0.3.0 has neither.
    origin: z.string().optional(),
    awaiting: z.union([nothing, json(awaiting, '')]).optional(),
  })
  .transform((wire): OfferRow => ({
    id: wire.id,
    name: wire.name,
    intent: wire.intent,
    version: wire.version,
    priority: wire.priority,
    idShop: wire.id_shop,
    discount: wire.discount,
    reductions: wire.reductions,
    priceDisplayMethod: wire.price_display_method === -1 ? null : wire.price_display_method,
    showPrices: wire.show_prices === -1 ? null : wire.show_prices === 1,
    modulesDenied: wire.modules_denied,
    membership: wire.membership,
    idReferenceGroup: wire.id_reference_group,
    audience: wire.audience,
    schedule: wire.schedule,
    ...(wire.zone_offsets ? { zone: wire.zone_offsets } : {}),
    rotation: wire.rotation,
    startsAt: wire.starts_at,
    endsAt: wire.ends_at,
    cutAt: wire.cut_at,
    checkoutGrace: wire.checkout_grace,
    ...(wire.origin === 'page' || wire.origin === 'webservice' ? { origin: wire.origin } : {}),
    ...(wire.awaiting ? { awaiting: wire.awaiting } : {}),
    ...(wire.calendar === 'wanted' ? { wantsWindows: true } : {}),
  }));

export interface UnreadableOffer {
  readonly id: number;
  readonly armed: boolean;
  readonly why: Problem;
}

export interface FoundOffers<O = Offer> {
  readonly offers: readonly O[];
  readonly unreadable: readonly UnreadableOffer[];
}

const aRow = z.custom<Readonly<Record<string, unknown>>>(
  (row) => typeof row === 'object' && row !== null && !Array.isArray(row),
);
/** A `display=full` answer; an empty list comes as `[]`. */
export const offersPage = z.union([z.tuple([]), z.object({ group_offers: listOf(aRow) })]);

/** @returns undefined when the answer is no list of offers at all */
export function readOffers(answer: unknown): FoundOffers | undefined {
  const parsed = offersPage.safeParse(answer);
  return parsed.success ? withInstants(toOfferRows('group_offers', parsed.data)) : undefined;
}

export function withInstants({ offers, unreadable }: FoundOffers<OfferRow>): FoundOffers {
  const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);
  return {
    offers: offers.map((row) => ({
      ...row,
      startsAt: instant(row.startsAt),
      endsAt: instant(row.endsAt),
      cutAt: row.cutAt === null ? null : instant(row.cutAt),
    })),
    unreadable,
  };
}

/** An offer that this version cannot read does not hide the others. */
export function toOfferRows(_: string, answer: z.infer<typeof offersPage>): FoundOffers<OfferRow> {
  const rows = 'group_offers' in answer ? answer.group_offers : [];
  const offers: OfferRow[] = [];
  const unreadable: UnreadableOffer[] = [];
  for (const row of rows) {
    const result = wireOffer.safeParse(row);
    if (result.success) offers.push(result.data);
    else {
      const why = problem('unreadable_offer', { field: result.error.issues[0]!.path.join('.') });
      unreadable.push({ id: Number(row['id']), armed: row['intent'] === 'armed', why });
    }
  }
  return { offers, unreadable };
}

/** The id in the answer to a write, which has lost every field that PHP calls empty, never the id. */
export const writtenOffer = z
  .object({ group_offer: z.object({ id: integer }) })
  .transform(({ group_offer }) => group_offer.id);

/**
 * A plan as the shop keeps it, without id, version and cut.
 * @param instants of an offer whose schedule did not change; else they are resolved
 * @throws ProblemError when the schedule cannot be resolved
 */
export function planRow(
  plan: OfferPlan,
  instants?: Pick<Offer, 'startsAt' | 'endsAt'>,
): Record<string, string | number> {
  const { startsAt, endsAt } = instants ?? scheduleSpan(plan.schedule);
  return {
    name: plan.name,
    intent: plan.intent,
    priority: plan.priority,
    id_shop: plan.idShop,
    discount: plan.discount.toFixed(2),
    reductions: JSON.stringify(plan.reductions),
    price_display_method: plan.priceDisplayMethod ?? -1,
    show_prices: plan.showPrices === null ? -1 : Number(plan.showPrices),
    modules_denied: JSON.stringify(plan.modulesDenied),
    membership: plan.membership,
    id_reference_group: plan.idReferenceGroup,
    audience: JSON.stringify(plan.audience),
    rotation: plan.rotation === null ? '' : JSON.stringify(plan.rotation),
    schedule: JSON.stringify(plan.schedule),
    starts_at: sqlTime(startsAt.epochMilliseconds),
    ends_at: sqlTime(endsAt.epochMilliseconds),
    checkout_grace: plan.checkoutGrace,
  };
}

/**
 * The field `windows` of an offer that comes again, which goes with each write of it; nothing of a single window.
 * @param now the shop's clock, ms
 * @throws ProblemError when the schedule cannot be resolved
 */
export function windowsRow(
  { schedule, zone }: Pick<Offer, 'schedule' | 'zone'>,
  now: number,
): { readonly windows?: string } {
  const windows = nextWindows(schedule, now, zone);
  return windows === null ? {} : { windows: JSON.stringify(windows) };
}

/** UTC `2026-11-27 17:00:00`; parts of a second are cut off. */
export function sqlTime(ms: number): string {
  return new Date(Math.floor(ms)).toISOString().slice(0, 19).replace('T', ' ');
}
