import { describe, expect, it } from 'vitest';
import { DataRecords, lineOf, readImport, understand, type CsvLine, type ImportChoices } from './lines.ts';
import { separatorOf } from './separator.ts';
import { EncodingSniffer } from './text.ts';
import { UnreadableFileError } from './unreadable.ts';

interface How extends ImportChoices {
  readonly score?: boolean;
  readonly chunk?: number;
}

/** As the command line reads a file piece by piece, and as the page reads it at once: both must come to the same. */
function read(content: string | Uint8Array, { score = false, chunk = 64_000, ...choices }: How = {}): CsvLine[] {
  const bytes = Buffer.from(content as string);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) pieces.push(bytes.subarray(at, at + chunk));
  const sniffer = new EncodingSniffer();
  for (const piece of pieces) sniffer.push(piece);
  const decoder = new TextDecoder(sniffer.encoding);
  const texts = [...pieces.map((piece) => decoder.decode(piece, { stream: true })), decoder.decode()];
  const whole = texts.join('');
  if (understand(whole, true, score, choices) === null) return [];
  let once;
  try {
    once = readImport(whole, score, choices);
  } catch (error) {
    if (error instanceof UnreadableFileError && error.trouble === 'empty') return [];
    throw error;
  }
  const { understood } = once;
  const records = new DataRecords(understood);
  const lines = texts.flatMap((text, index) => [...records.push(text, index === texts.length - 1)]);
  const asChosen = { ...understood, decimal: choices.decimal ?? null };
  expect(lines.map((record) => lineOf(record, asChosen, understood.decimal ?? '.'))).toEqual(once.lines);
  return [...once.lines];
}
/** What a file is refused for. */
function trouble(content: string | Uint8Array, how: How = {}): [string, string] {
  try {
    read(content, how);
  } catch (error) {
    if (error instanceof UnreadableFileError) return [error.trouble, error.where];
    throw error;
  }
  throw new Error('was read');
}
const id = (line: number, customer: number | string | [number, string], figure?: number) =>
  figure === undefined ? { line, customer } : { line, customer, figure };
const not = (line: number) => ({ line, customer: null });

describe('a list of customers', () => {
  it('takes ids and e-mails, one on a line, with or without a header', () => {
    expect(read('12\r\nann@shop.example\r\n\r\n57\r\n')).toEqual([id(1, 12), id(2, 'ann@shop.example'), id(4, 57)]);
    expect(read('id_customer\n12\n57')).toEqual([id(2, 12), id(3, 57)]);
    expect(read('E-Mail\nann@shop.example')).toEqual([id(2, 'ann@shop.example')]);
  });

  it('finds its columns by name, and says both where there are both', () => {
    const text = 'name;email;ID\nAnn;ann@shop.example;12\nBen;;13\nZoe;zoe@shop.example;\n';
    expect(read(text)).toEqual([id(2, [12, 'ann@shop.example']), id(3, 13), id(4, 'zoe@shop.example')]);
    expect(read(text, { by: 'id' })).toEqual([id(2, 12), id(3, 13), not(4)]);
    expect(read(text, { by: 'email' })).toEqual([id(2, 'ann@shop.example'), not(3), id(4, 'zoe@shop.example')]);
  });

  it.each([
    ['Kundennummer;Name\n12;Ann\n', 12],
    ['N° client,Nom\n12,Ann\n', 12],
    ['Número de cliente\tNombre\n12\tAnn\n', 12],
    ['Nombre;Correo electrónico\nAnn;ann@x.example\n', 'ann@x.example'],
    ['Nom;Adresse e-mail\nAnn;ann@x.example\n', 'ann@x.example'],
    ['Wer;Wohin damit\nAnn;ann@x.example\n', 'ann@x.example'],
  ])('knows names in other languages, and e-mails under any: %j', (text, customer) => {
    expect(read(text)).toEqual([id(2, customer)]);
  });

  it('takes the separator that its first line declares, which is no customer and no header', () => {
    expect(read('sep=;\r\nscore;id\r\n12;9\r\n', { score: true })).toEqual([id(3, 9, 12)]);
    expect(read('"sep=,"\n9,12\n', { score: true })).toEqual([id(2, 9, 12)]);
    expect(read('sep=|\nid|score\n9|12\n', { score: true })).toEqual([id(3, 9, 12)]);
    expect(read('\ufeffSEP=\t\r9\r')).toEqual([id(2, 9)]);
    expect(trouble('sep=:\n9:12\n')).toEqual(['separator', ':']);
  });

  it('reads any end of line, however long the file, and mixed ones', () => {
    const line = '2147483648;12345678901\r';
    const long = 'id;note\r' + line.repeat(60_000);
    expect(long.length).toBeGreaterThan(1_300_000);
    const lines = read(long);
    expect([lines.length, lines[0], lines.at(-1)!.line]).toEqual([60_000, id(2, 2_147_483_648), 60_001]);
    expect(read('1\r\n2\r3\n\r\n4', { chunk: 1 })).toEqual([id(1, 1), id(2, 2), id(3, 3), id(5, 4)]);
  });

  it('reads what spreadsheet programs write: UTF-16 with a mark, and Windows-1252', () => {
    expect(read(Buffer.from('\ufeffemail\nñu@x.example\n', 'utf16le'), { chunk: 3 })).toEqual([id(2, 'ñu@x.example')]);
    expect(read(Buffer.from('name;id\nJosé;7\n', 'latin1'))).toEqual([id(2, 7)]);
  });

  it('counts lines that it does not understand, and goes on', () => {
    expect(read('12\nx\n0\n-1\n1.5\n99999999999\n@\na b@c\n57\n1.234\n007\n4294967296\n4294967295\n')).toEqual([
      id(1, 12),
      ...[2, 3, 4, 5, 6, 7, 8].map(not),
      id(9, 57),
      ...[10, 11, 12].map(not),
      id(13, 4_294_967_295),
    ]);
  });

  it('reads letters of all languages, with a byte order mark or without, wherever a chunk ends', () => {
    const text = '\ufeffemail\nñandú@tienda.example\nélodie@boutique.example\n';
    for (const chunk of [1, 2, 3, 7, 64_000]) {
      expect(read(text, { chunk })).toEqual([id(2, 'ñandú@tienda.example'), id(3, 'élodie@boutique.example')]);
    }
  });

  it('reads quoted fields, also over several lines', () => {
    expect(read('"Name, first",id\n"Ann\nand Bob",12\n"Eve",57\n')).toEqual([id(2, 12), id(4, 57)]);
  });

  it('holds nobody when it is empty', () => {
    expect(read('')).toEqual([]);
    expect(read('id\n')).toEqual([]);
  });
});

