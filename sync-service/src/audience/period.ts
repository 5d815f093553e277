import type { Temporal } from 'temporal-polyfill';
import type { Ago, Period } from '../offer/rule.ts';

/** Days since 1970-01-01 in the shop's calendar, [from, until). */
export interface DayRange {
  readonly from: number;
  readonly until: number;
}

/** Earlier than any day of a shop. */
export const EVER = -(2 ** 31);

export function dayNumber(date: Temporal.PlainDate): number {
  return date.since('1970-01-01').days;
}

/** A month is the calendar's: 6 months before 31 August is the last of February. */
export function before(asOf: Temporal.PlainDate, ago: Ago): Temporal.PlainDate {
  return asOf.subtract(ago);
}

/** Never reaches beyond the day of judging: what is after it does not exist. */
export function rangeOf(period: Period | undefined, asOf: Temporal.PlainDate): DayRange {
  return {
    from: period?.from === undefined ? EVER : dayNumber(before(asOf, period.from)),
    until: period?.until === undefined ? dayNumber(asOf) + 1 : dayNumber(before(asOf, period.until)),
  };
}

/** The same range as a question to the shop has it. */
export function datesOf(period: Period | undefined, asOf: Temporal.PlainDate): { from: string | null; until: string } {
  return {
    from: period?.from === undefined ? null : before(asOf, period.from).toString(),
    until: (period?.until === undefined ? asOf.add({ days: 1 }) : before(asOf, period.until)).toString(),
  };
}
