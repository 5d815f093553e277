import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/support/refusal.ts';
import { AS_OF, FORTY_CUSTOMERS } from '../../test/support/forty-customers.ts';
import { dataFor } from '../../test/support/plain-audience.ts';
import { checkRule, judge, PRESETS, presetRule, UNKNOWN, YES } from './index.ts';

interface RightAnswer {
  readonly choices?: Readonly<Record<string, unknown>>;
  readonly yes: readonly number[];
  readonly unknown: readonly number[];
}

/** All ids from one to another, both included. */
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** 135 has an order of tomorrow, which does not exist yet. */
const NEVER_ORDERED = span(132, 140);
const NO_ADDRESS = [104, 131, 140];

/**
 * Written down by hand from the table of the forty customers; 31 of them are buyers. By all they spent they stand in this order:
 * 114 (2000), 101 116 (1200), 102 103 (900), 124 126 127 128 (500), 125 (499.99), 108 109 110 (180), 117 (150), 118 119 (120),
 * 104 105 106 107 (100), 122 123 (90), 120 121 (80), 111 112 (20), 113 (10), 115 129 130 131 (5).
 * Place i (from 0) of 31 is below 20 % for i < 6.2, so the best fifth are 7; below 80 % for i < 24.8, which are 25.
 * By the last 24 months: 116 (1200), 103 (900, on the first day that counts), 101 (800), 124 126 127 128 (500): these 7 are big. 125 misses it
 * by a cent. 102 bought on the day before and stands with 0 among the last.
 */
const RIGHT: Record<string, RightAnswer> = {
  // 110's first order was on 30 August 2025: old. 105's and 109's were on 31 August, exactly 12 months ago: not more than 12 months, so new.
  'old-big': { yes: [101, 103, 116, 124], unknown: NEVER_ORDERED },
  'new-big': { yes: [126, 127, 128], unknown: NEVER_ORDERED },
  'new-small': { yes: [...span(105, 109), 111, 112, ...span(117, 123)], unknown: NEVER_ORDERED },
  'old-small': { yes: [102, 104, 110, 113, 114, 115, 125, 129, 130, 131], unknown: NEVER_ORDERED },
  // Four spent 500 each; the lower ids come first.
  'best-fifth': { yes: [101, 102, 103, 114, 116, 124, 126], unknown: NEVER_ORDERED },
  middle: { yes: [...span(104, 111), ...span(117, 123), 125, 127, 128], unknown: NEVER_ORDERED },
  // 112 spent as much as 111; its 500 are of tomorrow.
  tail: { yes: [112, 113, 115, 129, 130, 131], unknown: NEVER_ORDERED },
  // 104: 30 August 2025. 105 ordered exactly 12 months ago: dormant.
  lost: { yes: [102, 103, 104, 113, 114, 115, 116, 125, 129, 130, 131], unknown: NEVER_ORDERED },
  // 106: 27 February. 107 ordered on 28 February, 6 months ago by the calendar: no longer dormant.
  dormant: { yes: [105, 106, 117, 124, 128], unknown: NEVER_ORDERED },
  // Who never ordered has no 1 or 2 orders, whatever the last one: no, not unknown. 110's first of three was 12 months and a day ago.
  occasional: { yes: [101, 107, 110, 111, 112, 120, 121, 123, 126, 127], unknown: [] },
  // Carts of 104 (the first day that counts) and 111 (today); 106's is a day too old.
  potential: { yes: [104, 111, ...NEVER_ORDERED], unknown: [] },
  // 102 has exactly 4. 103 gave 3.99. 132 gave 5 and never ordered. Buyers without a rating are unknown, others who gave none have no order: no.
  satisfied: { yes: [101, 102], unknown: span(104, 131) },
  // 108's last was on 30 May, a day too early. 119's three are of 18 May to 17 July.
  loyal: { yes: [109, 118, 119, 122], unknown: [] },
  // 118 ordered on the first day of each month, 120 ordered and came (last on 16 August), 136 only came. 119 has nothing from 18 July to 16 August; 121 and 137
  // came again. 122 ordered in each month, but whether they came since is not recorded; 123 ordered since: no.
  'gone-quiet': { yes: [118, 120, 136], unknown: [122] },
  // 116 has one such order only.
  'repeat-category': { choices: { category: 5 }, yes: [101, 109, 124], unknown: [] },
  'first-order-only': {
    yes: [...span(102, 107), ...span(111, 115), 117, 120, 121, 123, ...span(125, 131)],
    unknown: [],
  },
  // 101 is 18 today, 102 tomorrow. 103 is 30, 105 too until tomorrow, 104 is 31. 109 was born on 29 February 2004. 106 is born tomorrow; 107 is over
  // 120 by a day, 108 exactly 120: no. 110 was born today: no.
  'age-band': { yes: [101, 103, 105, 109], unknown: [106, 107, ...span(112, 140)] },
  // 108 is 120 today, 110 was born today; 109 has theirs in February.
  'birthday-soon': { yes: [...span(101, 105), 108, 110], unknown: [106, 107, ...span(112, 140)] },
  gender: { choices: { genders: ['female'] }, yes: [101, 104, 140], unknown: span(105, 139) },
  company: { yes: [102, 116, 139], unknown: [] },
  private: { yes: [101, ...span(103, 115), ...span(117, 138), 140], unknown: [] },
  country: { choices: { countries: [6] }, yes: [101, 103, 132], unknown: NO_ADDRESS },
  region: { choices: { states: [313] }, yes: [101, 132], unknown: NO_ADDRESS },
  // Spaces and case do not matter; 103's 08028 only holds a 28.
  postcode: { choices: { prefixes: ['28', 'SW1A'] }, yes: [101, 102, 132], unknown: NO_ADDRESS },
  language: { choices: { languages: [2] }, yes: [102, 139], unknown: [138] },
  newsletter: { yes: [101, 105, 133], unknown: [] },
  'partner-offers': { yes: [101, 134], unknown: [] },
  list: { choices: { list: 17 }, yes: [101, 120, 140], unknown: [] },
  // Nobody can draw by hand; who is drawn by 100 % is clear.
  chance: { choices: { percent: 100, seed: 3 }, yes: span(101, 140), unknown: [] },
  score: { choices: { score: 18, atLeast: 9 }, yes: [101, 102], unknown: span(105, 140) },
};

