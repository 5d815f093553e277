import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '../offer/offer.ts';
import { problem, type Problem } from '../problems.ts';
import { DAY, EXCEPT, startsOf, type RecurringSchedule } from './recurring.ts';
import type { RecurrenceRule } from './rule.ts';

/**
 * What a rule silently passes over, which a merchant would not expect: months without a 31st, years without 29 February, and windows that are
 * counted and left out.
 */
export function leftOutNotes(read: RecurringSchedule, { except }: Recurrence): readonly Problem[] {
  return [...counted(read, except), ...passedOver(read)];
}

/** RFC 5545 3.8.5.1: dates are left out of those that COUNT names, and are not made up for. */
function counted(read: RecurringSchedule, except: readonly string[]): Problem[] {
  const { count } = read.rule;
  if (count === null || except.length === 0) return [];
  let named = 0;
  let left = 0;
  for (const local of startsOf({ ...read, except: new Set() })) {
    named += 1;
    if (read.except.has(Math.floor(local / DAY))) left += 1;
  }
  if (left === 0) return [];
  return [problem('windows_excepted', { field: EXCEPT, left, named, remain: named - left })];
}

const LONG_MONTHS: Readonly<Record<number, readonly number[]>> = {
  29: [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  30: [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  31: [1, 3, 5, 7, 8, 10, 12],
};

function passedOver({ rule, start }: RecurringSchedule): Problem[] {
  // BYSETPOS chooses from what there is: 28,29,30,31 and -1 is the last day of each month.
  if (rule.by.bySetPos !== undefined || rule.freq === 'WEEKLY') return [];
  const notes: Problem[] = [];
  const field = 'schedule.recurrence';

  const months = rule.by.byMonth ?? (isYearlyDate(rule) ? [monthOf(start)] : undefined);
  const scarce = Math.min(
    ...daysOfMonth(rule, start)
      .map(Math.abs)
      .filter((day) => day > 28),
  );
  const missing = (months ?? Array.from({ length: 12 }, (_, month) => month + 1)).filter(
    (month) => Number.isFinite(scarce) && !LONG_MONTHS[scarce]!.includes(month),
  );
  if (missing.length === 1 && missing[0] === 2 && months !== undefined && months.length === 1) {
    if (scarce === 29 && !(rule.freq === 'YEARLY' && rule.interval % 4 === 0))
      notes.push(problem('years_without_leap_day', { field }));
  } else if (missing.length > 0) {
    notes.push(problem('months_without_day', { field, date: scarce }));
  }
  if (rule.freq === 'MONTHLY' && rule.by.byDay?.some((day) => Math.abs(Number(day.slice(0, -2))) === 5))
    notes.push(problem('months_without_fifth', { field }));
  if (rule.by.byYearDay?.every((day) => Math.abs(day) === 366)) notes.push(problem('years_without_day_366', { field }));
  if (rule.by.byWeekNo?.every((week) => Math.abs(week) === 53)) notes.push(problem('years_without_week_53', { field }));
  return notes;
}

const monthOf = (local: number): number => Number(dateOf(local).slice(5, 7));
const dateOf = (local: number): string => Temporal.Instant.fromEpochMilliseconds(local).toString().slice(0, 10);

/** Every year on the start's own date. */
const isYearlyDate = ({ freq, by }: RecurrenceRule): boolean => freq === 'YEARLY' && Object.keys(by).length === 0;

/** Days of the month that the rule names; those of the start where it names none of any kind. */
function daysOfMonth({ freq, by }: RecurrenceRule, start: number): readonly number[] {
  if (by.byMonthDay !== undefined) return by.byMonthDay;
  const names = by.byDay !== undefined || by.byYearDay !== undefined || by.byWeekNo !== undefined;
  return names || !(freq === 'MONTHLY' || freq === 'YEARLY') ? [] : [Number(dateOf(start).slice(8, 10))];
}
