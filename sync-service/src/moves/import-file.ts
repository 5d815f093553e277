import { LARGEST_ID } from '../offer/ids.ts';
import type { ImportLine } from './rows.ts';

/** What a file of customers means, line by line: the same for the command line and for the page, whoever splits it into fields. */

const SEPARATORS = ['\t', ';', ','] as const;
export type Separator = (typeof SEPARATORS)[number];

/** The separator that most of the first lines have, and the same number of times; null when they have none. */
export function separatorOf(sample: string): Separator | null {
  const lines = sample
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
    .map((line) => line.replace(/"[^"]*"/g, ''));
  let best: { separator: Separator; lines: number } | null = null;
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const usual = counts.filter((each) => each > 0 && each === counts[0]).length;
    if (usual > (best?.lines ?? 0)) best = { separator, lines: usual };
  }
  return best?.separator ?? null;
}

const ID_NAMES = ['id', 'id_customer', 'customer', 'customer_id', 'idcustomer', 'customerid'];
const EMAIL_NAMES = ['email', 'e-mail', 'mail', 'email_address'];
export const FIGURE_NAMES = ['score', 'value', 'figure'];

/** Where a file has what: columns counted from 0. */
export interface Layout {
  readonly customer: number;
  /** Of a list: -1. */
  readonly figure: number;
  /** Whether the first line only names the columns. */
  readonly header: boolean;
  /** How many the first line has; empty ones at its end are not counted. */
  readonly columns: number;
}

/**
 * Why there is no telling where the figures of a score are: the file has one column; no first line names its columns; the first line names none
 * of them as figures.
 */
export interface Unclear {
  readonly unclear: 'oneColumn' | 'noNames' | 'noFigures';
  readonly columns: number;
}

/** @param first the first line's fields */
export function layoutOf(first: readonly string[], score: boolean): Layout | Unclear {
  const names = first.map((field) => field.trim().toLowerCase().replace(/ /g, '_'));
  const byId = names.findIndex((name) => ID_NAMES.includes(name));
  const byEmail = names.findIndex((name) => EMAIL_NAMES.includes(name));
  const header = byId >= 0 || byEmail >= 0;
  const customer = byId >= 0 ? byId : Math.max(byEmail, 0);
  const columns = columnsOf(first);
  if (!score) return { customer, figure: -1, header, columns };
  const named = names.findIndex((name) => FIGURE_NAMES.includes(name));
  const others = [...names.keys()].filter((column) => ![byId, byEmail, customer].includes(column));
  const figure = named >= 0 ? named : (others[0] ?? -1);
  if (figure < 0) return { unclear: 'oneColumn', columns };
  if (!header && columns > 2) return { unclear: 'noNames', columns };
  if (header && named < 0 && others.length > 1) return { unclear: 'noFigures', columns };
  return { customer, figure, header, columns: Math.max(columns, customer + 1, figure + 1) };
}

/** A line may end with separators that nothing follows. */
const columnsOf = (fields: readonly string[]): number => fields.findLastIndex((field) => field !== '') + 1;

/** A line of the file; null in the place of the customer when it was not understood. */
export type CsvLine = ImportLine | { readonly line: number; readonly customer: null };

const ID = /^\d{1,10}$/;
const EMAIL = /^[^\s@<>",;]+@[^\s@<>",;]+$/;
const LONGEST_EMAIL = 255;
const FIGURE = /^[+-]?\d{1,15}(\.\d{1,15})?$/;

/** @param record the line's fields, without blanks around them */
export function lineOf(record: readonly string[], line: number, layout: Layout, separator: Separator): CsvLine {
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
