import { describe, expect, it } from 'vitest';
import { checked } from './checked.ts';
import { audienceRuleSchema, audienceSchema } from './rule-schema.ts';
import type { Params, ProblemCode } from '../problems.ts';
import { EVERYBODY, type AudienceRule } from './rule.ts';

const problems = (rule: unknown) => checked(audienceRuleSchema, rule, 'rule').problems;
const period = { from: { months: 12 }, until: { days: 14 } };

/** One of each kind, with all its fields: a missing kind does not compile. */
const EACH: { readonly [K in AudienceRule['kind']]: AudienceRule } = {
  allOf: { kind: 'allOf', of: [{ kind: 'all' }] },
  anyOf: { kind: 'anyOf', of: [{ kind: 'all' }, { kind: 'noneOf', of: [] }] },
  noneOf: { kind: 'noneOf', of: [{ kind: 'orUnknown', of: { kind: 'all' } }] },
  orUnknown: { kind: 'orUnknown', of: { kind: 'all' } },
  orders: { kind: 'orders', atLeast: 1, atMost: 2, period },
  spend: { kind: 'spend', atLeast: 1.5, period: {} },
  averageOrder: { kind: 'averageOrder', atMost: 2 },
  lastOrder: { kind: 'lastOrder', period },
  firstOrder: { kind: 'firstOrder', period: { until: { months: 1 } } },
  rank: { kind: 'rank', by: 'spend', period, from: 0, to: 20 },
  all: { kind: 'all' },
  defaultGroups: { kind: 'defaultGroups', groups: [3] },
  memberGroups: { kind: 'memberGroups', groups: [3, 4] },
  registered: { kind: 'registered', period },
  age: { kind: 'age', atLeast: 18 },
  birthday: { kind: 'birthday', atMost: 7 },
  gender: { kind: 'gender', genders: ['male', 'female', 'neutral'] },
  company: { kind: 'company', is: false },
  country: { kind: 'country', countries: [6] },
  language: { kind: 'language', languages: [1] },
  newsletter: { kind: 'newsletter', is: true },
  partnerOffers: { kind: 'partnerOffers', is: true },
  chance: { kind: 'chance', percent: 12.5, seed: -3 },
  list: { kind: 'list', list: 4 },
  score: { kind: 'score', list: 4, atLeast: -1, atMost: 9.5 },
  region: { kind: 'region', states: [313] },
  postcode: { kind: 'postcode', prefixes: ['28'] },
  boughtCategory: { kind: 'boughtCategory', category: 5, subcategories: true, orders: 2, period },
  rating: { kind: 'rating', atLeast: 4 },
  openCart: { kind: 'openCart', period },
  visited: { kind: 'visited', period },
};

describe('audienceRuleSchema', () => {
  it.each(Object.entries(EACH))('reads %s as the shop keeps it', (_, rule) => {
    expect(audienceRuleSchema.parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
  });

  it.each(Object.entries(EACH).filter(([kind]) => kind !== 'all'))(
    'refuses %s without its fields or with others',
    (_, rule) => {
      const [field] = Object.keys(rule).filter(
        (each) => each !== 'kind' && !['atLeast', 'atMost', 'period'].includes(each),
      );
      if (field !== undefined)
        expect(audienceRuleSchema.safeParse({ ...rule, [field]: undefined }).success).toBe(false);
      for (const each of Object.keys(rule)) {
        expect(audienceRuleSchema.safeParse({ ...rule, [each]: null }).success).toBe(false);
        expect(audienceRuleSchema.safeParse({ ...rule, [each]: { nonsense: 1 } }).success).toBe(false);
      }
      expect(problems({ ...rule, colour: 'red' })).toMatchObject([
        {
          code: 'unknown_fields',
          params: { field: 'rule', value: 'colour', expected: expect.stringMatching(/^kind/) },
        },
      ]);
    },
  );

  const nested = (levels: number): unknown =>
    levels === 1 ? { kind: 'all' } : { kind: 'orUnknown', of: nested(levels - 1) };

  it('takes 16 levels, and refuses 17 or thousands of them', () => {
    expect(audienceRuleSchema.safeParse(nested(16)).success).toBe(true);
    for (const levels of [17, 5000]) {
      expect(problems(nested(levels))).toEqual([{ code: 'rule_deep', params: { field: 'rule', max: 16, value: '…' } }]);
    }
  });

  it('shows no more of a senseless value than fits a line', () => {
    const [problem] = problems({ kind: 'list', list: 'x'.repeat(10_000) });
    expect(JSON.stringify(problem).length).toBeLessThan(200);
  });
});

describe('audienceSchema', () => {
  it('reads an audience as the shop keeps it', () => {
    expect(audienceSchema.parse(EVERYBODY)).toEqual(EVERYBODY);
  });

  it.each<[object, ProblemCode, Params]>([
    [{ holdout: 101 }, 'percentage', { field: 'audience.holdout', value: '101' }],
    [{ holdout: '5' }, 'percentage', { field: 'audience.holdout', value: '"5"' }],
    [{ taken: 'daily' }, 'malformed', { field: 'audience.taken', value: '"daily"', expected: 'frozen | live' }],
    [{ worseOff: undefined }, 'malformed', { field: 'audience.worseOff', value: '(missing)' }],
    [{ seed: 0.5 }, 'malformed', { field: 'audience.seed', expected: '1, 2, 3, …' }],
    [{ pinned: [] }, 'unknown_fields', { field: 'audience', value: 'pinned' }],
    [{ rule: { kind: 'age', atLeast: '18' } }, 'figure', { field: 'audience.rule.atLeast', value: '"18"' }],
  ])('refuses %j', (change, code, params) => {
    const audience = { ...EVERYBODY, ...change };
    expect(checked(audienceSchema, audience, 'audience').problems).toMatchObject([{ code, params }]);
  });
});
