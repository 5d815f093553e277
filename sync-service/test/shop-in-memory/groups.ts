import type { EpochMs, IdleGroup, Lease, OfferGroup, WorseOff } from '../../src/moves/shop.ts';
import { windowEnd, type KeptGroup, type MemoryModel, type OfferRow } from './model.ts';
import { CUSTOMER_GROUP, type Customer } from './rows.ts';

/** So long (ms) after the last window the group stays. */
const KEPT_AFTER_END = 24 * 3_600_000;

/** Whether no window of the offer is to come, and the last one has been over for a day. */
function isUnneeded(model: MemoryModel, offer: OfferRow): boolean {
  const stopped = Math.floor(offer.dateUpd / 1_000) * 1_000;
  const end: EpochMs = offer.intent === 'cancelled' ? Math.min(windowEnd(offer), stopped) : windowEnd(offer);
  return offer.intent === 'archived' || end + KEPT_AFTER_END <= model.now();
}

/** Makes an offer's group what the stored offer says it shall be now, and says what had to be changed. */
export function prepareGroup(
  model: MemoryModel,
  lease: Lease,
  { id, version }: { id: number; version: number },
  check: 'quick' | 'full',
): OfferGroup {
  model.requireLease(lease);
  return makeReady(model, model.offerAt(id, version), check);
}

/** The group of an offer that was archived just now. */
export function tidyArchived(model: MemoryModel, offer: OfferRow): void {
  makeReady(model, offer, 'quick');
}

/** As {@link Shop.clearIdleGroups}: groups that nobody needs are gone, or as planned as long as somebody is in them. */
export function clearIdleGroups(model: MemoryModel): readonly IdleGroup[] {
  const found: IdleGroup[] = [];
  for (const offer of model.offers.values()) {
    if (!isUnneeded(model, offer) && !isIdleWithDiscounts(model, offer)) continue;
    const { changed, reverted } = makeReady(model, offer, 'quick');
    const all = [...changed, ...reverted];
    if (all.length > 0) found.push({ offer: offer.id, changed: all });
  }
  return found;
}

function isIdleWithDiscounts(model: MemoryModel, offer: OfferRow): boolean {
  const kept = model.groupOf(offer.id);
  if (kept === null || isAhead(model, offer) || model.openOf(offer.id).length > 0) return false;
  return model.world.groups.get(kept.idGroup)!.reduction !== 0 || model.world.reductions.has(kept.idGroup);
}

const isAhead = (model: MemoryModel, offer: OfferRow) => offer.intent === 'armed' && model.now() < windowEnd(offer);

function makeReady(model: MemoryModel, offer: OfferRow, check: 'quick' | 'full'): OfferGroup {
  const { id, version } = offer;
  const { world } = model;
  const runs = model.openOf(id).length > 0 || isAhead(model, offer);
  const kept = model.groupOf(id);
  if (!runs) {
    const isDeleted = isUnneeded(model, offer) && removeEmptyGroup(model, id);
    if (kept === null || isDeleted) {
      return { idGroup: 0, changed: isDeleted ? ['group'] : [], reverted: [], worseOff: [] };
    }
  }
  const changed: string[] = [];
  const group = kept ?? makeGroup(model, offer);
  if (kept === null) changed.push('group');
  // What the reference group opens is a part of what is wanted of an exclusive offer's.
  const opens = offer.membership === 'exclusive' ? [...world.categories.keys()].join() : '';
  const applied = applySettings(model, group, wantedSettings(model, offer, runs), opens);
  const { reverted, touched, isAsBefore } = applied;
  changed.push(...applied.changed);
  const isFinished = isAsBefore && touched.length === 0 && group.checkedVersion === version;
  const categories = [...touched, ...(world.reductions.get(group.idGroup)?.keys() ?? [])];
  if ((check === 'full' || !isFinished) && rebuildCache(model, categories, group.idGroup)) changed.push('price cache');
  group.checkedVersion = version;
  if (reverted.length > 0) {
    const params = { idGroup: group.idGroup, what: reverted.join(', ') };
    model.notify({ code: 'group_edited', idOffer: id, params });
  }
  const worseOff = isAhead(model, offer) ? keepWorseOff(model, offer) : [];
  return { idGroup: group.idGroup, changed, reverted, worseOff };
}

function makeGroup(model: MemoryModel, { id, name }: OfferRow): KeptGroup {
  const idGroup = model.world.addGroup(`${name} · #${id}`, 0);
  const kept: KeptGroup = { idGroup, offer: id, applied: new Map(), opens: '', checkedVersion: 0 };
  model.keptGroups.set(idGroup, kept);
  return kept;
}

/** The group's discounts by label, as text: what can differ, can be named. */
type Settings = Map<string, string>;

function wantedSettings(model: MemoryModel, offer: OfferRow, runs: boolean): Settings {
  const settings: Settings = new Map([['discount', String(runs ? offer.discount : 0)]]);
  if (runs)
    for (const [category, fraction] of expand(model, offer)) settings.set(`category ${category}`, `${fraction}`);
  return settings;
}

/** Category reductions with their sub-categories; one that is named itself keeps its own, otherwise the nearest named above. */
function expand(model: MemoryModel, offer: OfferRow): Map<number, number> {
  const { categories } = model.world;
  const fractions = new Map<number, number>();
  const depth = (id: number): number => {
    const parent = categories.get(id)?.parent ?? 0;
    return parent === 0 ? 0 : 1 + depth(parent);
  };
  const living = offer.reductions.filter(({ idCategory }) => categories.has(idCategory));
  const nearestLast = living.sort((a, b) => depth(a.idCategory) - depth(b.idCategory));
  for (const { idCategory, discount, subcategories } of nearestLast) {
    for (const id of subcategories ? model.world.subtree(idCategory) : [idCategory]) fractions.set(id, discount / 100);
  }
  for (const { idCategory, discount } of living) fractions.set(idCategory, discount / 100);
  return fractions;
}

