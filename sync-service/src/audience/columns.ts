import type { Range } from '../offer/rule.ts';
import { NO, YES, type Verdict } from './kleene.ts';
import type { DayRange } from './period.ts';

/**
 * Columns are filled by plain loops, not by a callback for each row: at a million rows the engines' inlining of callbacks cannot be relied on.
 */

export type Bounds = Required<Range>;

/** Both ends, open where the merchant gave none. */
export function boundsOf(range: object): Bounds {
  const { atLeast = -Infinity, atMost = Infinity }: Range = range;
  return { atLeast, atMost };
}

/** Both ends belong to it. Without a branch, which the processor would guess wrong for every other customer. */
export function isWithin(figure: number, { atLeast, atMost }: Bounds): typeof YES | typeof NO {
  return (Number(figure >= atLeast) & Number(figure <= atMost)) as typeof YES | typeof NO;
}

/** Whether a day lies in [from, until). */
export function isIn(day: number, { from, until }: DayRange): typeof YES | typeof NO {
  return (Number(day >= from) & Number(day < until)) as typeof YES | typeof NO;
}

/** Ids of countries, languages and groups are small: reading a table takes a fraction of asking a set. */
const LARGEST_IN_TABLE = 0xffff;

/** @param ofZero the answer of rows with 0, which stands for not known in some columns */
export function oneOf(values: Uint32Array, wanted: readonly number[], ofZero: Verdict, column: Uint8Array): void {
  const table = new Uint8Array(LARGEST_IN_TABLE + 1);
  const rest = new Set<number>();
  table[0] = ofZero;
  for (const id of wanted) {
    if (id < table.length) table[id] = YES;
    else rest.add(id);
  }
  for (let row = 0; row < column.length; row++) {
    const id = values[row]!;
    column[row] = id <= LARGEST_IN_TABLE ? table[id]! : rest.has(id) ? YES : NO;
  }
}

/** Both ascending, so one walk finds all rows; ids that are no row fall away. */
export function eachOf(ids: Uint32Array, customers: Uint32Array, visit: (row: number, index: number) => void): void {
  let row = 0;
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    while (row < customers.length && customers[row]! < id) row++;
    if (row < customers.length && customers[row] === id) visit(row, index);
  }
}
