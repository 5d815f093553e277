import type { Range } from '../offer/rule.ts';
import { NO, UNKNOWN, YES } from './kleene.ts';

/** Writes a verdict into each row, from the first to the last. */
export function each(column: Uint8Array, verdict: (row: number) => number): void {
  for (let row = 0; row < column.length; row++) column[row] = verdict(row);
}

export function rangeCheck({
  atLeast = -Infinity,
  atMost = Infinity,
}: Range): (figure: number) => typeof YES | typeof NO {
  return (figure) => (figure >= atLeast && figure <= atMost ? YES : NO);
}

export function oneOf(values: Int32Array, wanted: readonly number[], column: Uint8Array): void {
  const ids = new Set(wanted);
  each(column, (row) => (ids.has(values[row]!) ? YES : NO));
}

/** 0 stands for not known. */
export function oneOfKnown(values: Int32Array, wanted: readonly number[], column: Uint8Array): void {
  const ids = new Set(wanted);
  each(column, (row) => (values[row] === 0 ? UNKNOWN : ids.has(values[row]!) ? YES : NO));
}

/** Both ascending, so one walk finds all rows; ids that are no row fall away. */
export function eachOf(ids: Int32Array, customers: Int32Array, visit: (row: number, index: number) => void): void {
  let row = 0;
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    while (row < customers.length && customers[row]! < id) row++;
    if (row < customers.length && customers[row] === id) visit(row, index);
  }
}
