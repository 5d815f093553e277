import {
  layoutOf,
  lineOf,
  separatorOf,
  type CsvLine,
  type Layout,
  type Unclear,
} from '@group-offers/sync-service/moves';

export type Trouble = Unclear['unclear'] | 'empty' | 'quote' | 'large' | 'noText';

/** The file cannot be read as a whole; the page says why in the employee's language. */
export class UnreadableFileError extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

const LARGEST_FILE = 64 * 1024 * 1024;
/** A quote that is never closed must not swallow the file. */
const LONGEST_RECORD = 65_536;

/** A file's text: UTF-8, or as spreadsheet programs save it (UTF-16, Windows-1252). @throws UnreadableFileError */
export async function textOf(file: Blob): Promise<string> {
  if (file.size > LARGEST_FILE) throw new UnreadableFileError('large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes('\0')) throw new UnreadableFileError('noText');
  return text;
}

function encodingOf(bytes: Uint8Array): string {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Customers of a CSV, one for each line that has any. @throws UnreadableFileError when it cannot be read as a whole */
export function linesOf(text: string, score: boolean): readonly CsvLine[] {
  const separator = separatorOf(text.slice(0, 100_000)) ?? ',';
  const lines: CsvLine[] = [];
  let layout: Layout | null = null;
  for (const { fields, line } of recordsOf(text.replace(/^\uFEFF/, ''), separator)) {
    if (layout === null) {
      const found = layoutOf(fields, score);
      if ('unclear' in found) throw new UnreadableFileError(found.unclear);
      layout = found;
      if (found.header) continue;
    }
    lines.push(lineOf(fields, line, layout, separator));
  }
  if (lines.length === 0) throw new UnreadableFileError('empty');
  return lines;
}

/** RFC 4180 with any end of line; a quote inside of a field stands for itself. Empty lines are counted and skipped. */
function* recordsOf(text: string, separator: string): Generator<{ fields: string[]; line: number }> {
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const fields: string[] = [];
    const began = line;
    for (;;) {
      let field: string;
      const quoted = /^[^\S\r\n\t]*"/.exec(text.slice(at, at + 40));
      if (quoted === null) {
        const end = endOf(text, at, separator);
        field = text.slice(at, end);
        at = end;
      } else {
        const close = closingQuote(text, at + quoted[0].length, start);
        field = text.slice(at + quoted[0].length, close).replaceAll('""', '"');
        line += field.split(/\r\n|\r|\n/).length - 1;
        at = endOf(text, close + 1, separator);
      }
      fields.push(field.trim());
      if (text[at] !== separator) break;
      at++;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else at++;
    if (fields.some((field) => field !== '')) yield { fields, line: began };
    line++;
  }
}

function endOf(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

function closingQuote(text: string, from: number, start: number): number {
  for (let at = from; ; at++) {
    at = text.indexOf('"', at);
    if (at === -1 || at - start > LONGEST_RECORD) throw new UnreadableFileError('quote');
    if (text[at + 1] !== '"') return at;
    at++;
  }
}
