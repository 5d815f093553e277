import { describe, expect, it } from 'vitest';
import { AS_OF, FORTY_CUSTOMERS } from '../../test/support/forty-customers.ts';
import { dataFor } from '../../test/support/plain-audience.ts';
import type { AudienceRule } from '../offer/rule.ts';
import { explain, explainText, presetRule, ruleInWords, PRESETS, UNKNOWN, type Known, type Locale } from './index.ts';

function why(rule: AudienceRule, customer: number, locale: Locale = 'en', known?: Known): string {
  const row = FORTY_CUSTOMERS.findIndex(({ id }) => id === customer);
  const explanation = explain(rule, dataFor(rule, FORTY_CUSTOMERS, AS_OF), AS_OF, row);
  // It may cross a wire on its way to the page.
  return explainText(JSON.parse(JSON.stringify(explanation)), locale, known);
}

describe('explainText says why somebody is in or out, with figures', () => {
  it.each<[AudienceRule, number, string]>([
    [presetRule('dormant'), 117, 'yes: last order 250 days ago; asked: last order between 6 and 12 months ago'],
    [presetRule('dormant'), 111, 'no: last order 0 days ago; asked: last order between 6 and 12 months ago'],
    [presetRule('dormant'), 132, 'unknown: never ordered; asked: last order between 6 and 12 months ago'],
    [presetRule('lost'), 104, 'yes: last order 366 days ago; asked: last order more than 12 months ago'],
    [
      { kind: 'firstOrder', period: { from: { days: 1 } } },
      111,
      'yes: first order 0 days ago; asked: first order in the last 1 day',
    ],
    [presetRule('first-order-only'), 101, 'no: 4 orders (ever); asked: exactly 1 order (ever)'],
    [
      { kind: 'orders', period: { from: { months: 12 } }, atLeast: 1, atMost: 2 },
      105,
      'yes: 1 order (in the last 12 months); asked: 1 to 2 orders (in the last 12 months)',
    ],
    [
      { kind: 'spend', period: { from: { months: 24 }, until: { days: 14 } }, atLeast: 500 },
      125,
      'no: spent 499.99 (between 14 days and 24 months ago); asked: spent at least 500.00 (between 14 days and 24 months ago)',
    ],
    [{ kind: 'spend', atMost: 5 }, 132, 'unknown: never ordered; asked: spent at most 5.00 (ever)'],
    [
      { kind: 'averageOrder', atMost: 100 },
      108,
      'yes: 60.00 on average for an order (ever); asked: average order at most 100.00 (ever)',
    ],
    [
      { kind: 'averageOrder', period: { from: { days: 14 } }, atMost: 100 },
      108,
      'unknown: no order in the period; asked: average order at most 100.00 (in the last 14 days)',
    ],
    // 101 and 116 spent the same; the lower id comes first.
    [
      presetRule('best-fifth'),
      116,
      'yes: place 3 of 31 buyers by spend (ever); asked: buyers from 0 % to 20 % by spend (ever)',
    ],
    [presetRule('best-fifth'), 132, 'unknown: never ordered; asked: buyers from 0 % to 20 % by spend (ever)'],
    [{ kind: 'all' }, 101, 'yes: everybody'],
    [{ kind: 'defaultGroups', groups: [4, 5] }, 101, 'no: default group 3; asked: default group 4 or 5'],
    [{ kind: 'memberGroups', groups: [3] }, 101, 'yes: in the groups 3; asked: in the group 3'],
    [
      { kind: 'registered', period: { from: { months: 1 } } },
      101,
      'no: registered 1,703 days ago; asked: registered in the last 1 month',
    ],
    [presetRule('age-band'), 102, 'no: 17 years old; asked: aged 18 to 30'],
    [presetRule('birthday-soon'), 102, 'yes: birthday in 1 day; asked: birthday in at most 7 days'],
    [presetRule('age-band'), 106, 'unknown: no birthday that can be right; asked: aged 18 to 30'],
    [{ kind: 'gender', genders: ['male', 'neutral'] }, 101, 'no: female; asked: male or neutral'],
    [{ kind: 'gender', genders: ['male'] }, 105, 'unknown: no gender given; asked: male'],
    [presetRule('company'), 101, 'no: private customer; asked: company: yes'],
    [presetRule('private'), 101, 'yes: private customer; asked: company: no'],
    [presetRule('newsletter'), 101, 'yes: gets the newsletter; asked: newsletter: yes'],
    [presetRule('partner-offers'), 102, 'no: no offers of partners; asked: offers of partners: yes'],
    [presetRule('country', { countries: [6] }), 102, 'no: country 17; asked: country 6'],
    [presetRule('country', { countries: [6] }), 104, 'unknown: no address; asked: country 6'],
    [presetRule('language', { languages: [1] }), 138, 'unknown: no language; asked: language 1'],
    [presetRule('chance', { percent: 100 }), 101, 'yes: drawn; asked: 100 % drawn by seed 1'],
    [presetRule('list', { list: 17 }), 102, 'no: not in the list; asked: list 17'],
    [presetRule('score', { score: 18, atLeast: 9 }), 103, 'no: figure 8.99; asked: figure at least 9 in the list 18'],
    [
      presetRule('score', { score: 18, atLeast: 9 }),
      105,
      'unknown: no figure in the list; asked: figure at least 9 in the list 18',
    ],
    [presetRule('region', { states: [313] }), 101, 'yes: the shop answers yes; asked: region 313'],
    [presetRule('postcode', { prefixes: ['28'] }), 103, 'no: the shop answers no; asked: postcode beginning with 28'],
    [{ kind: 'rating', atLeast: 4 }, 105, 'unknown: the shop does not know; asked: average rating at least 4'],
    [
      presetRule('repeat-category', { category: 5 }),
      101,
      'yes: the shop answers yes; asked: at least 2 orders with category 5 (ever)',
    ],
    [
      { kind: 'openCart', period: { from: { months: 3 } } },
      104,
      'yes: the shop answers yes; asked: cart without an order (in the last 3 months)',
    ],
    [
      { kind: 'visited', period: { from: { days: 14 } } },
      121,
      'yes: the shop answers yes; asked: visit (in the last 14 days)',
    ],
  ])('%j of %i', (rule, customer, text) => {
    expect(why(rule, customer)).toBe(text);
  });

  it('line by line for rules made of rules', () => {
    const rule: AudienceRule = {
      kind: 'anyOf',
      of: [presetRule('loyal'), { kind: 'noneOf', of: [{ kind: 'orUnknown', of: presetRule('age-band') }] }],
    };
    expect(why(rule, 108)).toBe(
      [
        'yes: at least one of these',
        '  no: all of these',
        '    yes: 3 orders (in the last 12 months); asked: at least 3 orders (in the last 12 months)',
        '    no: last order 93 days ago; asked: last order in the last 3 months',
        '  yes: none of these',
        '    no: this, unknown taken as yes',
        '      no: 120 years old; asked: aged 18 to 30',
      ].join('\n'),
    );
  });

  it('and what a rule asks for, with the rules that it is made of', () => {
    const rule: AudienceRule = { kind: 'allOf', of: [presetRule('dormant'), { kind: 'company', is: false }] };
    expect(ruleInWords(rule, 'en')).toEqual({
      text: 'all of these',
      of: [
        { text: 'last order between 6 and 12 months ago', of: [] },
        { text: 'company: no', of: [] },
      ],
    });
  });

  it('with the names that the shop uses, and its currency', () => {
    const named = new Map([[6, 'Spain']]);
    expect(why(presetRule('country', { countries: [6, 7] }), 101, 'en', { countries: named })).toBe(
      'yes: country Spain; asked: country Spain or 7',
    );
    expect(why({ kind: 'spend', atLeast: 1000 }, 101, 'en', { currency: 'EUR' })).toBe(
      'yes: spent €1,200.00 (ever); asked: spent at least €1,000.00 (ever)',
    );
  });

  it('in Spanish and French', () => {
    expect(why(presetRule('dormant'), 117, 'es')).toBe(
      'sí: último pedido hace 250 días; se pide: último pedido hace entre 6 y 12 meses',
    );
    expect(why(presetRule('dormant'), 117, 'fr')).toBe(
      'oui : dernière commande il y a 250 jours ; demandé : dernière commande il y a entre 6 et 12 mois',
    );
    expect(why({ kind: 'spend', atLeast: 500 }, 125, 'es')).toBe(
      'no: gastó 499,99 (desde siempre); se pide: gastó como mínimo 500,00 (desde siempre)',
    );
    expect(why({ kind: 'spend', atLeast: 500 }, 125, 'fr')).toBe(
      'non : 499,99 dépensés (depuis toujours) ; demandé : a dépensé au moins 500,00 (depuis toujours)',
    );
    expect(why(presetRule('gender', { genders: ['male', 'female'] }), 101, 'es')).toBe(
      'sí: mujer; se pide: hombre o mujer',
    );
    expect(why(presetRule('age-band'), 106, 'fr')).toBe(
      'inconnu : sans date de naissance plausible ; demandé : de 18 à 30 ans',
    );
  });

  it.each(['en', 'es', 'fr'] as const)('leaving no hole in any sentence (%s)', (locale) => {
    const choices: Record<string, unknown> = {
      category: 5,
      countries: [6],
      states: [313],
      languages: [1],
      list: 17,
      score: 18,
      atLeast: 9,
      prefixes: ['28'],
      genders: ['male'],
    };
    for (const { id, asks = [] } of PRESETS) {
      const rule = presetRule(id, Object.fromEntries(asks.map((ask) => [ask.id, choices[ask.id]])));
      for (const customer of [101, 104, 106, 132, 140])
        expect(why(rule, customer, locale)).not.toMatch(/[{}|]|undefined|NaN|\(\)/);
    }
  });
});

describe('explain', () => {
  it('says unknown where one part is unknown and none decides', () => {
    const rule = presetRule('gone-quiet');
    const row = FORTY_CUSTOMERS.findIndex(({ id }) => id === 122);
    const { answer, of } = explain(rule, dataFor(rule, FORTY_CUSTOMERS, AS_OF), AS_OF, row);
    expect(answer).toBe(UNKNOWN);
    expect(of!.map((part) => part.answer)).toEqual([1, 1, 1, UNKNOWN]);
  });

  it('refuses a row that is not there', () => {
    const data = dataFor({ kind: 'all' }, FORTY_CUSTOMERS, AS_OF);
    expect(() => explain({ kind: 'all' }, data, AS_OF, 40)).toThrow(/row 40 is not in the facts of 40 customers/);
  });
});
