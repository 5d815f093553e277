import { InvalidInputError } from '../../errors.ts';
import { FIGURE_NAMES, UnreadableFileError, type CsvLine, type FileTrouble } from '../../imports/index.ts';
import type { ImportFile } from './file.ts';

const MARKS = { '\t': 'tab', ';': 'semicolon', ',': 'comma', '|': 'bar' } as const;

/** What the file is taken for, before anything of it is kept. */
export function understoodText({ encoding, understood, first, decimal }: ImportFile): string {
  if (understood === null) return 'FILE: holds no customers';
  const { separator, declared, layout, names, both, score } = understood;
  const column = (index: number) => `column ${index + 1}${names[index] ? ` "${names[index]}"` : ''}`;
  const who = [
    ...(layout.id < 0 ? [] : [`id in ${column(layout.id)}`]),
    ...(layout.email < 0 ? [] : [`e-mail in ${column(layout.email)}`]),
  ];
  return [
    `FILE: ${encoding}, columns separated by ${MARKS[separator]}${declared ? ' (as its first line says)' : ''}, ${layout.header ? 'the first line names them' : 'no line of names'}`,
    `customer: ${who.join(', ')}${both ? '; both must be of one customer (--by id or --by email takes one alone)' : ''}`,
    ...(score
      ? [`figure: ${column(layout.figure)}, decimal ${(understood.decimal ?? decimal) === ',' ? 'comma' : 'point'}`]
      : []),
    `first lines: ${first.map(lineText).join('; ') || 'none'}`,
  ].join('\n');
}

/** E-mails stay in the merchant's file. */
function lineText(line: CsvLine): string {
  if (line.customer === null) return `line ${line.line} not understood`;
  const { customer, figure } = line;
  const [id, email] = typeof customer === 'object' ? customer : [customer, ''];
  const who = typeof id === 'string' ? 'an e-mail' : `customer ${id}${email === '' ? '' : ' and an e-mail'}`;
  return `line ${line.line} ${who}${figure === undefined ? '' : `, ${figure}`}`;
}

/** @throws InvalidInputError in place of a file's trouble: what is wrong, and the way out */
export function explainTrouble(error: unknown): never {
  if (!(error instanceof UnreadableFileError)) throw error;
  throw new InvalidInputError(`FILE: ${WORDS[error.trouble](error.where)}. Nothing was imported`);
}

const WORDS: Readonly<Record<FileTrouble, (where: string) => string>> = {
  empty: () => 'holds no customers',
  oneColumn: () =>
    'has one column, but a score needs two (customer and figure), separated by comma, semicolon or tab; for a list without figures leave --score out',
  noNames: (columns) =>
    `has ${columns} columns and no first line that names them, so there is no telling where the figures are. Is it a decimal comma in a file separated by commas? Use ; or tab. Otherwise name the columns in a first line, such as id and score`,
  noFigures: () =>
    `no column of figures was recognised by the first line; call it ${FIGURE_NAMES.slice(0, -1).join(', ')} or ${FIGURE_NAMES.at(-1)}`,
  unknownIds: (names) =>
    `its first line names no column of customers${names === '' ? '' : ` (numbers are in: ${names})`}; if these are the ids of your customers in PrestaShop, call the column id_customer, and a column of e-mails email`,
  twice: (names) =>
    `several columns say who the customer is, or what the figure: ${names}; leave one of them in the file`,
  separator: (mark) => `its first line declares ${JSON.stringify(mark)} as separator; use comma, semicolon or tab`,
  decimals: () =>
    'its figures can be read in two ways: 1.234 is a thousand or one and a bit; say which mark is the decimal one with --decimal point or --decimal comma',
  decimalsMixed: () =>
    'some of its figures have a decimal comma, others a decimal point; write them all alike, or say which mark is the decimal one with --decimal point or --decimal comma',
  quote: (line) => `in line ${line} a quotation mark is opened and not closed; close it or take it away`,
  longLine: (line) => `line ${line} is too long for a customer, so this is no CSV with a customer on each line`,
  large: () => 'is too large; split it',
  noText: () =>
    'has zero bytes, as a spreadsheet\'s own file and UTF-16 without a mark have; save it as UTF-8 (spreadsheet programs call it "CSV UTF-8")',
};
