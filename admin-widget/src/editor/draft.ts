import isEqual from 'fast-deep-equal';
import type { Offer, OfferPlan, Schedule } from '@group-offers/sync-service/offer';
import { EVERYBODY } from '@group-offers/sync-service/offer';
import { Temporal } from 'temporal-polyfill';

/** What can be changed in the editor; the intent is changed by its buttons. */
export const FIELDS = [
  'name',
  'discount',
  'reductions',
  'priceDisplayMethod',
  'showPrices',
  'modulesDenied',
  'membership',
  'idReferenceGroup',
  'idShop',
  'priority',
  'checkoutGrace',
  'audience',
  'schedule',
  'rotation',
] as const satisfies readonly (keyof OfferPlan)[];
export type Field = (typeof FIELDS)[number];

const USUAL_DISCOUNT = 10;
const USUAL_DAYS = 3;
const USUAL_GRACE_SECONDS = 600;

/** @param now the shop's clock, ms @param idShop 0: all shops */
export function newPlan(timezone: string, now: number, idShop = 0): OfferPlan {
  const start = nextHour(timezone, now);
  return {
    name: '',
    intent: 'draft',
    priority: 0,
    idShop,
    discount: USUAL_DISCOUNT,
    reductions: [],
    priceDisplayMethod: null,
    showPrices: null,
    modulesDenied: [],
    membership: 'keep',
    idReferenceGroup: 0,
    audience: { ...EVERYBODY, seed: drawnSeed() },
    schedule: { timezone, start: minutes(start), end: minutes(start.add({ days: USUAL_DAYS })), recurrence: null },
    rotation: null,
    checkoutGrace: USUAL_GRACE_SECONDS,
  };
}

/** An offer without what the shop gave it. */
export function planOf(offer: OfferPlan): OfferPlan {
  return picked(offer, [...FIELDS, 'intent']);
}

/** Of an object, the named fields alone. */
export function picked<T extends object, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> {
  return Object.fromEntries(fields.map((field) => [field, from[field]])) as Pick<T, K>;
}

/** A new draft like an offer, with a draw of its own; one that is over is moved to coming weeks, on the same weekdays at the same times. */
export function duplicateOf(offer: Offer, name: string, now: number): OfferPlan {
  const audience = { ...offer.audience, seed: drawnSeed() };
  return { ...planOf(offer), name, intent: 'draft', audience, schedule: comingSchedule(offer, now) };
}

/** Each new offer has its own: with one for all, the same customers would never get any offer. */
function drawnSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1;
}

/** The fields in which two plans differ. */
export function changedFields(from: OfferPlan, to: OfferPlan): readonly Field[] {
  return FIELDS.filter((field) => !isEqual(from[field], to[field]));
}

/** `base` with the named fields of `from`. */
export function withFields(base: OfferPlan, from: OfferPlan, fields: readonly Field[]): OfferPlan {
  return { ...base, ...picked(from, fields) };
}

function nextHour(timezone: string, now: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timezone)
    .add({ hours: 1 })
    .toPlainDateTime()
    .round({ smallestUnit: 'hour', roundingMode: 'floor' });
}

function minutes(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: 'minute' });
}

function comingSchedule({ schedule, endsAt, cutAt }: Offer, now: number): Schedule {
  const { timezone, recurrence } = schedule;
  const fresh = recurrence === null ? null : { ...recurrence, cuts: [] };
  const ended = endsAt.epochMilliseconds <= now;
  if (!ended && (cutAt === null || fresh !== null)) return { ...schedule, recurrence: fresh };

  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDateTime();
  const [start, end] = [Temporal.PlainDateTime.from(schedule.start), Temporal.PlainDateTime.from(schedule.end)];
  const behind = Math.max(0, start.until(here, { largestUnit: 'days' }).days);
  const weeks = Temporal.PlainDateTime.compare(start, here) > 0 ? 0 : Math.floor(behind / 7) + 1;
  // A recurrence whose last window is over says nothing about coming ones.
  return { timezone, start: minutes(start.add({ weeks })), end: minutes(end.add({ weeks })), recurrence: null };
}
