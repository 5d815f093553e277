import type { OfferRow, MemoryModel } from './model.ts';

/** Category reductions with their sub-categories; one that is named itself keeps its own, otherwise the nearest named above. */
export function expand(model: MemoryModel, offer: OfferRow): Map<number, number> {
  const fractions = new Map<number, number>();
  const depth = (id: number): number => {
    const parent = model.world.categories.get(id)?.parent ?? 0;
    return parent === 0 ? 0 : 1 + depth(parent);
  };
  const living = offer.reductions.filter(({ idCategory }) => model.world.categories.has(idCategory));
  const nearestLast = living.sort((a, b) => depth(a.idCategory) - depth(b.idCategory));
  for (const { idCategory, discount, subcategories } of nearestLast) {
    for (const id of subcategories ? model.world.subtree(idCategory) : [idCategory]) fractions.set(id, discount / 100);
  }
  for (const { idCategory, discount } of living) fractions.set(idCategory, discount / 100);
  return fractions;
}
