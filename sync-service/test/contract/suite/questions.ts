import { describe, expect, it } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import type { AskedOf, Question } from '../../../src/audience/questions.ts';
import type { AskedCriterion, Period } from '../../../src/offer/rule.ts';
import { audience, type Fixture } from '../fixture.ts';

/** Criteria that are answered in the shop. */
export function questionsSuite(use: () => Fixture): void {
  /** An offer that asks it, as of today. */
  const kept = async (f: Fixture, question: Question): Promise<AskedOf> => {
    const { now, timezone } = await f.shop.status();
    const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate();
    const rule = { kind: 'noneOf', of: [{ kind: 'orUnknown', of: criterionOf(question, day) }] } as const;
    const { id, version } = await f.create(await f.plan({ intent: 'draft', audience: audience(rule) }));
    return { offer: id, version, place: [0, 0], day: day.toString() };
  };

  /** What these customers are to the question. */
  const answers = async (f: Fixture, question: Question, ids: readonly number[]) => {
    const { yes, no, others } = await f.shop.ask(question, await kept(f, question));
    for (const column of [yes, no]) expect([...column]).toEqual([...new Set(column)].sort((a, b) => a - b));
    return ids.map((id) => (yes.includes(id) ? 'yes' : no.includes(id) ? 'no' : others));
  };

  describe('questions to the shop', () => {
    it('region: the state of the newest address; unknown without one', async () => {
      const f = use();
      const states = (await f.shop.details()).states;
      const [here, there] = states as [(typeof states)[number], (typeof states)[number]];
      const ids = (await f.customers(4)) as [number, number, number, number];
      await f.target.life.addresses([
        { customer: ids[0], country: there.country, state: there.id },
        { customer: ids[0], country: here.country, state: here.id },
        { customer: ids[1], country: there.country, state: there.id },
        { customer: ids[2], country: there.country },
      ]);
      const question = { kind: 'region', states: [here.id] } as const;
      expect(await answers(f, question, ids)).toEqual(['yes', 'no', 'no', 'unknown']);
    });

    it('postcode: its beginning, without blanks and case', async () => {
      const f = use();
      const ids = await f.customers(5);
      const postcodes = ['28013', '08 001', 'sw1a 1aa', ''];
      await f.target.life.addresses(
        postcodes.map((postcode, index) => ({ customer: ids[index]!, country: 6, postcode })),
      );
      const ask = (...prefixes: string[]) => answers(f, { kind: 'postcode', prefixes }, ids);
      expect(await ask('28')).toEqual(['yes', 'no', 'no', 'no', 'unknown']);
      expect(await ask('0800', 'SW 1')).toEqual(['no', 'yes', 'yes', 'no', 'unknown']);
      expect(await ask('280134')).toEqual(['no', 'no', 'no', 'no', 'unknown']);
    });

    it('category bought: valid orders of the period, each counted once, sub-categories when asked for', async () => {
      const f = use();
      const parent = await f.target.makeCategory('contract-parent');
      const child = await f.target.makeCategory('contract-child', parent);
      const inParent = await f.target.makeProduct(10, [parent]);
      const inChild = await f.target.makeProduct(10, [child]);
      const [twice, below, early, invalid, never] = (await f.customers(5)) as [number, number, number, number, number];
      const at = (day: string) => `${day} 10:00:00`;
      await f.target.life.orders([
        { customer: twice, at: at('2025-02-01'), total: 10, products: [inParent, inParent, inChild] },
        { customer: twice, at: '2025-02-28 23:59:59', total: 10, products: [inParent] },
        { customer: below, at: '2025-02-01 00:00:00', total: 10, products: [inChild] },
        { customer: early, at: '2025-01-31 23:59:59', total: 10, products: [inParent] },
        { customer: early, at: '2025-03-01 00:00:00', total: 10, products: [inParent] },
        { customer: invalid, at: at('2025-02-02'), total: 10, products: [inParent], valid: false },
      ]);
      const ids = [twice, below, early, invalid, never];
      const ask = (subcategories: boolean, orders: number, from: string | null = '2025-02-01') => {
        const question = { kind: 'boughtCategory', category: parent, subcategories, orders, from, until: '2025-03-01' };
        return answers(f, question as Question, ids);
      };
      expect(await ask(false, 1)).toEqual(['yes', 'no', 'no', 'no', 'no']);
      expect(await ask(true, 1)).toEqual(['yes', 'yes', 'no', 'no', 'no']);
      expect(await ask(false, 2)).toEqual(['yes', 'no', 'no', 'no', 'no']);
      expect(await ask(false, 3)).toEqual(['no', 'no', 'no', 'no', 'no']);
      expect(await ask(false, 1, null)).toEqual(['yes', 'no', 'yes', 'no', 'no']);
    });

    it('rating: the mean of the grades given; unknown without any', async () => {
      const f = use();
      const ids = (await f.customers(3)) as [number, number, number];
      await f.target.life.ratings(ids[0], [5, 3]);
      await f.target.life.ratings(ids[1], [5, 2]);
      const ask = (atLeast: number | null, atMost: number | null) =>
        answers(f, { kind: 'rating', atLeast, atMost }, ids);
      expect(await ask(4, null)).toEqual(['yes', 'no', 'unknown']);
      expect(await ask(null, 3.5)).toEqual(['no', 'yes', 'unknown']);
      expect(await ask(3.5, 4)).toEqual(['yes', 'yes', 'unknown']);
    });

    it('open cart: with products, changed in the period, without an order', async () => {
      const f = use();
      const ids = (await f.customers(4)) as [number, number, number, number];
      const { life } = f.target;
      await life.openCart(ids[0], '2025-05-10 12:00:00', true);
      await life.openCart(ids[1], '2025-05-10 12:00:00', false);
      await life.openCart(ids[2], '2025-04-30 23:59:59', true);
      const [today, tomorrow] = [await f.dayAgo(0), await f.dayAgo(-1)];
      const ordered = await f.target.addCart(ids[3]);
      await f.target.order(ordered);
      const ask = (from: string | null, until: string) => answers(f, { kind: 'openCart', from, until }, ids);
      expect(await ask('2025-05-01', '2025-06-01')).toEqual(['yes', 'no', 'no', 'no']);
      expect(await ask(null, '2025-06-01')).toEqual(['yes', 'no', 'yes', 'no']);
      expect(await ask(today, tomorrow)).toEqual(['no', 'no', 'no', 'no']);
    });

    it('visited: no is only known as far back as visits were recorded', async () => {
      const f = use();
      const [visitor, early, other] = (await f.customers(3)) as [number, number, number];
      const { life } = f.target;
      await life.visit(early, '2024-06-01 12:00:00');
      await life.visit(visitor, '2024-07-15 12:00:00');
      const ids = [visitor, early, other];
      const ask = (from: string | null) => answers(f, { kind: 'visited', from, until: '2024-08-01' }, ids);
      await life.statistics(true);
      expect(await ask('2024-07-01')).toEqual(['yes', 'no', 'no']);
      expect(await ask(null)).toEqual(['yes', 'yes', 'unknown']);
      expect((await ask('2001-01-01'))[2]).toBe('unknown');
      await life.statistics(false);
      expect((await ask('2024-07-01')).slice(1)).toEqual(['unknown', 'unknown']);
    });

    it('are answered about neither guests nor deleted customers', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const ids = await f.target.makeCustomers([seat, { ...seat, guest: true }, { ...seat, deleted: true }]);
      await f.target.life.addresses(ids.map((customer) => ({ customer, country: 6, postcode: '99999' })));
      expect(await answers(f, { kind: 'postcode', prefixes: ['99999'] }, ids)).toEqual(['yes', 'unknown', 'unknown']);
    });
  });
}

/** The criterion that asks this on that day. */
function criterionOf(question: Question, day: Temporal.PlainDate): AskedCriterion {
  const ago = (date: string) => ({ days: Temporal.PlainDate.from(date).until(day).days });
  if (question.kind === 'region' || question.kind === 'postcode') return question;
  if (question.kind === 'rating') {
    const { kind, atLeast, atMost } = question;
    return { kind, ...(atLeast === null ? {} : { atLeast }), ...(atMost === null ? {} : { atMost }) };
  }
  const { from, until, ...criterion } = question;
  // Up to and including the day itself is what a period without an end says.
  const end = ago(until).days < 0 ? {} : { until: ago(until) };
  const period: Period = { ...(from === null ? {} : { from: ago(from) }), ...end };
  return { ...criterion, period };
}
