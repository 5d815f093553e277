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
  /** How many the first line has; empty ones at its end are not counted. */
  readonly columns: number;
}

/**
 * @param first the first line's fields
 * @throws InvalidInputError when a figure is needed and there is only one column, or no telling which of several it is in
 */
export function layoutOf(first: readonly string[], score: boolean): Layout {
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
  if (figure < 0) {
    throw new InvalidInputError(
      'FILE: has one column, but a score needs two (customer and figure), separated by comma, semicolon or tab; for a list without figures leave --score out. Nothing was imported',
    );
  }
  if (!header && columns > 2) {
    throw new InvalidInputError(
      `FILE: has ${columns} columns and no first line that names them, so there is no telling where the figures are. Is it a decimal comma in a file separated by commas? Use ; or tab. Otherwise name the columns in a first line, such as id and score. Nothing was imported`,
    );
  }
  if (header && named < 0 && others.length > 1) {
    throw new InvalidInputError(
      `FILE: no column of figures was recognised by the first line; call it ${FIGURE_NAMES.slice(0, -1).join(', ')} or ${FIGURE_NAMES.at(-1)}. Nothing was imported`,
    );
  }
  return { customer, figure, header, columns: Math.max(columns, customer + 1, figure + 1) };
}

/** A line may end with separators that nothing follows. */
export const columnsOf = (fields: readonly string[]): number => fields.findLastIndex((field) => field !== '') + 1;
