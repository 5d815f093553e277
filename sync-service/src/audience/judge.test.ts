import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { AS_OF, FORTY_CUSTOMERS } from '../../test/support/forty-customers.ts';
import { dataFor, type PlainCustomer } from '../../test/support/plain-audience.ts';
import type { AudienceRule } from '../offer/rule.ts';
import { drawn, judge, type AudienceData } from './index.ts';
import { placesBelow } from './order-criteria.ts';

const SAYS = ['no', 'yes', 'unknown'] as const;
const day = (date: string) => Temporal.PlainDate.from(date);

const SOMEBODY: PlainCustomer = {
  id: 1,
  defaultGroup: 3,
  groups: [3],
  registered: null,
  birthday: null,
  gender: 'unknown',
  language: 1,
  address: null,
  company: false,
  newsletter: false,
  partnerOffers: false,
  orders: [],
  carts: [],
  visits: null,
  rating: null,
  lists: [],
  scores: {},
};
const people = (...each: Partial<PlainCustomer>[]) =>
  each.map((own, row): PlainCustomer => ({ ...SOMEBODY, id: row + 1, ...own }));
const order = (date: string, cents = 100) => ({ date, cents, categories: [] });

function says(rule: AudienceRule, customers: readonly PlainCustomer[], asOf: string): string[] {
  return Array.from(judge(rule, dataFor(rule, customers, day(asOf)), day(asOf)), (verdict) => SAYS[verdict]!);
}

describe('birthdays', () => {
  const is22: AudienceRule = { kind: 'age', atLeast: 22, atMost: 22 };

  it('of 29 February are on 1 March in other years', () => {
    const leapling = people({ birthday: '2004-02-29' });
    expect(says(is22, leapling, '2026-02-28')).toEqual(['no']);
    expect(says(is22, leapling, '2026-03-01')).toEqual(['yes']);
    expect(says({ kind: 'age', atLeast: 24 }, leapling, '2028-02-28')).toEqual(['no']);
    expect(says({ kind: 'age', atLeast: 24 }, leapling, '2028-02-29')).toEqual(['yes']);
  });

  it.each([
    ['2026-02-27', 1],
    ['2026-02-28', 0],
    ['2026-03-01', 364],
    ['2027-03-01', 365],
    ['2028-02-28', 1],
    ['2028-02-29', 0],
  ])('of 29 February: on %s the next is in %i days', (asOf, days) => {
    const leapling = people({ birthday: '2004-02-29' });
    expect(says({ kind: 'birthday', atLeast: days, atMost: days }, leapling, asOf)).toEqual(['yes']);
  });

  it('come again over the turn of the year', () => {
    const customers = people({ birthday: '1990-01-02' }, { birthday: '1990-12-31' }, { birthday: '1990-12-27' });
    expect(says({ kind: 'birthday', atMost: 5 }, customers, '2026-12-28')).toEqual(['yes', 'yes', 'no']);
  });

  it('in the future, missing, or over 120 years ago are unknown', () => {
    const customers = people(
      { birthday: '2026-09-01' },
      { birthday: null },
      { birthday: '1906-08-30' },
      { birthday: '1906-08-31' },
      { birthday: '2026-08-31' },
    );
    expect(says({ kind: 'age', atLeast: 0 }, customers, '2026-08-31')).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'yes',
      'yes',
    ]);
  });
});

describe('periods', () => {
  const between: AudienceRule = { kind: 'lastOrder', period: { from: { months: 12 }, until: { months: 6 } } };

  it('begin with their first day and end before their last', () => {
    const dates = ['2025-05-14', '2025-05-15', '2025-11-14', '2025-11-15'];
    const customers = people(...dates.map((date) => ({ orders: [order(date)] })));
    expect(says(between, customers, '2026-05-15')).toEqual(['no', 'yes', 'yes', 'no']);
  });

  it('go by the calendar: 12 months before 29 February is the 28th', () => {
    const customers = people({ orders: [order('2023-02-27')] }, { orders: [order('2023-02-28')] });
    const within: AudienceRule = { kind: 'lastOrder', period: { from: { months: 12 } } };
    expect(says(within, customers, '2024-02-29')).toEqual(['no', 'yes']);
  });

  it('without an end reach up to the day itself; what is after it does not exist', () => {
    const customers = people(
      { orders: [order('2026-05-15')] },
      { orders: [order('2026-05-16')] },
      { orders: [order('2026-05-01'), order('2026-05-16')] },
    );
    expect(says({ kind: 'lastOrder', period: { from: { days: 0 } } }, customers, '2026-05-15')).toEqual([
      'yes',
      'unknown',
      'no',
    ]);
    expect(says({ kind: 'orders', atLeast: 1 }, customers, '2026-05-15')).toEqual(['yes', 'no', 'yes']);
  });

  it('before 1970 are days like others', () => {
    const customers = people({ registered: '1969-12-30' }, { registered: '1999-01-01' });
    expect(says({ kind: 'registered', period: { until: { months: 600 } } }, customers, '2026-05-15')).toEqual([
      'yes',
      'no',
    ]);
  });
});

