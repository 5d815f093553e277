import type { RotationPage } from '../../src/moves/index.ts';

/** Of the shop's table; `last` is the start of the last turn, ms. */
export type RotationRow = readonly [customer: number, level: number, turns: number, last: number];

/** The columns of these rows, which ascend by customer. */
export function rotationRows(rows: readonly RotationRow[]): RotationPage {
  return {
    customer: Uint32Array.from(rows, ([customer]) => customer),
    level: Int32Array.from(rows, ([, level]) => level),
    turns: Int32Array.from(rows, ([, , turns]) => turns),
    last: Float64Array.from(rows, ([, , , last]) => last),
  };
}
