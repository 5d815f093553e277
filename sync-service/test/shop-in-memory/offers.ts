import type { EpochMs } from '../../src/moves/shop.ts';
import { turnMs } from '../../src/rotation/index.ts';
import { tidyArchived } from './groups.ts';
import {
  REENTER,
  badRequest,
  hasOneWindow,
  windowEnd,
  type MemoryModel,
  type OfferInput,
  type OfferRow,
} from './model.ts';

/** Of what the module checks, here is what changes of time may break. */
function check({ startsAt, endsAt, rotation, schedule }: OfferInput): void {
  if (endsAt <= startsAt) throw badRequest('ends_at: must be after starts_at');
  if (rotation === null || schedule.recurrence !== null) return;
  // A day may be two hours longer.
  const slack = rotation.turn.startsWith('PT') ? 0 : 7_200_000;
  if (turnMs(rotation) > endsAt - startsAt + slack) throw badRequest('rotation.turn: is longer than the window');
}

export function createOffer(model: MemoryModel, input: OfferInput): OfferRow {
  check(input);
  refuseArmedInThePast(input, model.now());
  const offer = { ...input, id: model.newId('offer'), version: 1, dateUpd: model.now() };
  model.offers.set(offer.id, offer);
  model.bump();
  return offer;
}

/**
 * Stores a change and, in the same breath, moves `until` of the open enrolments: at once when the offer no longer runs, lowered by
 * an earlier end, raised by a later one where `until` was the old end.
 * @param changes fields not named stay as they are
 */
export function changeOffer(model: MemoryModel, id: number, version: number, changes: Partial<OfferInput>): OfferRow {
  const old = model.offerAt(id, version);
  const now = model.now();
  const cutAt = changes.cutAt === undefined ? old.cutAt : changes.cutAt;
  // The shop keeps an offer's instants as whole seconds.
  const isNew = cutAt !== null && cutAt !== old.cutAt;
  const cut = isNew ? Math.floor(Math.max(cutAt, now) / 1_000) * 1_000 : cutAt;
  const offer: OfferRow = { ...old, ...changes, cutAt: cut, version: version + 1, dateUpd: now };
  check(offer);
  if (old.intent !== 'armed') refuseArmedInThePast(offer, now);
  model.offers.set(id, offer);
  moveUntils(model, old, offer, now);
  if (offer.intent === 'archived') {
    for (const [key, { idOffer }] of model.notices) if (idOffer === id) model.notices.delete(key);
    tidyArchived(model, offer);
  }
  model.bump();
  return offer;
}

function moveUntils(model: MemoryModel, old: OfferRow, offer: OfferRow, now: EpochMs): void {
  const oldEnd = windowEnd(old);
  const end = windowEnd(offer);
  const isCut = hasNewCut(old, offer, now);
  for (const enrolment of model.openOf(offer.id)) {
    if (offer.membership !== old.membership) enrolment.window = REENTER;
    if (offer.intent !== 'armed' || end <= now || offer.startsAt > now || isCut) {
      if (enrolment.until <= now) continue;
      enrolment.until = now;
    } else if (end < enrolment.until) {
      enrolment.until = end;
    } else if (end > oldEnd && enrolment.until === oldEnd && hasOneWindow(offer) && hasOneWindow(old)) {
      enrolment.until = end;
    } else {
      continue;
    }
    enrolment.deferredUntil = null;
    enrolment.windowEnd = hasOneWindow(offer) ? end : Math.min(enrolment.windowEnd, end);
    model.record();
  }
}

/** Whether the merchant ended the window of a recurrence that is open. */
function hasNewCut(old: OfferRow, offer: OfferRow, now: EpochMs): boolean {
  const known = old.schedule.recurrence?.cuts ?? [];
  const cuts = offer.schedule.recurrence?.cuts ?? [];
  return cuts.some((cut) => !known.includes(cut) && Date.parse(cut) <= now);
}

/** The merchant's emergency brake: every armed offer is paused, and whoever is in any offer shall leave. */
export function pauseAll(model: MemoryModel): number {
  const now = model.now();
  const armed = [...model.offers.values()].filter((offer) => offer.intent === 'armed');
  for (const offer of armed) {
    model.offers.set(offer.id, { ...offer, intent: 'paused', version: offer.version + 1, dateUpd: now });
  }
  for (const enrolment of model.open.values()) {
    if (enrolment.until <= now) continue;
    enrolment.until = now;
    enrolment.deferredUntil = null;
  }
  if (armed.length > 0) model.bump();
  return armed.length;
}

function refuseArmedInThePast(offer: OfferInput, now: EpochMs): void {
  if (offer.intent === 'armed' && windowEnd(offer) <= now) throw badRequest('ends_at: is in the past');
}
