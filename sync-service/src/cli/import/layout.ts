import { InvalidInputError } from '../../errors.ts';

const SEPARATORS = ['\t', ';', ','] as const;
export type Separator = (typeof SEPARATORS)[number];
export const SEPARATOR_NAMES: Readonly<Record<Separator, string>> = { '\t': 'tab', ';': 'semicolon', ',': 'comma' };

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
const FIGURE_NAMES = ['score', 'value', 'figure'];

/** Where a file has what: columns counted from 0. */
export interface Layout {
  readonly customer: number;
  /** Of a list: -1. */
  readonly figure: number;
  /** Whether the first line only names the columns. */
  readonly header: boolean;
}

/**
 * @param first the first line's fields
 * @throws InvalidInputError when a figure is needed and there is only one column
 */
export function layoutOf(first: readonly string[], score: boolean): Layout {
  const names = first.map((field) => field.trim().toLowerCase().replace(/ /g, '_'));
  const byId = names.findIndex((name) => ID_NAMES.includes(name));
  const byEmail = names.findIndex((name) => EMAIL_NAMES.includes(name));
  const header = byId >= 0 || byEmail >= 0;
  const customer = byId >= 0 ? byId : Math.max(byEmail, 0);
  if (!score) return { customer, figure: -1, header };
  const named = names.findIndex((name) => FIGURE_NAMES.includes(name));
  const other = names.findIndex((_, column) => column !== byId && column !== byEmail && column !== customer);
  const figure = named >= 0 ? named : other;
  if (figure < 0) {
    throw new InvalidInputError(
      'FILE: has one column, but a score needs two (customer and figure), separated by comma, semicolon or tab; for a list without figures leave --score out. Nothing was imported',
    );
  }
  return { customer, figure, header };
}
