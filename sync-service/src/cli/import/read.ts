import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { InvalidInputError } from '../../errors.ts';
import type { ImportLine } from '../../moves/index.ts';
import { columnsOf, layoutOf, separatorOf, type Layout, type Separator } from './layout.ts';
import { wholeLines } from './text.ts';

/** Longer than any line of customers; a quote that is never closed must not swallow the file. */
const LONGEST_RECORD = 65_536;

/** A line of the file; null in the place of the customer when it was not understood. */
export type CsvLine = ImportLine | { readonly line: number; readonly customer: null };

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
        layout = layoutOf(record, score);
        if (layout.header) continue;
      }
      yield understood(record, info.lines, layout, separator);
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

const ID = /^\d{1,10}$/;
/** PrestaShop's ids are larger than this nowhere; ours are 32 bits. */
const LARGEST_ID = 2_147_483_647;
const EMAIL = /^[^\s@<>",;]+@[^\s@<>",;]+$/;
const LONGEST_EMAIL = 255;
const FIGURE = /^[+-]?\d{1,15}(\.\d{1,15})?$/;

function understood(record: readonly string[], line: number, layout: Layout, separator: Separator): CsvLine {
  const customer = customerOf(record[layout.customer] ?? '');
  if (customer === null) return { line, customer };
  if (layout.figure < 0) return { line, customer };
  // 4,5 in a file separated by commas is no 4.
  if (separator === ',' && columnsOf(record) > layout.columns) return { line, customer: null };
  // 4,5 is a figure where commas do not separate.
  const written = record[layout.figure] ?? '';
  const figure = separator === ',' ? written : written.replace(',', '.');
  return FIGURE.test(figure) ? { line, customer, figure: Number(figure) } : { line, customer: null };
}

function customerOf(text: string): number | string | null {
  if (ID.test(text)) {
    const id = Number(text);
    return id >= 1 && id <= LARGEST_ID ? id : null;
  }
  return text.length <= LONGEST_EMAIL && EMAIL.test(text) ? text : null;
}
