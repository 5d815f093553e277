import {
  EVERYBODY,
  type Offer,
  type OfferPlan,
  type Recurrence,
  type Schedule,
} from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';

/** Plans and offers for the tests of times and turns, in a shop in Madrid. */

export function scheduleOf(start: string, end: string, rule?: string, more: Partial<Recurrence> = {}): Schedule {
  const recurrence = rule === undefined ? null : { rule, except: [], cuts: [], ...more };
  return { timezone: 'Europe/Madrid', start, end, recurrence };
}

export function planOf(schedule: Schedule, more: Partial<OfferPlan> = {}): OfferPlan {
  return {
    name: 'Friday',
    intent: 'draft',
    priority: 0,
    idShop: 0,
    discount: 20,
    reductions: [],
    priceDisplayMethod: null,
    showPrices: null,
    modulesDenied: [],
    membership: 'keep',
    idReferenceGroup: 0,
    audience: EVERYBODY,
    schedule,
    rotation: null,
    checkoutGrace: 600,
    ...more,
  };
}

export function offerOf(id: number, name: string, schedule: Schedule, more: Partial<Offer> = {}): Offer {
  const { startsAt, endsAt } = scheduleSpan(schedule);
  return { ...planOf(schedule), id, name, version: 1, startsAt, endsAt, cutAt: null, intent: 'armed', ...more };
}

/** Monday morning, as the service and the shop count time. */
export const NOW = Temporal.Instant.from('2026-11-23T09:12:00Z').epochMilliseconds;
