import { RefusedError } from '../../src/errors.ts';
import type { IdleGroup, Lease, OfferGroup, OfferVersion, PreparedGroup } from '../../src/moves/shop.ts';
import type { KeptGroup, OfferRow, MemoryModel } from './model.ts';
import { windowEnd } from './model.ts';
import { expand } from './reductions.ts';
import { CUSTOMER_GROUP, OWN_MODULE, type Customer } from './rows.ts';
import { keepWorseOff } from './worse-off.ts';
import type { Opens } from './world.ts';
import { moduleKey } from './world.ts';

const MAX_NAME = 32;

/** So long (ms) after the last window the group stays. */
const KEPT_AFTER_END = 24 * 3_600_000;

/** A name that the core accepts for a group: at most 32 characters, none of `<>={}` (F12), and the offer's number at its end. */
function legalGroupName(name: string, offer: number, attempt: number): string {
  const mark = ` · #${offer}${attempt > 1 ? `-${attempt}` : ''}`;
  const legal = [
    ...name
      .replace(/[<>={}]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ].slice(0, MAX_NAME - mark.length);
  return `${legal.join('').trim() || 'Offer'}${mark}`;
}

/** A name that no other group has (F51). @param own the group that is to be called so; 0: it is still to be made */
function freeName({ world }: MemoryModel, { name, id }: OfferRow, own: number): string {
  for (let attempt = 1; ; attempt++) {
    const wanted = legalGroupName(name, id, attempt);
    const isSame = (other: string) => other.localeCompare(wanted, 'en', { sensitivity: 'base' }) === 0;
    if (![...world.groups.values()].some((group) => group.id !== own && isSame(group.name))) return wanted;
  }
}

/** Whether no window of the offer is to come, and the last one has been over for a day. */
function isUnneeded(model: MemoryModel, offer: OfferRow): boolean {
  const end =
    offer.intent === 'cancelled'
      ? Math.min(windowEnd(offer), Math.floor(offer.dateUpd / 1_000) * 1_000)
      : windowEnd(offer);
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

/** As {@link Shop.prepareGroups}. */
export function prepareGroups(
  model: MemoryModel,
  lease: Lease,
  offers: readonly OfferVersion[],
  check: 'quick' | 'full',
): readonly PreparedGroup[] {
  model.requireLease(lease);
  return offers.map((offer): PreparedGroup => {
    try {
      return { offer: offer.id, group: prepareGroup(model, lease, offer, check) };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { offer: offer.id, refused: error };
    }
  });
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
  const holds = model.openOf(id).length > 0;
  const ahead = isAhead(model, offer);
  const kept = model.groupOf(id);
  if (!holds && !ahead) {
    const isDeleted = isUnneeded(model, offer) && removeEmptyGroup(model, id);
    if (kept === null || isDeleted) {
      return { idGroup: 0, changed: isDeleted ? ['group'] : [], reverted: [], worseOff: [] };
    }
  }
  const changed: string[] = [];
  const group = kept ?? makeGroup(model, offer);
  if (kept === null) changed.push('group');
  const applied = applySettings(model, group, wantedSettings(model, offer, group.idGroup, holds || ahead));
  const { reverted, touched, isAsBefore } = applied;
  changed.push(...applied.changed);
  const isFinished = isAsBefore && touched.length === 0 && group.checkedVersion === version;
  const categories = [...touched, ...(model.world.reductions.get(group.idGroup)?.keys() ?? [])];
  if ((check === 'full' || !isFinished) && rebuildCache(model, categories, group.idGroup)) changed.push('price cache');
  group.checkedVersion = version;
  if (reverted.length > 0) {
    const message = `The group of “${offer.name}” was edited by hand; put back: ${reverted.join(', ')}`;
    model.notify({ code: 'group_edited', idOffer: id, message });
  }
  return { idGroup: group.idGroup, changed, reverted, worseOff: ahead ? keepWorseOff(model, offer) : [] };
}

function makeGroup(model: MemoryModel, offer: OfferRow): KeptGroup {
  const idGroup = model.world.addGroup(freeName(model, offer, 0), 0);
  const kept: KeptGroup = { idGroup, offer: offer.id, applied: new Map(), checkedVersion: 0 };
  model.keptGroups.set(idGroup, kept);
  return kept;
}

/** Everything about the group by label, as text: what can differ, can be named. */
type Settings = Map<string, string>;

function wantedSettings(model: MemoryModel, offer: OfferRow, own: number, runs: boolean): Settings {
  const { world } = model;
  const reference = world.groups.get(offer.idReferenceGroup || CUSTOMER_GROUP)!;
  const home = world.shops.find(({ id }) => id === offer.idShop);
  const settings: Settings = new Map([
    ['name', freeName(model, offer, own)],
    ['discount', String(runs ? offer.discount : 0)],
    ['price display', String(offer.priceDisplayMethod ?? reference.priceDisplayMethod)],
    ['show prices', String(offer.showPrices ?? reference.showPrices)],
    ['shops', (home?.sharesCustomersWith ?? world.shops.map(({ id }) => id)).join()],
  ]);
  if (runs)
    for (const [category, fraction] of expand(model, offer)) settings.set(`category ${category}`, `${fraction}`);
  const opens = offer.membership === 'exclusive' ? world.opens.get(reference.id)! : null;
  const denied = new Set(offer.modulesDenied);
  for (const key of opens?.modules ?? [])
    if (!denied.has(Number(key.split(':')[0]))) settings.set(`module ${key}`, '1');
  for (const shop of world.shops) settings.set(`module ${moduleKey(OWN_MODULE, shop.id)}`, '1');
  for (const id of opens?.categories ?? []) settings.set(`access to category ${id}`, '1');
  for (const id of opens?.carriers ?? []) settings.set(`carrier ${id}`, '1');
  return settings;
}

function actualSettings({ world }: MemoryModel, idGroup: number): Settings {
  const group = world.groups.get(idGroup)!;
  const opens = world.opens.get(idGroup)!;
  const settings: Settings = new Map([
    ['name', group.name],
    ['discount', String(group.reduction)],
    ['price display', String(group.priceDisplayMethod)],
    ['show prices', String(group.showPrices)],
    ['shops', [...group.shops].join()],
  ]);
  for (const [category, fraction] of world.reductions.get(idGroup) ?? []) {
    settings.set(`category ${category}`, String(fraction));
  }
  for (const key of opens.modules) settings.set(`module ${key}`, '1');
  for (const id of opens.categories) settings.set(`access to category ${id}`, '1');
  for (const id of opens.carriers) settings.set(`carrier ${id}`, '1');
  return settings;
}

function applySettings(
  model: MemoryModel,
  kept: KeptGroup,
  wanted: Settings,
): { changed: string[]; reverted: string[]; touched: number[]; isAsBefore: boolean } {
  const { world } = model;
  const actual = actualSettings(model, kept.idGroup);
  const isAsBefore = JSON.stringify([...kept.applied]) === JSON.stringify([...wanted]);
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
  const group = world.groups.get(kept.idGroup)!;
  group.name = wanted.get('name')!;
  group.reduction = Number(wanted.get('discount'));
  group.priceDisplayMethod = wanted.get('price display') === '1' ? 1 : 0;
  group.showPrices = wanted.get('show prices') === 'true';
  group.shops = new Set(wanted.get('shops')!.split(',').map(Number));
  world.opens.set(kept.idGroup, opensFrom(wanted));
  kept.applied = wanted;
  return { changed, reverted, touched, isAsBefore };
}

function opensFrom(settings: Settings): Opens {
  const labelled = (prefix: string) =>
    [...settings.keys()].filter((label) => label.startsWith(prefix)).map((label) => label.slice(prefix.length));
  return {
    categories: new Set(labelled('access to category ').map(Number)),
    carriers: new Set(labelled('carrier ').map(Number)),
    modules: new Set(labelled('module ')),
  };
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
  model.world.removeGroup(idGroup, model.now());
  rebuildCache(model, categories, 0);
  return true;
}
