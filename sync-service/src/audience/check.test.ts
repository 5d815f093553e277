import { describe, expect, it } from 'vitest';
import type { AudienceRule } from '../offer/rule.ts';
import { problem, type Params, type ProblemCode } from '../problems.ts';
import { checkRule } from './index.ts';

/** As it may come from a file or from the shop: of any shape. */
const check = (rule: unknown) => checkRule(rule as AudienceRule);
const lastOrder = (period: unknown) => ({ kind: 'lastOrder', period });

describe('checkRule refuses, naming field and value', () => {
  it.each<[unknown, ProblemCode, Params]>([
    // What contradicts itself in type.
    [{ kind: 'orders', atLeast: 'three' }, 'figure', { field: 'rule.atLeast', value: '"three"' }],
    [{ kind: 'orders', atLeast: Number.NaN }, 'figure', { field: 'rule.atLeast' }],
    [{ kind: 'country', countries: ['ES'] }, 'malformed', { field: 'rule.countries.0', value: '"ES"' }],
    [{ kind: 'newsletter', is: 'yes' }, 'malformed', { field: 'rule.is', expected: 'true | false' }],
    [{ kind: 'age', groups: [3] }, 'unknown_fields', { value: 'groups', expected: 'kind, atLeast, atMost' }],
    [{ kind: 'allOf', of: { kind: 'all' } }, 'malformed', { field: 'rule.of', expected: '[{"kind": …}, …]' }],
    [{ kind: 'anyOf', of: [{ kind: 'list', list: 1.5 }] }, 'malformed', { field: 'rule.of.0.list', value: '1.5' }],
    [{ kind: 'vip' }, 'malformed', { field: 'rule.kind', value: '"vip"' }],
    [
      lastOrder({ from: { days: 3, months: 1 } }),
      'malformed',
      { field: 'rule.period.from', expected: '{"days": n} | {"months": n}' },
    ],
    // Percentages.
    [{ kind: 'rank', by: 'spend', from: -1, to: 20 }, 'percentage', { field: 'rule.from', value: -1 }],
    [{ kind: 'rank', by: 'spend', from: 0, to: 101 }, 'percentage', { field: 'rule.to', value: 101 }],
    [{ kind: 'chance', percent: 100.5, seed: 1 }, 'percentage', { field: 'rule.percent', value: 100.5 }],
    [{ kind: 'rank', by: 'spend', from: 20, to: 20 }, 'percentages_exchanged', { value: 20, max: 20 }],
    // Ranges.
    [{ kind: 'age', atLeast: 30, atMost: 18 }, 'figures_exchanged', { field: 'rule.atLeast', value: 30, max: 18 }],
    [{ kind: 'spend' }, 'figures_missing', { field: 'rule' }],
    [{ kind: 'orders', atLeast: 2.5 }, 'figure_whole', { field: 'rule.atLeast', value: 2.5 }],
    [{ kind: 'spend', atLeast: -1 }, 'figure_under', { field: 'rule.atLeast', value: -1, min: 0 }],
    [
      { kind: 'boughtCategory', category: 5, subcategories: true, orders: 0 },
      'figure_under',
      { field: 'rule.orders', min: 1 },
    ],
    // Lists.
    [{ kind: 'allOf', of: [] }, 'empty_group', { field: 'rule.of' }],
    [{ kind: 'language', languages: [] }, 'empty', { field: 'rule.languages' }],
    [{ kind: 'gender', genders: [] }, 'empty', { field: 'rule.genders' }],
    [{ kind: 'postcode', prefixes: ['28', ' '] }, 'empty', { field: 'rule.prefixes.1' }],
    [{ kind: 'region', states: [0] }, 'no_id', { field: 'rule.states', value: 0 }],
    // Periods.
    [lastOrder({ from: { months: 6 }, until: { months: 12 } }), 'periods_exchanged', { field: 'rule.period.from' }],
    [lastOrder({ from: { days: 5 }, until: { days: 5 } }), 'periods_exchanged', { field: 'rule.period.from' }],
    [lastOrder({ from: { days: 30 }, until: { months: 1 } }), 'periods_exchanged', { field: 'rule.period.from' }],
    [lastOrder({ from: { days: -1 } }), 'period_ahead', { field: 'rule.period.from.days', value: -1 }],
    [lastOrder({ from: { months: 5000 } }), 'period_long', { field: 'rule.period.from.months', value: 5000 }],
    [lastOrder({ from: { days: 1.5 } }), 'malformed', { value: '{"days":1.5}' }],
  ])('%j', (rule, code, params) => {
    expect(check(rule)).toMatchObject([{ code, params }]);
  });

  it('every problem, wherever in the tree', () => {
    const rule = {
      kind: 'allOf',
      of: [
        { kind: 'orUnknown', of: { kind: 'chance', percent: 120, seed: 1 } },
        { kind: 'noneOf', of: [{ kind: 'all' }, { kind: 'age', atLeast: 9, atMost: 2 }] },
      ],
    };
    expect(check(rule)).toEqual([
      problem('percentage', { field: 'rule.of.0.of.percent', value: 120 }),
      problem('figures_exchanged', { field: 'rule.of.1.of.1.atLeast', value: 9, max: 2 }),
    ]);
  });

  it.each([null, 'all', 7, [], {}])('what is no rule: %j', (rule) => {
    expect(check(rule)[0]).toMatchObject({ code: 'malformed', params: { expected: '{"kind": …}' } });
  });
});

describe('checkRule accepts', () => {
  it.each<[string, AudienceRule]>([
    ['an audience of nobody', { kind: 'noneOf', of: [{ kind: 'all' }] }],
    ['all buyers', { kind: 'lastOrder', period: {} }],
    ['today alone', { kind: 'registered', period: { from: { days: 0 } } }],
    ['never ordered', { kind: 'orders', atMost: 0 }],
    ['scores under 0', { kind: 'score', list: 4, atLeast: -100, atMost: -1 }],
    ['broken percentages', { kind: 'rank', by: 'averageOrder', from: 33.3, to: 66.7 }],
    ['one year of age', { kind: 'age', atLeast: 18, atMost: 18 }],
    ['31 days and a month', { kind: 'visited', period: { from: { days: 31 }, until: { months: 1 } } }],
  ])('%s', (_, rule) => {
    expect(checkRule(rule)).toEqual([]);
  });
});
