import { z } from 'zod';
import { hasTwoDecimals } from './fields.ts';

/** What fields of an offer file are made of. Each refusal shows the value and says what to write instead. */

/** Ids as numbers, names as texts; names are looked up in the shop. */
export const reference = z.union([z.int().positive(), z.string().min(1).max(255)], {
  error: (issue) => `${shown(issue.input)}; write a number or a name`,
});
export type Reference = z.infer<typeof reference>;

export const references = z
  .array(reference, { error: (issue) => `${shown(issue.input)} is no list; write [${shownInList(issue.input)}]` })
  .min(1, { error: 'is empty; name at least one' });

/** One, or a list. */
export const someReferences = z.preprocess((value) => (Array.isArray(value) ? value : [value]), references);

export const localTime = z.string({
  error: (issue) => `${shown(issue.input)} is no local date and time; write it as 2026-11-27T18:00`,
});

export const yesOrNo = z.boolean({ error: (issue) => `${shown(issue.input)}; write true or false` });

/** @param what the field holds */
export function between(min: number, max: number, what: string) {
  const error = (issue: { readonly input?: unknown }) =>
    `${shown(issue.input)} is not accepted; write ${what} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function wholeBetween(min: number, max: number, what: string) {
  return between(min, max, what).refine(Number.isInteger, {
    error: (issue) => `${shown(issue.input)} is no whole number`,
  });
}

export const percent = z
  .number({ error: (issue) => `${shown(issue.input)} is no number; write a percentage from 0 to 100` })
  .min(0, { error: (issue) => `${shown(issue.input)} is under 0; a percentage goes from 0 to 100` })
  .max(100, { error: (issue) => `${shown(issue.input)} is over 100; a percentage goes from 0 to 100` });

/** The shop keeps two decimals. */
export const roundPercent = percent.refine(hasTwoDecimals, {
  error: (issue) => `${shown(issue.input)} has more than two decimals, and the shop keeps two; round it`,
});

export const figure = z.number({ error: (issue) => `${shown(issue.input)} is no number; write a figure such as 3` });

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const ways = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return z.enum(words, { error: (issue) => `${shown(issue.input)}; write ${ways}` });
}

const DURATION = /^(\d{1,6}) *(second|minute|hour|day|week|month|year)s?$/;
const ISO_DURATION = /^P(\d{1,6})([DWMY])$/;
const ISO_LETTERS = { D: 'day', W: 'week', M: 'month', Y: 'year' } as const;

/** `12 months`, `1 year`, `P12M` as a number and a unit; null when it cannot be read. */
export function readDuration(text: string): { readonly count: number; readonly unit: string } | null {
  const written = DURATION.exec(text.trim().toLowerCase());
  if (written !== null) return { count: Number(written[1]), unit: written[2]! };
  const iso = ISO_DURATION.exec(text.trim());
  return iso === null ? null : { count: Number(iso[1]), unit: ISO_LETTERS[iso[2] as keyof typeof ISO_LETTERS] };
}

/** One line for each thing refused: field, value, way out. */
export function explainIssues(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        (key) => `${[...issue.path, key].join('.')}: unknown field; docs/OFFERS.md lists the known ones`,
      );
    }
    return [`${issue.path.join('.') || 'offer'}: ${issue.message}`];
  });
}

export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const shownInList = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? value : '…');
