import { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import { problem, type ParamsOf, type ProblemCode } from '../problems.ts';

/** A recurrence rule of RFC 5545 that has been read and found right. Times are local, in ms as if they were UTC. */
export interface RecurrenceRule {
  readonly freq: Frequency;
  readonly interval: number;
  /** Of the occurrences that the rule names, before dates are left out; null: no limit. */
  readonly count: number | null;
  /** No occurrence begins after it; null: no limit. */
  readonly until: number | null;
  readonly by: {
    readonly byDay?: string[];
    readonly byMonth?: number[];
    readonly byMonthDay?: number[];
    readonly byYearDay?: number[];
    readonly byWeekNo?: number[];
    readonly bySetPos?: number[];
  };
  /** First day of the week, `MO`. */
  readonly wkst: string;
}

/** The offer's field that holds it. */
export const RULE = 'schedule.recurrence.rule';

/** Below a day no shop plans anything. */
const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** COUNT is counted from the first occurrence on, so it has to be bounded. */
const LARGEST_COUNT = 10_000;
const LARGEST_INTERVAL = 1_000;

/** The numbers that a part may name, in both directions where it counts from the end too. */
const NUMBERS = {
  BYMONTH: { key: 'byMonth', max: 12, negative: false },
  BYMONTHDAY: { key: 'byMonthDay', max: 31, negative: true },
  BYYEARDAY: { key: 'byYearDay', max: 366, negative: true },
  BYWEEKNO: { key: 'byWeekNo', max: 53, negative: true },
  BYSETPOS: { key: 'bySetPos', max: 366, negative: true },
} as const;

/** RFC 5545 3.3.10: parts that a frequency cannot have. */
const SENSELESS: Readonly<Record<string, readonly Frequency[]>> = {
  BYMONTHDAY: ['WEEKLY'],
  BYYEARDAY: ['DAILY', 'WEEKLY', 'MONTHLY'],
  BYWEEKNO: ['DAILY', 'WEEKLY', 'MONTHLY'],
};

/**
 * Reads the value of an RRULE, `FREQ=WEEKLY;BYDAY=FR`. Stricter than a calendar program: whatever would be passed over there (unknown
 * parts, a 13th month) is refused, so that a slip of the pen does not become an offer on other days.
 * @throws ProblemError naming the part
 */
export function readRule(text: string): RecurrenceRule {
  const refuse: Refuse = (code, more) => {
    throw new ProblemError(problem(code, { field: RULE, value: text, ...more } as ParamsOf<typeof code>));
  };
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [, name, value] = /^([A-Z-]+)=(.+)$/.exec(part.trim()) ?? refuse('rule_part', { part });
    if (parts.has(name!)) refuse('rule_twice', { part: name! });
    parts.set(name!, value!);
  }
  const take = (name: string): string | undefined => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const whole = (name: string, max: number): number | undefined => {
    const value = take(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,6}$/.test(value) || Number(value) < 1 || Number(value) > max)
      refuse('rule_whole_number', { part: `${name}=${value}`, min: 1, max });
    return Number(value);
  };

  for (const name of ['BYHOUR', 'BYMINUTE', 'BYSECOND'])
    if (parts.has(name)) refuse('rule_time_of_day', { part: name });

  const freq = readFrequency(take('FREQ'), refuse);
  const interval = whole('INTERVAL', LARGEST_INTERVAL) ?? 1;
  const count = whole('COUNT', LARGEST_COUNT) ?? null;
  const until = readUntil(take('UNTIL'), refuse);
  if (count !== null && until !== null) refuse('rule_count_and_until', {});
  const wkst = take('WKST') ?? 'MO';
  if (!/^(MO|TU|WE|TH|FR|SA|SU)$/.test(wkst)) refuse('rule_weekday', { part: `WKST=${wkst}` });

  for (const [name, freqs] of Object.entries(SENSELESS))
    if (parts.has(name) && freqs.includes(freq)) refuse('rule_together', { part: name, other: `FREQ=${freq}` });
  if (parts.has('BYSETPOS') && ![...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS'))
    refuse('rule_alone', { part: 'BYSETPOS' });

  const by: { -readonly [key in keyof RecurrenceRule['by']]: RecurrenceRule['by'][key] } = {};
  const days = take('BYDAY');
  if (days !== undefined) by.byDay = readDays(days, freq, parts.has('BYWEEKNO'), refuse);
  for (const [name, { key, max, negative }] of Object.entries(NUMBERS)) {
    const value = take(name);
    if (value !== undefined) by[key] = readNumbers(name, value, max, negative, refuse);
  }
  for (const name of parts.keys()) refuse('rule_unknown_part', { part: name });
  const edge = by.byWeekNo?.find((week) => Math.abs(week) === 1 || Math.abs(week) >= 52);
  if (edge !== undefined && (interval > 1 || by.bySetPos !== undefined)) {
    // That week has days of two years.
    refuse('rule_together', { part: `BYWEEKNO=${edge}`, other: interval > 1 ? `INTERVAL=${interval}` : 'BYSETPOS' });
  }
  return { freq, interval, count, until, by, wkst };
}

type Refuse = <C extends Extract<ProblemCode, `rule_${string}`>>(
  code: C,
  more: Omit<ParamsOf<C>, 'field' | 'value'>,
) => never;

function readFrequency(value: string | undefined, refuse: Refuse): Frequency {
  const freq = FREQUENCIES.find((each) => each === value);
  if (freq !== undefined) return freq;
  return value === undefined
    ? refuse('rule_frequency_missing', {})
    : refuse('rule_frequency', { part: `FREQ=${value}` });
}

/** A date means the whole day. */
function readUntil(value: string | undefined, refuse: Refuse): number | null {
  if (value === undefined) return null;
  if (value.endsWith('Z')) refuse('rule_until_utc', { part: `UNTIL=${value}` });
  if (!/^\d{8}(T\d{6})?$/.test(value)) refuse('rule_until', { part: `UNTIL=${value}` });
  try {
    const local = Temporal.PlainDateTime.from(value, { overflow: 'reject' }).toZonedDateTime('UTC').epochMilliseconds;
    return value.includes('T') ? local : local + 86_400_000 - 1;
  } catch {
    return refuse('rule_until', { part: `UNTIL=${value}` });
  }
}

function readDays(value: string, freq: Frequency, weekNumbers: boolean, refuse: Refuse): string[] {
  return value.split(',').map((token) => {
    const [, nth, day] =
      /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(token) ?? refuse('rule_weekday', { part: `BYDAY=${token}` });
    if (nth === undefined) return day!;
    if (freq !== 'MONTHLY' && (freq !== 'YEARLY' || weekNumbers))
      refuse('rule_numbered_weekday', { part: `BYDAY=${token}` });
    const number = Number(nth);
    const max = freq === 'MONTHLY' ? 5 : 53;
    if (number === 0 || Math.abs(number) > max) refuse('rule_range_signed', { part: `BYDAY=${token}`, min: 1, max });
    return `${number}${day!}`;
  });
}

function readNumbers(name: string, value: string, max: number, negative: boolean, refuse: Refuse): number[] {
  return value.split(',').map((token) => {
    const number = Number(token);
    if (!/^[+-]?\d{1,3}$/.test(token) || number === 0 || Math.abs(number) > max || (number < 0 && !negative))
      refuse(negative ? 'rule_range_signed' : 'rule_range', { part: `${name}=${token}`, min: 1, max });
    return number;
  });
}
