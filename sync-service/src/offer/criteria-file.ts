import { z } from 'zod';
import {
  fields,
  figure,
  oneOf,
  percent,
  readDuration,
  reference,
  references,
  someReferences,
  wholeBetween,
  yesOrNo,
} from './file-fields.ts';
import { coded } from './checked.ts';
import type { Ago, Period } from './rule.ts';

/** The criteria as merchants write them, by their key in the file; what they become is as in `rule.ts`, but for names not looked up yet. */

const AGO = '12 months | 14 days | 2 weeks | 1 year';
const ago = z.string({ error: AGO }).transform((text, context): Ago => {
  const read = readDuration(text);
  if (read?.unit === 'day') return { days: read.count };
  if (read?.unit === 'week') return { days: 7 * read.count };
  if (read?.unit === 'month') return { months: read.count };
  if (read?.unit === 'year') return { months: 12 * read.count };
  context.issues.push({ code: 'custom', input: text, message: AGO });
  return z.NEVER;
});

const periodFields = { last: ago.optional(), from: ago.optional(), until: ago.optional() };
const rangeFields = { atLeast: figure.optional(), atMost: figure.optional() };

interface PeriodInFile {
  readonly last?: Ago | undefined;
  readonly from?: Ago | undefined;
  readonly until?: Ago | undefined;
}

const LAST_AND_FROM = coded('both', { one: 'last', other: 'from' });
const bothBegin = ({ last, from }: PeriodInFile) => last === undefined || from === undefined;

function periodOf({ last, from = last, until }: PeriodInFile): Period {
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}
const periodIn = (fields: PeriodInFile) => {
  const period = periodOf(fields);
  return Object.keys(period).length === 0 ? {} : { period };
};
function rangeIn({ atLeast, atMost }: { readonly atLeast?: number | undefined; readonly atMost?: number | undefined }) {
  return { ...(atLeast === undefined ? {} : { atLeast }), ...(atMost === undefined ? {} : { atMost }) };
}

const NO_RANGE = coded('figures_missing');
const hasRange = ({ atLeast, atMost }: { readonly atLeast?: unknown; readonly atMost?: unknown }) =>
  atLeast !== undefined || atMost !== undefined;

const range = (example: string) =>
  fields(rangeFields, example).refine(hasRange, { error: NO_RANGE }).transform(rangeIn);

const rangeInPeriod = (example: string) =>
  fields({ ...periodFields, ...rangeFields }, example)
    .refine(hasRange, { error: NO_RANGE })
    .refine(bothBegin, { error: LAST_AND_FROM })
    .transform((each) => ({ ...rangeIn(each), ...periodIn(each) }));

const WHEN = '{ last: 3 months } | { from: 12 months, until: 6 months }';
const when = fields(periodFields, WHEN)
  .refine((each) => Object.keys(periodOf(each)).length > 0, { error: WHEN })
  .refine(bothBegin, { error: LAST_AND_FROM })
  .transform(periodOf);

const RANK = '{ top: 20 } | { bottom: 20 } | { from: 20, to: 80 }';
const rank = fields(
  {
    by: oneOf(['spend', 'orders', 'averageOrder', 'lastOrder']).default('spend'),
    last: ago.optional(),
    until: ago.optional(),
    top: percent.optional(),
    bottom: percent.optional(),
    from: percent.optional(),
    to: percent.optional(),
  },
  RANK,
).transform(({ by, last, until, top, bottom, from, to }, context) => {
  const ways = [top !== undefined, bottom !== undefined, from !== undefined || to !== undefined];
  if (ways.filter(Boolean).length !== 1) {
    context.issues.push({ code: 'custom', input: { top, bottom, from, to }, message: RANK });
    return z.NEVER;
  }
  const part =
    top !== undefined
      ? { from: 0, to: top }
      : bottom !== undefined
        ? { from: 100 - bottom, to: 100 }
        : { from: from ?? 0, to: to ?? 100 };
  return { by, ...part, ...periodIn({ last, until }) };
});

const NO_CUSTOMER = { error: coded('no_id') };
const EMPTY = { error: coded('empty') };
const customers = z
  .array(z.int(NO_CUSTOMER).positive(NO_CUSTOMER), { error: '[12, 57]' })
  .min(1, EMPTY)
  .check((context) => {
    const seen = new Set<number>();
    for (const id of context.value) {
      if (seen.has(id)) context.issues.push({ code: 'custom', input: id, message: coded('twice') });
      seen.add(id);
    }
  });

const gender = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z.array(oneOf(['male', 'female', 'neutral'])).min(1, EMPTY),
);

/** In quotes, so that no leading 0 is lost. */
const POSTCODE = { error: '"08"' };
const postcode = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z
    .array(
      z
        .string(POSTCODE)
        .trim()
        .min(1, POSTCODE)
        .max(12, { error: ({ input }) => coded('length', { count: String(input).length, max: 12 }) }),
    )
    .min(1, EMPTY),
);

const chance = z.preprocess(
  (value) => (typeof value === 'number' ? { percent: value } : value),
  fields({ percent, seed: wholeBetween(0, 2_147_483_647).default(1) }, '{ percent: 10, seed: 3 }'),
);

export const CRITERIA = {
  defaultGroups: references,
  memberGroups: references,
  customers,
  list: reference,
  score: fields({ list: reference, ...rangeFields }, '{ list: NPS, atLeast: 9 }')
    .refine(hasRange, { error: NO_RANGE })
    .transform(({ list, ...each }) => ({ list, ...rangeIn(each) })),
  orders: rangeInPeriod('{ last: 12 months, atLeast: 3 }'),
  spend: rangeInPeriod('{ last: 12 months, atLeast: 500 }'),
  averageOrder: rangeInPeriod('{ atLeast: 50 }'),
  lastOrder: when,
  firstOrder: when,
  rank,
  registered: when,
  age: range('{ atLeast: 18, atMost: 30 }'),
  birthday: range('{ atMost: 7 }'),
  gender,
  company: yesOrNo,
  country: someReferences,
  region: someReferences,
  postcode,
  language: someReferences,
  newsletter: yesOrNo,
  partnerOffers: yesOrNo,
  chance,
  boughtCategory: z.preprocess(
    (value) => (typeof value === 'string' || typeof value === 'number' ? { category: value } : value),
    fields(
      {
        category: reference,
        subcategories: yesOrNo.default(true),
        orders: wholeBetween(1, 1_000_000).default(1),
        ...periodFields,
      },
      '{ category: Clothes, orders: 2, last: 12 months }',
    )
      .refine(bothBegin, { error: LAST_AND_FROM })
      .transform(({ category, subcategories, orders, ...period }) => ({
        category,
        subcategories,
        orders,
        ...periodIn(period),
      })),
  ),
  rating: range('{ atLeast: 4 }'),
  openCart: when,
  visited: when,
};

type Criteria = { readonly [K in keyof typeof CRITERIA]: z.infer<(typeof CRITERIA)[K]> };
export type CriterionKey = keyof Criteria;
export type CriterionValue<K extends CriterionKey> = Criteria[K];
export type CriterionInFile = {
  readonly [K in CriterionKey]: { readonly key: K; readonly value: Criteria[K] };
}[CriterionKey];