describe('presets on a shop of forty customers', () => {
  it('each has its right answer written down', () => {
    expect(Object.keys(RIGHT)).toEqual(PRESETS.map(({ id }) => id));
  });

  it.each(PRESETS)('$id', ({ id }) => {
    const { choices = {}, yes, unknown } = RIGHT[id]!;
    const rule = presetRule(id, choices);
    const verdicts = judge(rule, dataFor(rule, FORTY_CUSTOMERS, AS_OF), AS_OF);
    const having = (verdict: number) =>
      FORTY_CUSTOMERS.filter((_, row) => verdicts[row] === verdict).map(({ id }) => id);
    expect({ yes: having(YES), unknown: having(UNKNOWN) }).toEqual({
      yes: yes.toSorted((a, b) => a - b),
      unknown: unknown.toSorted((a, b) => a - b),
    });
  });
});

describe('a preset', () => {
  it.each(PRESETS)(
    '$id has a name and one line in three languages',
    ({ name, description, asks = [], settings = [] }) => {
      const texts = [name, description, ...[...asks, ...settings].map(({ label }) => label)];
      for (const text of texts) {
        for (const words of [text.en, text.es, text.fr]) expect(words).toMatch(/^\S[^\n]*\S$/);
      }
      // Written three times, not copied twice.
      expect(new Set(Object.values(description)).size).toBe(3);
    },
  );

  it('is plain data, as the page and a file need it', () => {
    expect(JSON.parse(JSON.stringify(PRESETS))).toEqual(PRESETS);
  });

  it('may be adjusted, and stays right by itself', () => {
    const rule = presetRule('dormant', { from: 24, until: 12 });
    expect(rule).toEqual({ kind: 'lastOrder', period: { from: { months: 24 }, until: { months: 12 } } });
    expect(checkRule(rule)).toEqual([]);
    expect(presetRule('dormant')).toMatchObject({ period: { from: { months: 12 }, until: { months: 6 } } });
  });

  it.each([
    ['unknown', 'sleepy', {}, refusal('malformed', { field: 'preset', value: 'sleepy' })],
    ['a choice is missing', 'repeat-category', {}, refusal('empty', { field: 'preset.repeat-category.category' })],
    [
      'a choice that it does not have',
      'dormant',
      { months: 3 },
      refusal('unknown_fields', { value: 'months', expected: 'from, until' }),
    ],
    [
      'there is nothing to choose',
      'newsletter',
      { is: false },
      refusal('unknown_fields', { value: 'is', expected: '-' }),
    ],
    [
      'a choice of another type',
      'country',
      { countries: 'ES' },
      refusal('malformed', { field: 'preset.country.countries', value: '"ES"' }),
    ],
    [
      'adjusted until nobody can match',
      'dormant',
      { from: 6, until: 12 },
      refusal('periods_exchanged', { field: 'preset.dormant.from' }),
    ],
  ])('is refused: %s', (_, id, choices, message) => {
    expect(() => presetRule(id, choices)).toThrow(message);
  });
});