describe('ranks', () => {
  const top: AudienceRule = { kind: 'rank', by: 'spend', from: 0, to: 50 };

  it('give ties to the lower ids', () => {
    const customers = people(...[7, 9, 7, 7].map((cents) => ({ orders: [order('2026-01-01', cents)] })));
    expect(says(top, customers, '2026-05-15')).toEqual(['yes', 'yes', 'no', 'no']);
    expect(says({ ...top, from: 50, to: 100 }, customers, '2026-05-15')).toEqual(['no', 'no', 'yes', 'yes']);
  });

  it('put buyers without an order in the period last, and know nothing of who never ordered', () => {
    const customers = people({}, { orders: [order('2020-01-01', 900)] }, { orders: [order('2026-05-01', 0)] });
    for (const by of ['averageOrder', 'lastOrder'] as const) {
      const rule: AudienceRule = { kind: 'rank', by, period: { from: { months: 1 } }, from: 0, to: 50 };
      expect(says(rule, customers, '2026-05-15')).toEqual(['unknown', 'no', 'yes']);
    }
  });

  it('that follow each other share the buyers out without a gap or an overlap', () => {
    for (const buyers of [0, 1, 3, 7, 31, 1000, 1003]) {
      const edges = [0, 0.1, 12.5, 33.3, 66.7, 80, 100].map((percent) => placesBelow(percent, buyers));
      expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      expect([edges[0], edges.at(-1)]).toEqual([0, buyers]);
    }
  });

  it('draw the line at i where 100·i/n reaches the percentage, and not a place beside it', () => {
    for (let buyers = 1; buyers < 400; buyers++) {
      for (const percent of [0, 0.1, 14.2857, 20, 28.999, 29, 33.3, 57, 58, 66.7, 99.9, 100]) {
        const below = Array.from({ length: buyers }, (_, place) => place).filter((i) => (100 * i) / buyers < percent);
        expect(placesBelow(percent, buyers)).toBe(below.length);
      }
    }
  });

  it('hold for thousands of buyers with many ties', () => {
    const customers = people(
      ...Array.from({ length: 3000 }, (_, row) => ({ orders: [order('2026-01-01', (row * 7919) % 13)] })),
    );
    const rule: AudienceRule = { kind: 'rank', by: 'spend', from: 10, to: 45 };
    const sorted = [...customers].sort((a, b) => b.orders[0]!.cents - a.orders[0]!.cents || a.id - b.id);
    const inside = new Set(sorted.slice(300, 1350));
    expect(says(rule, customers, '2026-05-15')).toEqual(customers.map((each) => (inside.has(each) ? 'yes' : 'no')));
  });
});

describe('amounts', () => {
  it('are compared as the merchant writes them, although 0.29 times 100 is less than 29', () => {
    const customers = people({ orders: [order('2026-01-01', 28)] }, { orders: [order('2026-01-01', 29)] });
    for (const kind of ['spend', 'averageOrder'] as const) {
      expect(says({ kind, atLeast: 0.29 }, customers, '2026-05-15')).toEqual(['no', 'yes']);
      expect(says({ kind, atMost: 0.28 }, customers, '2026-05-15')).toEqual(['yes', 'no']);
      expect(says({ kind, atLeast: 0.29, atMost: 0.29 }, customers, '2026-05-15')).toEqual(['no', 'yes']);
    }
  });
});

describe('chance', () => {
  it('draws the same customers every time, and others than the holdout of the same seed', () => {
    const rule: AudienceRule = { kind: 'chance', percent: 50, seed: 1 };
    const customers = people(...Array.from({ length: 2000 }, () => ({})));
    const once = says(rule, customers, '2026-05-15');
    expect(says(rule, customers.slice(500), '2027-01-01')).toEqual(once.slice(500));
    const chosen = customers.filter((_, row) => once[row] === 'yes');
    expect(chosen.length).toBeGreaterThan(900);
    expect(chosen.length).toBeLessThan(1100);
    const heldOut = chosen.filter(({ id }) => drawn(id, 50, 1));
    expect(Math.abs(heldOut.length - chosen.length / 2)).toBeLessThan(100);
  });
});

describe('groups', () => {
  it('are read from the sets that many customers share', () => {
    const customers = people({ groups: [3] }, { groups: [3, 9] }, { groups: [70_000] });
    expect(says({ kind: 'memberGroups', groups: [9, 70_000] }, customers, '2026-05-15')).toEqual(['no', 'yes', 'yes']);
    const defaults = people({ defaultGroup: 3 }, { defaultGroup: 70_000 }, { defaultGroup: 70_001 });
    expect(says({ kind: 'defaultGroups', groups: [3, 70_001] }, defaults, '2026-05-15')).toEqual(['yes', 'no', 'yes']);
  });
});

describe('data that lack what the rule needs', () => {
  const bare: AudienceData = {
    ...dataFor({ kind: 'all' }, FORTY_CUSTOMERS, AS_OF),
    orders: null,
  };

  it.each<[AudienceRule, RegExp]>([
    [{ kind: 'orders', atLeast: 1 }, /orders are missing in the data, and orders needs them/],
    [{ kind: 'list', list: 17 }, /list 17 is missing/],
    [{ kind: 'score', list: 18, atLeast: 1 }, /score 18 is missing/],
    [{ kind: 'region', states: [5] }, /the answer to .*region.* is missing/],
  ])('are an error: %o', (rule, message) => {
    expect(() => judge(rule, bare, AS_OF)).toThrow(message);
    expect(() => judge({ kind: 'anyOf', of: [{ kind: 'all' }, rule] }, bare, AS_OF)).toThrow(message);
  });

  it('are an error too when facts and orders are of different customers', () => {
    const orders = { first: Int32Array.of(0, 0), day: new Int32Array(), amount: new Float64Array() };
    expect(() => judge({ kind: 'all' }, { ...bare, orders }, AS_OF)).toThrow(/orders of 1 customers for facts of 40/);
  });
});
