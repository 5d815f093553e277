import type { CsvLine } from '@group-offers/sync-service/imports';
import type { CustomerList, ImportLine } from '@group-offers/sync-service/moves';
import type { Desk } from '../shop/desk.ts';

/** A request's share of lines: its body stays below 128 kB, also of long addresses. */
const LINES_AT_ONCE = 2_000;
const CHARACTERS_AT_ONCE = 90_000;

export interface Imported {
  readonly list: CustomerList;
  /** Numbers of the lines that are not in it. */
  readonly notFound: readonly number[];
  readonly notUnderstood: readonly number[];
  /** Id and e-mail are not of one customer. */
  readonly disagree: readonly number[];
  readonly duplicates: readonly number[];
}

/** Nobody in the file is a customer: nothing was imported. */
export class NobodyFoundError extends Error {
  constructor(readonly disagree: readonly number[]) {
    super('nobody found');
  }
}

/**
 * Sends the lines and makes them a list, at once and as a whole.
 * @param onStep lines sent so far
 */
export async function importLines(
  desk: Pick<Desk, 'importLines' | 'finishImport'>,
  kind: CustomerList['kind'],
  name: string,
  lines: readonly CsvLine[],
  onStep: (done: number) => void,
): Promise<Imported> {
  const notFound: number[] = [];
  const disagree: number[] = [];
  const duplicates: number[] = [];
  const understood = lines.filter((line): line is ImportLine => line.customer !== null);
  let [list, done] = [0, 0];
  for (const share of shares(understood)) {
    const taken = await desk.importLines(list, kind, share);
    list = taken.list;
    notFound.push(...taken.notFound);
    disagree.push(...taken.disagree);
    duplicates.push(...taken.duplicates);
    onStep((done += share.length));
  }
  if (notFound.length + disagree.length === understood.length) throw new NobodyFoundError(disagree);
  return {
    list: await desk.finishImport(list, name),
    notFound,
    disagree,
    duplicates,
    notUnderstood: lines.filter(({ customer }) => customer === null).map(({ line }) => line),
  };
}

function* shares(lines: readonly ImportLine[]): Generator<readonly ImportLine[]> {
  let [from, characters] = [0, 0];
  for (let at = 0; at < lines.length; at++) {
    // A letter may be several bytes.
    const length = 40 + 2 * String(lines[at]!.customer).length;
    if (at - from >= LINES_AT_ONCE || characters + length > CHARACTERS_AT_ONCE) {
      yield lines.slice(from, at);
      [from, characters] = [at, 0];
    }
    characters += length;
  }
  if (from < lines.length) yield lines.slice(from);
}
