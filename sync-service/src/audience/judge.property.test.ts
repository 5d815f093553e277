import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dataFor, sayOf, type PlainCustomer } from '../../test/support/plain-audience.ts';
import type { AudienceRule, Period } from '../offer/rule.ts';
import { explain, judge } from './index.ts';

/** FC_SEED and FC_PATH replay a run; both are printed when one fails. */
const seed = process.env['FC_SEED'] === undefined ? Date.now() % 2 ** 31 : Number(process.env['FC_SEED']);
const replay = process.env['FC_PATH'] === undefined ? { seed } : { seed, path: process.env['FC_PATH'] };

const SAYS = ['no', 'yes', 'unknown'] as const;

/** The ends of months, 29 February and the day after it: months are not alike there. */
const asOf = fc
  .constantFrom('2026-08-31', '2024-02-29', '2026-03-01', '2025-03-31', '2026-11-27')
  .map((day) => Temporal.PlainDate.from(day));

const id = fc.integer({ min: 1, max: 4 });
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 3 });
const list = fc.constantFrom(17, 18);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });

/** Near the edges of the periods below, so that a day too much or too little is noticed; some are in the future. */
const dateNear = (today: Temporal.PlainDate) =>
  fc
    .tuple(
      fc.constantFrom(
        { days: 0 },
        { days: 14 },
        { days: 44 },
        { months: 1 },
        { months: 6 },
        { months: 12 },
        { months: 24 },
      ),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([ago, off]) => today.subtract(ago).add({ days: off }).toString());

const birthdayNear = (today: Temporal.PlainDate) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 18, 30, 119, 120, 121), fc.integer({ min: -2, max: 2 }))
      .map(([years, off]) => today.subtract({ years }).add({ days: off }).toString()),
    fc.constantFrom('2004-02-29', '2008-02-29', '1980-12-31'),
  );

function customersOf(today: Temporal.PlainDate): fc.Arbitrary<PlainCustomer[]> {
  const order = fc.record({
    date: dateNear(today),
    cents: fc.constantFrom(0, 1, 29, 5_000, 5_001, 10_000, 33_333),
    categories: fc.uniqueArray(id, { maxLength: 2 }),
  });
  const customer = fc.record({
    defaultGroup: id,
    groups: ids,
    registered: maybe(dateNear(today)),
    birthday: maybe(birthdayNear(today)),
    gender: fc.constantFrom('unknown' as const, 'male' as const, 'female' as const, 'neutral' as const),
    language: fc.integer({ min: 0, max: 3 }),
    address: maybe(fc.record({ country: id, state: id, postcode: fc.constantFrom('28001', '28 013', 'sw1a 1aa', '') })),
    company: fc.boolean(),
    newsletter: fc.boolean(),
    partnerOffers: fc.boolean(),
    orders: fc.array(order, { maxLength: 5 }).map((orders) => orders.sort((a, b) => (a.date < b.date ? -1 : 1))),
    carts: fc.array(dateNear(today), { maxLength: 2 }),
    visits: maybe(fc.array(dateNear(today), { maxLength: 3 })),
    rating: maybe(fc.constantFrom(1, 3.99, 4, 5)),
    lists: fc.subarray([17, 18]),
    scores: fc.dictionary(fc.constantFrom('17', '18'), fc.constantFrom(-3, 0, 8.99, 9)),
  });
  return fc
    .array(customer, { maxLength: 24 })
    .chain((customers) =>
      fc
        .uniqueArray(fc.integer({ min: 1, max: 90_000 }), { minLength: customers.length, maxLength: customers.length })
        .map((ids) => ids.sort((a, b) => a - b).map((id, row) => ({ id, ...customers[row]! }))),
    );
}

const ago = fc.constantFrom(
  { days: 0 },
  { days: 14 },
  { days: 44 },
  { months: 0 },
  { months: 1 },
  { months: 6 },
  { months: 12 },
);
const period: fc.Arbitrary<Period> = fc.record({ from: ago, until: ago }, { requiredKeys: [] });
const someRange = (...figures: number[]) =>
  fc.record({ atLeast: fc.constantFrom(...figures), atMost: fc.constantFrom(...figures) }, { requiredKeys: [] });
const sometimes = fc.record({ period }, { requiredKeys: [] });
const percent = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(33.3, 12.5, 66.7, 0.1));

/** One for each kind that has an obvious answer: a missing one does not compile. */
const CRITERIA: Record<
  Exclude<AudienceRule['kind'], 'allOf' | 'anyOf' | 'noneOf' | 'orUnknown' | 'chance'>,
  fc.Arbitrary<object>
