import { heldOut, joinOrders } from '@group-offers/sync-service/audience';
import { describe, expect, it } from 'vitest';
import { histogramOf, shared, tally } from './figures.ts';
import { FACTS } from './test-shop.ts';

const EVERY_SHOP = { holdout: 0, seed: 1, idShop: 0 };
const verdicts = Uint8Array.from([1, 1, 0, 2, 1, 1]);

describe('counting an audience', () => {
  it('tells who is reached from who is pinned, unknown or not meant', () => {
    const found = tally(verdicts, FACTS, EVERY_SHOP, 1);
    expect(found).toMatchObject({ yes: 4, no: 1, unknown: 1, pinned: 1, heldOut: 0, reached: 3, total: 6 });
    expect([...found.ids]).toEqual([1, 2, 6]);
    expect([...found.unknownIds]).toEqual([4]);
  });

  it('counts one shop alone', () => {
    expect(tally(verdicts, FACTS, { ...EVERY_SHOP, idShop: 2 }, 1)).toMatchObject({ yes: 1, reached: 1, total: 1 });
  });

  it('keeps out the very customers whom the service keeps out', () => {
    const all = new Uint8Array(6).fill(1);
    const found = tally(all, FACTS, { holdout: 50, seed: 7, idShop: 0 }, 1);
    const kept = [1, 2, 3, 4, 6].filter((id) => !heldOut(id, 50, 7));
    expect([...found.ids]).toEqual(kept);
    expect(found).toMatchObject({ yes: 6, pinned: 1, heldOut: 5 - kept.length, reached: kept.length });
  });

  it('scales a sample up to all customers, and its parts still add up', () => {
    const found = tally(verdicts, FACTS, EVERY_SHOP, 1000 / 6);
    expect(found).toMatchObject({ total: 1_000, yes: 667, unknown: 167, no: 166, pinned: 167, reached: 500 });
    expect(found.yes + found.no + found.unknown).toBe(found.total);
  });
});

describe('histograms', () => {
  const orders = joinOrders(FACTS, [
    {
      customer: Uint32Array.of(1, 2, 3),
      count: Int32Array.of(2, 1, 1),
      day: Int32Array.of(100, 195, 10, 250),
      amount: Float64Array.of(1_000, 2_000, 59_900, 500),
    },
  ]);

  it('show how long ago customers ordered last, and who never did; orders of tomorrow are none', () => {
    const bands = histogramOf('recency', FACTS.id, FACTS, orders, 200, 1);
    expect(bands.map(({ from, count }) => [from, count])).toEqual([
      [0, 1],
      [30, 0],
      [90, 0],
      [180, 1],
      [365, 0],
      [730, 0],
      [null, 4],
    ]);
  });

  it('show spend in round steps that hold everybody', () => {
    const bands = histogramOf('spend', Uint32Array.of(1, 2, 4), FACTS, orders, 200, 10);
    expect(bands.map(({ from, until, count }) => [from, until, count])).toEqual([
      [0, 100, 10],
      [100, 200, 0],
      [200, 300, 0],
      [300, 400, 0],
      [400, 500, 0],
      [500, 600, 10],
      [600, null, 0],
      [null, null, 10],
    ]);
  });

  it('of nobody hold nobody', () => {
    expect(histogramOf('spend', new Uint32Array(), FACTS, orders, 200, 1).every(({ count }) => count === 0)).toBe(true);
  });
});

it('two audiences share who is in both', () => {
  expect(shared(Uint32Array.of(1, 3, 5, 9), Uint32Array.of(2, 3, 9, 10))).toBe(2);
});
