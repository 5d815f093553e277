import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { InvalidInputError } from '../../errors.ts';
import { lineOf, separatorOf, type CsvLine, type Layout } from '../../moves/index.ts';
import { layoutIn } from './layout.ts';
import { wholeLines } from './text.ts';

/** Longer than any line of customers; a quote that is never closed must not swallow the file. */
const LONGEST_RECORD = 65_536;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Customers (and figures, of a score) of a CSV, in the order of its lines, in bounded memory. An empty file gives none.
 * @throws InvalidInputError when it cannot be read as a whole: encoding, one column where two are needed, a quote never closed. Messages
 * name lines, never their content.
 */
export async function* readCsv(source: AsyncIterable<Buffer>, score: boolean): AsyncGenerator<CsvLine> {
  const blocks = wholeLines(source);
  const first = await blocks.next();
  if (first.done === true) return;
  const separator = separatorOf(first.value.toString('utf8')) ?? ',';
  /** The last line that was parsed; the loop below lags behind. */
  let parsed = 0;
  const options = {
    bom: true,
    delimiter: separator,
    info: true,
    max_record_size: LONGEST_RECORD,
    on_record: (record: string[], { lines }: { readonly lines: number }) => {
      parsed = lines;
      return record;
    },
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  };
  const bytes = Readable.from(joined(first.value, blocks), { objectMode: false });
  // A failure of the source reaches the loop below as the parser's.
  const parser = pipeline(bytes, parse(options), () => undefined);
  let layout: Layout | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (layout === null) {
        layout = layoutIn(record, score);
        if (layout.header) continue;
      }
      yield lineOf(record, info.lines, layout, separator);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InvalidInputError(
      `FILE: after line ${parsed} a quotation mark is opened and not closed; close it, or take it away. Nothing was imported`,
    );
  }
}

async function* joined(first: Buffer, more: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* more;
}
