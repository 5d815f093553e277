import { describe, expect, it } from 'vitest';
import { problemText } from '../messages/index.ts';
import { audienceInFile, type AudienceInFile, type RuleInFile } from './audience-file.ts';
import type { CriterionKey } from './criteria-file.ts';
import { checked } from './checked.ts';

const read = (value: unknown): AudienceInFile => audienceInFile.parse(value);
const refusals = (value: unknown) => checked(audienceInFile, value, 'audience', false).problems.map(problemText);

describe('an audience in a file', () => {
  it('is everybody, a preset, or one rule; frozen, without holdout, and nobody worse off', () => {
    const usual = { taken: 'frozen', holdout: 0, worseOff: 'leaveOut' };
    expect(read('all')).toEqual({ who: { key: 'all' }, ...usual });
    expect(read('dormant')).toEqual({ who: { key: 'preset', preset: 'dormant', choices: {} }, ...usual });
    expect(read({ company: true })).toEqual({ who: { key: 'company', value: true }, ...usual });
  });

  it('says how it is taken and who is left out beside who is meant', () => {
    expect(read({ who: 'loyal', taken: 'live', holdout: 12.5, seed: 7, worseOff: 'include' })).toEqual({
      who: { key: 'preset', preset: 'loyal', choices: {} },
      taken: 'live',
      holdout: 12.5,
      seed: 7,
      worseOff: 'include',
    });
    expect(read({ holdout: 10 }).who).toEqual({ key: 'all' });
    expect(read({ worseOff: 'leave out' }).worseOff).toBe('leaveOut');
  });

  /** A missing criterion does not compile. */
  const criteria: { readonly [K in CriterionKey]: readonly [written: unknown, means: unknown] } = {
    defaultGroups: [
      ['Customer', 5],
      ['Customer', 5],
    ],
    memberGroups: [['VIP'], ['VIP']],
    customers: [
      [57, 12],
      [57, 12],
    ],
    list: ['Regulars', 'Regulars'],
    score: [
      { list: 'NPS', atLeast: 9 },
      { list: 'NPS', atLeast: 9 },
    ],
    orders: [
      { last: '12 months', atLeast: 3 },
      { atLeast: 3, period: { from: { months: 12 } } },
    ],
    spend: [{ atMost: 100.5 }, { atMost: 100.5 }],
    averageOrder: [
      { from: '1 year', until: '2 weeks', atLeast: 5, atMost: 9 },
      { atLeast: 5, atMost: 9, period: { from: { months: 12 }, until: { days: 14 } } },
    ],
    lastOrder: [
      { from: '12 months', until: '6 months' },
      { from: { months: 12 }, until: { months: 6 } },
    ],
    firstOrder: [{ until: '12 months' }, { until: { months: 12 } }],
    rank: [
      { by: 'orders', last: '24 months', top: 20 },
      { by: 'orders', from: 0, to: 20, period: { from: { months: 24 } } },
    ],
    registered: [{ last: '30 days' }, { from: { days: 30 } }],
    age: [
      { atLeast: 18, atMost: 30 },
      { atLeast: 18, atMost: 30 },
    ],
    birthday: [{ atMost: 7 }, { atMost: 7 }],
    gender: ['female', ['female']],
    company: [false, false],
    country: ['ES', ['ES']],
    region: [
      ['Barcelona', 339],
      ['Barcelona', 339],
    ],
    postcode: [
      ['28', '08'],
      ['28', '08'],
    ],
    language: ['es', ['es']],
    newsletter: [true, true],
    partnerOffers: [true, true],
    chance: [10, { percent: 10, seed: 1 }],
    boughtCategory: [
      { category: 'Art', subcategories: false, orders: 2, last: '12 months' },
      { category: 'Art', subcategories: false, orders: 2, period: { from: { months: 12 } } },
    ],
    rating: [{ atLeast: 4 }, { atLeast: 4 }],
    openCart: [{ last: '7 days' }, { from: { days: 7 } }],
    visited: [{ last: 'P2W' }, { from: { days: 14 } }],
  };
  it.each(Object.entries(criteria))('knows %s', (key, [written, means]) => {
    expect(read({ [key]: written }).who).toEqual({ key, value: means });
  });

  it.each<[unknown, object]>([
    [{ bottom: 20 }, { by: 'spend', from: 80, to: 100 }],
    [
      { from: 20, to: 80 },
      { by: 'spend', from: 20, to: 80 },
    ],
  ])('takes %j of a ranking', (written, means) => {
    expect(read({ rank: written }).who).toEqual({ key: 'rank', value: means });
  });

  it('combines rules, and presets with choices', () => {
    const who: RuleInFile = {
      key: 'allOf',
      of: [
        { key: 'preset', preset: 'repeat-category', choices: { category: 'Art' } },
        { key: 'noneOf', of: [{ key: 'preset', preset: 'lost', choices: {} }] },
        { key: 'orUnknown', of: { key: 'age', value: { atLeast: 18 } } },
      ],
    };
    expect(
      read({
        allOf: [
          { preset: { 'repeat-category': { category: 'Art' } } },
          { noneOf: ['lost'] },
          { orUnknown: { age: { atLeast: 18 } } },
        ],
      }).who,
    ).toEqual(who);
  });

  it.each<[string, unknown, string]>([
    ['nothing of an audience', 3, 'audience: 3 is not accepted; write all | loyal | { orders: { atLeast: 3 } }'],
    ['an empty list', [], 'audience: [] is not accepted'],
    [
      'two rules in one',
      { orders: { atLeast: 1 }, age: { atLeast: 18 } },
      'audience: {"orders":{"atLeast":1},"age":{"atLeast":18}} is not accepted; write { allOf: [{ orders: … }, { age: … }] }',
    ],
    ['an unknown rule', { buys: 3 }, 'audience: buys is not known here; there are allOf, anyOf'],
    [
      'a rule beside settings',
      { holdout: 10, company: true },
      'company: true is not accepted; write { who: { company: … } }',
    ],
    [
      'an unknown setting',
      { who: 'all', holdot: 10 },
      'holdot: holdot is not known here; there are who, taken, holdout, seed, worseOff',
    ],
    ['a holdout over 100', { holdout: 101 }, 'holdout: 101 is not accepted; write a percentage from 0 to 100'],
    ['another way of taking', { taken: 'often' }, 'taken: "often" is not accepted; write frozen | live'],
    [
      'rules that are no list',
      { anyOf: { company: true } },
      'anyOf: {"company":true} is not accepted; write { anyOf: [{ … }, { … }] }',
    ],
    ['no rules', { allOf: [] }, 'allOf: [] is not accepted'],
    [
      'an unknown field',
      { orders: { lats: 3, atLeast: 1 } },
      'orders: lats is not known here; there are last, from, until, atLeast, atMost',
    ],
    ['no figure', { orders: { last: '1 year' } }, 'orders: neither atLeast nor atMost is there'],
    ['a text for a figure', { age: { atLeast: '18' } }, 'age.atLeast: "18" is not accepted; write a number'],
    ['a bare figure', { age: 18 }, 'age: 18 is not accepted; write { atLeast: 18, atMost: 30 }'],
    ['no period', { lastOrder: {} }, 'lastOrder: {} is not accepted; write { last: 3 months }'],
    ['two beginnings', { lastOrder: { last: '1 year', from: '2 years' } }, 'lastOrder: has last and from; keep one'],
    [
      'a length that is none',
      { lastOrder: { last: 'soon' } },
      'lastOrder.last: "soon" is not accepted; write 12 months',
    ],
    [
      'a length in hours',
      { openCart: { last: '3 hours' } },
      'openCart.last: "3 hours" is not accepted; write 12 months',
    ],
    ['a bare length', { openCart: { last: 7 } }, 'openCart.last: 7 is not accepted; write 12 months | 14 days'],
    [
      'two parts of a ranking',
      { rank: { top: 20, bottom: 20 } },
      'rank: {"top":20,"bottom":20} is not accepted; write { top: 20 } | { bottom: 20 }',
    ],
    ['no part of a ranking', { rank: { by: 'spend' } }, 'rank: {} is not accepted; write { top: 20 }'],
    ['a share over 100', { rank: { top: 120 } }, 'rank.top: 120 is not accepted; write a percentage'],
    ['a postcode that lost its 0', { postcode: [8] }, 'postcode.0: 8 is not accepted; write "08"'],
    ['another gender', { gender: 'woman' }, 'gender.0: "woman" is not accepted; write male | female | neutral'],
    ['a text for yes or no', { newsletter: 'yes' }, 'newsletter: "yes" is not accepted; write true | false'],
    ['a group without a list', { defaultGroups: 'VIP' }, 'defaultGroups: "VIP" is not accepted; write [VIP]'],
    ['a customer twice', { customers: [2, 3, 2] }, 'customers: 2 is there twice'],
    ['an e-mail for a customer', { customers: ['a'] }, 'customers.0: "a" is not an id'],
    ['a chance over 100', { chance: 120 }, 'chance.percent: 120 is not accepted; write a percentage'],
    ['no preset', { preset: 3 }, 'preset: 3 is not accepted; write loyal'],
  ])('refuses %s and says what to write', (_, written, message) => {
    expect(refusals(written)).toContainEqual(expect.stringContaining(message));
  });

  it('refuses what is nested too deep, or contains itself', () => {
    const circle: { anyOf: unknown[] } = { anyOf: [] };
    circle.anyOf.push(circle);
    expect(refusals(circle)[0]).toMatch(/^anyOf\.0\.anyOf\.0.*: is nested more than 16 levels deep/);
  });

  it('tells everything that is wrong at once, each with its place', () => {
    expect(refusals({ who: { anyOf: [{ age: 3 }, { noneOf: [{ chance: -1 }] }] }, holdout: -2 })).toEqual([
      'who.anyOf.0.age: 3 is not accepted; write { atLeast: 18, atMost: 30 }',
      'who.anyOf.1.noneOf.0.chance.percent: -1 is not accepted; write a percentage from 0 to 100',
      'holdout: -2 is not accepted; write a percentage from 0 to 100',
    ]);
  });
});
