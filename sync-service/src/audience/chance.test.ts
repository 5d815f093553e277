import { describe, expect, it } from 'vitest';
import { drawn, drawnByRule } from './chance.ts';

const CUSTOMERS = Array.from({ length: 100_000 }, (_, index) => index + 1);
const drawnOf = (percent: number, seed: number) => CUSTOMERS.filter((customer) => drawn(customer, percent, seed));

describe('a draw', () => {
  it('stays as it is from version to version: whoever was held out stays out for the whole offer', () => {
    const first = (seed: number) => CUSTOMERS.filter((customer) => drawn(customer, 10, seed)).slice(0, 8);
    expect(first(1)).toEqual([3, 4, 42, 50, 55, 71, 93, 106]);
    expect(first(2)).toEqual([45, 59, 108, 116, 122, 128, 130, 133]);
  });

  it.each([0.1, 1, 10, 50, 99])('takes about %d percent', (percent) => {
    const expected = CUSTOMERS.length * (percent / 100);
    // Five standard deviations.
    const tolerance = 5 * Math.sqrt(expected * (1 - percent / 100));
    for (const seed of [0, 1, 2, 123_456_789, 2 ** 40, -7]) {
      expect(Math.abs(drawnOf(percent, seed).length - expected)).toBeLessThan(tolerance);
    }
  });

  it('of 0 percent is nobody, of 100 percent everybody', () => {
    expect(drawnOf(0, 1)).toEqual([]);
    expect(drawnOf(100, 1)).toEqual(CUSTOMERS);
  });

  it('of a smaller percentage is part of that of a larger one', () => {
    const larger = new Set(drawnOf(20, 5));
    expect(drawnOf(10, 5).every((customer) => larger.has(customer))).toBe(true);
  });

  it.each([
    ['another seed', (customer: number) => drawn(customer, 10, 2)],
    ['a seed that differs in its upper half', (customer: number) => drawn(customer, 10, 1 + 2 ** 32)],
    ['a rule with the same seed', (customer: number) => drawnByRule(customer, 10, 1)],
  ])('has nothing to do with that of %s', (_, other) => {
    const both = drawnOf(10, 1).filter(other).length;
    // 1 % of all would be in both by chance; five standard deviations.
    expect(Math.abs(both - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it('does not follow the order of the ids', () => {
    const neighbours = CUSTOMERS.filter((customer) => drawn(customer, 50, 9) === drawn(customer + 1, 50, 9)).length;
    expect(Math.abs(neighbours - 50_000)).toBeLessThan(5 * Math.sqrt(25_000));
  });
});
