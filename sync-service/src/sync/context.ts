import type { ShopClock } from '../clock.ts';
import type { FrozenSet, HoldReason, Shop } from '../moves/index.ts';
import type { Edge } from '../windows/index.ts';
import type { LeaseKeeper } from '../lease.ts';
import type { KnownCustomers } from './audiences.ts';

/** What a sync may remember between two looks. All of it can be thrown away: the shop has everything. */
export interface SyncMemory {
  facts: { readonly known: KnownCustomers; readonly counter: string; readonly takenAt: number } | null;
  /** What is frozen in the shop, by offer; asked again with each sweep. */
  readonly frozen: Map<number, readonly FrozenSet[]>;
  /** Customers of frozen sets, by list; these never change. */
  readonly frozenIds: Map<number, Int32Array>;
  /** Versions of offers that are over and whose group was found at rest. */
  readonly atRest: Map<number, number>;
  /** The largest ledger number seen; a smaller one means that a backup was restored. */
  ledger: number;
  /** Customers whom an exclusive offer would shut out of something, by offer; asked again with each sweep. */
  readonly unsuited: Map<number, Set<number>>;
  /** Since when the shop has not answered, ms by our idea of its clock; null while it does. */
  downSince: number | null;
}

export const freshMemory = (): SyncMemory => ({
  facts: null,
  frozen: new Map(),
  frozenIds: new Map(),
  atRest: new Map(),
  ledger: 0,
  unsuited: new Map(),
  downSince: null,
});

export interface SyncContext {
  readonly shop: Shop;
  readonly lease: LeaseKeeper;
  readonly clock: ShopClock;
  readonly memory: SyncMemory;
  /** A random UUID, one for each computed batch. */
  readonly newKey: () => string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Customers moved so far, of those to be moved; for progress bars and logs. */
  readonly onProgress?: (moved: number, planned: number) => void;
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
  /** The shop's change counter that this look has seen. */
  readonly counter: string;
  readonly edges: readonly Edge[];
  /** By the shop's clock, from the edge met to the last customer moved; null when this look met no edge or moved nobody. */
  readonly latenessMs: number | null;
}
