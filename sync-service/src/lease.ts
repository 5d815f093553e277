import { LeaseLostError } from './errors.ts';
import type { Lease, Shop } from './moves/shop.ts';

/** Where the lease of a process outlives it. */
export interface KeptLease {
  readonly lease: Lease | null;
  keep(lease: Lease | null): Promise<void>;
}

/** Keeps this process's right to write. A lost lease is dropped, and taken anew with the next look. */
export class LeaseKeeper {
  private lease: Lease | undefined;

  constructor(
    private readonly shop: Shop,
    /** Names this process, not the machine's secrets; the same holder gets its lease back at once. */
    private readonly holder: string,
    /** Keeps the lease for this service's next life, which ends it by showing it. */
    private readonly kept: KeptLease = { lease: null, keep: async () => {} },
  ) {}

  /** @throws LeaseHeldError while another service is alive */
  async hold(): Promise<Lease> {
    if (this.lease === undefined) {
      const lease = await this.shop.acquireLease(this.holder, this.kept.lease ?? undefined);
      await this.kept.keep(lease);
      this.lease = lease;
    }
    return this.lease;
  }

  current(): Lease | undefined {
    return this.lease;
  }

  /** Looks at an answer's lease number, or at an error, and forgets a lease that is no longer ours. */
  check(seen: number | unknown): void {
    const lost = typeof seen === 'number' ? seen !== this.lease?.number : seen instanceof LeaseLostError;
    if (lost) this.lease = undefined;
  }

  async release(): Promise<void> {
    const lease = this.lease;
    this.lease = undefined;
    if (lease === undefined) return;
    await this.shop.releaseLease(lease);
    await this.kept.keep(null);
  }
}
