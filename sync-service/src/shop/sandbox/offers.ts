import { RefusedError } from '../../errors.ts';
import type { EpochMs } from '../../moves/shop.ts';
import type { AudienceRule, OfferPlan } from '../../offer/offer.ts';
import type { OfferRow, SandboxModel } from './model.ts';
import { REENTER, badRequest, windowEnd } from './model.ts';
import { removeEmptyGroup } from './groups.ts';
import { ascending } from './world.ts';

/** What a client writes: the plan, the instants that its schedule means, and a cut. */
export interface OfferInput extends OfferPlan {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly cutAt: EpochMs | null;
}

export function createOffer(model: SandboxModel, input: OfferInput): OfferRow {
  const now = model.now();
  checkOffer(model, input);
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
export function changeOffer(model: SandboxModel, id: number, version: number, changes: Partial<OfferInput>): OfferRow {
  const old = model.offerAt(id, version);
  const now = model.now();
  const cutAt = changes.cutAt === undefined ? old.cutAt : changes.cutAt;
  const merged = {
    ...old,
    ...changes,
    cutAt: cutAt === null || cutAt === old.cutAt ? cutAt : wholeSecond(Math.max(cutAt, now)),
  };
  checkOffer(model, merged);
  if (old.intent !== 'armed') refuseArmedInThePast(merged, now);
  const offer: OfferRow = { ...merged, version: version + 1, dateUpd: now };
  model.offers.set(id, offer);
  moveUntils(model, old, offer, now);
  if (offer.intent === 'archived') removeEmptyGroup(model, id);
  model.bump();
  return offer;
}

/** The shop keeps an offer's instants as whole seconds. */
function wholeSecond(ms: EpochMs): EpochMs {
  return Math.floor(ms / 1000) * 1000;
}

function moveUntils(model: SandboxModel, old: OfferRow, offer: OfferRow, now: EpochMs): void {
  const oldEnd = windowEnd(old);
  const end = windowEnd(offer);
  for (const enrolment of model.openOf(offer.id)) {
    if (offer.membership !== old.membership) enrolment.window = REENTER;
    if (offer.intent !== 'armed' || offer.startsAt > now) {
      if (enrolment.until <= now) continue;
      enrolment.until = now;
    } else if (end < enrolment.until) {
      enrolment.until = end;
    } else if (end > oldEnd && enrolment.until === oldEnd) {
      enrolment.until = end;
    } else {
      continue;
    }
    enrolment.deferredUntil = null;
    enrolment.windowEnd = end;
    model.record();
  }
}

/** Only drafts without anybody inside can be deleted; others are archived. */
export function deleteOffer(model: SandboxModel, id: number): void {
  const offer = model.offerRow(id);
  if (offer.intent !== 'draft' || model.openOf(id).length > 0) {
    throw badRequest(`offer ${id} is ${offer.intent}: only drafts can be deleted, archive it instead`);
  }
  model.offers.delete(id);
  model.bump();
}

export function pauseAll(model: SandboxModel): number {
  const armed = [...model.offers.values()].filter((offer) => offer.intent === 'armed');
  for (const offer of armed) changeOffer(model, offer.id, offer.version, { intent: 'paused' });
  return armed.length;
}

/** @param append id of a list to which the customers are added; 0 makes a new one */
export function createList(
  model: SandboxModel,
  ids: readonly number[],
  append = 0,
): { list: number; unknown: number[] } {
  const unknown = ids.filter((id) => {
    const customer = model.world.customers.get(id);
    return customer === undefined || customer.deleted;
  });
  const kept = append === 0 ? [] : listIds(model, append);
  if (unknown.length > 0) return { list: 0, unknown };
  const all = ascending([...kept, ...ids]);
  const list = append === 0 ? model.lists.size + 1 : append;
  if (new Set(ids).size !== ids.length || all.length !== kept.length + ids.length) {
    throw badRequest('ids: a customer stands in the list twice; name each once');
  }
  model.lists.set(list, all);
  return { list, unknown: [] };
}

export function listIds(model: SandboxModel, list: number): readonly number[] {
  const ids = model.lists.get(list);
  if (ids === undefined) throw new RefusedError(`no list ${list}`, 'not_found');
  return ids;
}

function refuseArmedInThePast(offer: OfferInput, now: EpochMs): void {
  const end = windowEnd(offer);
  if (offer.intent !== 'armed' || end > now) return;
  const field = offer.endsAt <= now ? 'ends_at' : 'cut_at';
  throw badRequest(`${field}: ${new Date(end).toISOString()} is in the past; choose a later end before arming`);
}

const INTENTS = new Set(['draft', 'armed', 'paused', 'cancelled', 'archived']);

/** The shop's own check of an offer, whoever wrote it. @throws InvalidInputError naming field, value and way out */
function checkOffer(model: SandboxModel, offer: OfferInput): void {
  const { groups, categories, modules, shops } = model.world;
  const check = (ok: boolean, field: string, value: unknown, wayOut: string) => {
    if (!ok) throw badRequest(`${field}: ${JSON.stringify(value)} ${wayOut}`);
  };
  const percent = (value: number) => value >= 0 && value <= 100;
  const isGroup = (id: number) => groups.has(id) && !model.isOfferGroup(id);
  const length = [...offer.name].length;
  check(length >= 1 && length <= 128, 'name', offer.name, 'must have 1 to 128 characters');
  check(INTENTS.has(offer.intent), 'intent', offer.intent, `must be one of ${[...INTENTS].join(', ')}`);
  check(Number.isInteger(offer.priority), 'priority', offer.priority, 'must be a whole number');
  check(
    offer.idShop === 0 || shops.some(({ id }) => id === offer.idShop),
    'id_shop',
    offer.idShop,
    'is no shop (0: all)',
  );
  check(percent(offer.discount), 'discount', offer.discount, 'must be between 0 and 100 percent');
  const seen = new Set<number>();
  for (const { idCategory, discount } of offer.reductions) {
    check(categories.has(idCategory), 'reductions', idCategory, 'is no category');
    check(percent(discount), 'reductions', discount, 'must be between 0 and 100 percent');
    check(!seen.has(idCategory), 'reductions', idCategory, 'stands twice; name each category once');
    seen.add(idCategory);
  }
  const reference = offer.idReferenceGroup;
  check(
    reference === 0 || isGroup(reference),
    'id_reference_group',
    reference,
    "is no group (0: the shop's customer group)",
  );
  check(['keep', 'exclusive'].includes(offer.membership), 'membership', offer.membership, 'must be keep or exclusive');
  check(
    offer.modulesDenied.length === 0 || offer.membership === 'exclusive',
    'modules_denied',
    offer.modulesDenied,
    'needs membership exclusive',
  );
  for (const id of offer.modulesDenied)
    check(
      modules.some((module) => module.id === id),
      'modules_denied',
      id,
      'is no module',
    );
  checkAudience(model, offer.audience, check, isGroup);
  check(offer.endsAt > offer.startsAt, 'ends_at', new Date(offer.endsAt).toISOString(), 'must be after starts_at');
  const grace = offer.checkoutGrace;
  check(
    Number.isInteger(grace) && grace >= 0 && grace <= 86_400,
    'checkout_grace',
    grace,
    'must be 0 to 86400 seconds',
  );
}

function checkAudience(
  model: SandboxModel,
  audience: AudienceRule,
  check: (ok: boolean, field: string, value: unknown, wayOut: string) => void,
  isGroup: (id: number) => boolean,
): void {
  switch (audience.kind) {
    case 'all':
      return;
    case 'defaultGroups':
    case 'memberGroups':
      check(audience.groups.length > 0, 'audience', audience.groups, 'must name at least one group');
      for (const id of audience.groups) check(isGroup(id), 'audience', id, 'is no group');
      return;
    case 'list':
      check(model.lists.has(audience.list), 'audience', audience.list, 'is no list');
      return;
    default:
      check(false, 'audience', audience, 'must be all, defaultGroups, memberGroups or list');
  }
}
