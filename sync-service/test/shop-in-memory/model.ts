import {
  LeaseHeldError,
  LeaseLostError,
  RefusedError,
  ShopUnavailableError,
  StaleVersionError,
} from '../../src/errors.ts';
import type {
  CorrectionReason,
  EnrolmentOutcome,
  EpochMs,
  FrozenSet,
  HoldReason,
  Lease,
  Notice,
  ShopStatus,
  WorseOff,
} from '../../src/moves/shop.ts';
import type { GivenNotice } from '../../src/moves/shop.ts';
import type { OfferPlan } from '../../src/offer/offer.ts';
import { seedWorld, type SeededGroups } from './seed.ts';
import { World } from './world.ts';

/** A default group with its memberships. */
export interface Seat {
  readonly default: number;
  readonly groups: readonly number[];
}

/** What a client writes: the plan, the instants that its schedule means, and a cut. */
export interface OfferInput extends OfferPlan {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly cutAt: EpochMs | null;
}

export interface OfferRow extends OfferInput {
  readonly id: number;
  readonly version: number;
  readonly dateUpd: EpochMs;
}

/** The group that the module keeps for an offer. */
export interface KeptGroup {
  readonly idGroup: number;
  readonly offer: number;
  /** What was last written to it, by label; tells a native edit from a changed plan. */
  applied: ReadonlyMap<string, string>;
  /** What the reference group opened then; nothing where the offer takes nothing away. */
  opens: string;
  /** Of the offer, when it last was found right. */
  checkedVersion: number;
}

/** One line of the ledger. */
export interface Enrolment {
  readonly id: number;
  readonly customer: number;
  readonly offer: number;
  readonly idGroup: number;
  window: EpochMs;
  windowEnd: EpochMs;
  baseDefault: number;
  baseGroups: readonly number[];
  readonly writtenDefault: number;
  writtenGroups: readonly number[];
  until: EpochMs;
  deferredUntil: EpochMs | null;
  readonly openedAt: EpochMs;
  closedAt: EpochMs | null;
  outcome: EnrolmentOutcome;
  reason: CorrectionReason | null;
  /** What leaving wrote: the base onto which a later stale write is put back. */
  left: Seat | null;
}

/** How often a customer had a turn of one offer; instants of turns' starts, 0 for none. */
export interface RotationRow {
  level: number;
  turns: number;
  last: EpochMs;
  /** The one before, for taking the last back. */
  before: EpochMs;
}

/** An idempotency key and what became of its batch. */
interface KnownBatch {
  readonly body: string;
  /** Under which it may go on while unfinished. */
  readonly lease: number;
  readonly version: number;
  progress: unknown;
  answer: unknown;
}

export interface MemoryOptions {
  /** Milliseconds since 1970; defaults to the machine's clock. */
  readonly now?: () => EpochMs;
  readonly timezone?: string;
  /** How many made-up customers. */
  readonly customers?: number;
  /** Id of the first of them; defaults to 1. */
  readonly firstCustomer?: number;
  readonly seed?: number;
  /** Customers in one transaction of entering. */
  readonly chunk?: number;
}

/** Window of an enrolment whose offer changed its membership mode: the customer has to enter once more. */
export const REENTER: EpochMs = 0;
const LEASE_MS = 60_000;

/** A PrestaShop with our module, in memory: the core's tables ({@link World}) and the module's own, as far as a sync goes. */
export class MemoryModel {
  readonly world = new World();
  readonly seeded: SeededGroups;
  readonly now: () => EpochMs;
  readonly chunk: number;
  readonly timezone: string;
  readonly offers = new Map<number, OfferRow>();
  readonly keptGroups = new Map<number, KeptGroup>();
  /** Groups of offers that are deleted: customers that were loaded while they lived may still be saved with them. */
  readonly goneGroups = new Set<number>();
  readonly ledger: Enrolment[] = [];
  /** Open enrolments by customer. */
  readonly open = new Map<number, Enrolment>();
  /** Customers whom staff or another program took out of an offer, and until when. */
  readonly blocked = new Map<number, EpochMs>();
  /** By customer, default groups they had, and until when. */
  readonly recentDefaults = new Map<number, Map<number, EpochMs>>();
  readonly batches = new Map<string, KnownBatch>();
  /** Ascending. */
  readonly lists = new Map<number, readonly number[]>();
  /** Customers whom no offer moves. */
  readonly pinned = new Set<number>();
  /** By offer, newest first. */
  readonly frozen = new Map<number, FrozenSet[]>();
  /** By offer and customer. */
  readonly rotation = new Map<number, Map<number, RotationRow>>();
  /** By offer, as last judged: groups whose customers are left out. */
  readonly worseOff = new Map<number, { version: number; highestGroup: number; judged: readonly WorseOff[] }>();
  readonly notices = new Map<string, Notice>();
  hold: HoldReason | null = null;
  /** The merchant looked at a mass change and wants the offers' state back: the next repair writes it. */
  massConfirmed = false;
  /** The next batch stops dead after so many chunks, with those committed. */
  crashAfterChunks: number | null = null;
  private heartbeat: EpochMs | null = null;
  lastSync: EpochMs | null = null;
  private lease = { number: 0, token: '', holder: '', expiresAt: 0 };
  private counter = 1;
  private events = 0;
  private ids = { offer: 0, list: 0 };

