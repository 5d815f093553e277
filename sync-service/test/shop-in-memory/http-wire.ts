import { RefusedError } from '../../src/errors.ts';
import type { Lease } from '../../src/moves/shop.ts';
import type { MemoryModel } from './model.ts';
import { badRequest } from './model.ts';

/** A request's JSON body as it came: the shop checks what it uses. */
export type Body = Readonly<Record<string, unknown>>;
export type Handler = (model: MemoryModel, method: string, query: URLSearchParams, body: Body) => unknown;

/** Numbers of docs/PROTOCOL.md for the names of refusals. */
export const CODES: Readonly<Record<string, number>> = {
  bad_request: 1001,
  stale_version: 1002,
  lease_held: 1003,
  lease_lost: 1004,
  key_reused: 1005,
  unfinished: 1006,
  not_running: 1007,
  groups_feature_off: 1008,
  on_hold: 1009,
  not_found: 1010,
  garbled: 1011,
};

/** @throws RefusedError when it is no object in JSON */
export function readJson(body: string): Body {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new RefusedError('body: no JSON; send it again', 'garbled');
  }
  if (typeof value !== 'object' || value === null) throw badRequest('body: must be an object');
  return value as Body;
}

/** Keyset paging as all resources have it. */
export function paging(query: URLSearchParams, limit = 50_000): { after: number; limit: number } {
  return { after: Number(query.get('after') ?? 0), limit: Number(query.get('limit') ?? limit) };
}

export function leaseIn(body: Body, field = 'lease'): Lease {
  const lease = body[field] as { number?: unknown; token?: unknown } | undefined;
  return { number: Number(lease?.number ?? 0), token: String(lease?.token ?? '') };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function ms(text: unknown, field: string): number {
  const at = Date.parse(String(text));
  if (Number.isNaN(at)) {
    throw badRequest(`${field}: ${JSON.stringify(text)} must be UTC, like 2026-11-27T17:00:00.000Z`);
  }
  return at;
}

/** Instants as indexes into a table of their own: many rows share few of them. `none` is -1. */
export function indexed(column: Iterable<number>, none?: number): { index: number[]; instants: string[] } {
  const known = new Map<number, number>();
  const index = Array.from(column, (at) => {
    if (at === none) return -1;
    const found = known.get(at) ?? known.size;
    known.set(at, found);
    return found;
  });
  return { index, instants: [...known.keys()].map(iso) };
}
