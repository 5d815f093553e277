import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { PRESETS, YES, judge, needsOf, presetRule, questionKey } from '../../src/audience/index.ts';
import { joinFacts, joinOrders } from '../../src/audience/facts.ts';
import type { Answer } from '../../src/audience/questions.ts';
import { MemoryModel } from './model.ts';
import { MemoryShop } from './shop.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const AS_OF = Temporal.PlainDate.from('2026-11-27');
const shop = new MemoryShop(new MemoryModel({ customers: 2_000, now: () => NOW }));
const { world } = shop.model;

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

describe('the made-up customers', () => {
  it.each(PRESETS.map(({ id, asks = [] }) => ({ id, asks: asks.map((ask) => ask.id) })))(
    'are such that the preset $id means some of them, and not all',
    async ({ id, asks }) => {
      const ids = [...world.customers.keys()].slice(0, 900);
      const lines = ids.map((customer, index) => ({ line: index + 1, customer, figure: index % 10 }));
      const list = await shop.importLines({ list: 0, kind: 'list' }, lines);
      const score = await shop.importLines({ list: 0, kind: 'score' }, lines);
      const choices: Readonly<Record<string, unknown>> = {
        category: 5,
        genders: ['female'],
        countries: [6],
        states: [321],
        prefixes: ['28'],
        languages: [2],
        list: (await shop.finishImport(list.list, 'list')).id,
        score: (await shop.finishImport(score.list, 'score')).id,
        atLeast: 5,
        percent: 30,
        seed: 3,
      };
      const rule = presetRule(id, Object.fromEntries(asks.map((ask) => [ask, choices[ask]])));
      const needs = needsOf(rule, AS_OF);
      const facts = joinFacts(await all(shop.facts()));
      const answers = new Map<string, Answer>();
      for (const question of needs.questions) answers.set(questionKey(question), await shop.ask(question));
      const lists = new Map<number, Uint32Array>();
      for (const each of needs.lists) lists.set(each, await shop.listIds(each));
      const scores = new Map<number, { ids: Uint32Array; figures: Float64Array }>();
      for (const each of needs.scores) scores.set(each, await shop.listFigures(each));
      const orders = joinOrders(facts, await all(shop.orders()));
      const verdicts = judge(rule, { facts, orders, lists, scores, answers }, AS_OF);
      const meant = verdicts.filter((verdict) => verdict === YES).length;
      expect(meant).toBeGreaterThan(0);
      expect(meant).toBeLessThan(facts.id.length);
    },
  );

  it('spend unevenly: the best fifth makes more than half of the turnover', () => {
    const spent = [...world.orders.values()]
      .map((orders) => orders.reduce((sum, { total }) => sum + total, 0))
      .sort((a, b) => b - a);
    const sum = (rows: readonly number[]) => rows.reduce((total, each) => total + each, 0);
    expect(sum(spent.slice(0, spent.length / 5))).toBeGreaterThan(sum(spent) / 2);
  });

  it('did everything before today, and after they had registered', () => {
    for (const [id, orders] of world.orders) {
      const { dateAdd } = world.customers.get(id)!;
      for (const { at } of orders) {
        expect(at).toBeLessThan(NOW);
        expect(at).toBeGreaterThanOrEqual(dateAdd ?? 0);
      }
    }
  });

  it('leave no visits behind where they are not recorded', async () => {
    const without = new MemoryShop(new MemoryModel({ customers: 50, statistics: false, now: () => NOW }));
    const answer = await without.ask({ kind: 'visited', from: '2026-11-01', until: '2026-11-27' });
    expect(answer).toEqual({ yes: new Uint32Array(), no: new Uint32Array(), others: 'unknown' });
  });
});
