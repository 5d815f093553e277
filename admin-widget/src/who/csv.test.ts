import { describe, expect, it } from 'vitest';
import { linesOf, textOf, UnreadableFileError } from './csv.ts';
import { importLines, NobodyFoundError } from './importing.ts';

const customers = (text: string) => linesOf(text, false).map(({ line, customer }) => [line, customer]);

describe('a file of customers', () => {
  it.each([
    ['comma', 'email,name\nann@x.example,"Doe, Ann"\nben@x.example,Ben\n'],
    ['semicolon', 'name;email\n"Doe; Ann";ann@x.example\nBen;ben@x.example'],
    ['tab', 'email\tname\r\nann@x.example\tAnn\r\nben@x.example\tBen\r\n'],
    ['old Mac', '\uFEFFe-mail,name\rann@x.example,Ann\rben@x.example,Ben'],
  ])('finds its e-mails: %s', (_name, text) => {
    expect(customers(text)).toEqual([
      [2, 'ann@x.example'],
      [3, 'ben@x.example'],
    ]);
  });

  it('takes ids, skips empty lines, and tells which lines it does not understand', () => {
    expect(customers('12\n\nnobody\n99999999999\n 7 \n')).toEqual([
      [1, 12],
      [3, null],
      [4, null],
      [5, 7],
    ]);
  });

  it('counts the lines of a quoted field as an editor does', () => {
    expect(customers('email,note\nann@x.example,"two\nlines ""quoted"""\nben@x.example,\n')).toEqual([
      [2, 'ann@x.example'],
      [4, 'ben@x.example'],
    ]);
  });

  it('reads figures, with a decimal comma too', () => {
    expect(linesOf('id;score\n12;4,5\n13;x\n', true)).toEqual([
      { line: 2, customer: 12, figure: 4.5 },
      { line: 3, customer: null },
    ]);
  });

  it.each([
    ['', false, 'empty'],
    ['email\n', false, 'empty'],
    ['12\n13\n', true, 'oneColumn'],
    ['1,2,3\n4,5,6', true, 'noNames'],
    ['id,one,two\n1,2,3', true, 'noFigures'],
    ['id,name\n1,"never closed\n2,x', false, 'quote'],
  ])('%j (figures: %s) cannot be read: %s', (text, score, trouble) => {
    expect(() => linesOf(text, score)).toThrow(new UnreadableFileError(trouble as 'empty'));
  });

  it('is read in the encodings of spreadsheet programs', async () => {
    expect(await textOf(new Blob([Uint8Array.of(0x4a, 0x6f, 0x73, 0xe9)]))).toBe('José');
    expect(await textOf(new Blob(['José 🎉']))).toBe('José 🎉');
    expect(await textOf(new Blob([Uint8Array.of(0xff, 0xfe, 0x37, 0x00)]))).toBe('7');
    await expect(textOf(new Blob([Uint8Array.of(0x50, 0x4b, 0x03, 0x00)]))).rejects.toThrow('noText');
  });
});

describe('importing', () => {
  const list = { id: 4, name: 'VIP', kind: 'list', size: 1, importedAt: 0 } as const;

  it('sends bodies of a bounded size, all into one list, and gathers what was not found', async () => {
    const sent: { list: number; bytes: number; lines: number }[] = [];
    const desk = {
      importLines: (into: number, _kind: string, lines: readonly { line: number }[]) => {
        sent.push({ list: into, bytes: JSON.stringify(lines).length, lines: lines.length });
        return Promise.resolve({ list: 4, notFound: [lines[0]!.line], duplicates: [] });
      },
      finishImport: () => Promise.resolve(list),
    };
    const long = 'é'.repeat(240);
    const lines = Array.from({ length: 5_000 }, (_, index) => ({ line: index + 1, customer: `${long}${index}@x.y` }));
    const steps: number[] = [];
    const found = await importLines(desk, 'list', 'VIP', [...lines, { line: 5_001, customer: null }], (done) =>
      steps.push(done),
    );
    expect(sent.reduce((sum, each) => sum + each.lines, 0)).toBe(5_000);
    expect(Math.max(...sent.map(({ bytes }) => bytes))).toBeLessThan(128_000);
    expect(sent.map((each) => each.list)).toEqual([0, ...Array<number>(sent.length - 1).fill(4)]);
    expect(steps.at(-1)).toBe(5_000);
    expect(found.notFound).toHaveLength(sent.length);
    expect(found.notUnderstood).toEqual([5_001]);
  });

  it('makes no list of a file that names nobody', async () => {
    const desk = {
      importLines: () => Promise.resolve({ list: 4, notFound: [1], duplicates: [] }),
      finishImport: () => Promise.reject(new Error('must not be finished')),
    };
    const lines = [{ line: 1, customer: 'x@y.example' }];
    await expect(importLines(desk, 'list', 'VIP', lines, () => undefined)).rejects.toBeInstanceOf(NobodyFoundError);
  });
});
