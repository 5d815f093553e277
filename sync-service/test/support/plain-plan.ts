import { Temporal } from 'temporal-polyfill';
import { EVERYBODY, type Offer, type OfferPlan, type Schedule } from '../../src/offer/index.ts';

/** The schedule, in UTC and whole seconds, that means these instants (ms). */
export function schedule(start: number, end: number): Schedule {
  const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toString().slice(0, 19);
  return { timezone: 'UTC', start: local(start), end: local(end), recurrence: null };
}

/** An armed plan with nothing special about it: 20 % for everybody, who keep their groups, without checkout grace. */
export function plainPlan(start: number, end: number, changes: Partial<OfferPlan> = {}): OfferPlan {
  return {
    name: 'Weekend',
    intent: 'armed',
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
    schedule: schedule(start, end),
    rotation: null,
    checkoutGrace: 0,
    ...changes,
  };
}

/** The plan above as the shop has it, with these times. @param from the first window's start @param until the last one's end, as instants */
export function plainOffer(times: Schedule, from: string, until: string, changes: Partial<Offer> = {}): Offer {
  const [startsAt, endsAt] = [Temporal.Instant.from(from), Temporal.Instant.from(until)];
  return { ...plainPlan(0, 0), id: 1, version: 1, schedule: times, startsAt, endsAt, cutAt: null, ...changes };
}
