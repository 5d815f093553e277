import type { UnreadableRow } from '../moves/index.ts';
import { LARGEST_ID } from '../offer/index.ts';
import { notAsAgreed } from './answers.ts';

export type TellUnreadable = (rows: readonly UnreadableRow[]) => void;

type Numbers = Int32Array | Uint32Array | Uint8Array | Float64Array;
type Column = readonly unknown[];

/** A page has 50,000 customers, or 100,000 orders and the rest of one customer's. */
const ROWS_AT_MOST = 500_000;

interface Bounds {
  readonly least?: number;
  /** Exclusive; for columns that are indexes into another list, its length. */
  readonly below?: number;
}

/**
 * The rows of one table of an answer, looked at value by value on their way into typed arrays, in one pass for each column. A value that cannot be
 * read costs its own row, not the answer: nothing about one customer or order may stop the offers of all. Lengths that differ, and more than half of
 * the rows unreadable, are no fault of the data: module and service do not speak the same version.
 */
export class Rows {
  /** The first column that could not be read, by row. */
  private readonly broken = new Map<
    number,
    { readonly column: string; readonly found: string; readonly range: string }
  >();

  /** Rows of somebody who could not be read. */
  private readonly dropped = new Set<number>();

  constructor(
    private readonly resource: string,
    readonly size: number,
  ) {
    if (size > ROWS_AT_MOST) throw notAsAgreed(resource, `${size} rows where a page has at most ${ROWS_AT_MOST}`);
  }

  /** Ids; or, with `below`, indexes into another list of the answer. */
  ids(name: string, column: Column, below = LARGEST_ID + 1): Uint32Array {
    return this.whole(name, column, Uint32Array, { below });
  }

  integers(name: string, column: Column, bounds: Bounds = {}): Int32Array {
    return this.whole(name, column, Int32Array, bounds);
  }

  bytes(name: string, column: Column, below: number): Uint8Array {
    return this.whole(name, column, Uint8Array, { below });
  }

  /** Whole numbers that fit into no 32 bits. */
  large(name: string, column: Column, bounds: Bounds): Float64Array {
    return this.whole(name, column, Float64Array, bounds);
  }

  figures(name: string, column: Column): Float64Array {
    this.requireSize(column);
    const result = new Float64Array(this.size);
    for (let row = 0; row < this.size; row++) {
      const value = column[row];
      if (typeof value !== 'number' || !Number.isFinite(value)) this.breaks(row, name, value, 'a figure');
      else result[row] = value;
    }
    return result;
  }

  /** Customer ids in ascending order, all above `after`: the rows of one page never come again in the next. */
  customers(column: Column, after: number): Uint32Array {
    const result = this.ids('id', column);
    for (let row = 0, before = after; row < result.length; row++) {
      if (this.broken.has(row)) continue;
      if (result[row]! <= before) throw notAsAgreed(this.resource, `ids are not ascending at row ${row}`);
      before = result[row]!;
    }
    return result;
  }

  breaks(row: number, column: string, value: unknown, range: string): void {
    if (!this.broken.has(row)) this.broken.set(row, { column, found: shown(value), range });
  }

  /**
   * Tells the rows that could not be read. @param nameOf a row of which all but the broken column can be read
   * @returns keeps the readable rows of a column
   * @throws ShopUnusableError when most rows cannot be read
   */
  readable(tell: TellUnreadable, nameOf: (row: number) => string): <T extends Numbers>(column: T) => T {
    const { broken, dropped } = this;
    if (broken.size + dropped.size === 0) return (column) => column;
    if (broken.size > 1 && 2 * broken.size > this.size) {
      const [row, { column, found, range }] = [...broken][0]!;
      throw notAsAgreed(
        this.resource,
        `${broken.size} of ${this.size} rows cannot be read; row ${row} holds ${found} where ${range} belongs (${column})`,
      );
    }
    if (broken.size > 0)
      tell(
        [...broken].map(([row, { column, found }]) => ({
          row: column === 'id' ? `row ${row} of ${this.resource}` : nameOf(row),
          column,
          found,
        })),
      );
    return (column) =>
      column.filter((_: number, row: number) => !broken.has(row) && !dropped.has(row)) as typeof column;
  }

  /** Leaves a row out that could be read, but belongs to one of another table that could not. */
  drop(row: number): void {
    this.dropped.add(row);
  }

  isLeftOut(row: number): boolean {
    return this.broken.has(row) || this.dropped.has(row);
  }

  private whole<T extends Numbers>(
    name: string,
    column: Column,
    into: new (rows: number) => T,
    { least = 0, below = 2 ** 31 }: Bounds,
  ): T {
    this.requireSize(column);
    const result = new into(this.size);
    for (let row = 0; row < this.size; row++) {
      const value = column[row];
      if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value >= below) {
        const range = least === 0 ? `below ${below}` : `from ${least} and below ${below}`;
        this.breaks(row, name, value, `a whole number ${range}`);
      } else result[row] = value;
    }
    return result;
  }

  private requireSize(column: Column): void {
    if (column.length === this.size) return;
    throw notAsAgreed(this.resource, `a column of ${column.length} rows beside one of ${this.size}`);
  }
}

/** Never a text itself, which might be a customer's. */
function shown(value: unknown): string {
  if (typeof value === 'number' || value === null) return String(value);
  return typeof value === 'string' ? 'a text' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
