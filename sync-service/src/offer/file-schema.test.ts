import { describe, expect, it } from 'vitest';
import { problemText } from '../messages/index.ts';
import { checked } from './checked.ts';
import { hasTwoDecimals, mayBeZone } from './fields.ts';
import { offerFileSchema } from './file-schema.ts';
import { partsOf, type AudienceRule } from './rule.ts';

const schedule = { timezone: 'Europe/Madrid', start: '2027-03-05T18:00', end: '2027-03-07T23:59' };
const offer = (fields: object) => ({ name: 'Weekend', discount: 10, schedule, ...fields });

describe('an offer in a file', () => {
  it('means by what it leaves out the usual', () => {
    const read = offerFileSchema.parse(
      offer({ name: '  Weekend ', categories: [{ category: 'Clothes', discount: 20 }] }),
    );
    expect(read).toEqual({
      name: 'Weekend',
      intent: 'armed',
      priority: 0,
      discount: 10,
      categories: [{ category: 'Clothes', discount: 20, subcategories: true }],
      modulesDenied: [],
      audience: { who: { key: 'all' }, taken: 'frozen', holdout: 0, worseOff: 'leaveOut' },
      schedule: expect.objectContaining(schedule) as object,
      checkoutGrace: 10,
    });
    expect(offerFileSchema.parse(offer({})).categories).toEqual([]);
  });

  it('may say each of its words, and reach each limit', () => {
    const words = { intent: 'draft', taxDisplay: 'excluded', membership: 'exclusive', showPrices: false };
    expect(offerFileSchema.parse(offer(words))).toMatchObject(words);
    const limits = { name: '€'.repeat(128), priority: -1_000_000, checkoutGrace: 1_440 };
    expect(offerFileSchema.parse(offer(limits))).toMatchObject(limits);
  });

  it.each<[what: string, written: unknown, told: RegExp]>([
    ['a text', 'hello', /^offer: "hello" is not accepted; write \{ name: …/],
    ['no offer number', offer({ id: null }), /^id: null is not accepted; write 1, 2, 3, …$/],
    ['an offer number under 1', offer({ id: 0 }), /^id: 0 is not accepted; write 1, 2/],
    ['a name of spaces', offer({ name: '  ' }), /^name: /],
    ['a number for a name', offer({ name: 5 }), /^name: /],
    ['a line in a name', offer({ name: 'a\nb' }), /^name: .*control/],
    ['a name of 129 letters', offer({ name: '€'.repeat(129) }), /^name: .*129.*128/],
    [
      'nothing for what may be left out',
      offer({ showPrices: null, categories: null, modulesDenied: null, schedule: { ...schedule, timezone: null } }),
      /^categories: null is not accepted; write \[\{ category.*\nshowPrices: null is not accepted; write true \| false\nmodulesDenied: null is not accepted; write \[ps_.*\nschedule\.timezone: "null" is not a time zone/,
    ],
    [
      'a text for a category',
      offer({ categories: ['Clothes'] }),
      /^categories\.0: "Clothes" is not accepted; write \{ category/,
    ],
    [
      'a priority too large',
      offer({ priority: 1_000_001 }),
      /^priority: 1000001 is not accepted; write -1000000, -999999, …, 1000000/,
    ],
    ['a negative grace', offer({ checkoutGrace: -5 }), /^checkoutGrace: -5 is not accepted; write 0 … 1440/],
  ])('refuses %s', (_, written, told) => {
    const { problems } = checked(offerFileSchema, written, 'offer', false);
    expect(problems.map((each) => problemText(each)).join('\n')).toMatch(told);
  });
});

describe('fields', () => {
  it.each([
    [12.5, true],
    [12.34, true],
    [12.345, false],
    [12.3401, false],
    [12.340001, false],
    [12.3400001, true],
  ])('%d has two decimals at most: %s', (percent, expected) => {
    expect(hasTwoDecimals(percent)).toBe(expected);
  });

  it.each([
    ['Europe/Madrid', true],
    ['Etc/GMT+5', true],
    ['UTC', true],
    ['CET', false],
    ['+02:00', false],
    ['Europe/Madrid!', false],
  ])('%s may be a time zone: %s', (name, expected) => {
    expect(mayBeZone(name)).toBe(expected);
  });
});

describe('the parts of a rule', () => {
  const all: AudienceRule = { kind: 'all' };
  it.each<[AudienceRule, AudienceRule[]]>([
    [all, []],
    [{ kind: 'orUnknown', of: all }, [all]],
    [{ kind: 'allOf', of: [all] }, [all]],
    [{ kind: 'anyOf', of: [all, all] }, [all, all]],
    [{ kind: 'noneOf', of: [] }, []],
    [{ kind: 'noneOf', of: [all] }, [all]],
  ])('%j', (rule, parts) => {
    expect(partsOf(rule)).toEqual(parts);
  });
});
