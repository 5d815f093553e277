import { z } from 'zod';
import { coded } from './checked.ts';
import { hasTwoDecimals } from './fields.ts';

/** What fields of an offer file are made of. An error is what is expected, as a notation without words, or {@link coded}. */

/** An object with these fields alone. @param expected what to write instead of anything else */
export function fields<T extends z.ZodRawShape>(shape: T, expected: string) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? known : expected) });
}

/** Ids as numbers, names as texts; names are looked up in the shop. */
export const reference = z.union([z.int().positive(), z.string().min(1).max(255)], { error: '12 | "…"' });
export type Reference = z.infer<typeof reference>;

export const references = z
  .array(reference, { error: ({ input }) => `[${typeof input === 'object' ? '…' : String(input)}]` })
  .min(1, { error: coded('empty') });

/** One, or a list. */
export const someReferences = z.preprocess((value) => (Array.isArray(value) ? value : [value]), references);

export const localTime = z.string({ error: '2026-11-27T18:00' });

export const yesOrNo = z.boolean({ error: 'true | false' });

export function between(min: number, max: number, error = `${min} … ${max}`) {
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function wholeBetween(min: number, max: number) {
  const error = `${min}, ${min + 1}, …, ${max}`;
  return between(min, max, error).refine(Number.isInteger, { error });
}

export const percent = between(0, 100, coded('percentage'));

/** The shop keeps two decimals. */
export const roundPercent = percent.refine(hasTwoDecimals, { error: coded('two_decimals') });

export const figure = z.number({ error: coded('figure') });

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: words.join(' | ') });
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
