import { RefusedError } from '../../errors.ts';
import { planIn } from './http-offers.ts';
import type { Body } from './http-wire.ts';
import type { OfferRow, SandboxModel } from './model.ts';
import { badRequest } from './model.ts';
import { expand } from './reductions.ts';
import { CUSTOMER_GROUP, type Group, type Product } from './rows.ts';
import { judgeWorseOff } from './worse-off.ts';

const MOST_PRODUCTS = 20;
const CHOSEN = 6;

/** `page_review`: what a plan would mean, though nothing of it is stored. */
export function reviewOf(model: SandboxModel, body: Body) {
  const { world } = model;
  const plan = planIn(body['plan'] as Body | undefined);
  const now = model.now();
  const offer: OfferRow = { ...plan, id: Number(body['offer'] ?? 0), version: 0, dateAdd: now, dateUpd: now };
  const reference = world.groups.get(offer.idReferenceGroup || CUSTOMER_GROUP);
  if (reference === undefined) throw badRequest(`id_reference_group: ${offer.idReferenceGroup} is no group`);
  const today = world.groups.get(Number(body['group']));
  if (today === undefined) throw badRequest(`group: ${JSON.stringify(body['group'])} is no group`);
  for (const { idCategory } of offer.reductions) {
    if (!world.categories.has(idCategory)) throw badRequest(`reductions: ${idCategory} is no category`);
  }
  const then = {
    priceDisplayMethod: offer.priceDisplayMethod ?? reference.priceDisplayMethod,
    showPrices: offer.showPrices ?? reference.showPrices,
  };
  const fractions = expand(model, offer);
  const inOffer = ({ categories }: Product) => {
    const own = categories.flatMap((category) => fractions.get(category) ?? []);
    return own.length > 0 ? Math.max(...own) : offer.discount / 100;
  };
  const idGroup = model.groupOf(offer.id)?.idGroup ?? 0;
  return {
    examples: examplesOf(model, body['products'], fractions).map((product) => ({
      id: product.id,
      name: product.name,
      reference: product.reference,
      image: product.picture ? `/img/p/${product.id}.svg` : null,
      today: shownPrice(model, today, world.reduced(product.id, today.id, percentOf(model, product, today))),
      then: shownPrice(model, then, world.reduced(product.id, idGroup, inOffer(product))),
      specificPrices: specificPricesOf(model, product, idGroup),
    })),
    vouchers: vouchersOf(model, offer),
    worseOff: judgeWorseOff(model, offer),
  };
}

/** Those that were asked for; else the shop's choice: some with a category's own discount, some with the offer's. */
function examplesOf(model: SandboxModel, given: unknown, fractions: ReadonlyMap<number, number>): Product[] {
  const { products } = model.world;
  const ids = (given ?? []) as number[];
  if (!Array.isArray(ids) || ids.length > MOST_PRODUCTS) {
    throw badRequest(`products: must be a list of at most ${MOST_PRODUCTS} ids`);
  }
  if (ids.length > 0) {
    return ids.map((id) => {
      const product = products.get(id);
      if (product === undefined) throw new RefusedError(`no product ${id}`, 'not_found');
      return product;
    });
  }
  const active = [...products.values()].filter((product) => product.active);
  const reduced = active.filter(({ categories }) => categories.some((id) => fractions.has(id))).slice(0, CHOSEN / 2);
  return [...reduced, ...active.filter((product) => !reduced.includes(product))].slice(0, CHOSEN);
}

function percentOf(model: SandboxModel, { id }: Product, group: Group): number {
  return model.world.priceCache.get(id)?.get(group.id) ?? group.reduction / 100;
}

function shownPrice(
  { world }: SandboxModel,
  { priceDisplayMethod, showPrices }: Pick<Group, 'priceDisplayMethod' | 'showPrices'>,
  withoutTax: number,
) {
  const taxIncluded = priceDisplayMethod === 0;
  const amount = taxIncluded ? withoutTax * (1 + world.tax) : withoutTax;
  return { amount: Math.round(amount * 100) / 100, taxIncluded, shown: showPrices };
}

function specificPricesOf({ world }: SandboxModel, product: Product, idGroup: number) {
  return world.specificPrices
    .filter((row) => row.product === product.id && (row.group === 0 || row.group === idGroup))
    .map(({ group, price, reduction, rule = '' }) => {
      if (price !== null) return { label: rule, group, kind: 'price', value: price };
      return { label: rule, group, kind: 'percentage', value: Math.round(reduction * 1e6) / 1e4 };
    });
}

/** In `keep` customers stay in all their groups; `exclusive` takes them out, and a cart rule bound to one no longer counts. */
function vouchersOf({ world }: SandboxModel, offer: OfferRow) {
  if (offer.membership === 'keep') return [];
  const carts = [...world.carts.values()].filter(({ ordered }) => !ordered);
  return world.cartRules.map(({ id, name, code, groups }) => ({
    id,
    name,
    code,
    groups: groups.flatMap((group) => world.groups.get(group)?.name ?? []),
    carts: carts.filter(({ cartRules }) => cartRules.includes(id)).length,
  }));
}

/** `page_products`: by name, reference or id. */
export function productsOf({ world }: SandboxModel, body: Body) {
  const search = String(body['search'] ?? '')
    .trim()
    .toLowerCase();
  const limit = Math.min(100, Math.max(1, Number(body['limit'] ?? 20)));
  const products = [...world.products.values()]
    .filter(({ id, name, reference, active }) => {
      const matches = String(id) === search || `${name} ${reference}`.toLowerCase().includes(search);
      return active && matches;
    })
    .slice(0, limit)
    .map(({ id, name, reference }) => ({ id, name, reference }));
  return { products };
}
