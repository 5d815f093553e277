import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ShopAtHand } from '../../support/shop-at-hand.ts';
import type { ImportedLines, ImportLine } from '../../../src/moves/index.ts';
import { importCsv, type ImportOptions } from '../../../src/cli/commands/import.ts';
import { forget, lists, pin } from '../../../src/cli/commands/lists.ts';

const hand = new ShopAtHand();

const importing = (name: string, content: string | Uint8Array, options: ImportOptions = {}) =>
  hand.run((s) => importCsv(s, name, hand.file('customers.csv', content), options));

/** A customer's id and e-mail. */
function someone(): { readonly id: number; readonly email: string } {
  const customer = [...hand.world.customers.values()].find(({ guest }) => !guest)!;
  return { id: customer.id, email: customer.email };
}

/** A key imports twenty e-mails or none. */
const NOBODY = Array.from({ length: 20 }, (_, index) => `nobody-${index}@nowhere.example`);

describe('import', () => {
  it('makes a list of ids and e-mails, with a report of lines that it did not take', async () => {
    const { id, email } = someone();
    const report = hand.file('report.csv');
    const content = `customer\n${email.toUpperCase()}\n2\n999999\nnobody@nowhere.example\nwhat?\n${id}\n3\n${NOBODY.join('\n')}\n`;
    const { result, notes } = await importing('Regulars', content, { report });
    expect(result).toMatchObject({
      name: 'Regulars',
      kind: 'list',
      size: new Set([id, 2, 3]).size,
      lines: 27,
      notUnderstood: { count: 1, lines: [6] },
      notFound: { count: 22, lines: expect.arrayContaining([4, 5]) },
      duplicates: { count: 1, lines: [7] },
    });
    const told = readFileSync(report, 'utf8');
    const others = NOBODY.map((_, index) => `${index + 9},no such customer\n`).join('');
    expect(told).toBe(
      `line,what\n4,no such customer\n5,no such customer\n6,not understood\n7,customer was there before\n${others}`,
    );
    // E-mails stay in the merchant's file.
    expect(`${told}${notes}${JSON.stringify(result)}`).not.toContain('@');
    const [list] = await hand.shop.lists();
    expect(await hand.shop.listIds(list!.id)).toEqual(Uint32Array.from(new Set([id, 2, 3])).sort());
  });

  it('makes a score; the last figure of a customer counts', async () => {
    await importing('NPS', 'id;score\n3;9\n2;7,5\n3;4\n', { score: true });
    const { result } = await hand.run<{ id: number; kind: string; size: number }[]>(lists);
    expect(result).toMatchObject([{ name: 'NPS', kind: 'score', size: 2 }]);
    expect(await hand.shop.listFigures(result[0]!.id)).toEqual({
      ids: Uint32Array.of(2, 3),
      figures: Float64Array.of(7.5, 4),
    });
  });

  it('says what it takes the file for, before anything is kept, and with --check nothing more', async () => {
    const text = 'sep=;\r\nscore;id\r\n12;9\r\n4,5;3\r\n';
    const told = await importing('NPS', text, { score: true, check: true }).catch((error: unknown) => error);
    expect(told).toMatchObject({
      notes: [
        'FILE: utf-8, columns separated by semicolon (as its first line says), the first line names them',
        'customer: id in column 2 "id"',
        'figure: column 1 "score", decimal comma',
        'first lines: line 3 customer 9, 12; line 4 customer 3, 4.5',
        '',
      ].join('\n'),
    });
    expect(await hand.shop.lists()).toEqual([]);
    const { result } = await importing('NPS', text, { score: true });
    const { ids, figures } = await hand.shop.listFigures(Number(result['id']));
    expect([[...ids], [...figures]]).toEqual([
      [3, 9],
      [4.5, 12],
    ]);
  });

  it('takes nobody on lines whose id and e-mail are of two customers', async () => {
    const [one, two, three, four] = [...hand.world.customers.values()].filter(({ guest }) => !guest);
    const nobody = NOBODY.map((email, index) => `${900_000 + index},${email},1\n`).join('');
    const strangers = `id,email,score\n${one!.id},${three!.email},5\n${two!.id},${four!.email},6\n${nobody}`;
    await expect(importing('NPS', strangers, { score: true })).rejects.toThrow(
      /^FILE: on 2 of its 22 lines id and e-mail are not of one customer \(2, 3\).* --by email\. Nothing was imported$/,
    );
    expect(await hand.shop.lists()).toEqual([]);
    const mixed = await importing('NPS', `${strangers}${two!.id},${two!.email},7\n`, { score: true });
    expect(mixed.result).toMatchObject({ size: 1, disagree: { count: 2, lines: [2, 3] } });
    const byEmail = await importing('NPS', strangers, { score: true, by: 'email' });
    const { ids } = await hand.shop.listFigures(Number(byEmail.result['id']));
    expect([...ids]).toEqual([three!.id, four!.id].sort((a, b) => a - b));
  });

  it('gives a known name the new content, under the same id', async () => {
    const first = (await importing('Regulars', '2\n3\n')).result;
    const second = (await importing('regulars', '4\n')).result;
    expect(second['id']).toBe(first['id']);
    expect(await hand.shop.listIds(Number(first['id']))).toEqual(Uint32Array.of(4));
  });

  it('sends many lines in requests of a bounded size, and counts them all', async () => {
    const sizes: number[] = [];
    const seen: ImportLine[] = [];
    const shop = Object.create(hand.shop, {
      importLines: {
        value: async (_: unknown, lines: readonly ImportLine[]): Promise<ImportedLines> => {
          sizes.push(JSON.stringify(lines).length);
          seen.push(...lines);
          return { list: 1, notFound: [], disagree: [], duplicates: [] };
        },
      },
      finishImport: {
        value: async (id: number, name: string) => ({
          id,
          name,
          kind: 'list',
          size: seen.length,
          importedAt: hand.now,
        }),
      },
    }) as typeof hand.shop;
    const long = 'a'.repeat(200);
    const content = Array.from({ length: 30_000 }, (_, i) =>
      i % 3 === 0 ? `${long}${i}@shop.example` : `${i + 1}`,
    ).join('\n');
    const path = hand.file('many.csv', content);
    const { result } = await hand.run((s) => importCsv({ ...s, shop }, 'Many', path, {}));
    expect(result).toMatchObject({ lines: 30_000, size: 30_000, notUnderstood: { count: 0 } });
    expect(seen.map(({ line }) => line)).toEqual(Array.from({ length: 30_000 }, (_, i) => i + 1));
    expect(Math.max(...sizes)).toBeLessThan(128_000);
  });

  it.each<[string, string, string | Uint8Array, { score?: boolean }, RegExp]>([
    ['a name of 65 characters', 'x'.repeat(65), '2\n', {}, /^NAME: has 65 characters; write 1 to 64/],
    ['an empty name', ' ', '2\n', {}, /^NAME: has 0 characters/],
    ['an empty file', 'A', '', {}, /^FILE: holds no customers; nothing was imported/],
    ['a wrong separator', 'A', '2|9\n3|8\n', { score: true }, /^FILE: has one column, but a score needs two/],
    [
      'a wrong separator of a list',
      'A',
      'id|name\n2|Ann\n',
      {},
      /^FILE: none of its 2 lines was understood; write a customer's id or e-mail on each/,
    ],
    [
      'a wrong encoding',
      'A',
      Buffer.from('2\n3\n', 'utf16le'),
      {},
      /^FILE: has zero bytes, as a spreadsheet's own file and UTF-16 without a mark have; save it as UTF-8/,
    ],
    [
      'customers of another shop',
      'A',
      '999998\n999999\nx\n',
      {},
      /^FILE: none of its 3 lines names a customer of this shop \(2 not found, 1 not understood\)/,
    ],
  ])('refuses %s, and imports nothing', async (_, name, content, options, message) => {
    await expect(importing(name, content, options)).rejects.toThrow(message);
    expect(await hand.shop.lists()).toEqual([]);
  });

  it('refuses a list of the name of a score, before it sends anything', async () => {
    await importing('NPS', '2,9\n', { score: true });
    await expect(importing('nps', '2\n')).rejects.toThrow(
      'NAME: "NPS" is a score already; choose another name, or add --score',
    );
    await expect(importing('NPS', '2\n', { score: true })).rejects.toThrow(/one column/);
    expect(await hand.shop.lists()).toMatchObject([{ size: 1 }]);
  });

  it('refuses a file that is not there, and a report that cannot be written', async () => {
    await expect(hand.run((s) => importCsv(s, 'A', hand.file('none.csv'), {}))).rejects.toThrow(
      /^FILE: .*none\.csv cannot be read \(ENOENT\)/,
    );
    await expect(importing('A', '2\n', { report: hand.file('no/report.csv') })).rejects.toThrow(
      /^--report: .* cannot be written \(ENOENT\)/,
    );
    expect(await hand.shop.lists()).toEqual([]);
  });
});

