import type { FrozenSet } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { KnownCustomers } from './customers.ts';

/** What a sync remembers for the next one. All of it can be thrown away: the shop has everything. */
export class SyncMemory {
  customers: { readonly known: KnownCustomers; readonly counter: string; readonly takenAt: number } | null = null;
  /** What is frozen in the shop, by offer; nobody but the holder of the lease freezes. */
  readonly frozen = new Map<number, readonly FrozenSet[]>();
  /** Customers of frozen sets, by list; these never change. */
  readonly frozenIds = new Map<number, Uint32Array>();
  /** Versions of offers that are over and whose group has no discounts any more. */
  readonly idleGroups = new Map<number, number>();
  /** By offer: customers whom an exclusive offer would shut out of something, and the groups they had then. */
  readonly accessLoss = new Map<number, Map<number, string>>();
  /** Since when the shop has not answered, ms by our idea of its clock; null while it does. */
  downSince: number | null = null;
  /** The largest ledger number seen; a smaller one means that a backup was restored. */
  private ledger = 0;
  /** Number of the lease under which all this was learned. */
  private lease = 0;

  /** Forgets everything when it was learned under another lease: somebody else may have frozen. */
  holdLease(number: number): void {
    if (number !== this.lease) this.forgetShop();
    this.lease = number;
  }

  /** @returns whether the shop is a restored backup, so that everything was forgotten */
  holdLedger(ledger: number): boolean {
    const isRestored = ledger < this.ledger;
    this.ledger = ledger;
    if (isRestored) this.forgetShop();
    return isRestored;
  }

  /** A full sync reads again what is frozen, and looks at each idle group, which staff may have edited. */
  beginFullSync(): void {
    for (const kept of [this.frozen, this.frozenIds, this.idleGroups]) kept.clear();
  }

  /** A full sync tries again those who would have lost access; in a rotating offer only when they have other groups, since a try takes a place. */
  retryAccess(offers: readonly Offer[]): void {
    for (const { id, rotation } of offers) if (rotation === null) this.accessLoss.delete(id);
  }

  private forgetShop(): void {
    this.customers = null;
    for (const kept of [this.frozen, this.frozenIds, this.idleGroups, this.accessLoss]) kept.clear();
  }
}
