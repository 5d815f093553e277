import { describe, expect, it } from 'vitest';
import { textOf } from './csv.ts';
import { importLines, NobodyFoundError } from './importing.ts';

describe('a file', () => {
  it('is read in the encodings of spreadsheet programs', async () => {
    expect(await textOf(new Blob([Uint8Array.of(0x4a, 0x6f, 0x73, 0xe9)]))).toBe('José');
    expect(await textOf(new Blob(['\ufeffJosé 🎉']))).toBe('José 🎉');
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
        return Promise.resolve({ list: 4, notFound: [lines[0]!.line], disagree: [], duplicates: [] });
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
      importLines: () => Promise.resolve({ list: 4, notFound: [1], disagree: [], duplicates: [] }),
      finishImport: () => Promise.reject(new Error('must not be finished')),
    };
    const lines = [{ line: 1, customer: 'x@y.example' }];
    await expect(importLines(desk, 'list', 'VIP', lines, () => undefined)).rejects.toBeInstanceOf(NobodyFoundError);
  });
});
