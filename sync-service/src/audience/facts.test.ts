import { describe, expect, it } from 'vitest';
import { joinFacts, joinOrders, type Facts, type OrdersPage } from './facts.ts';

function page(ids: readonly number[], sets: readonly (readonly number[])[], groups: readonly number[]): Facts {
  const column = (from: number) => Uint32Array.from(ids, (id) => id + from);
  return {
    id: column(0),
    idShop: column(100),
    defaultGroup: column(200),
    groups: Uint32Array.from(groups),
    groupSets: sets,
    registered: Int32Array.from(ids, (id) => id + 300),
    birthday: Int32Array.from(ids, (id) => id + 400),
    gender: Uint8Array.from(ids, (id) => id % 4),
    language: column(500),
    country: column(600),
    flags: Uint8Array.from(ids, (id) => id % 16),
    blockedUntil: new Map(ids.slice(0, 1).map((id) => [id, id * 1000])),
    pinned: new Set(ids.slice(-1)),
  };
}

const orders = (customers: Record<number, [day: number, amount: number][]>): OrdersPage => ({
  customer: Uint32Array.from(Object.keys(customers), Number),
  count: Int32Array.from(Object.values(customers), (list) => list.length),
  day: Int32Array.from(Object.values(customers).flat(), ([day]) => day),
  amount: Float64Array.from(Object.values(customers).flat(), ([, amount]) => amount),
});

describe('joinFacts', () => {
  const joined = joinFacts([page([2, 5], [[3], [3, 4]], [1, 0]), page([8], [[7], [3, 4]], [1]), page([9], [[7]], [0])]);

  it('puts each column of the pages one after the other', () => {
    expect([...joined.id]).toEqual([2, 5, 8, 9]);
    expect([...joined.idShop]).toEqual([102, 105, 108, 109]);
    expect([...joined.defaultGroup]).toEqual([202, 205, 208, 209]);
    expect([...joined.registered]).toEqual([302, 305, 308, 309]);
    expect([...joined.birthday]).toEqual([402, 405, 408, 409]);
    expect([...joined.gender]).toEqual([2, 1, 0, 1]);
    expect([...joined.language]).toEqual([502, 505, 508, 509]);
    expect([...joined.country]).toEqual([602, 605, 608, 609]);
    expect([...joined.flags]).toEqual([2, 5, 8, 9]);
  });

  it('gives one number to a set of groups that several pages have', () => {
    expect(Array.from(joined.groups, (set) => joined.groupSets[set])).toEqual([[3, 4], [3], [3, 4], [7]]);
    expect(joined.groupSets).toHaveLength(3);
  });

  it('keeps the blocked and the pinned of all pages', () => {
    expect([...joined.blockedUntil]).toEqual([
      [2, 2000],
      [8, 8000],
      [9, 9000],
    ]);
    expect([...joined.pinned]).toEqual([5, 8, 9]);
  });

  it('of a shop without customers is an empty table', () => {
    expect(joinFacts([]).id).toHaveLength(0);
    expect(joinOrders(joinFacts([]), [])).toMatchObject({ first: Int32Array.of(0) });
  });
});

describe('joinOrders', () => {
  const facts = joinFacts([page([2, 5, 8, 9], [[3]], [0, 0, 0, 0])]);
  const read = (pages: readonly OrdersPage[]) => {
    const { first, day, amount } = joinOrders(facts, pages);
    return Array.from(facts.id, (_, row) => [
      [...day.subarray(first[row], first[row + 1])],
      [...amount.subarray(first[row], first[row + 1])],
    ]);
  };

  it('gives each row its orders, over pages, and none to who has none', () => {
    const pages = [
      orders({
        2: [
          [10, 1],
          [20, 2],
        ],
      }),
      orders({
        8: [[5, 3]],
        9: [
          [6, 4],
          [7, 5],
        ],
      }),
    ];
    expect(read(pages)).toEqual([
      [
        [10, 20],
        [1, 2],
      ],
      [[], []],
      [[5], [3]],
      [
        [6, 7],
        [4, 5],
      ],
    ]);
  });

  it('leaves out the orders of who is not among the facts', () => {
    const pages = [
      orders({ 1: [[1, 1]], 2: [[2, 2]], 3: [[3, 3]] }),
      orders({ 7: [[7, 7]], 8: [[8, 8]], 12: [[12, 12]] }),
    ];
    expect(read(pages)).toEqual([
      [[2], [2]],
      [[], []],
      [[8], [8]],
      [[], []],
    ]);
    expect(joinOrders(facts, pages).day).toHaveLength(2);
  });

  it('without any order has every row empty', () => {
    expect([...joinOrders(facts, []).first]).toEqual([0, 0, 0, 0, 0]);
  });
});
