import { describe, expect, it } from 'vitest';
import type { AudienceRule } from '../offer/rule.ts';
import { checkRule } from './index.ts';

/** As it may come from a file or from the shop: of any shape. */
const check = (rule: unknown) => checkRule(rule as AudienceRule);
const lastOrder = (period: unknown) => ({ kind: 'lastOrder', period });

describe('checkRule refuses, naming field, value and way out', () => {
  it.each<[unknown, RegExp]>([
    // What contradicts itself in type.
    [{ kind: 'orders', atLeast: 'three' }, /^rule.atLeast: "three" is not accepted; write a number$/],
    [{ kind: 'country', countries: ['ES'] }, /^rule.countries.0: "ES" is no id; write a whole number$/],
    [{ kind: 'newsletter', is: 'yes' }, /^rule.is: "yes" is not accepted; write true or false$/],
    [{ kind: 'age', groups: [3] }, /^rule: groups: not known here; a rule of kind age has kind, atLeast, atMost$/],
    [{ kind: 'allOf', of: { kind: 'all' } }, /^rule.of: .* is not accepted; write a list of rules$/],
    [{ kind: 'anyOf', of: [{ kind: 'list', list: 1.5 }] }, /^rule.of.0.list: 1.5 is not accepted/],
    [{ kind: 'vip' }, /^rule.kind: kind "vip" is not known; write one of allOf, anyOf, noneOf, orUnknown, orders, /],
    [lastOrder({ from: { days: 3, months: 1 } }), /^rule.period.from: .* write \{"days": n\} or \{"months": n\}$/],
    // Percentages.
    [{ kind: 'rank', by: 'spend', from: -1, to: 20 }, /^rule.from: -1 is under 0; a percentage goes from 0 to 100$/],
    [{ kind: 'rank', by: 'spend', from: 0, to: 101 }, /^rule.to: 101 is over 100; a percentage goes from 0 to 100$/],
    [{ kind: 'chance', percent: 100.5, seed: 1 }, /^rule.percent: 100.5 is over 100/],
    [
      { kind: 'rank', by: 'spend', from: 20, to: 20 },
      /^rule.from: 20 is not less than to: 20; 0 to 20 is the best fifth$/,
    ],
    // Ranges.
    [{ kind: 'age', atLeast: 30, atMost: 18 }, /^rule.atLeast: 30 is more than atMost: 18, so nobody can match/],
    [{ kind: 'spend' }, /^rule: neither atLeast nor atMost is there; write one of both, or both$/],
    [{ kind: 'orders', atLeast: 2.5 }, /^rule.atLeast: 2.5 is no whole number; orders are counted$/],
    [{ kind: 'spend', atLeast: -1 }, /^rule.atLeast: -1 is under 0; write 0 or more$/],
    [{ kind: 'boughtCategory', category: 5, subcategories: true, orders: 0 }, /^rule.orders: 0 is under 1/],
    // Lists.
    [{ kind: 'allOf', of: [] }, /^rule.of: is empty; name at least one rule$/],
    [{ kind: 'language', languages: [] }, /^rule.languages: is empty; name at least one$/],
    [{ kind: 'gender', genders: [] }, /^rule.genders: is empty/],
    [{ kind: 'postcode', prefixes: ['28', ' '] }, /^rule.prefixes.1: is empty; write the beginning of a postcode$/],
    [{ kind: 'region', states: [0] }, /^rule.states: 0 is no id; ids are whole numbers from 1$/],
    // Periods.
    [
      lastOrder({ from: { months: 6 }, until: { months: 12 } }),
      /^rule.period.from: 6 months ago is not before until: 12 months ago; exchange them$/,
    ],
    [
      lastOrder({ from: { days: 5 }, until: { days: 5 } }),
      /^rule.period.from: 5 days ago is not before until: 5 days ago/,
    ],
    [
      lastOrder({ from: { days: 30 }, until: { months: 1 } }),
      /^rule.period.from: 30 days ago is not before until: 1 months ago/,
    ],
    [lastOrder({ from: { days: -1 } }), /^rule.period.from.days: -1 is under 0; periods are counted back/],
    [lastOrder({ from: { months: 5000 } }), /^rule.period.from.months: 5000 is over 100 years; leave from out$/],
    [lastOrder({ from: { days: 1.5 } }), /^rule.period.from: .*1.5.* is not accepted/],
  ])('%j', (rule, message) => {
    const problems = check(rule);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
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
      expect.stringMatching(/^rule\.of\.0\.of\.percent: 120/),
      expect.stringMatching(/^rule\.of\.1\.of\.1\.atLeast: 9/),
    ]);
  });

  it.each([null, 'all', 7, [], {}])('what is no rule: %j', (rule) => {
    expect(check(rule)[0]).toMatch(/^rule(\.kind)?: .* is no rule; write an object with a kind$/);
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