  constructor(options: MemoryOptions = {}) {
    this.now = options.now ?? Date.now;
    this.chunk = options.chunk ?? 1_000;
    this.timezone = options.timezone ?? 'Europe/Madrid';
    const { customers = 0, seed = 1, firstCustomer: first = 1 } = options;
    this.seeded = seedWorld(this.world, { customers, seed, first });
  }

  newId(of: 'offer' | 'list'): number {
    return ++this.ids[of];
  }

  /** Something changed that a sync should look at. */
  bump(): void {
    this.counter++;
  }

  record(): void {
    this.events++;
  }

  acquireLease(holder: string, previous?: Lease): Lease {
    const now = this.now();
    // One that ends later than any lease can is from before the shop's clock was set back, and holds nobody up.
    const isAlive = this.lease.expiresAt > now && this.lease.expiresAt < now + 2 * LEASE_MS;
    const isOwn = this.lease.holder === holder || (previous !== undefined && this.isValid(previous));
    if (isAlive && !isOwn) throw new LeaseHeldError('another service holds the lease: stop it, or wait', 'lease_held');
    const number = this.lease.number + 1;
    this.lease = { number, token: `token-${number}-${holder}`, holder, expiresAt: now + LEASE_MS };
    this.heartbeat = now;
    this.record();
    return { number, token: this.lease.token };
  }

  /** A lease that ran out stays good as long as nobody took another: the number fences, time only lets others in. */
  renewLease(lease: Lease): boolean {
    if (!this.isValid(lease)) return false;
    this.heartbeat = this.now();
    this.lease.expiresAt = this.heartbeat + LEASE_MS;
    return true;
  }

  private isValid({ number, token }: Lease): boolean {
    return number === this.lease.number && token === this.lease.token && token !== '';
  }

  requireLease(lease: Lease): void {
    if (this.renewLease(lease)) return;
    throw new LeaseLostError('this lease is no longer valid: take a new one and look again', 'lease_lost');
  }

  releaseLease(lease: Lease): void {
    if (this.renewLease(lease)) this.lease = { number: this.lease.number + 1, token: '', holder: '', expiresAt: 0 };
  }

  /** Whether it is an offer's group, or was one. */
  isOfferGroup(group: number): boolean {
    return this.keptGroups.has(group) || this.goneGroups.has(group);
  }

  /** Whether there is such a group, and it is no offer's. */
  isBaseGroup(group: number): boolean {
    return this.world.groups.has(group) && !this.isOfferGroup(group);
  }

  offerRow(id: number): OfferRow {
    const offer = this.offers.get(id);
    if (offer === undefined) throw new RefusedError(`no offer ${id}`, 'not_found');
    return offer;
  }

  /** The offer, if `version` is the stored one. */
  offerAt(id: number, version: number): OfferRow {
    const offer = this.offerRow(id);
    if (offer.version === version) return offer;
    throw new StaleVersionError(`version ${version} is not the stored version ${offer.version}`, 'stale_version');
  }

  groupOf(offer: number): KeptGroup | null {
    for (const kept of this.keptGroups.values()) if (kept.offer === offer) return kept;
    return null;
  }

  openOf(offer: number): Enrolment[] {
    return [...this.open.values()].filter((enrolment) => enrolment.offer === offer);
  }

  notify({ code, idOffer, params }: GivenNotice): void {
    const key = `${code} ${idOffer}`;
    if (params === null) this.notices.delete(key);
    else this.notices.set(key, { code, idOffer, params, at: this.now() });
  }

  setHold(reason: HoldReason | null): void {
    if (this.hold === reason) return;
    this.massConfirmed = this.hold === 'mass_change' && reason === null;
    this.hold = reason;
    this.bump();
  }

  status(): ShopStatus {
    let minUntil = Infinity;
    for (const { until, deferredUntil } of this.open.values()) minUntil = Math.min(minUntil, deferredUntil ?? until);
    return {
      now: this.now(),
      timezone: this.timezone,
      moduleVersion: '0.3.0',
      prestashopVersion: '8.1.2',
      counter: String(this.counter),
      ledger: this.events + this.ledger.length,
      groupsFeature: this.world.groupsFeature,
      minUntil: minUntil === Infinity ? null : minUntil,
      openEnrolments: this.open.size,
      leaseNumber: this.lease.number,
      heartbeat: this.heartbeat,
      lastSync: this.lastSync,
      hold: this.hold,
      notices: [...this.notices.values()],
    };
  }
}

/** The instant at which an offer's window is over: its end, or the cut before it. */
export function windowEnd(offer: Pick<OfferRow, 'endsAt' | 'cutAt'>): EpochMs {
  return Math.min(offer.endsAt, offer.cutAt ?? Infinity);
}

/** Neither recurrence nor rotation: the stored offer says all about its window. The windows and turns of others are the service's. */
export function hasOneWindow(offer: Pick<OfferRow, 'schedule' | 'rotation'>): boolean {
  return offer.schedule.recurrence === null && offer.rotation === null;
}

/** What a shop that dies in the middle of a request looks like from outside. */
export function shopDied(): ShopUnavailableError {
  return new ShopUnavailableError('the shop answered an empty 500', 500, 0);
}

/** Input that the shop cannot accept. */
export function badRequest(message: string): RefusedError {
  return new RefusedError(message, 'bad_request');
}
