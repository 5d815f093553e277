import { EVERYBODY, type Offer } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import type { CustomerRow, OfferFigures, Overview } from '@group-offers/sync-service/wire';

/** Offers and answers of the shop for the tests of the views: one offer from Friday 27 November 2026 18:00 to Sunday 23:59, in Madrid. */

export function offerOf(changes: Partial<Offer> = {}): Offer {
  const schedule = changes.schedule ?? {
    timezone: 'Europe/Madrid',
    start: '2026-11-27T18:00',
    end: '2026-11-29T23:59',
    recurrence: null,
  };
  return {
    id: 12,
    version: 3,
    name: 'Summer for regulars',
    intent: 'armed',
    priority: 0,
    idShop: 0,
    discount: 10,
    reductions: [],
    priceDisplayMethod: null,
    showPrices: null,
    modulesDenied: [],
    membership: 'keep',
    idReferenceGroup: 0,
    audience: EVERYBODY,
    rotation: null,
    checkoutGrace: 600,
    ...spanOf(schedule),
    cutAt: null,
    ...changes,
    schedule,
  };
}

export function figuresOf(changes: Partial<OfferFigures> = {}): OfferFigures {
  return {
    offer: 12,
    open: 0,
    deferred: 0,
    entered: 0,
    restored: 0,
    staffKept: 0,
    changedElsewhere: 0,
    corrected: 0,
    switched: 0,
    repaired: 0,
    deleted: 0,
    stranded: 0,
    firstEntered: null,
    lastLeft: null,
    ...changes,
  };
}

/** @param now the shop's clock, ms; the service called a moment before */
export function overviewOf(
  now: number,
  offers: readonly OfferFigures[] = [],
  status: Partial<Overview['status']> = {},
): Overview {
  return {
    customers: 4_000,
    offers: [...offers],
    switches: [],
    status: {
      now,
      timezone: 'Europe/Madrid',
      moduleVersion: '0.2.0',
      prestashopVersion: '8.1.2',
      counter: '1',
      ledger: 1,
      groupsFeature: true,
      minUntil: null,
      openEnrolments: offers.reduce((sum, { open }) => sum + open, 0),
      leaseNumber: 1,
      heartbeat: now - 5_000,
      lastSync: now - 60_000,
      hold: null,
      notices: [],
      ...status,
    },
  };
}

export function customerOf(changes: Partial<CustomerRow> = {}): CustomerRow {
  return {
    id: 7,
    name: 'Ann Smith',
    email: 'ann@shop.example',
    shop: 1,
    active: true,
    group: 3,
    offer: 0,
    since: null,
    until: null,
    pinned: false,
    ...changes,
  };
}

function spanOf(schedule: Offer['schedule']): Pick<Offer, 'startsAt' | 'endsAt'> {
  try {
    const { startsAt, endsAt } = scheduleSpan(schedule);
    return { startsAt, endsAt };
  } catch {
    // A rule that nobody can read, as a test may want it.
    return spanOf({ ...schedule, recurrence: null });
  }
}