describe('forget', () => {
  it('takes a list away by its name; the others stay', async () => {
    await importing('Regulars', '2\n3\n');
    await importing('Others', '4\n');
    await hand.run((s) => forget(s, 'regulars'));
    expect((await hand.shop.lists()).map(({ name }) => name)).toEqual(['Others']);
    await expect(hand.run((s) => forget(s, 'Regulars'))).rejects.toThrow('LIST: there is no list "Regulars"');
  });
});

describe('pin and unpin', () => {
  const pinned = async () =>
    (await hand.rows<{ id_customer: number }>('pin')).map(({ id_customer }) => id_customer).sort();

  it('keep customers out of every offer, and let them in again', async () => {
    await hand.run((s) => pin(s, ['2', '3,4'], true));
    expect(await pinned()).toEqual([2, 3, 4]);
    await hand.run((s) => pin(s, ['3'], false));
    expect(await pinned()).toEqual([2, 4]);
  });

  it('refuse customers whom the shop does not have, and change nothing', async () => {
    await expect(hand.run((s) => pin(s, ['2', '999999'], true))).rejects.toThrow(
      'ID: the shop has no customer 999999; nothing was changed',
    );
    await expect(hand.run((s) => pin(s, ['ann@shop.example'], true))).rejects.toThrow(
      /^ID: .* is no customer id; write whole numbers/,
    );
    expect(await pinned()).toEqual([]);
  });
});
