import { z } from 'zod';
import { LOCAL_DATE, MOST, TURN } from './fields.ts';
import { localTime, readDuration, shown, wholeBetween } from './file-fields.ts';
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
const EVERY =
  'write day, week, month, year, 2 weeks, a day of the week such as friday, several [friday, saturday], or "first monday" (of the month)';

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

const localDate = z.string({ error: (issue) => `${shown(issue.input)} is no date; write it as 2026-12-25` });

const recurrence = z
  .strictObject(
    {
      every: z
        .union([z.string(), z.array(z.string())], { error: (issue) => `${shown(issue.input)}; ${EVERY}` })
        .optional(),
      rule: z
        .string({ error: (issue) => `${shown(issue.input)} is no rule; write it as FREQ=WEEKLY;BYDAY=FR` })
        .optional(),
      times: wholeBetween(1, 10_000, 'a number of windows').optional(),
      /** Local date or date and time of the last possible start. */
      until: z
        .string({ error: (issue) => `${shown(issue.input)} is no date; write it as 2027-12-31` })
        .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/, {
          error: (issue) => `${shown(issue.input)} is no date; write it as 2027-12-31`,
        })
        .optional(),
      except: z
        .array(
          localDate.regex(LOCAL_DATE, {
            error: (issue) => `${shown(issue.input)} is no date; write it as 2026-12-25`,
          }),
          { error: (issue) => `${shown(issue.input)} is no list of dates; write [2026-12-25]` },
        )
        .default([]),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? `${shown(issue.input)}; write { every: friday }, or { rule: … }` : undefined,
    },
  )
  .transform(({ every, rule, times, until, except }, context): RecurrenceInFile => {
    const refuse = (field: string[], message: string) => {
      context.issues.push({ code: 'custom', input: every ?? rule, path: field, message });
      return z.NEVER;
    };
    if ((every === undefined) === (rule === undefined)) {
      return refuse(
        [],
        'says when windows come again in no way or in two; write one of every: friday and rule: FREQ=…',
      );
    }
    if (rule !== undefined) {
      if (times !== undefined || until !== undefined) {
        return refuse(['rule'], 'goes without times and until; write ;COUNT=… or ;UNTIL=… into the rule');
      }
      const frequency = /(?:^|[;:])\s*FREQ=(HOURLY|MINUTELY|SECONDLY)\b/i.exec(rule)?.[1];
      if (frequency !== undefined) {
        return refuse(
          ['rule'],
          `FREQ=${frequency.toUpperCase()} comes too often for a shop; write DAILY, WEEKLY, MONTHLY or YEARLY`,
        );
      }
      return { rule: rule.trim().replace(/^RRULE:/i, ''), except, written: null };
    }
    const made = ruleOf(every!);
    if (made === null) return refuse(['every'], `${shown(every)}; ${EVERY}`);
    if (times !== undefined && until !== undefined) return refuse(['times'], 'stands beside until; keep one of both');
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

export const scheduleInFile = z.strictObject(
  {
    /** Left out: the shop's. */
    timezone: z
      .string({
        error: (issue) =>
          `${shown(issue.input)} is no time zone; write it as Europe/Madrid, or leave it out for the shop's`,
      })
      .min(1, { error: 'is empty; write it as Europe/Madrid, or leave it out' })
      .optional(),
    start: localTime,
    end: localTime,
    recurrence: recurrence.optional(),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' ? `${shown(issue.input)}; write start: and end: as local times` : undefined,
  },
);

const ISO_UNITS: Readonly<Record<string, (count: number) => string>> = {
  second: (count) => `PT${count}S`,
  minute: (count) => `PT${count}M`,
  hour: (count) => `PT${count}H`,
  day: (count) => `P${count}D`,
  week: (count) => `P${count}W`,
};
const TURN_HINT = 'write 7 days, 1 week, 8 hours, 30 minutes, or an ISO 8601 duration such as P7D';

const turn = z
  .string({ error: (issue) => `${shown(issue.input)} is no length of a turn; ${TURN_HINT}` })
  .transform((text, context): string => {
    const read = text === text.trim() ? readDuration(text) : null;
    const iso = read === null ? null : (ISO_UNITS[read.unit]?.(read.count) ?? null);
    if (iso !== null && TURN.test(iso)) return iso;
    if (TURN.test(text)) return text;
    context.issues.push({
      code: 'custom',
      input: text,
      message: `${shown(text)} is no length of a turn; ${TURN_HINT}`,
    });
    return z.NEVER;
  });

export const rotationInFile = z
  .strictObject(
    {
      turn,
      cohorts: wholeBetween(1, MOST.cohorts, 'a number of cohorts').optional(),
      capacity: wholeBetween(1, MOST.capacity, 'a number of customers').optional(),
      coolDown: wholeBetween(0, MOST.coolDown, 'a number of turns').default(0),
      maxTurns: wholeBetween(1, MOST.maxTurns, 'a number of turns').optional(),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? `${shown(issue.input)}; write { turn: 7 days, cohorts: 3 }` : undefined,
    },
  )
  .transform(({ turn, cohorts, capacity, coolDown, maxTurns = null }, context): Rotation => {
    if ((cohorts === undefined) === (capacity === undefined)) {
      const message = 'says whose turn it is in no way or in two; write one of cohorts: 3 and capacity: 500';
      context.issues.push({ code: 'custom', input: cohorts, message });
      return z.NEVER;
    }
    return { turn, by: cohorts === undefined ? { capacity: capacity! } : { cohorts }, coolDown, maxTurns };
  });
