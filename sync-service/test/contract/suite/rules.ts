import { describe, expect, it } from 'vitest';
import { EVERYBODY, type Audience, type AudienceRule } from '../../../src/offer/rule.ts';
import type { Fixture } from '../fixture.ts';
import { audience } from '../fixture.ts';

const NOBODY = 999_999_999;

/** What the shop itself checks of an audience: its frame, the kinds, and the ids that are named. */
export function rulesSuite(use: () => Fixture): void {
  describe('audience rules', () => {
    it('of every kind are kept as they were written', async () => {
      const f = use();
      const { countries, states, languages } = await f.shop.details();
      const [customer] = (await f.customers(1)) as [number];
      const { list } = await f.shop.createList([customer]);
      const period = { from: { months: 12 }, until: { days: 14 } };
      const every: AudienceRule[] = [
        { kind: 'all' },
        { kind: 'orders', period, atLeast: 1, atMost: 2 },
        { kind: 'spend', atLeast: 99.95 },
        { kind: 'averageOrder', period, atMost: 10 },
        { kind: 'lastOrder', period },
        { kind: 'firstOrder', period: { until: { months: 12 } } },
        { kind: 'rank', by: 'spend', period, from: 0, to: 20 },
        { kind: 'registered', period },
        { kind: 'age', atLeast: 18, atMost: 65 },
        { kind: 'birthday', atMost: 7 },
        { kind: 'gender', genders: ['female', 'neutral'] },
        { kind: 'company', is: true },
        { kind: 'newsletter', is: true },
        { kind: 'partnerOffers', is: false },
        { kind: 'chance', percent: 12.5, seed: 7 },
        { kind: 'defaultGroups', groups: [f.target.customerGroup] },
        { kind: 'memberGroups', groups: [f.target.customerGroup] },
        { kind: 'country', countries: [countries[0]!.id] },
        { kind: 'region', states: [states[0]!.id] },
        { kind: 'language', languages: [languages[0]!.id] },
        { kind: 'list', list },
        { kind: 'postcode', prefixes: ['28', 'SW1'] },
        { kind: 'boughtCategory', category: 2, subcategories: true, orders: 2, period },
        { kind: 'rating', atLeast: 4 },
        { kind: 'openCart', period },
        { kind: 'visited', period },
      ];
      const rule: AudienceRule = {
        kind: 'allOf',
        of: [
          { kind: 'anyOf', of: every },
          { kind: 'noneOf', of: [{ kind: 'orUnknown', of: every[5]! }] },
        ],
      };
      const wanted = audience(rule, { taken: 'live', holdout: 12.5, seed: 99, worseOff: 'include' });
      const offer = await f.create(await f.plan({ intent: 'draft', audience: wanted }));
      expect(offer.audience).toEqual(wanted);
      expect((await f.shop.offer(offer.id)).audience).toEqual(wanted);
    });

    const deep = (levels: number): AudienceRule =>
      levels === 1 ? { kind: 'all' } : { kind: 'allOf', of: [deep(levels - 1)] };

    it('may be 16 levels deep', async () => {
      const f = use();
      const offer = await f.create(await f.plan({ intent: 'draft', audience: audience(deep(16)) }));
      expect(offer.audience.rule).toEqual(deep(16));
    });

    const rule = (value: unknown) => ({ ...EVERYBODY, rule: value });
    it.each<[string, unknown]>([
      ['a rule that is a list', rule([])],
      ['a rule of no kind', rule({})],
      ['a kind that is none, further down', rule({ kind: 'noneOf', of: [{ kind: 'orUnknown', of: { kind: 'x' } }] })],
      ['an unknown country', rule({ kind: 'country', countries: [NOBODY] })],
      ['an unknown state', rule({ kind: 'region', states: [NOBODY] })],
      ['an unknown language', rule({ kind: 'language', languages: [NOBODY] })],
      ['an unknown category', rule({ kind: 'boughtCategory', category: NOBODY, subcategories: false, orders: 1 })],
      ['an unknown score', rule({ kind: 'score', list: NOBODY, atLeast: 1 })],
    ])('with %s are refused by field, and nothing is kept', async (_, wrong) => {
      const f = use();
      const before = (await f.shop.offers()).length;
      const plan = await f.plan({ intent: 'draft' });
      await expect(f.create({ ...plan, audience: wrong as Audience })).rejects.toThrow(/audience/);
      expect((await f.shop.offers()).length).toBe(before);
    });
  });

  describe('what offers may name', () => {
    it('countries, states, languages, the currency and the shortest turn', async () => {
      const details = await use().shop.details();
      expect(details.countries.length).toBeGreaterThan(0);
      for (const { id, iso, name } of details.countries) {
        expect(id).toBeGreaterThan(0);
        expect(iso).toMatch(/^[A-Z]{2}$/);
        expect(name).not.toBe('');
      }
      const countries = details.countries.map(({ id }) => id);
      expect(details.states.length).toBeGreaterThan(1);
      for (const { country } of details.states) expect(countries).toContain(country);
      expect(details.languages.length).toBeGreaterThan(0);
      for (const { iso } of details.languages) expect(iso).toMatch(/^[a-z]{2}$/);
      expect(details.currency).toMatch(/^[A-Z]{3}$/);
      expect([1, 300]).toContain(details.shortestTurn);
    });
  });
}
