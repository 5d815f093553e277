import { createHash } from 'node:crypto';
import type { EnterBatch, EnterResult, UntilBatch } from '../../moves/shop.ts';
import { BodyTooLargeError } from './errors.ts';
import { iso } from '../../wire/index.ts';

/** Bodies stay below this without being asked: 128 kB is a usual limit (ModSecurity). */
export const BODY_LIMIT = 120_000;

/** The largest body that this host is known to take; shrinks with every 413. */
export class BodyLimit {
  bytes = BODY_LIMIT;

  /** Sends `batch` in one body, or in halves when it is too large. The parts come back in order. */
  async send<B, R>(
    batch: B,
    write: (batch: B) => string,
    post: (text: string) => Promise<R>,
    halve: (batch: B) => readonly [B, B] | undefined,
    done: (result: R) => boolean = () => true,
  ): Promise<R[]> {
    const text = write(batch);
    const bytes = Buffer.byteLength(text);
    const halves = halve(batch);
    if (bytes <= this.bytes || halves === undefined) {
      try {
        return [await post(text)];
      } catch (error) {
        if (!(error instanceof BodyTooLargeError) || halves === undefined) throw error;
        this.bytes = Math.min(this.bytes, bytes - 1);
      }
    }
    const results: R[] = [];
    for (const half of halves!) {
      results.push(...(await this.send(half, write, post, halve, done)));
      if (!done(results.at(-1)!)) break;
    }
    return results;
  }
}

/** The key of a half: the same every time, so that a repeated batch finds its halves done. */
export function halfKey(key: string, half: 0 | 1): string {
  const hex = createHash('sha256').update(`${key}/${half}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function halve<R>(rows: readonly R[]): readonly [readonly R[], readonly R[]] | undefined {
  if (rows.length < 2) return undefined;
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}

export function halveUntil(batch: UntilBatch): readonly [UntilBatch, UntilBatch] | undefined {
  const halves = halve(batch.ids);
  if (halves === undefined) return undefined;
  return [
    { ...batch, key: halfKey(batch.key, 0), ids: halves[0] },
    { ...batch, key: halfKey(batch.key, 1), ids: halves[1] },
  ];
}

export function halveEnter(batch: EnterBatch): readonly [EnterBatch, EnterBatch] | undefined {
  const total = batch.expect.reduce((sum, { ids }) => sum + ids.length, 0);
  if (total < 2) return undefined;
  let room = Math.ceil(total / 2);
  const first: EnterBatch['expect'][number][] = [];
  const second: EnterBatch['expect'][number][] = [];
  for (const { defaultGroup, ids } of batch.expect) {
    const here = Math.min(room, ids.length);
    if (here > 0) first.push({ defaultGroup, ids: ids.slice(0, here) });
    if (here < ids.length) second.push({ defaultGroup, ids: ids.slice(here) });
    room -= here;
  }
  return [
    { ...batch, key: halfKey(batch.key, 0), expect: first },
    { ...batch, key: halfKey(batch.key, 1), expect: second },
  ];
}

/** What the parts of a batch did together. */
export function joinEntered(parts: readonly EnterResult[]): EnterResult {
  if (parts.length === 1) return parts[0]!;
  const sum = (field: 'entered' | 'switched' | 'already' | 'deferred') =>
    parts.reduce((total, part) => total + part[field], 0);
  const refused: Record<string, number[]> = {};
  for (const part of parts) {
    for (const [reason, ids] of Object.entries(part.refused)) (refused[reason] ??= []).push(...ids);
  }
  const deferrals = parts.map(({ deferredTo }) => deferredTo).filter((at) => at !== null);
  return {
    entered: sum('entered'),
    switched: sum('switched'),
    already: sum('already'),
    deferred: sum('deferred'),
    deferredTo: deferrals.length === 0 ? null : Math.min(...deferrals),
    refused,
    stopped: parts.find(({ stopped }) => stopped !== null)?.stopped ?? null,
    longestLockMs: Math.max(...parts.map(({ longestLockMs }) => longestLockMs)),
  };
}

/** What enter and until batches have in common, on the wire. */
export function frame(batch: Omit<UntilBatch, 'ids'>) {
  const { key, offer, version, windowStart, windowEnd, until } = batch;
  return {
    key,
    offer,
    version,
    window: { start: iso(windowStart), end: iso(windowEnd) },
    until: iso(until),
  };
}
