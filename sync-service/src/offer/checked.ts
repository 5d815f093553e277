import type { z } from 'zod';
import { problem, type Params, type Problem, type ProblemCode } from '../problems.ts';

/** What a schema refuses, as problems: its errors are what is expected, as a notation without words, or {@link coded}. */

/** An error that is a problem of its own; field and value are the field's, unless they are given. */
export const coded = (code: ProblemCode, params: Params = {}): string => `@${JSON.stringify({ code, params })}`;

type Checked<T> =
  { readonly data: T; readonly problems: readonly [] } | { readonly data: null; readonly problems: readonly Problem[] };

/** @returns what `value` means, or what is wrong with it @param name what it is called @param isPart whether its fields are named below that */
export function checked<T>(schema: z.ZodType<T>, value: unknown, name: string, isPart = true): Checked<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { data: result.data, problems: [] };
  return {
    data: null,
    problems: result.error.issues.map((issue) =>
      problemOf(issue, isPart ? [name, ...issue.path].join('.') : issue.path.join('.') || name),
    ),
  };
}

function problemOf(issue: z.core.$ZodIssue, field: string): Problem {
  const { message } = issue;
  // What tells kinds apart is named by the path, and the whole is given.
  const kind = 'discriminator' in issue ? String(issue.discriminator) : null;
  const input = kind === null ? issue.input : (issue.input as Readonly<Record<string, unknown>>)[kind];
  if (issue.code === 'unrecognized_keys')
    return problem('unknown_fields', { field, value: issue.keys.join(', '), expected: message });
  const told = { code: 'malformed', params: { expected: message } } as const;
  const { code, params } = message.startsWith('@') ? (JSON.parse(message.slice(1)) as Problem) : told;
  return { code, params: { field, ...('value' in params ? {} : { value: shown(input) }), ...params } };
}

function shown(value: unknown): string {
  if (value === undefined) return '(missing)';
  const text = jsonOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  } catch {
    // It contains itself.
    return '…';
  }
}
