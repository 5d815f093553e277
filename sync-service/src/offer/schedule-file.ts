import { z } from 'zod';
import { LOCAL_DATE, MOST, TURN } from './fields.ts';
import { fields, localTime, readDuration, wholeBetween } from './file-fields.ts';
import { coded } from './checked.ts';
import type { Rotation } from './offer.ts';

/** When an offer runs, and whose turn it is, as merchants write it (docs/OFFERS.md). */

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const ORDINALS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };
const FREQUENCIES: Readonly<Record<string, string>> = {
  day: 'DAILY',
  week: 'WEEKLY',
  month: 'MONTHLY',
  year: 'YEARLY',
};
const EVERY = 'day | week | month | year | 2 weeks | friday | [friday, saturday] | "first monday"';
const RECURRENCE = '{ every: friday } | { rule: FREQ=… }';

/** `friday`, `[friday, saturday]`, `first monday`, `month`, `2 weeks` as an RRULE; null when it cannot be read. */
function ruleOf(every: string | readonly string[]): string | null {
  const codeOf = (day: string) => ((DAYS as readonly string[]).includes(day) ? day.slice(0, 2).toUpperCase() : null);
  if (typeof every !== 'string') {
    const codes = every.map((day) => codeOf(day.trim().toLowerCase()));
    return codes.length === 0 || codes.includes(null) ? null : `FREQ=WEEKLY;BYDAY=${[...new Set(codes)].join(',')}`;
  }
  const words = every.trim().toLowerCase();
  const day = codeOf(words);
  if (day !== null) return `FREQ=WEEKLY;BYDAY=${day}`;
  const [ordinal = '', name = '', ...more] = words.split(/\s+/);
  if (more.length === 0 && Object.hasOwn(ORDINALS, ordinal) && codeOf(name) !== null) {
    return `FREQ=MONTHLY;BYDAY=${ORDINALS[ordinal]}${codeOf(name)}`;
  }
  const span = readDuration(Object.hasOwn(FREQUENCIES, words) ? `1 ${words}` : words);
  const frequency = span === null || span.count === 0 ? undefined : FREQUENCIES[span.unit];
  if (frequency === undefined) return null;
  return span!.count === 1 ? `FREQ=${frequency}` : `FREQ=${frequency};INTERVAL=${span!.count}`;
}

/** What a rule was made of: what is wrong with it is told in these words. */
interface WrittenRecurrence {
  readonly every: string;
  readonly until?: string;
}

interface RecurrenceInFile {
  readonly rule: string;
  readonly except: readonly string[];
  /** null: the rule itself stands in the file. */
  readonly written: WrittenRecurrence | null;
}

const DATE = { error: '2027-12-31' };

const recurrence = fields(
  {
    every: z.union([z.string(), z.array(z.string())], { error: EVERY }).optional(),
    rule: z.string({ error: 'FREQ=WEEKLY;BYDAY=FR' }).optional(),
    times: wholeBetween(1, 10_000).optional(),
    /** Local date or date and time of the last possible start. */
    until: z
      .string(DATE)
      .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/, DATE)
      .optional(),
    except: z.array(z.string(DATE).regex(LOCAL_DATE, DATE), { error: '[2026-12-25]' }).default([]),
  },
  RECURRENCE,
).transform(({ every, rule, times, until, except }, context): RecurrenceInFile => {
  const refuse = (field: string[], message: string, input: unknown = every ?? rule) => {
    context.issues.push({ code: 'custom', input, path: field, message });
    return z.NEVER;
  };
  if ((every === undefined) === (rule === undefined)) return refuse([], RECURRENCE, { every, rule });
  if (rule !== undefined) {
    if (times !== undefined) return refuse(['rule'], `${rule};COUNT=${times}`);
    if (until !== undefined) return refuse(['rule'], `${rule};UNTIL=${until}`);
    const frequency = /(?:^|[;:])\s*FREQ=(HOURLY|MINUTELY|SECONDLY)\b/i.exec(rule)?.[1];
    if (frequency !== undefined)
      return refuse(['rule'], coded('rule_frequency', { value: rule, part: `FREQ=${frequency.toUpperCase()}` }));
    return { rule: rule.trim().replace(/^RRULE:/i, ''), except, written: null };
  }
  const made = ruleOf(every!);
  if (made === null) return refuse(['every'], EVERY);
  if (times !== undefined && until !== undefined) return refuse([], coded('both', { one: 'times', other: 'until' }));
  // A date alone means the whole of that day.
  const last =
    until === undefined
      ? ''
      : `;UNTIL=${(until.length === 10 ? `${until}T23:59:59` : until.padEnd(19, ':00')).replace(/[-:]/g, '')}`;
  const written: WrittenRecurrence = {
    every: typeof every === 'string' ? every : every!.join(', '),
    ...(until === undefined ? {} : { until }),
  };
  return { rule: `${made}${times === undefined ? '' : `;COUNT=${times}`}${last}`, except, written };
});

const zone = { error: ({ input }: { readonly input?: unknown }) => coded('no_time_zone', { value: String(input) }) };

export const scheduleInFile = fields(
  {
    /** Left out: the shop's. */
    timezone: z.string(zone).min(1, zone).optional(),
    start: localTime,
    end: localTime,
    recurrence: recurrence.optional(),
  },
  '{ start: 2026-11-27T18:00, end: 2026-11-30T23:59 }',
);

const ISO_UNITS: Readonly<Record<string, (count: number) => string>> = {
  second: (count) => `PT${count}S`,
  minute: (count) => `PT${count}M`,
  hour: (count) => `PT${count}H`,
  day: (count) => `P${count}D`,
  week: (count) => `P${count}W`,
};
const TURN_LENGTH = '7 days | 1 week | 8 hours | 30 minutes | P7D';

const turn = z.string({ error: TURN_LENGTH }).transform((text, context): string => {
  const read = text === text.trim() ? readDuration(text) : null;
  const iso = read === null ? null : (ISO_UNITS[read.unit]?.(read.count) ?? null);
  if (iso !== null && TURN.test(iso)) return iso;
  if (TURN.test(text)) return text;
  context.issues.push({ code: 'custom', input: text, message: TURN_LENGTH });
  return z.NEVER;
});

const ROTATION = '{ turn: 7 days, cohorts: 3 } | { turn: 7 days, capacity: 500 }';
export const rotationInFile = fields(
  {
    turn,
    cohorts: wholeBetween(1, MOST.cohorts).optional(),
    capacity: wholeBetween(1, MOST.capacity).optional(),
    coolDown: wholeBetween(0, MOST.coolDown).default(0),
    maxTurns: wholeBetween(1, MOST.maxTurns).optional(),
  },
  ROTATION,
).transform(({ turn, cohorts, capacity, coolDown, maxTurns = null }, context): Rotation => {
  if ((cohorts === undefined) === (capacity === undefined)) {
    context.issues.push({ code: 'custom', input: { cohorts, capacity }, message: ROTATION });
    return z.NEVER;
  }
  return { turn, by: cohorts === undefined ? { capacity: capacity! } : { cohorts }, coolDown, maxTurns };
});
