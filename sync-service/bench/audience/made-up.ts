import { Temporal } from 'temporal-polyfill';
import type { Facts, Orders } from '../../src/audience/index.ts';
import type { AudienceRule } from '../../src/offer/rule.ts';

/** The day as of which {@link TEN_CRITERIA} are judged on {@link madeUp} customers. */
export const AS_OF = Temporal.PlainDate.from('2026-11-27');
const TODAY = 20_784;

/** Columns of made-up customers with three orders each on the average, the same for the same number. Runs in Node and in browsers. */
export function madeUp(customers: number): { readonly facts: Facts; readonly orders: Orders } {
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // Without a list in between: what this leaves behind would be counted as memory of the judging.
  const fill = <T extends Int32Array | Uint32Array | Uint8Array>(column: T, value: (row: number) => number): T => {
    for (let row = 0; row < customers; row++) column[row] = value(row);
    return column;
  };
  const column = (value: (row: number) => number) => fill(new Uint32Array(customers), value);
  const days = (value: (row: number) => number) => fill(new Int32Array(customers), value);
  const bytes = (value: (row: number) => number) => fill(new Uint8Array(customers), value);
  const facts: Facts = {
    id: column((row) => row + 1),
    idShop: column(() => 1),
    defaultGroup: column(() => 3),
    groups: column(() => Math.floor(random() * 3)),
    groupSets: [[3], [3, 4], [3, 4, 5]],
    registered: days(() => TODAY - Math.floor(random() * 1_500)),
    birthday: days(() => (random() < 0.2 ? 0 : (1940 + Math.floor(random() * 65)) * 10_000 + 615)),
    gender: bytes(() => Math.floor(random() * 4)),
    language: column(() => 1 + Math.floor(random() * 3)),
    country: column(() => (random() < 0.1 ? 0 : 1 + Math.floor(random() * 30))),
    flags: bytes(() => Math.floor(random() * 16)),
    blockedUntil: new Map(),
    pinned: new Set(),
  };
  const first = new Int32Array(customers + 1);
  for (let row = 0; row < customers; row++) first[row + 1] = first[row]! + Math.floor(random() * 7);
  const total = first[customers]!;
  const day = new Int32Array(total);
  const amount = new Float64Array(total);
  for (let row = 0; row < customers; row++) {
    for (let order = first[row]!; order < first[row + 1]!; order++) {
      day[order] = TODAY - Math.floor(random() * 1_095);
      amount[order] = Math.floor(random() ** 3 * 60_000);
    }
    day.subarray(first[row], first[row + 1]).sort();
  }
  return { facts, orders: { first, day, amount } };
}

/** Ten criteria that need every column: the best buyers of two years who have gone quiet, some of those, and none of these. */
export const TEN_CRITERIA: AudienceRule = {
  kind: 'allOf',
  of: [
    {
      kind: 'anyOf',
      of: [
        { kind: 'rank', by: 'spend', period: { from: { months: 24 } }, from: 0, to: 40 },
        { kind: 'spend', period: { from: { months: 12 } }, atLeast: 100 },
        { kind: 'orders', period: { from: { months: 12 } }, atLeast: 3 },
      ],
    },
    { kind: 'lastOrder', period: { from: { months: 12 }, until: { days: 14 } } },
    { kind: 'firstOrder', period: { until: { months: 6 } } },
    { kind: 'orUnknown', of: { kind: 'age', atLeast: 18, atMost: 75 } },
    { kind: 'orUnknown', of: { kind: 'country', countries: [1, 2, 3, 5, 8, 13, 21] } },
    { kind: 'memberGroups', groups: [3] },
    {
      kind: 'noneOf',
      of: [
        { kind: 'chance', percent: 10, seed: 7 },
        { kind: 'averageOrder', atLeast: 500 },
      ],
    },
  ],
};
