import { readRule, type RecurrenceRule } from '@group-offers/sync-service/windows';
import { dayOf, localOf, weekdayOf } from './wall.ts';

/** How an offer comes again, as far as the picker knows; every other rule is the expert's, as RRULE. */
export interface Repeat {
  readonly every: 'day' | 'week' | 'monthDay' | 'monthWeekday' | 'year';
  /** Every so many days, weeks, months or years. */
  readonly interval: number;
  /** Of the week, 1 Monday … 7 Sunday, ascending. */
  readonly days: readonly number[];
  /** Of the month, 1–31; -1: the last. */
  readonly monthDay: number;
  /** 1–4; -1: the last. */
  readonly nth: number;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  readonly ends: RepeatEnds;
}

export type RepeatEnds =
  | { readonly kind: 'never' }
  /** Local date `2026-12-31`: the last on which a window may start. */
  | { readonly kind: 'until'; readonly date: string }
  | { readonly kind: 'times'; readonly count: number };

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const NTHS = [1, 2, 3, 4, -1] as const;
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const FREQUENCY = { day: 'DAILY', week: 'WEEKLY', monthDay: 'MONTHLY', monthWeekday: 'MONTHLY', year: 'YEARLY' };

/** What the picker offers first for an offer that starts then (`2026-11-27T18:00`): on the day of the start, without end. */
export function usualRepeat(every: Repeat['every'], start: string): Repeat {
  const local = localOf(start) ?? 0;
  const monthDay = new Date(local).getUTCDate();
  const weekday = weekdayOf(local);
  const nth = Math.ceil(monthDay / 7);
  return {
    every,
    interval: 1,
    days: [weekday],
    monthDay,
    nth: nth > 4 ? -1 : nth,
    weekday,
    ends: { kind: 'never' },
  };
}

export function ruleOf({ every, interval, days, monthDay, nth, weekday, ends }: Repeat): string {
  const parts = [`FREQ=${FREQUENCY[every]}`];
  if (interval !== 1) parts.push(`INTERVAL=${interval}`);
  if (every === 'week') parts.push(`BYDAY=${days.map((day) => CODES[day - 1]).join(',')}`);
  if (every === 'monthDay') parts.push(`BYMONTHDAY=${monthDay}`);
  if (every === 'monthWeekday') parts.push(`BYDAY=${nth}${CODES[weekday - 1]}`);
  if (ends.kind === 'until') parts.push(`UNTIL=${ends.date.replaceAll('-', '')}T235959`);
  if (ends.kind === 'times') parts.push(`COUNT=${ends.count}`);
  return parts.join(';');
}

/** The picker's words for a rule; null for a rule that it has none for, or that cannot be read. */
export function repeatOf(text: string, start: string): Repeat | null {
  let rule: RecurrenceRule;
  try {
    rule = readRule(text);
  } catch {
    return null;
  }
  const ends = endsOf(rule);
  if (ends === null || (rule.wkst !== 'MO' && rule.interval > 1)) return null;
  const parts = partsOf(rule);
  if (parts === null) return null;
  return { ...usualRepeat(parts.every, start), ...parts, interval: rule.interval, ends };
}

function partsOf({ freq, by }: RecurrenceRule): (Partial<Repeat> & Pick<Repeat, 'every'>) | null {
  const { byDay, byMonthDay, ...others } = by;
  if (Object.keys(others).length > 0) return null;
  if (byDay === undefined && byMonthDay === undefined) {
    if (freq === 'DAILY') return { every: 'day' };
    if (freq === 'WEEKLY') return { every: 'week' };
    if (freq === 'MONTHLY') return { every: 'monthDay' };
    return freq === 'YEARLY' ? { every: 'year' } : null;
  }
  if (freq === 'WEEKLY' && byDay !== undefined) {
    const days = byDay.map((code) => CODES.indexOf(code) + 1);
    return { every: 'week', days: [...new Set(days)].sort() };
  }
  if (freq !== 'MONTHLY') return null;
  const [monthDay, ...moreDays] = byMonthDay ?? [];
  if (byDay === undefined && monthDay !== undefined && moreDays.length === 0) {
    return monthDay > 0 || monthDay === -1 ? { every: 'monthDay', monthDay } : null;
  }
  const [code, ...moreCodes] = byDay ?? [];
  if (byMonthDay !== undefined || code === undefined || moreCodes.length > 0) return null;
  const nth = Number(code.slice(0, -2));
  const weekday = CODES.indexOf(code.slice(-2)) + 1;
  return NTHS.some((each) => each === nth) ? { every: 'monthWeekday', nth, weekday } : null;
}

function endsOf({ count, until }: RecurrenceRule): RepeatEnds | null {
  if (count !== null) return { kind: 'times', count };
  if (until === null) return { kind: 'never' };
  // An hour of the last day is nothing that the picker can show.
  const wholeDay = [86_399_000, 86_399_999].includes(until % 86_400_000);
  return wholeDay ? { kind: 'until', date: dayOf(until) } : null;
}
