import type { EpochMs } from '../../src/moves/shop.ts';
import { checkOffer } from './check-offer.ts';
import { tidyArchived } from './groups.ts';
import type { OfferInput, OfferRow, MemoryModel } from './model.ts';
import { REENTER, badRequest, hasOneWindow, windowEnd } from './model.ts';

export function createOffer(model: MemoryModel, input: OfferInput): OfferRow {
  const now = model.now();
  checkOffer(model, input, null);
  refuseArmedInThePast(input, now);
  const offer = { ...input, id: model.newOfferId(), version: 1, dateAdd: now, dateUpd: now };
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
  const merged = {
    ...old,
    ...changes,
    cutAt: cutAt === null || cutAt === old.cutAt ? cutAt : wholeSecond(Math.max(cutAt, now)),
  };
  checkOffer(model, merged, old);
  if (old.intent !== 'armed') refuseArmedInThePast(merged, now);
  const offer: OfferRow = { ...merged, version: version + 1, dateUpd: now };
  model.offers.set(id, offer);
  moveUntils(model, old, offer, now);
  if (offer.intent === 'archived') {
    forgetNotices(model, id);
    tidyArchived(model, offer);
  }
  model.bump();
  return offer;
}

/** The shop keeps an offer's instants as whole seconds. */
function wholeSecond(ms: EpochMs): EpochMs {
  return Math.floor(ms / 1000) * 1000;
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

/** Only drafts without anybody inside can be deleted; others are archived. */
export function deleteOffer(model: MemoryModel, id: number): void {
  const offer = model.offerRow(id);
  if (offer.intent !== 'draft' || model.openOf(id).length > 0) {
    throw badRequest(`offer ${id} is ${offer.intent}: only drafts can be deleted, archive it instead`);
  }
  model.offers.delete(id);
  model.frozen.delete(id);
  model.rotation.delete(id);
  forgetNotices(model, id);
  model.bump();
}

function forgetNotices(model: MemoryModel, offer: number): void {
  for (const [key, { idOffer }] of model.notices) if (idOffer === offer) model.notices.delete(key);
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
  const end = windowEnd(offer);
  if (offer.intent !== 'armed' || end > now) return;
  const field = offer.endsAt <= now ? 'ends_at' : 'cut_at';
  throw badRequest(`${field}: ${new Date(end).toISOString()} is in the past; choose a later end before arming`);
}
