import type { z } from 'zod';
import { ShopUnusableError } from '../../errors.ts';
import type { UnreadableRow } from '../../moves/index.ts';
import { read, type ToPage } from '../../wire/index.ts';
import { readBody, type Body } from './answer.ts';

/** How the JSON of an answer is read, and that a `T` comes of it. Shape and function are of `wire/`: a thread finds them by their names. */
export interface Reading<T = unknown> {
  readonly resource: string;
  readonly shape: z.ZodType;
  /** null: it stays as its shape says. */
  readonly to: ToPage<never, T> | null;
  readonly after: number;
}

/** An answer as its shape says. */
export function plain<T>(resource: string, shape: z.ZodType<T>): Reading<T> {
  return { resource, shape, to: null, after: 0 };
}

/** What `to` makes of an answer. */
export function converted<P, T>(resource: string, shape: z.ZodType<P>, to: ToPage<P, T>, after = 0): Reading<T> {
  return { resource, shape, to, after };
}

/** What was found in an answer's JSON. */
export interface Found<T = unknown> {
  readonly value: T;
  /** Where the next page begins; null: nowhere. */
  readonly next: unknown;
  readonly unreadable: readonly UnreadableRow[];
}

type Json = Extract<Body, { readonly kind: 'json' }>;
export type ReadAnswer = Exclude<Body, Json> | (Omit<Json, 'value'> & { readonly found: Found | null });

/** Commas: an answer of 50,000 customers has 600,000. Lists and objects: each costs as much as ten numbers. */
const TABLE = { values: 1_000_000, nests: 100_000 };
/** What stays as it came is copied out of the thread, value by value; 200 sets of customers of 100 offers each have 160,000. */
const PLAIN = { values: 200_000, nests: 45_000 };
const [COMMA, LIST, OBJECT] = [...',[{'].map((each) => each.charCodeAt(0));

/**
 * Reads and checks an answer, in whichever thread it is called.
 * @param how null: it is an error, of which nothing but its code and message is wanted
 * @throws ShopUnusableError when it is not as agreed, or holds more than any right answer does
 */
export function readAnswer(bytes: Uint8Array, how: Reading | null): ReadAnswer {
  refuseTooMany(bytes, how?.resource ?? 'error', how?.to ? TABLE : PLAIN);
  const body = readBody(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  if (body.kind !== 'json') return body;
  const { kind, value: json, errors, notices } = body;
  if (errors.length > 0 || how === null) return { kind, errors, notices, found: null };
  const { resource, shape, to, after } = how;
  const answer = read(resource, shape, json);
  const unreadable: UnreadableRow[] = [];
  const value = to === null ? answer : to(resource, answer as never, after, (rows) => void unreadable.push(...rows));
  const next = (answer as { readonly next?: unknown } | null)?.next ?? null;
  return { kind, errors, notices, found: { value, next, unreadable } };
}

function refuseTooMany(bytes: Uint8Array, resource: string, atMost: typeof TABLE): void {
  let [values, nests] = [0, 0];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === COMMA) values++;
    else if (byte === LIST || byte === OBJECT) nests++;
  }
  if (values <= atMost.values && nests <= atMost.nests) return;
  throw new ShopUnusableError(
    `${resource}: the answer has too many values to be right (${values}, ${nests} lists)`,
    200,
  );
}
