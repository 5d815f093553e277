import type { ShopClock } from '../clock.ts';
import type { FrozenSet, HoldReason, Notice, Shop } from '../moves/index.ts';
import type { Edge } from '../windows/index.ts';
import type { LeaseKeeper } from '../lease.ts';
import type { KnownCustomers } from './audiences.ts';

/** What a sync may remember between two looks. All of it can be thrown away: the shop has everything. */
export interface SyncMemory {
  facts: { readonly known: KnownCustomers; readonly counter: string; readonly takenAt: number } | null;
  /** What is frozen in the shop, by offer; asked again with each sweep. */
  readonly frozen: Map<number, readonly FrozenSet[]>;
  /** Customers of frozen sets, by list; these never change. Thrown away with each sweep, since turns that are over are never looked at again. */
  readonly frozenIds: Map<number, Uint32Array>;
  /** Versions of offers that are over and whose group has no discounts any more. */
  readonly idleGroups: Map<number, number>;
  /** The largest ledger number seen; a smaller one means that a backup was restored. */
  ledger: number;
  /**
   * Customers whom an exclusive offer would shut out of something, by offer, and the groups they had then. Asked again with each sweep; in a
   * rotating offer only when they have other groups, since asking takes a place in a turn.
   */
  readonly unsuited: Map<number, Map<number, string>>;
  /** Number of the lease under which all this was learned: under another one somebody else may have frozen. */
  lease: number;
  /** Since when the shop has not answered, ms by our idea of its clock; null while it does. */
  downSince: number | null;
}

export const freshMemory = (): SyncMemory => ({
  facts: null,
  frozen: new Map(),
  frozenIds: new Map(),
  idleGroups: new Map(),
  ledger: 0,
  unsuited: new Map(),
  lease: 0,
  downSince: null,
});

/** Whatever may not be as we knew it: another service had the lease, or the shop is a restored backup. */
export function forgetShop(memory: SyncMemory): void {
  memory.facts = null;
  for (const known of [memory.frozen, memory.frozenIds, memory.idleGroups, memory.unsuited]) known.clear();
}

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

/** An offer that cannot run, and why; told to the merchant as a notice. */
export interface Problem {
  readonly offer: number;
  readonly message: string;
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
  readonly problems: readonly Problem[];
  /** Offers that the shop ended by itself while no service did. */
  readonly endedByShop: readonly Notice[];
  /** The shop's change counter that this look has seen. */
  readonly counter: string;
  readonly edges: readonly Edge[];
  /** By the shop's clock, from the edge met to the last customer moved; null when this look met no edge or moved nobody. */
  readonly latenessMs: number | null;
}