> = {
  orders: fc.tuple(someRange(0, 1, 2, 3), sometimes).map(([range, when]) => ({ ...range, ...when })),
  spend: fc.tuple(someRange(0, 0.29, 50, 50.01, 100), sometimes).map(([range, when]) => ({ ...range, ...when })),
  averageOrder: fc.tuple(someRange(0, 0.01, 0.29, 50, 100), sometimes).map(([range, when]) => ({ ...range, ...when })),
  lastOrder: fc.record({ period }),
  firstOrder: fc.record({ period }),
  rank: fc
    .tuple(
      fc.record({
        by: fc.constantFrom('spend', 'orders', 'averageOrder', 'lastOrder'),
        from: percent,
        to: fc.oneof(percent, fc.constant(100)),
      }),
      sometimes,
    )
    .map(([rank, when]) => ({ ...rank, ...when })),
  all: fc.constant({}),
  defaultGroups: fc.record({ groups: ids }),
  memberGroups: fc.record({ groups: ids }),
  registered: fc.record({ period }),
  age: someRange(0, 17, 18, 22, 30, 120),
  birthday: someRange(0, 1, 2, 364, 365),
  gender: fc.record({ genders: fc.subarray(['male', 'female', 'neutral'], { minLength: 1 }) }),
  company: fc.record({ is: fc.boolean() }),
  country: fc.record({ countries: ids }),
  language: fc.record({ languages: fc.uniqueArray(fc.constantFrom(1, 2, 70_000), { minLength: 1 }) }),
  newsletter: fc.record({ is: fc.boolean() }),
  partnerOffers: fc.record({ is: fc.boolean() }),
  list: fc.record({ list }),
  score: fc.tuple(someRange(-3, 0, 8.99, 9), list).map(([range, list]) => ({ ...range, list })),
  region: fc.record({ states: ids }),
  postcode: fc.record({ prefixes: fc.subarray(['28', '2 8', 'SW1', 'x'], { minLength: 1 }) }),
  boughtCategory: fc
    .tuple(fc.record({ category: id, subcategories: fc.boolean(), orders: fc.integer({ min: 1, max: 2 }) }), sometimes)
    .map(([bought, when]) => ({ ...bought, ...when })),
  rating: someRange(1, 3.99, 4, 5),
  openCart: fc.record({ period }),
  visited: fc.record({ period }),
};

const criterion = fc.oneof(
  ...Object.entries(CRITERIA).map(([kind, rest]) => rest.map((fields) => ({ kind, ...fields }))),
);
const { rule } = fc.letrec<{ rule: AudienceRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    criterion as fc.Arbitrary<AudienceRule>,
    fc.record({
      kind: fc.constantFrom('allOf' as const, 'anyOf' as const, 'noneOf' as const),
      of: fc.array(tie('rule'), { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('orUnknown' as const), of: tie('rule') }),
  ),
}));

const shop = asOf.chain((today) => fc.tuple(fc.constant(today), customersOf(today)));
const others = fc.constantFrom('no' as const, 'unknown' as const);

function comparedWithThePlainEvaluator(wanted: fc.Arbitrary<AudienceRule>, numRuns: number): void {
  fc.assert(
    fc.property(shop, wanted, others, ([today, customers], rule, others) => {
      const verdicts = judge(rule, dataFor(rule, customers, today, others), today);
      expect(customers.map((each, row) => [each.id, SAYS[verdicts[row]!]])).toEqual(
        customers.map((each) => [each.id, sayOf(rule, each, customers, today)]),
      );
    }),
    { ...replay, numRuns },
  );
}

describe('judge and a slow, obvious evaluator agree', () => {
  it.each(Object.entries(CRITERIA))('on %s', (kind, rest) => {
    comparedWithThePlainEvaluator(
      rest.map((fields) => ({ kind, ...fields }) as AudienceRule),
      60,
    );
  });

  it('on rules made of rules', () => {
    comparedWithThePlainEvaluator(rule, 400);
  });
});

it('an explanation gives the answer that judging gives', () => {
  fc.assert(
    fc.property(shop, rule, ([today, customers], rule) => {
      const data = dataFor(rule, customers, today);
      const verdicts = judge(rule, data, today);
      expect(customers.map((_, row) => explain(rule, data, today, row).answer)).toEqual([...verdicts]);
    }),
    { ...replay, numRuns: 100 },
  );
});
