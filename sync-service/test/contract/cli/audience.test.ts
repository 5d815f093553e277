import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { offer, ShopAtHand } from '../../support/shop-at-hand.ts';
import { PRESETS } from '../../../src/audience/index.ts';
import { Output } from '../../../src/cli/output.ts';
import { audience, type AudienceOptions } from '../../../src/cli/commands/audience.ts';
import { presets } from '../../../src/cli/commands/presets.ts';
import { PassThrough } from 'node:stream';

const hand = new ShopAtHand();

const counting = (content: string | object, options: AudienceOptions = {}) => {
  const path = hand.file('audience.yaml', typeof content === 'string' ? content : JSON.stringify(content));
  return hand.run((s) => audience(s, path, options));
};
const customers = () => [...hand.world.customers.values()].filter(({ guest }) => !guest);

describe('audience', () => {
  it('counts in total and rule by rule, and changes nothing', async () => {
    const vip = [...hand.world.groups.values()].find(({ name }) => name === 'VIP')!.id;
    const all = customers();
    const isVip = all.filter(({ defaultGroup }) => defaultGroup === vip).length;
    const isListed = all.filter(({ id }) => id <= 10).length;
    const both = all.filter(({ id, defaultGroup }) => id <= 10 || defaultGroup === vip).length;
    const ten = { customers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
    const { result } = await counting({ anyOf: [{ defaultGroups: ['VIP'] }, ten] });
    expect(result).toEqual({
      asOf: '2026-11-27',
      customers: all.length,
      rule: 'at least one of these',
      yes: both,
      no: all.length - both,
      unknown: 0,
      of: [
        { rule: 'default group VIP', yes: isVip, no: all.length - isVip, unknown: 0 },
        { rule: 'the customers written down', yes: isListed, no: all.length - isListed, unknown: 0 },
      ],
      sharePercent: Math.round((10_000 * both) / all.length) / 100,
      // Guests are no customers.
      unknownCustomers: ten.customers.filter((id) => !all.some((each) => each.id === id)),
    });
    expect(await hand.rows('offer')).toEqual([]);
    expect(await hand.shop.lists()).toEqual([]);
  });

  it('tells how many are unknown', async () => {
    const { result } = await counting({ age: { atLeast: 18 } });
    const known = Number(result['yes']) + Number(result['no']);
    expect(result['unknown']).toBeGreaterThan(0);
    expect(known + Number(result['unknown'])).toBe(customers().length);
  });

  it('takes an offer file, an object with audience and shop, or the bare name of a preset', async () => {
    const trade = customers().filter(({ idShop }) => idShop === 3).length;
    expect((await counting('dormant')).result['rule']).toBe('last order between 6 and 12 months ago');
    expect((await counting({ audience: 'all', shop: 'Trade' })).result).toMatchObject({ yes: trade, customers: trade });
    expect((await counting(offer({ audience: { who: 'all', holdout: 5 }, shop: 3 }))).result).toMatchObject({
      yes: trade,
    });
  });

  it('says of one customer why they are in or out, in three languages', async () => {
    const { id } = customers()[0]!;
    const { language } = hand.sample.data.accounts.get(id)!;
    const { result } = await counting({ noneOf: [{ language }] }, { explain: String(id) });
    expect(result).toMatchObject({ customer: id, explanation: { kind: 'noneOf', answer: 0, of: [{ answer: 1 }] } });
    const said = await Promise.all(
      ['en', 'es', 'fr'].map(async (lang) => text({ noneOf: [{ language }] }, { explain: String(id), lang })),
    );
    expect(said.map((each) => each.split(':')[0]!.trim())).toEqual(['no', 'no', 'non']);
    expect(new Set(said).size).toBe(3);
  });

  it('names who is written down and no customer', async () => {
    const { result, notes } = await counting({ noneOf: [{ customers: [2, 999999, 3] }, { customers: [888888] }] });
    expect(result['unknownCustomers']).toEqual([999999, 888888]);
    expect(notes).toBe(
      'note: audience.customers: the shop has no customer 999999, 888888; take them out of the list\n',
    );
    expect((await counting({ customers: [2, 3] })).notes).toBe('');
  });

  it.each([
    ['en', 'yes: in the list; asked: the customers written down'],
    ['es', 'sí: está en la lista; se pide: los clientes escritos en la regla'],
    ['fr', 'oui : dans la liste ; demandé : les clients écrits dans la règle'],
  ])('explains customers written down without a number of a list, in %s', async (lang, said) => {
    expect((await text({ customers: [2, 3] }, { explain: '2', lang })).trim()).toBe(said);
  });

  it('does not call a few nobody', async () => {
    const [one] = customers();
    await hand.sample.db.write(
      "INSERT INTO #customer (id_customer, id_gender, id_default_group, firstname, lastname, email, passwd, active, date_add, date_upd) SELECT seq, 0, 3, 'First', 'Last', CONCAT(seq, '@shop.example'), 'x', 1, '2020-01-01', '2020-01-01' FROM seq_100001_to_120000",
    );
    expect(await text({ customers: [one!.id] }, {})).toContain(
      `means 1 of ${customers().length + 20_000} customers (under 0.01 %)`,
    );
  });

  it('writes a line for each customer into a CSV', async () => {
    const csv = hand.file('who.csv');
    const { result } = await counting({ customers: [2, 3] }, { csv });
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('customer,answer');
    expect(lines).toHaveLength(1 + Number(result['customers']));
    expect(lines.filter((line) => line.endsWith(',yes'))).toEqual(['2,yes', '3,yes']);
  });

  it.each<[string, string | object, AudienceOptions, RegExp]>([
    ['a rule that is none', { buys: 3 }, {}, /^audience: buys is not known here; there are allOf/],
    [
      'a wrong field beside the audience',
      { audience: 'all', shpo: 3 },
      {},
      /^shpo: unknown field; beside audience: only shop:/,
    ],
    ['an unknown shop', { audience: 'all', shop: 'Nowhere' }, {}, /^shop: there is no shop called "Nowhere"/],
    ['two documents', 'dormant\n---\nlost\n', {}, /holds 2 documents; write one audience/],
    ['an empty file', '', {}, /write one audience, or one offer/],
    ['a customer who is not there', 'all', { explain: '999999' }, /^--explain: the shop has no customer 999999/],
    ['a file beside an explanation', 'all', { explain: '2', csv: 'who.csv' }, /^--csv: .* leave one of both out/],
    ['a language that is not spoken', 'all', { lang: 'de' }, /^--lang: "de"; write en, es, fr/],
  ])('refuses %s', async (_, content, options, message) => {
    await expect(counting(content, options)).rejects.toThrow(message);
  });
});

/** What the command prints without `--json`. */
async function text(content: object, options: AudienceOptions): Promise<string> {
  const out = new PassThrough();
  const path = hand.file('audience.yaml', JSON.stringify(content));
  await hand.run(async (session) => {
    await audience({ ...session, output: new Output(false, out, new PassThrough()) }, path, options);
  });
  return String(out.read());
}

describe('presets', () => {
  it.each(['en', 'es', 'fr'] as const)('are told in %s', async (lang) => {
    const out = new PassThrough();
    await presets(new Output(true, out), { lang });
    const told = JSON.parse(String(out.read())) as { id: string; name: string; description: string }[];
    expect(told.map(({ id, name, description }) => ({ id, name, description }))).toEqual(
      PRESETS.map((each) => ({ id: each.id, name: each.name[lang], description: each.description[lang] })),
    );
  });
});
