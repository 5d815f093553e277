/** The three answers of a rule, as {@link judge} writes them for each row. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;
export type Verdict = typeof NO | typeof YES | typeof UNKNOWN;

/** Indexed by 3·a + b. *No* decides *all of*; *yes* decides *any of*; what is undecided and has an *unknown* is unknown. */
const AND = Uint8Array.of(NO, NO, NO, NO, YES, UNKNOWN, NO, UNKNOWN, UNKNOWN);
const OR = Uint8Array.of(NO, YES, UNKNOWN, YES, YES, YES, UNKNOWN, YES, UNKNOWN);
const NOT = Uint8Array.of(YES, NO, UNKNOWN);

/** Both write into the first column. */
export function and(into: Uint8Array, other: Uint8Array): void {
  for (let row = 0; row < into.length; row++) into[row] = AND[3 * into[row]! + other[row]!]!;
}
export function or(into: Uint8Array, other: Uint8Array): void {
  for (let row = 0; row < into.length; row++) into[row] = OR[3 * into[row]! + other[row]!]!;
}
export function not(column: Uint8Array): void {
  for (let row = 0; row < column.length; row++) column[row] = NOT[column[row]!]!;
}
export function unknownIsYes(column: Uint8Array): void {
  for (let row = 0; row < column.length; row++) if (column[row] === UNKNOWN) column[row] = YES;
}
