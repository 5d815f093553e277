import { z } from 'zod';
import { LeaseHeldError, LeaseLostError, RefusedError, StaleVersionError } from '../errors.ts';
import { refusalOf, type RefusalCode, type ToldProblem } from '../problems.ts';

/** An error that an answer reports: the module's, which tells its problem as data, or the core's. */
export interface WireError {
  readonly code: number | null;
  readonly message: string;
  readonly problem: ToldProblem | null;
}

const told = z.object({
  code: z.string().max(64),
  params: z.record(z.string().max(64), z.union([z.string(), z.number()])),
});

const MESSAGE_AT_MOST = 1_000;
/** Where the core's own form of an error has only a text, the problem stands behind the sentence. */
const BEHIND = / (\{"code":"\w+","params":\{.*\}\})$/s;

/** @param error one of an answer's `errors`, or what stands for it */
export function wireError(error: unknown): WireError {
  const { code, message, problem } = (
    typeof error === 'object' && error !== null ? error : { message: error }
  ) as Readonly<Partial<Record<string, unknown>>>;
  const number = Number(code ?? '');
  const known = code !== null && code !== undefined && code !== '' && Number.isInteger(number);
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
  const behind = BEHIND.exec(text);
  return {
    code: known ? number : null,
    message: (behind === null ? text : text.slice(0, behind.index)).slice(0, MESSAGE_AT_MOST),
    problem: told.safeParse(behind === null ? problem : parsed(behind[1]!)).data ?? null,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const CLASSES: Readonly<Partial<Record<RefusalCode, typeof RefusedError>>> = {
  stale_version: StaleVersionError,
  lease_held: LeaseHeldError,
  lease_lost: LeaseLostError,
};

/** The refusal that an error of an answer is; of a number that is not known here, a bad request. */
export function refusedError({ code, message, problem }: WireError): RefusedError {
  const refusal = refusalOf(code) ?? 'bad_request';
  return new (CLASSES[refusal] ?? RefusedError)(message, refusal, problem);
}
