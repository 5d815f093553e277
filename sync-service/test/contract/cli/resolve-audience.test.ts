import { describe, expect, it } from 'vitest';
import { ShopAtHand } from '../../support/shop-at-hand.ts';
import { PRESETS } from '../../../src/audience/index.ts';
import { audienceInFile } from '../../../src/offer/index.ts';
import { Names } from '../../../src/cli/names.ts';
import { Problems } from '../../../src/cli/problems.ts';
import { resolveAudience, withLists } from '../../../src/cli/resolve-audience.ts';

const hand = new ShopAtHand();

/** The rule that an audience of a file becomes in the shop. */
async function rule(written: unknown) {
  const problems = new Problems();
  const names = new Names(hand.shop, await hand.shop.details());
  const { audience, written: lists } = await resolveAudience(audienceInFile.parse(written), names, problems, 1);
  problems.refuse();
  return { rule: audience.rule, lists };
}
const idOf = (rows: Iterable<{ readonly id: number; readonly name: string }>, name: string) =>
  [...rows].find((row) => row.name === name)!.id;

/** A list and a score in the shop, of customers 1 to 3. */
async function imported(): Promise<{ readonly list: number; readonly score: number }> {
  const lines = [1, 2, 3].map((customer) => ({ line: customer, customer, figure: customer }));
  const made = { list: 0, score: 0 };
  for (const kind of ['list', 'score'] as const) {
    const sent = kind === 'list' ? lines.map(({ line, customer }) => ({ line, customer })) : lines;
    const { list } = await hand.shop.importLines({ list: 0, kind }, sent);
    made[kind] = (await hand.shop.finishImport(list, kind === 'list' ? 'Regulars' : 'NPS')).id;
  }
  return made;
}

