import type { ShopClock } from '../clock.ts';
import type { HoldReason, Notice, Shop } from '../moves/index.ts';
import type { Edge } from '../windows/index.ts';
import type { LeaseKeeper } from '../lease.ts';
import type { OfferProblem } from '../plan/index.ts';
import type { SyncMemory } from './memory.ts';

export interface SyncContext {
  readonly shop: Shop;
  readonly lease: LeaseKeeper;
  readonly clock: ShopClock;
  readonly memory: SyncMemory;
  /** A random UUID, one for each computed batch. */
  readonly newKey: () => string;
  /** By the shop's clock. */
  readonly sleep: (ms: number) => Promise<void>;
  /** How near an edge must be to be waited for, ms by the shop's clock. */
  readonly leadMs?: number;
  /** By how much this shop's sweeps come after the multiples of five minutes. */
  readonly sweepOffsetMs?: number;
  /** Customers moved so far, of those to be moved; for progress bars and logs. */
  readonly onProgress?: (moved: number, planned: number) => void;
  /** The edges to come, as soon as the offers are read and long before the report has them. */
  readonly onEdges?: (edges: readonly Edge[]) => void;
  /** Customers in one request. */
  readonly batchSize: number;
}

/** Why this look: an edge to be met in time (`at`, ms by the shop's clock), a change seen, or the sweep, which also repairs. */
export interface Look {
  readonly kind: Edge['kind'];
  readonly at: number;
}

export interface SyncReport {
  readonly entered: number;
  readonly switched: number;
  readonly left: number;
  readonly restored: number;
  readonly staffKept: number;
  readonly changedElsewhere: number;
  readonly corrected: number;
  /** At the checkout: wait for their order or the grace. */
  readonly deferred: number;
  readonly refused: number;
  readonly untilsChanged: number;
  readonly repaired: number;
  /** Longest transaction in the shop from its first lock to its commit, ms. */
  readonly longestLockMs: number;
  /** In words, what was changed in groups. */
  readonly groups: readonly string[];
  readonly hold: HoldReason | null;
  readonly problems: readonly OfferProblem[];
  /** Offers that the shop ended by itself while no service did. */
  readonly endedByShop: readonly Notice[];
  /** The shop's change counter that this look has seen. */
  readonly counter: string;
  readonly edges: readonly Edge[];
  /** By the shop's clock, from the edge met to the last customer moved; null when this look met no edge or moved nobody. */
  readonly latenessMs: number | null;
}
