import { describe, expect, it } from 'vitest';
import { separatorOf, type CsvLine } from '../../moves/index.ts';
import { readCsv } from './read.ts';

async function read(content: string | Uint8Array, { score = false, chunk = 64_000 } = {}): Promise<CsvLine[]> {
  const bytes = Buffer.from(content as string);
  async function* source() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const lines: CsvLine[] = [];
  for await (const line of readCsv(source(), score)) lines.push(line);
  return lines;
}
const id = (line: number, customer: number | string, figure?: number) =>
  figure === undefined ? { line, customer } : { line, customer, figure };
const not = (line: number) => ({ line, customer: null });

describe('a list of customers', () => {
  it('takes ids and e-mails, one on a line, with or without a header', async () => {
    expect(await read('12\r\nann@shop.example\r\n\r\n57\r\n')).toEqual([
      id(1, 12),
      id(2, 'ann@shop.example'),
      id(4, 57),
    ]);
    expect(await read('id_customer\n12\n57')).toEqual([id(2, 12), id(3, 57)]);
    expect(await read('E-Mail\nann@shop.example')).toEqual([id(2, 'ann@shop.example')]);
  });

  it('finds its column by name, ids before e-mails', async () => {
    expect(await read('name;email;ID\nAnn;ann@shop.example;12\n')).toEqual([id(2, 12)]);
  });

  it('counts lines that it does not understand, and goes on', async () => {
    expect(await read('12\nx\n0\n-1\n1.5\n99999999999\n@\na b@c\n57\n')).toEqual([
      id(1, 12),
      ...[2, 3, 4, 5, 6, 7, 8].map(not),
      id(9, 57),
    ]);
  });

  it('reads letters of all languages, with a byte order mark or without, wherever a chunk ends', async () => {
    const text = '\ufeffemail\nñandú@tienda.example\nélodie@boutique.example\n';
    for (const chunk of [1, 2, 3, 7, 64_000]) {
      expect(await read(text, { chunk })).toEqual([id(2, 'ñandú@tienda.example'), id(3, 'élodie@boutique.example')]);
    }
  });

  it('reads quoted fields, also over several lines', async () => {
    expect(await read('"Name, first",id\n"Ann\nand Bob",12\n"Eve",57\n')).toEqual([id(3, 12), id(4, 57)]);
  });

  it('holds nobody when it is empty', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('id\n')).toEqual([]);
  });
});

describe('a score', () => {
  it('takes the figure from the column of that name, or from the other one', async () => {
    expect(await read('id,score\n12,9\n57,-1.5\n', { score: true })).toEqual([id(2, 12, 9), id(3, 57, -1.5)]);
    expect(await read('nps,id\n9,12\n', { score: true })).toEqual([id(2, 12, 9)]);
    expect(await read('id,email,nps\n12,ann@shop.example,9\n', { score: true })).toEqual([id(2, 12, 9)]);
    expect(await read('12\t9\n', { score: true })).toEqual([id(1, 12, 9)]);
  });

  it('knows the decimal comma where commas do not separate', async () => {
    expect(await read('12;4,5\n57;1\n58;1.000,5\n', { score: true })).toEqual([id(1, 12, 4.5), id(2, 57, 1), not(3)]);
  });

  it('does not take a line that a decimal comma made longer than the first one', async () => {
    expect(await read('12,4\n13,7,5\n14,8,\n', { score: true })).toEqual([id(1, 12, 4), not(2), id(3, 14, 8)]);
    expect(await read('id,score\n13,7,5\n14,8\n', { score: true })).toEqual([not(2), id(3, 14, 8)]);
  });

  it('needs a figure on each line', async () => {
    expect(await read('12,\n57,many\n58\n59,1e9\n60,3\n', { score: true })).toEqual([
      not(1),
      not(2),
      not(3),
      not(4),
      id(5, 60, 3),
    ]);
  });
});

describe('the separator', () => {
  it.each<[string, string, string | null]>([
    ['commas', '1,2\n3,4', ','],
    ['semicolons beside decimal commas', '1;2,5\n3;4', ';'],
    ['tabs', '1\t2\n3\t4', '\t'],
    ['commas inside quotes', '"a,b";2\n"c,d,e";4', ';'],
    ['none', '1\n2', null],
    ['bars', '1|2', null],
  ])('of %s', (_, sample, separator) => {
    expect(separatorOf(sample)).toBe(separator);
  });
});

describe('a file that cannot be read as a whole is refused, by line and without its content', () => {
  const secret = 'ann@shop.example';
  it.each<[string, string | Uint8Array, RegExp]>([
    ['Latin-1', Buffer.from(`${secret}\nélodie@b.example\n`, 'latin1'), /^FILE: line 2 is not UTF-8; save it as UTF-8/],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${secret}\n`, 'utf16le'), /^FILE: is UTF-16; save it as UTF-8/],
    ['UTF-16 without a mark', Buffer.from(`1\n${secret}\n`, 'utf16le'), /^FILE: line 1 has zero bytes, as UTF-16 has/],
    [
      'a quotation mark never closed',
      `1\n2\n"${secret}\n4\n`,
      /^FILE: after line 2 a quotation mark is opened and not closed/,
    ],
    [
      'a quotation mark that swallows all',
      `1\n"${secret}\n${'3\n'.repeat(50_000)}`,
      /^FILE: after line 1 a quotation mark/,
    ],
    ['a line without end', `1\n${'x'.repeat(1_100_000)}`, /^FILE: line 2 is longer than 1000000 bytes/],
  ])('%s', async (_, content, message) => {
    const error: unknown = await read(content).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'InvalidInputError', message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('ann@');
  });

  it.each(['12\n57\n', '12|9\n57|8\n', 'id\n12\n'])('one column where a score needs two: %j', async (content) => {
    await expect(read(content, { score: true })).rejects.toThrow(/^FILE: has one column, but a score needs two/);
  });

  it.each(['12,4,5\n13,7,5\n', '12;Ann;4\n', '12\tAnn\t4\n'])(
    'several columns without names where a score needs a figure: %j',
    async (content) => {
      await expect(read(content, { score: true })).rejects.toThrow(
        /^FILE: has 3 columns and no first line that names them.* decimal comma .* Use ; or tab\. Otherwise name the columns/,
      );
    },
  );

  it.each(['name;email;points\nAnn;ann@shop.example;9\n', 'id,first,nps\n12,Ann,9\n'])(
    'a first line that does not say which column has the figures: %j',
    async (content) => {
      await expect(read(content, { score: true })).rejects.toThrow(
        /^FILE: no column of figures was recognised by the first line; call it score, value or figure\. Nothing was imported$/,
      );
    },
  );
});
