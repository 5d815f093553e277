import { isEmail, isId } from './customers.ts';
import { isEmailName, isFigureName, isIdName } from './names.ts';
import { UnreadableFileError } from './unreadable.ts';

/** Where a file has what: columns counted from 0, -1 for one that it does not have. */
export interface Layout {
  readonly id: number;
  readonly email: number;
  /** Of a list: -1. */
  readonly figure: number;
  /** Whether the first line only names the columns. */
  readonly header: boolean;
  /** How many the first line has; empty ones at its end are not counted. */
  readonly columns: number;
}

/**
 * @param first the first line's fields
 * @param others those of some lines after it
 * @throws UnreadableFileError when there is no telling which column is which
 */
export function layoutOf(first: readonly string[], others: readonly (readonly string[])[], score: boolean): Layout {
  const named = namedColumns(first);
  if (named.ids.length + named.emails.length === 0 && first.some((field) => isId(field) || isEmail(field))) {
    return withoutNames(first, score);
  }
  const rows = others.filter((fields) => fields.some((field) => field !== ''));
  const isHeader = named.ids.length + named.emails.length > 0 || rows.some((fields) => fields.some(isCustomer));
  if (!isHeader) return withoutNames(first, score);
  for (const columns of [named.ids, named.emails, score ? named.figures : []]) {
    if (columns.length > 1) throw new UnreadableFileError('twice', columns.map((column) => first[column]).join(', '));
  }
  const [id = -1] = named.ids;
  const [email = id < 0 ? onlyEmails(first, rows) : -1] = named.emails;
  if (id < 0 && email < 0) {
    const numbers = [...first.keys()].filter(
      (column) => !named.figures.includes(column) && rows.some((fields) => isId(fields[column] ?? '')),
    );
    throw new UnreadableFileError('unknownIds', numbers.map((column) => first[column]).join(', '));
  }
  const columns = columnsOf(first);
  if (!score) return { id, email, figure: -1, header: true, columns };
  const rest = [...first.keys()].filter((column) => column < columns && column !== id && column !== email);
  const [figure = rest[0] ?? -1] = named.figures;
  if (figure < 0) throw new UnreadableFileError('oneColumn');
  if (named.figures.length === 0 && rest.length > 1) throw new UnreadableFileError('noFigures');
  return { id, email, figure, header: true, columns: Math.max(columns, id + 1, email + 1, figure + 1) };
}

function namedColumns(first: readonly string[]) {
  const all = (is: (name: string) => boolean) => [...first.keys()].filter((column) => is(first[column]!));
  return { ids: all(isIdName), emails: all(isEmailName), figures: all(isFigureName) };
}

/** The one column with e-mails, under whatever name. */
function onlyEmails(first: readonly string[], rows: readonly (readonly string[])[]): number {
  const found = [...first.keys()].filter((column) => rows.some((fields) => isEmail(fields[column] ?? '')));
  if (found.length > 1) throw new UnreadableFileError('twice', found.map((column) => first[column]).join(', '));
  return found[0] ?? -1;
}

/** The first line is a customer already: the first column is who, or the one with an e-mail; of a score the other one is the figure. */
function withoutNames(first: readonly string[], score: boolean): Layout {
  const columns = columnsOf(first);
  const emails = [...first.keys()].filter((column) => isEmail(first[column]!));
  if (emails.length > 1) throw new UnreadableFileError('twice', emails.map((column) => `${column + 1}`).join(', '));
  const [email = -1] = emails;
  const id = email < 0 || (email > 0 && isId(first[0]!)) ? 0 : -1;
  const base = { id, email, header: false, columns };
  if (!score) return { ...base, figure: -1 };
  if (first.length < 2) throw new UnreadableFileError('oneColumn');
  if (columns > 2) throw new UnreadableFileError('noNames', String(columns));
  const figure = [0, 1].find((column) => column !== id && column !== email) ?? -1;
  if (figure < 0) throw new UnreadableFileError('oneColumn');
  return { ...base, figure, columns: 2 };
}

/** A line may end with separators that nothing follows. */
export const columnsOf = (fields: readonly string[]): number => fields.findLastIndex((field) => field !== '') + 1;

const isCustomer = (field: string): boolean => isId(field) || isEmail(field);
