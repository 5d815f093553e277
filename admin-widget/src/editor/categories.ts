import type { CategoryReduction } from '@group-offers/sync-service/offer';
import type { Choices } from '@group-offers/sync-service/wire';

export interface CategoryNode {
  readonly id: number;
  readonly name: string;
  /** Products associated with it. */
  readonly products: number;
  readonly parent: CategoryNode | null;
  readonly children: readonly CategoryNode[];
}

export interface CategoryTree {
  readonly roots: readonly CategoryNode[];
  readonly byId: ReadonlyMap<number, CategoryNode>;
}

interface Growing extends CategoryNode {
  readonly parent: Growing | null;
  readonly children: Growing[];
}

/** The shop's categories as a tree; one whose parent is not among them stands at the top. */
export function treeOf(categories: Choices['categories']): CategoryTree {
  const byId = new Map<number, Growing>();
  const roots: Growing[] = [];
  for (const { id, name, products, parent: idParent } of categories) {
    const parent = byId.get(idParent) ?? null;
    const node: Growing = { id, name, products, parent, children: [] };
    byId.set(id, node);
    (parent?.children ?? roots).push(node);
  }
  return { roots, byId };
}

/** `Clothes › Men` */
export function pathOf(node: CategoryNode): string {
  return [...ancestorsOf(node).reverse(), node].map(({ name }) => name).join(' › ');
}

/** Nearest first. */
export function ancestorsOf(node: CategoryNode): CategoryNode[] {
  return node.parent === null ? [] : [node.parent, ...ancestorsOf(node.parent)];
}

/** What a category's products get: of its own, or of the nearest category above that includes its sub-categories; null: the offer's discount. */
export function reductionFor(
  node: CategoryNode,
  chosen: ReadonlyMap<number, CategoryReduction>,
): { readonly discount: number; readonly from: CategoryNode } | null {
  const own = chosen.get(node.id);
  if (own !== undefined) return { discount: own.discount, from: node };
  for (const above of ancestorsOf(node)) {
    const reduction = chosen.get(above.id);
    if (reduction?.subcategories === true) return { discount: reduction.discount, from: above };
  }
  return null;
}

export interface Found {
  /** Categories whose name has the words, and those above them. */
  readonly shown: ReadonlySet<number>;
  readonly matches: number;
}

/** Without case and accents; every word of the search must be in the category's path, the last one's match in its name. */
export function search(tree: CategoryTree, text: string): Found {
  const words = plain(text).split(/\s+/u).filter(Boolean);
  const shown = new Set<number>();
  let matches = 0;
  for (const node of tree.byId.values()) {
    const [name, path] = [plain(node.name), plain(pathOf(node))];
    if (!words.some((word) => name.includes(word)) || !words.every((word) => path.includes(word))) continue;
    matches++;
    for (const each of [node, ...ancestorsOf(node)]) shown.add(each.id);
  }
  return { shown, matches };
}

export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
