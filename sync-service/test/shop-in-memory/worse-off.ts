import type { WorseOff } from '../../src/moves/shop.ts';
import type { OfferRow, MemoryModel } from './model.ts';
import { expand } from './reductions.ts';
import { CUSTOMER_GROUP } from './rows.ts';
import type { Product } from './rows.ts';

const EXAMPLES = 5;
/** Less than a cent is nothing that a customer sees. */
const SEEN = 0.005;

/**
 * The base default groups whose customers would see an active product dearer in the offer as it is planned, or prices differently
 * (invariant 11). Group percentages, category reductions and specific prices count.
 */
export function judgeWorseOff(model: MemoryModel, offer: OfferRow): readonly WorseOff[] {
  const { world } = model;
  const reference = world.groups.get(offer.idReferenceGroup || CUSTOMER_GROUP)!;
  const display = offer.priceDisplayMethod ?? reference.priceDisplayMethod;
  const shows = offer.showPrices ?? reference.showPrices;
  const planned = plannedPrice(model, offer);
  const found: WorseOff[] = [];
  for (const group of world.groups.values()) {
    if (model.isOfferGroup(group.id)) continue;
    const shown = [
      ...(group.showPrices && !shows ? ['prices_hidden'] : []),
      ...(group.showPrices && shows && group.priceDisplayMethod !== display ? ['tax_display'] : []),
    ];
    const dearer = !group.showPrices
      ? []
      : [...world.products.values()]
          .filter(({ active }) => active)
          .map((product) => {
            const fraction = world.priceCache.get(product.id)?.get(group.id) ?? group.reduction / 100;
            return { product, now: world.reduced(product.id, group.id, fraction), then: planned(product) };
          })
          .filter(({ now, then }) => then - now >= SEEN);
    if (shown.length === 0 && dearer.length === 0) continue;
    const examples = dearer.slice(0, EXAMPLES).map(({ product, now, then }) => ({
      product: product.id,
      name: product.name,
      now,
      then,
    }));
    found.push({ group: group.id, customers: 0, products: dearer.length, examples, shown });
  }
  return counted(model, offer, found);
}

/** Who of the groups are customers at all, in the offer's shop. */
function counted(model: MemoryModel, offer: OfferRow, found: readonly WorseOff[]): WorseOff[] {
  if (found.length === 0) return [];
  const customers = new Map<number, number>();
  for (const row of model.world.customers.values()) {
    if (row.guest || row.deleted || (offer.idShop !== 0 && row.idShop !== offer.idShop)) continue;
    const group = model.open.get(row.id)?.baseDefault ?? row.defaultGroup;
    customers.set(group, (customers.get(group) ?? 0) + 1);
  }
  return found.flatMap((each) => {
    const count = customers.get(each.group) ?? 0;
    return count === 0 ? [] : [{ ...each, customers: count }];
  });
}

function plannedPrice(model: MemoryModel, offer: OfferRow): (product: Product) => number {
  const fractions = expand(model, offer);
  const idGroup = model.groupOf(offer.id)?.idGroup ?? 0;
  return ({ id, categories }) => {
    const own = categories.flatMap((category) => fractions.get(category) ?? []);
    return model.world.reduced(id, idGroup, own.length > 0 ? Math.max(...own) : offer.discount / 100);
  };
}

/** Judges an offer and keeps the answer, by which entering refuses. */
export function keepWorseOff(model: MemoryModel, offer: OfferRow): readonly WorseOff[] {
  const judged = judgeWorseOff(model, offer);
  model.worseOff.set(offer.id, { version: offer.version, highestGroup: highestGroup(model), judged });
  return judged;
}

/** Whether customers with this base default group are left out of the offer. */
export function isLeftOut(model: MemoryModel, offer: OfferRow, baseDefault: number): boolean {
  if (offer.audience.worseOff === 'include') return false;
  const priced = pricedBy(model, baseDefault);
  const kept = model.worseOff.get(offer.id);
  const stands = kept?.version === offer.version && kept.highestGroup >= highestGroup(model);
  return (stands ? kept.judged : keepWorseOff(model, offer)).some(({ group }) => group === priced);
}

const highestGroup = ({ world }: MemoryModel) => Math.max(...world.groups.keys());

/** Without a default group that exists, the core takes the customer group's prices. */
function pricedBy(model: MemoryModel, defaultGroup: number): number {
  return model.world.groups.has(defaultGroup) ? defaultGroup : CUSTOMER_GROUP;
}
