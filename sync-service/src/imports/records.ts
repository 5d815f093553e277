import { UnreadableFileError } from './unreadable.ts';

export interface RawRecord {
  /** Without blanks around them. */
  readonly fields: readonly string[];
  /** Where it begins, counted from 1 as an editor does. */
  readonly line: number;
}

/** A quote that is never closed must not swallow the file, and no line of customers is as long. */
const LONGEST_RECORD = 65_536;
const BLANKS = /[^\S\r\n\t]/;

/**
 * Splits a CSV (RFC 4180, with any end of line) as its text arrives. A quote inside of a field stands for itself; empty lines are counted and
 * skipped. The command line feeds it a file piece by piece, the page a whole one. By hand, since one code has to do both: csv-parse's build for
 * browsers brings a Buffer of its own (14 kB gzipped, a stream of it 25 kB).
 */
export class RecordSplitter {
  private rest = '';
  private line = 1;

  constructor(private readonly separator: string) {}

  /** @param last nothing comes after this @throws UnreadableFileError when a quote is not closed */
  *push(text: string, last = false): Generator<RawRecord> {
    const all = this.rest + text;
    let at = 0;
    while (at < all.length) {
      const found = this.record(all, at, last);
      if (found === null) break;
      if (found.fields.some((field) => field !== '')) yield { fields: found.fields, line: this.line };
      this.line += found.lines;
      at = found.end;
    }
    this.rest = all.slice(at);
    if (this.rest.length > LONGEST_RECORD) throw this.endless(/"/.test(this.rest) ? 'quote' : 'longLine');
  }

  /** The record that begins there, or null when its end may still come. */
  private record(text: string, start: number, last: boolean) {
    const fields: string[] = [];
    let lines = 1;
    for (let at = start; ; at++) {
      let from = at;
      while (from < text.length && BLANKS.test(text[from]!) && text[from] !== this.separator) from++;
      if (text[from] === '"') {
        const close = this.closingQuote(text, from + 1, start);
        if (close < 0) {
          if (last) throw this.endless('quote');
          return null;
        }
        const field = text.slice(from + 1, close).replaceAll('""', '"');
        lines += field.split(/\r\n|\r|\n/).length - 1;
        at = this.endOfField(text, close + 1);
        // What follows a closing quote belongs to the field.
        fields.push((field + text.slice(close + 1, at)).trim());
      } else {
        const end = this.endOfField(text, from);
        fields.push(text.slice(from, end).trim());
        at = end;
      }
      if (at - start > LONGEST_RECORD) throw this.endless('longLine');
      if (text[at] === this.separator) continue;
      // A carriage return may be half of an end of line.
      if (!last && at + 1 >= text.length) return null;
      return { fields, lines, end: text.startsWith('\r\n', at) ? at + 2 : at + 1 };
    }
  }

  private endOfField(text: string, from: number): number {
    let at = from;
    while (at < text.length && text[at] !== this.separator && text[at] !== '\n' && text[at] !== '\r') at++;
    return at;
  }

  /** -1: not there yet. */
  private closingQuote(text: string, from: number, start: number): number {
    for (let at = from; ; at++) {
      at = text.indexOf('"', at);
      if (at < 0 ? text.length - start > LONGEST_RECORD : at - start > LONGEST_RECORD) throw this.endless('quote');
      // One at the very end may be the first half of two.
      if (at < 0 || text[at + 1] !== '"') return at;
      at++;
    }
  }

  private endless(trouble: 'quote' | 'longLine'): UnreadableFileError {
    return new UnreadableFileError(trouble, String(this.line));
  }
}