describe('names of an audience', () => {
  it('are looked up in the shop', async () => {
    const { world } = hand;
    const { list, score } = await imported();
    const art = idOf(world.categories.values(), 'Art');
    const vip = idOf(world.groups.values(), 'VIP');
    const found = await rule({
      anyOf: [
        { defaultGroups: ['vip', 3] },
        { country: ['ES', 'France', 10] },
        { region: ['Barcelona', 'ES-M'] },
        { language: ['es', 'English'] },
        { boughtCategory: 'art' },
        { list: 'regulars' },
        { score: { list: 'nps', atLeast: 9 } },
      ],
    });
    expect(found.rule).toEqual({
      kind: 'anyOf',
      of: [
        { kind: 'defaultGroups', groups: [vip, 3] },
        { kind: 'country', countries: [6, 8, 10] },
        { kind: 'region', states: [321, 339] },
        { kind: 'language', languages: [2, 1] },
        { kind: 'boughtCategory', category: art, subcategories: true, orders: 1 },
        { kind: 'list', list },
        { kind: 'score', list: score, atLeast: 9 },
      ],
    });
  });

  it('are found in the choices of presets too', async () => {
    const { list, score } = await imported();
    const art = idOf(hand.world.categories.values(), 'Art');
    const choices: Readonly<Record<string, unknown>> = {
      category: 'Art',
      countries: ['ES'],
      states: 'Barcelona',
      languages: ['es'],
      list: 'Regulars',
      score: 'NPS',
      prefixes: ['28'],
      genders: 'female',
    };
    for (const preset of PRESETS) {
      const chosen = Object.fromEntries((preset.asks ?? []).map(({ id, kind }) => [id, choices[kind] ?? 10]));
      const written = preset.asks === undefined ? preset.id : { preset: { [preset.id]: chosen } };
      expect(JSON.stringify((await rule(written)).rule)).not.toContain('choice');
    }
    expect((await rule({ preset: { 'repeat-category': { category: 'Art', orders: 3 } } })).rule).toMatchObject({
      category: art,
      orders: 3,
    });
    expect((await rule({ preset: { list: { list: 'Regulars' } } })).rule).toEqual({ kind: 'list', list });
    expect((await rule({ preset: { score: { score: 'NPS', atLeast: 9 } } })).rule).toMatchObject({
      kind: 'score',
      list: score,
    });
  });

  it.each<[unknown, string]>([
    [{ list: 'NPS' }, 'audience.list: "NPS" is a score; write score: { list: NPS, atLeast: … }'],
    [
      { anyOf: ['loyal', { score: { list: 'Regulars', atLeast: 9 } }] },
      'audience.anyOf.1.score.list: "Regulars" is a list, which has no figures; write list: Regulars',
    ],
    [
      { preset: { score: { score: 'Regulars', atLeast: 9 } } },
      'audience.score.score: "Regulars" is a list, which has no figures; write list: Regulars',
    ],
  ])('of scores are no lists, and the other way round: %j', async (written, message) => {
    await imported();
    await expect(rule(written)).rejects.toThrow(message);
  });

  it('of a list are refused by the number of a score too', async () => {
    const { list, score } = await imported();
    await expect(rule({ list: score })).rejects.toThrow(`audience.list: ${score} is a score; write score: {`);
    await expect(rule({ score: { list, atLeast: 1 } })).rejects.toThrow(`audience.score.list: ${list} is a list`);
  });

  it('of a region that two countries have are refused with their ids', async () => {
    const row = { id_state: 900, id_country: 8, iso_code: 'FR-B', name: 'Barcelona', active: 1 };
    await hand.sample.db.insert('state', row);
    await expect(rule({ region: 'Barcelona' })).rejects.toThrow(
      'audience.region.0: "Barcelona" is the name of several (321 of ES, 900 of FR); write the id instead',
    );
  });

  it.each<[unknown, string]>([
    [{ country: 'Spian' }, 'audience.country.0: there is no country "Spian"; known: 8 "FR France", 1 "DE Germany"'],
    [{ anyOf: [{ language: 'de' }] }, 'audience.anyOf.0.language.0: there is no language "de"; known: 1 "en English"'],
    [{ boughtCategory: 'Toys' }, 'audience.boughtCategory.category: there is no category called "Toys"'],
    [{ boughtCategory: 99 }, 'audience.boughtCategory.category: there is no category 99'],
    [{ list: 'Regulars' }, 'audience.list: there is no list called "Regulars"; import one with: group-offers import'],
    [{ score: { list: 'NPS', atLeast: 9 } }, 'audience.score.list: there is no score called "NPS"; import one with'],
    ['drmant', 'audience: "drmant" is no preset; write all, or one of old-big'],
    [
      { preset: 'repeat-category' },
      'audience.preset.repeat-category.category: is missing; write { preset: { repeat-category: { category: Clothes } } }',
    ],
    [
      { preset: { dormant: { colour: 1 } } },
      'audience.preset.dormant: colour is not known here; there are from, until',
    ],
    [
      { preset: { dormant: { from: 3, until: 9 } } },
      'audience.preset.dormant.from: is not longer ago than until; exchange them',
    ],
    [
      { anyOf: [{ preset: { 'old-big': { percent: 120 } } }] },
      'audience.anyOf.0.preset.old-big.percent: 120 is not accepted; write a percentage from 0 to 100',
    ],
    [{ preset: { dormant: { from: 'nine' } } }, 'audience.preset.dormant.from: '],
    [{ preset: { lost: { months: 2000 } } }, 'audience.preset.lost.months: 2000 is over 100 years'],
    [{ preset: { country: { countries: 'Mars' } } }, 'audience.country.countries.0: there is no country "Mars"'],
    // What the engine says against a rule, with the fields of the file.
    [{ allOf: [{ age: { atLeast: 30, atMost: 18 } }] }, 'audience.allOf.0.age.atLeast: 30 is more than atMost: 18'],
    [{ orders: { atLeast: 2.5 } }, 'audience.orders.atLeast: 2.5 is not a whole number'],
    [{ lastOrder: { from: '6 months', until: '12 months' } }, 'audience.lastOrder.from: is not longer ago than until'],
    [{ rank: { from: 80, to: 20 } }, 'audience.rank.from: 80 is not less than to: 20'],
  ])('refuse %j, and say where', async (written, message) => {
    await expect(rule(written)).rejects.toThrow(message);
  });
});

describe('customers written down', () => {
  it('stand for lists that the shop makes later, wherever they are in the rule', async () => {
    const found = await rule({
      allOf: [{ customers: [7, 2] }, { noneOf: [{ customers: [2] }] }, { orUnknown: { company: true } }],
    });
    expect(found.lists).toEqual([[7, 2], [2]]);
    expect(withLists(found.rule, [41, 42])).toEqual({
      kind: 'allOf',
      of: [
        { kind: 'list', list: 41 },
        { kind: 'noneOf', of: [{ kind: 'list', list: 42 }] },
        { kind: 'orUnknown', of: { kind: 'company', is: true } },
      ],
    });
  });
});
