import type { ImportLine } from '../moves/index.ts';
import { isEmail, isId } from './customers.ts';
import { figureOf, DecimalSniffer, type DecimalMark } from './figures.ts';
import { columnsOf, layoutOf, type Layout } from './layout.ts';
import { RecordSplitter, type RawRecord } from './records.ts';
import { declaredSeparator, firstRecords, separatorOf, type Separator } from './separator.ts';
import { UnreadableFileError } from './unreadable.ts';

/** A line of the file; null in the place of the customer when it was not understood. */
export type CsvLine = ImportLine | { readonly line: number; readonly customer: null };

/** What whoever imports has said, where the file alone does not tell. */
export interface ImportChoices {
  readonly separator?: Separator;
  readonly decimal?: DecimalMark;
  /** Which of the two says who it is in a file that has id and e-mail; both must agree unless told otherwise. */
  readonly by?: 'id' | 'email' | 'both';
}

/** What a file is taken for, to be shown before anything of it is kept. */
export interface Understood {
  readonly score: boolean;
  readonly separator: Separator;
  /** By the file's own first line `sep=;`. */
  readonly declared: boolean;
  readonly layout: Layout;
  /** Names of the columns, or nothing where no line names them. */
  readonly names: readonly string[];
  /** Id and e-mail stand on each line, and must be of one customer. */
  readonly both: boolean;
  readonly decimal: DecimalMark | null;
}

export const SAMPLE = 100_000;
const SAMPLED_RECORDS = 200;

/**
 * @param sample the beginning of the file's text; {@link SAMPLE} characters are enough
 * @param whole nothing comes after the sample
 * @returns null when there is no customer in it
 * @throws UnreadableFileError when there is no telling what is what
 */
export function understand(
  sample: string,
  whole: boolean,
  score: boolean,
  { separator: wanted, by = 'both', decimal }: ImportChoices = {},
): Understood | null {
  const declared = declaredSeparator(sample);
  const body = declared === null ? sample : sample.replace(/^[^\r\n]*/, '');
  const separator = wanted ?? declared ?? separatorOf(body) ?? ',';
  const [first, ...others] = firstRecords(body, separator, whole, SAMPLED_RECORDS);
  if (first === undefined) return null;
  const found = layoutOf(
    first.fields,
    others.map(({ fields }) => fields),
    score,
  );
  const both = found.id >= 0 && found.email >= 0;
  const layout = both && by !== 'both' ? { ...found, [by === 'id' ? 'email' : 'id']: -1 } : found;
  return {
    score,
    separator,
    declared: declared !== null,
    layout,
    names: found.header ? first.fields : [],
    both: layout.id >= 0 && layout.email >= 0,
    decimal: decimal ?? null,
  };
}

/** The file's records behind declaration and header, as its text arrives. */
export class DataRecords {
  private readonly splitter: RecordSplitter;
  private skip: number;

  constructor({ separator, declared, layout }: Understood) {
    this.splitter = new RecordSplitter(separator);
    this.skip = Number(declared) + Number(layout.header);
  }

  *push(text: string, last = false): Generator<RawRecord> {
    for (const record of this.splitter.push(text, last)) {
      if (this.skip > 0) this.skip--;
      else yield record;
    }
  }
}

/** Which mark is the decimal one, from all the figures. @throws UnreadableFileError when they do not tell */
export function decimalOf(understood: Understood, records: Iterable<RawRecord>, into: DecimalSniffer): void {
  for (const { fields } of records) into.push(fields[understood.layout.figure] ?? '');
}

/** @param decimal the mark as the figures have it, where nobody said it */
export function lineOf({ fields, line }: RawRecord, understood: Understood, decimal: DecimalMark): CsvLine {
  const { layout, separator } = understood;
  const customer = customerOf(fields, layout);
  if (customer === null) return { line, customer };
  if (layout.figure < 0) return { line, customer };
  // 4,5 in a file separated by commas is no 4.
  if (separator === ',' && columnsOf(fields) > layout.columns) return { line, customer: null };
  const figure = figureOf(fields[layout.figure] ?? '', understood.decimal ?? decimal, understood.decimal !== null);
  return figure === null ? { line, customer: null } : { line, customer, figure };
}

function customerOf(fields: readonly string[], { id, email, header }: Layout): ImportLine['customer'] | null {
  const number = id < 0 ? '' : (fields[id] ?? '');
  const address = email < 0 ? '' : (fields[email] ?? '');
  if (email < 0 && isEmail(number)) return number;
  // A list without names may have both in its one column.
  if (id < 0 && !header && isId(address)) return Number(address);
  if (number !== '' && !isId(number)) return null;
  if (address !== '' && !isEmail(address)) return null;
  if (number !== '' && address !== '') return [Number(number), address];
  if (number !== '') return Number(number);
  return address === '' ? null : address;
}

/** All lines of a whole text. @throws UnreadableFileError when it cannot be read as a whole, or holds no line */
export function readImport(
  text: string,
  score: boolean,
  choices: ImportChoices = {},
): { readonly understood: Understood; readonly lines: readonly CsvLine[] } {
  const understood = understand(text.slice(0, SAMPLE), text.length <= SAMPLE, score, choices);
  if (understood === null) throw new UnreadableFileError('empty');
  const decimal = new DecimalSniffer();
  if (score && understood.decimal === null) {
    decimalOf(understood, new DataRecords(understood).push(text, true), decimal);
  }
  const mark = decimal.mark;
  const lines: CsvLine[] = [];
  for (const record of new DataRecords(understood).push(text, true)) lines.push(lineOf(record, understood, mark));
  if (lines.length === 0) throw new UnreadableFileError('empty');
  return { understood: { ...understood, decimal: understood.decimal ?? (score ? mark : null) }, lines };
}