describe('a score', () => {
  it('takes the figure from the column of that name, or from the other one', () => {
    expect(read('id,score\n12,9\n57,-1.5\n', { score: true })).toEqual([id(2, 12, 9), id(3, 57, -1.5)]);
    expect(read('nps,id\n9,12\n', { score: true })).toEqual([id(2, 12, 9)]);
    expect(read('id,email,nps\n12,ann@shop.example,9\n', { score: true })).toEqual([
      id(2, [12, 'ann@shop.example'], 9),
    ]);
    expect(read('ann@shop.example;9\n', { score: true })).toEqual([id(1, 'ann@shop.example', 9)]);
    expect(read('12\t9\n', { score: true })).toEqual([id(1, 12, 9)]);
  });

  it('knows the decimal comma where commas do not separate', () => {
    expect(read('12;4,5\n57;1\n58;1.000,5\n', { score: true })).toEqual([id(1, 12, 4.5), id(2, 57, 1), not(3)]);
  });

  it('reads grouped thousands only when told which mark is the decimal one', () => {
    const text = 'id;score\n12;1.234\n13;12.500\n';
    expect(trouble(text, { score: true })).toEqual(['decimals', '']);
    expect(read(text, { score: true, decimal: ',' })).toEqual([id(2, 12, 1_234), id(3, 13, 12_500)]);
    expect(read(text, { score: true, decimal: '.' })).toEqual([id(2, 12, 1.234), id(3, 13, 12.5)]);
    expect(read('id;score\n12;1.234\n13;0.5\n', { score: true })).toEqual([id(2, 12, 1.234), id(3, 13, 0.5)]);
    expect(trouble('id;score\n12;1.234\n13;4,5\n', { score: true })).toEqual(['decimals', '']);
    expect(trouble('id;score\n12;4.5\n13;4,5\n', { score: true })).toEqual(['decimalsMixed', '']);
    expect(read('id,score\n12,"4,5"\n', { score: true })).toEqual([id(2, 12, 4.5)]);
  });

  it('does not take a line that a decimal comma made longer than the first one', () => {
    expect(read('12,4\n13,7,5\n14,8,\n', { score: true })).toEqual([id(1, 12, 4), not(2), id(3, 14, 8)]);
    expect(read('id,score\n13,7,5\n14,8\n', { score: true })).toEqual([not(2), id(3, 14, 8)]);
  });

  it('needs a figure on each line', () => {
    expect(read('12,\n57,many\n58\n59,1e9\n60,3\n', { score: true })).toEqual([
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

describe('a file that cannot be read as a whole is refused, and its content is not told', () => {
  it.each<[string, string | Uint8Array, How, [string, string]]>([
    ['UTF-16 without a mark', Buffer.from('1\nann@x.example\n', 'utf16le'), {}, ['noText', '']],
    ['a quotation mark never closed', '1\n2\n"ann@x.example\n4\n', {}, ['quote', '3']],
    ['a quotation mark that swallows all', `1\n"ann@x.example\n${'3\n'.repeat(50_000)}`, {}, ['quote', '2']],
    ['a line without end', `1\n${'x'.repeat(200_000)}`, {}, ['longLine', '2']],
    ['one column of a score', '12\n57\n', { score: true }, ['oneColumn', '']],
    ['another separator of a score', '12|9\n57|8\n', { score: true }, ['oneColumn', '']],
    ['one named column of a score', 'id\n12\n', { score: true }, ['oneColumn', '']],
    ['a decimal comma between commas', '12,4,5\n13,7,5\n', { score: true }, ['noNames', '3']],
    ['three columns without names', '12;Ann;4\n', { score: true }, ['noNames', '3']],
    ['no name of figures', 'name;email;points\nAnn;ann@x.example;9\n', { score: true }, ['noFigures', '']],
    ['no name of figures among ids', 'id,first,nps\n12,Ann,9\n', { score: true }, ['noFigures', '']],
    ['numbers under an unknown name', 'Member no.;Name\n12;Ann\n', {}, ['unknownIds', 'Member no.']],
    ['a row id beside the customer’s', 'id;id_customer\n1;12\n', {}, ['twice', 'id, id_customer']],
    ['two columns of e-mails', 'old email;new email\na@x.example;b@x.example\n', {}, ['twice', 'old email, new email']],
    ['two figures', 'id;score;value\n1;2;3\n', { score: true }, ['twice', 'score, value']],
  ])('%s', (_, content, how, expected) => {
    expect(trouble(content, how)).toEqual(expected);
  });
});
