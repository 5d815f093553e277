import { describe, expect, it } from 'vitest';
import { audienceRuleSchema, audienceSchema, explainRuleIssues } from './rule-schema.ts';
import { EVERYBODY, type AudienceRule } from './rule.ts';

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
    (kind, rule) => {
      const [field] = Object.keys(rule).filter(
        (each) => each !== 'kind' && !['atLeast', 'atMost', 'period'].includes(each),
      );
      if (field !== undefined)
        expect(audienceRuleSchema.safeParse({ ...rule, [field]: undefined }).success).toBe(false);
      for (const each of Object.keys(rule)) {
        expect(audienceRuleSchema.safeParse({ ...rule, [each]: null }).success).toBe(false);
        expect(audienceRuleSchema.safeParse({ ...rule, [each]: { nonsense: 1 } }).success).toBe(false);
      }
      const { error } = audienceRuleSchema.safeParse({ ...rule, colour: 'red' });
      expect(explainRuleIssues(error!)).toEqual([
        expect.stringMatching(`^rule: colour: not known here; a rule of kind ${kind} has kind`),
      ]);
    },
  );

  const nested = (levels: number): unknown =>
    levels === 1 ? { kind: 'all' } : { kind: 'orUnknown', of: nested(levels - 1) };

  it('takes 16 levels, and refuses 17 or thousands of them', () => {
    expect(audienceRuleSchema.safeParse(nested(16)).success).toBe(true);
    for (const levels of [17, 5000]) {
      const { error } = audienceRuleSchema.safeParse(nested(levels));
      expect(explainRuleIssues(error!)).toEqual(['rule: is nested more than 16 levels deep; make it flatter']);
    }
  });

  it('shows no more of a senseless value than fits a line', () => {
    const { error } = audienceRuleSchema.safeParse({ kind: 'list', list: 'x'.repeat(10_000) });
    expect(explainRuleIssues(error!)[0]!.length).toBeLessThan(200);
  });
});

describe('audienceSchema', () => {
  it('reads an audience as the shop keeps it', () => {
    expect(audienceSchema.parse(EVERYBODY)).toEqual(EVERYBODY);
  });

  it.each([
    [{ holdout: 101 }, 'audience.holdout: 101 is over 100; a percentage goes from 0 to 100'],
    [{ holdout: '5' }, 'audience.holdout: "5" is no number; write a percentage from 0 to 100'],
    [{ taken: 'daily' }, 'audience.taken: "daily"; write frozen or live'],
    [{ worseOff: undefined }, 'audience.worseOff: missing; write leaveOut or include'],
    [{ seed: 0.5 }, 'audience.seed: 0.5 is not accepted; write a whole number'],
    [{ pinned: [] }, 'audience: pinned: not known here; an audience has rule, taken, holdout, seed, worseOff'],
    [{ rule: { kind: 'age', atLeast: '18' } }, 'audience.rule.atLeast: "18" is not accepted; write a number'],
  ])('refuses %j', (change, message) => {
    const { error } = audienceSchema.safeParse({ ...EVERYBODY, ...change });
    expect(explainRuleIssues(error!, 'audience')).toEqual([message]);
  });
});
