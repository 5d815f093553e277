import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InvalidInputError } from '../../errors.ts';
import {
  DataRecords,
  decimalOf,
  DecimalSniffer,
  EncodingSniffer,
  lineOf,
  SAMPLE,
  understand,
  type CsvLine,
  type DecimalMark,
  type Encoding,
  type ImportChoices,
  type Understood,
} from '../../imports/index.ts';

/** A file as it is read for an import: once to understand it, once for its lines; in bounded memory, however many there are. */
export interface ImportFile {
  readonly encoding: Encoding;
  /** null: the file holds no customer. */
  readonly understood: Understood | null;
  /** As the figures have it. */
  readonly decimal: DecimalMark;
  /** The first few lines. */
  readonly first: readonly CsvLine[];
}

const FIRST_LINES = 3;

/** @throws InvalidInputError when it cannot be read; UnreadableFileError when there is no telling what is what */
export async function surveyFile(path: string, score: boolean, choices: ImportChoices): Promise<ImportFile> {
  const sniffer = new EncodingSniffer();
  for await (const bytes of chunksOf(path)) sniffer.push(bytes);
  const { encoding } = sniffer;
  let sample = '';
  let whole = true;
  for await (const text of textOf(path, encoding)) {
    sample += text;
    if (sample.length > SAMPLE) {
      whole = false;
      break;
    }
  }
  const understood = understand(sample, whole, score, choices);
  if (understood === null) return { encoding, understood, decimal: '.', first: [] };
  const decimals = new DecimalSniffer();
  if (score && understood.decimal === null) {
    const records = new DataRecords(understood);
    for await (const text of textOf(path, encoding)) decimalOf(understood, records.push(text), decimals);
    decimalOf(understood, records.push('', true), decimals);
  }
  const decimal = understood.decimal ?? decimals.mark;
  const first: CsvLine[] = [];
  for await (const line of linesOf(path, { encoding, understood, decimal })) {
    if (first.push(line) === FIRST_LINES) break;
  }
  return { encoding, understood, decimal, first };
}

/** @param step told how many bytes of how many were read */
export async function* linesOf(
  path: string,
  { encoding, understood, decimal }: Pick<ImportFile, 'encoding' | 'understood' | 'decimal'>,
  step: (done: number, of: number) => void = () => undefined,
): AsyncGenerator<CsvLine> {
  if (understood === null) return;
  const records = new DataRecords(understood);
  for await (const text of textOf(path, encoding, step)) {
    for (const record of records.push(text)) yield lineOf(record, understood, decimal);
  }
  for (const record of records.push('', true)) yield lineOf(record, understood, decimal);
}

async function* textOf(path: string, encoding: Encoding, step?: (done: number, of: number) => void) {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of chunksOf(path, step)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

async function* chunksOf(path: string, step?: (done: number, of: number) => void): AsyncGenerator<Buffer> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInputError(`FILE: ${path} cannot be read (${error.code}); name an existing file`);
  });
  let done = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    done += chunk.length;
    step?.(Math.ceil(done / 1024), Math.ceil(Math.max(size, done) / 1024));
    yield chunk;
  }
}
