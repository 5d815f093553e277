import { z } from 'zod';
import { LeaseHeldError, ShopUnavailableError } from './errors.ts';
import type { ShopStatus } from './moves/index.ts';
import { EDGE_LEAD_MS } from './sync.ts';
import type { Look } from './sync/context.ts';
import { EDGE_KINDS, MOVING_EDGES, type Edge } from './windows/index.ts';

/** Everybody who plans an offer in the shop is noticed within this and one look. */
export const POLL_MS = 10_000;
/** Whoever is due has a service of this long, when one works. */
const OVERDUE_MS = 5_000;
/** An edge that passed this long ago without a look was missed. */
const MISSED_MS = 3_000;
/** Waits between tries while the shop does not answer; the last one repeats. */
const BACKOFF_MS = [500, 1_000, 2_000, 5_000, 10_000, 15_000];
/** An answer that only a person can mend (wrong key, module missing), or that was cut off, which the next one may not be. */
const UNUSABLE_BACKOFF_MS = [2_000, 5_000, 15_000, 60_000];

/** Milliseconds from `now` (shop's clock, as is the answer) until the sync for an edge begins; 0 or less for one that has come. */
export function syncDelayMs({ kind, at }: Edge, now: number, leadMs = EDGE_LEAD_MS): number {
  return at - now - (MOVING_EDGES.has(kind) ? leadMs : 0);
}

const LOOK = z.object({ kind: z.enum(EDGE_KINDS), at: z.number() });

/** What a job asks for; one that no service writes only asks to look. @param now the shop's clock, ms */
export function lookOf(job: unknown, now: number): Look {
  return LOOK.catch({ kind: 'look', at: now }).parse(job);
}

/** What a service knows when it polls. */
export interface Watched {
  /** As the last look that succeeded saw them. */
  readonly edges: readonly Edge[];
  readonly counter: string | null;
  /** Whether a full sync has succeeded since the start: Redis may lose the job that the start asked for. */
  readonly swept: boolean;
  /** Whether the shop answered last time. */
  readonly up: boolean;
}

/** What a poll's answer asks for: a look when anything is new or due, a sweep when edges were missed or none was made yet; or nothing. */
export function looksFor(status: ShopStatus, { edges, counter, swept, up }: Watched): readonly ('look' | 'sweep')[] {
  const isMissed = edges.some(({ at }) => at < status.now - MISSED_MS);
  const isOverdue = status.minUntil !== null && status.minUntil <= status.now;
  const isNew = !up || isOverdue || status.counter !== counter;
  return [...(isNew && !isMissed ? (['look'] as const) : []), ...(isMissed || !swept ? (['sweep'] as const) : [])];
}

/** Whether somebody should have left by now, were the service that has the lease at work. */
export function isLeftBehind({ minUntil, now }: ShopStatus): boolean {
  return minUntil !== null && now - minUntil > OVERDUE_MS;
}

/**
 * Whether a look that failed is over all the same: while another service works, the edges are that one's, and the look that each poll asks for
 * goes on trying; were each edge tried again, they would add up to a crowd.
 */
export function isLeftToAnother({ kind }: Look, error: unknown): boolean {
  return error instanceof LeaseHeldError && kind !== 'look' && kind !== 'sweep';
}

/** Milliseconds until a look that failed is tried again. @param attempt from 1 @param spread 0–1, so that services do not all come at once */
export function retryDelayMs(attempt: number, error: Error, spread: number): number {
  if (error instanceof ShopUnavailableError) {
    const backoff = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length) - 1]!;
    return Math.max(error.retryAfterMs, backoff * (1 + spread / 5));
  }
  // Held leases end within 60 s; lost ones and stale versions want a fresh look at once.
  if (error instanceof LeaseHeldError) return POLL_MS;
  if (error.name === 'LeaseLostError' || error.name === 'StaleVersionError') return 200;
  return UNUSABLE_BACKOFF_MS[Math.min(attempt, UNUSABLE_BACKOFF_MS.length) - 1]!;
}