function applySettings(
  { world }: MemoryModel,
  kept: KeptGroup,
  wanted: Settings,
  opens: string,
): { changed: string[]; reverted: string[]; touched: number[]; isAsBefore: boolean } {
  const group = world.groups.get(kept.idGroup)!;
  const actual: Settings = new Map([['discount', String(group.reduction)]]);
  for (const [category, fraction] of world.reductions.get(kept.idGroup) ?? [])
    actual.set(`category ${category}`, String(fraction));
  const isAsBefore = kept.opens === opens && JSON.stringify([...kept.applied]) === JSON.stringify([...wanted]);
  kept.opens = opens;
  const changed: string[] = [];
  const reverted: string[] = [];
  const touched: number[] = [];
  for (const label of new Set([...wanted.keys(), ...actual.keys()])) {
    if (wanted.get(label) === actual.get(label)) continue;
    // The plan still says what was written last: somebody else changed the group.
    (isAsBefore ? reverted : changed).push(label);
    const category = /^category (\d+)$/.exec(label)?.[1];
    if (category === undefined) continue;
    const fraction = wanted.get(label);
    world.setReduction(kept.idGroup, Number(category), fraction === undefined ? null : Number(fraction));
    touched.push(Number(category));
  }
  group.reduction = Number(wanted.get('discount'));
  kept.applied = wanted;
  return { changed, reverted, touched, isAsBefore };
}

/**
 * Makes the cache rows of the products of these categories, and of those that the group has a row for, what `group_reduction` says.
 * @returns whether any was wrong
 */
function rebuildCache({ world }: MemoryModel, categories: readonly number[], idGroup: number): boolean {
  const looked = new Set(world.productsOf(categories));
  for (const [product, rows] of world.priceCache) if (rows.has(idGroup)) looked.add(product);
  const wrong = [...looked].filter((product) => {
    const rows = world.priceCache.get(product) ?? new Map<number, number>();
    const wanted = world.cacheRowsFor(product);
    return rows.size !== wanted.size || [...wanted].some(([group, fraction]) => rows.get(group) !== fraction);
  });
  world.rebuildCache(wrong);
  return wrong.length > 0;
}

/** A group that is not needed goes once nobody is in it. @returns whether there was one to delete */
function removeEmptyGroup(model: MemoryModel, offer: number): boolean {
  const kept = model.groupOf(offer);
  if (kept === null || model.openOf(offer).length > 0) return false;
  // Whoever was put into it past all hooks is put back first.
  const { idGroup } = kept;
  const isIn = ({ defaultGroup, groups }: Customer) => defaultGroup === idGroup || groups.includes(idGroup);
  if ([...model.world.customers.values()].some(isIn)) return false;
  const categories = [...(model.world.reductions.get(idGroup)?.keys() ?? [])];
  model.keptGroups.delete(idGroup);
  model.goneGroups.add(idGroup);
  model.world.dropGroup(idGroup);
  rebuildCache(model, categories, 0);
  return true;
}

/** The base default groups whose customers would see prices differently displayed (invariant 11); which product is dearer is left to PHP. */
export function judgeWorseOff(model: MemoryModel, offer: OfferRow): readonly WorseOff[] {
  const { world } = model;
  const reference = world.groups.get(offer.idReferenceGroup || CUSTOMER_GROUP)!;
  const display = offer.priceDisplayMethod ?? reference.priceDisplayMethod;
  const accounts = [...world.customers.values()].filter(
    ({ guest, deleted, idShop }) => !guest && !deleted && (offer.idShop === 0 || idShop === offer.idShop),
  );
  return [...world.groups.values()].flatMap((group): WorseOff[] => {
    if (model.isOfferGroup(group.id) || group.priceDisplayMethod === display) return [];
    const isTheirs = ({ id, defaultGroup }: Customer) => (model.open.get(id)?.baseDefault ?? defaultGroup) === group.id;
    const customers = accounts.filter(isTheirs).length;
    return customers === 0 ? [] : [{ group: group.id, customers, products: 0, examples: [], shown: ['tax_display'] }];
  });
}

/** Judges an offer and keeps the answer, by which entering refuses. */
function keepWorseOff(model: MemoryModel, offer: OfferRow): readonly WorseOff[] {
  const judged = judgeWorseOff(model, offer);
  model.worseOff.set(offer.id, { version: offer.version, highestGroup: highestGroup(model), judged });
  return judged;
}

/** Whether customers with this base default group are left out of the offer. */
export function isLeftOut(model: MemoryModel, offer: OfferRow, baseDefault: number): boolean {
  if (offer.audience.worseOff === 'include') return false;
  // Without a default group that exists, the core takes the customer group's prices.
  const priced = model.world.groups.has(baseDefault) ? baseDefault : CUSTOMER_GROUP;
  const kept = model.worseOff.get(offer.id);
  const stands = kept?.version === offer.version && kept.highestGroup >= highestGroup(model);
  return (stands ? kept.judged : keepWorseOff(model, offer)).some(({ group }) => group === priced);
}

const highestGroup = ({ world }: MemoryModel) => Math.max(...world.groups.keys());
