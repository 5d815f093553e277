import { describe, expect, it } from 'vitest';
import { pathOf, reductionFor, search, treeOf } from './categories.ts';

const TREE = treeOf([
  { id: 3, name: 'Clothes', parent: 2, products: 9 },
  { id: 6, name: 'Art', parent: 2, products: 4 },
  { id: 4, name: 'Men', parent: 3, products: 5 },
  { id: 5, name: 'Été', parent: 4, products: 1 },
  { id: 7, name: 'Men at work', parent: 6, products: 2 },
]);
const node = (id: number) => TREE.byId.get(id)!;

describe('the category tree', () => {
  it('has what stands below the home category at the top', () => {
    expect(TREE.roots.map(({ name }) => name)).toEqual(['Clothes', 'Art']);
    expect(pathOf(node(5))).toBe('Clothes › Men › Été');
  });

  it('finds without case and accents, and shows the way to what it found', () => {
    const found = search(TREE, 'ETE');
    expect([found.matches, [...found.shown].sort()]).toEqual([1, [3, 4, 5]]);
  });

  it('tells two of the same name apart by what stands above them', () => {
    expect(search(TREE, 'men').matches).toBe(2);
    expect([...search(TREE, 'art men').shown]).toContain(7);
    expect([...search(TREE, 'art men').shown]).not.toContain(4);
  });
});

describe('what a category gets', () => {
  const chosen = new Map([
    [3, { idCategory: 3, discount: 30, subcategories: true }],
    [4, { idCategory: 4, discount: 5, subcategories: false }],
  ]);

  it('is its own, also below one that includes its sub-categories', () => {
    expect(reductionFor(node(4), chosen)).toEqual({ discount: 5, from: node(4) });
  });

  it('comes from the nearest one above that includes sub-categories', () => {
    expect(reductionFor(node(5), chosen)).toEqual({ discount: 30, from: node(3) });
  });

  it('is the offer’s where nobody above says otherwise', () => {
    expect(reductionFor(node(7), chosen)).toBeNull();
  });
});
