import { DAY, textOf, weekdayOf } from './wall.ts';

/** A period that merchants often mean; local times as in a schedule. */
export interface QuickPick {
  readonly key: 'today' | 'weekend' | 'nextWeek' | 'monthEnd' | 'nextMonth' | 'blackFriday';
  readonly start: string;
  readonly end: string;
}

const QUARTER = 900_000;
const LAST_MINUTE = DAY - 60_000;

/** @param now what the clocks show, ms as if UTC. Whatever has begun starts at the next quarter of an hour. */
export function quickPicks(now: number): readonly QuickPick[] {
  const today = Math.floor(now / DAY) * DAY;
  const soon = Math.ceil((now + 60_000) / QUARTER) * QUARTER;
  const monday = today - (weekdayOf(today) - 1) * DAY;
  const date = new Date(today);
  const firstOf = (months: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const friday = blackFriday(date.getUTCFullYear());
  const sale = friday + 4 * DAY > soon ? friday : blackFriday(date.getUTCFullYear() + 1);

  const pick = (key: QuickPick['key'], from: number, lastDay: number): QuickPick[] => {
    const start = Math.max(from, soon);
    const end = lastDay + LAST_MINUTE;
    return start < end ? [{ key, start: textOf(start), end: textOf(end) }] : [];
  };
  return [
    ...pick('today', today, today),
    ...pick('weekend', monday + 5 * DAY, monday + 6 * DAY),
    ...pick('nextWeek', monday + 7 * DAY, monday + 13 * DAY),
    ...pick('monthEnd', today, firstOf(1) - DAY),
    ...pick('nextMonth', firstOf(1), firstOf(2) - DAY),
    // To Cyber Monday.
    ...pick('blackFriday', sale, sale + 3 * DAY),
  ];
}

/** The day after the fourth Thursday of November. */
function blackFriday(year: number): number {
  const first = Date.UTC(year, 10, 1);
  const thursday = first + ((4 - weekdayOf(first) + 7) % 7) * DAY;
  return thursday + 22 * DAY;
}
