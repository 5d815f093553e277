import { createHash } from 'node:crypto';

/**
 * Whose share a shop is, by rendezvous hashing: of all live instances the one with the largest hash of itself and the shop. One more instance takes
 * only what becomes its own, and the shops of one that is gone go to all others alike; nobody has to agree with anybody.
 * @returns null without any instance
 */
export function shareOf(shop: string, live: readonly string[]): string | null {
  let best: { readonly instance: string; readonly weight: string } | null = null;
  for (const instance of live) {
    const weight = createHash('sha256').update(`${instance}\n${shop}`).digest('hex');
    if (best === null || weight > best.weight) best = { instance, weight };
  }
  return best?.instance ?? null;
}

/** A shop as one instance sees it. */
export interface SeenShop {
  /** null: nobody's */
  readonly owner: string | null;
  /** The instance that has asked for it since the last time, whose share it is by that one's own reckoning. */
  readonly wantedBy: string | null;
  /** Whether this instance serves it. */
  readonly isServed: boolean;
  /** For how long this instance has seen it without an owner, ms. */
  readonly freeMs: number;
}

/** A shop that nobody has taken for so long is taken by whoever sees it: the instance whose share it is may not know of it, or not be able to. */
export const FREE_MS = 2_000;

/**
 * What an instance does about a shop:
 *
 *   nobody's ─── take ───> its own ─── handOver (another one asks) ───> nobody's
 *   another's ── ask             └──── drop (another one has it) ─────> another's
 *
 * An owner gives a shop away only when it is asked, so that an instance that does not know the shop, or hangs, makes nobody let go of it.
 * @param me this instance
 * @param share as {@link shareOf} says among `live`
 */
export function decide(
  me: string,
  { owner, wantedBy, isServed, freeMs }: SeenShop,
  share: string | null,
  live: readonly string[],
): 'keep' | 'handOver' | 'drop' | 'take' | 'ask' | 'leave' {
  if (isServed && owner !== me) return 'drop';
  if (owner === me) return wantedBy !== null && wantedBy !== me && live.includes(wantedBy) ? 'handOver' : 'keep';
  if (owner === null) return share === me || freeMs >= FREE_MS ? 'take' : 'leave';
  return share === me ? 'ask' : 'leave';
}
