import {
  InvalidInputError,
  RefusedError,
  ShopUnavailableError,
  ShopUnusableError,
} from '@group-offers/sync-service/errors';
import type { Problem, RefusalCode } from '@group-offers/sync-service/problems';
import { NotAllowedError, SessionOverError } from '../shop/transport.ts';

/** An error on its way out of the worker: classes do not survive it, and the page does a different thing for each. */
export interface CarriedError {
  readonly kind: 'session' | 'rights' | 'refused' | 'unavailable' | 'unusable' | 'input' | 'other';
  readonly message: string;
  readonly code: RefusalCode;
  readonly problem: Problem | null;
  readonly status: number | null;
  readonly missing?: readonly string[];
}

export function pack(error: unknown): CarriedError {
  const message = error instanceof Error ? error.message : String(error);
  const carried = { message, code: 'bad_request', problem: null, status: null } as const;
  if (error instanceof SessionOverError) return { ...carried, kind: 'session' };
  if (error instanceof NotAllowedError) return { ...carried, kind: 'rights', missing: error.missing };
  if (error instanceof RefusedError) return { ...carried, kind: 'refused', code: error.code, problem: error.problem };
  if (error instanceof ShopUnavailableError) return { ...carried, kind: 'unavailable', status: error.status };
  if (error instanceof ShopUnusableError) return { ...carried, kind: 'unusable', status: error.status };
  if (error instanceof InvalidInputError) return { ...carried, kind: 'input' };
  return { ...carried, kind: 'other' };
}

export function unpack({ kind, message, code, problem, status, missing }: CarriedError): Error {
  switch (kind) {
    case 'session':
      return new SessionOverError(message);
    case 'rights':
      return new NotAllowedError(message, missing);
    case 'refused':
      return new RefusedError(message, code, problem);
    case 'unavailable':
      return new ShopUnavailableError(message, status, 0);
    case 'unusable':
      return new ShopUnusableError(message, status);
    case 'input':
      return new InvalidInputError(message);
    case 'other':
      return new Error(message);
  }
}
