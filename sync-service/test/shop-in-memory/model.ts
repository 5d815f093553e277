import { randomBytes } from 'node:crypto';
import {
  LeaseHeldError,
  LeaseLostError,
  RefusedError,
  ShopUnavailableError,
  StaleVersionError,
} from '../../src/errors.ts';
import type {
  CorrectionReason,
  CustomerList,
  EnrolmentOutcome,
  EpochMs,
  FrozenSet,
  HoldReason,
  Lease,
  Notice,
  ShopStatus,
  SwitchFound,
  WorseOff,
} from '../../src/moves/shop.ts';
import type { OfferPlan } from '../../src/offer/offer.ts';
import type { SeededGroups } from './seed.ts';
import { repairOwnModuleGroups, seedWorld } from './seed.ts';
import { World } from './world.ts';

/** What a client writes: the plan, the instants that its schedule means, and a cut. */
export interface OfferInput extends OfferPlan {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly cutAt: EpochMs | null;
}

/** An offer as it is stored. */
export interface OfferRow extends OfferInput {
  readonly id: number;
  readonly version: number;
  readonly dateAdd: EpochMs;
  readonly dateUpd: EpochMs;
}

/** The group that the module keeps for an offer. */
export interface KeptGroup {
  readonly idGroup: number;
  readonly offer: number;
  /** What was last written to it, by label; tells a native edit from a changed plan. */
  applied: ReadonlyMap<string, string>;
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
  left: { readonly default: number; readonly groups: readonly number[] } | null;
}

/** Customers that the shop keeps: named by the merchant, nameless (an offer's own, a frozen set), or an import under way. */
export interface ListRow {
  readonly id: number;
  /** null: nameless. */
  readonly name: string | null;
  readonly kind: CustomerList['kind'];
  /** Ascending. */
  readonly ids: readonly number[];
  /** Of a score. */
  readonly figures: ReadonlyMap<number, number>;
  readonly importedAt: EpochMs;
  /** Of an import under way: each customer's first line. Nothing else may see such a list. */
  readonly importing: Map<number, number> | null;
}

/** How often a customer had a turn of one offer. */
export interface RotationRow {
  level: number;
  turns: number;
  /** Start of the last turn had; 0 for none. */
  last: EpochMs;
  /** The one before, for taking the last back. */
  before: EpochMs;
}

/** An idempotency key and what became of its batch. */
export interface KnownBatch {
  readonly hash: string;
  /** Under which it may go on while unfinished. */
  readonly lease: number;
  readonly version: number;
  progress: unknown;
  answer: unknown;
}

/** Faults that tests switch on; counters go down as they strike. */
export interface Faults {
  /** Connections are cut without an answer. */
  down: boolean;
  /** The next so many requests get an empty 500 and do nothing (F20). */
  empty500: number;
  /** The next so many requests are carried out, then answered with an empty 500 (F17). */
  loseAnswer: number;
  /** Each request waits so long before it is read, in milliseconds. */
  slowMs: number;
  /** The next batch stops dead after so many chunks, with those committed. */
  crashAfterChunks: number | null;
}

export interface MemoryOptions {
  /** Milliseconds since 1970; defaults to the machine's clock. */
  readonly now?: () => EpochMs;
  readonly timezone?: string;
  /** How many made-up customers. */
  readonly customers?: number;
  readonly seed?: number;
  /** Whether visits are recorded (statistics module); they are unless told otherwise. */
  readonly statistics?: boolean;
  readonly shops?: World['shops'];
  readonly faults?: Partial<Faults>;
  /** Customers in one transaction of entering. */
  readonly chunk?: number;
  /** How long a lease lasts, in milliseconds; as in the module unless told otherwise. */
  readonly leaseMs?: number;
}

/** Window of an enrolment whose offer changed its membership mode: the customer has to enter once more. */
export const REENTER: EpochMs = 0;
export const LEASE_MS = 60_000;
/** Customers in one transaction, unless told otherwise. */
export const CHUNK = 1_000;

/** A PrestaShop with our module, in memory: the core's tables ({@link World}) and the module's own. */
export class MemoryModel {
  readonly world: World;
  readonly seeded: SeededGroups;
  readonly now: () => EpochMs;
  readonly faults: Faults;
  readonly chunk: number;
  private readonly leaseMs: number;
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
  readonly lists = new Map<number, ListRow>();
  /** Imports that are finished -> the list that got their content. */
  readonly finishedImports = new Map<number, number>();
  /** Customers whom no offer moves. */
  readonly pinned = new Set<number>();
  /** By offer, newest first. */
  readonly frozen = new Map<number, FrozenSet[]>();
  /** By offer and customer. */
  readonly rotation = new Map<number, Map<number, RotationRow>>();
  /** By offer, as last judged: groups whose customers are left out. */
  readonly worseOff = new Map<
    number,
    { readonly version: number; readonly highestGroup: number; readonly judged: readonly WorseOff[] }
  >();
  readonly notices = new Map<string, Notice>();
  hold: HoldReason | null = null;
  /** The merchant looked at a mass change and wants the offers' state back: the next repair writes it. */
  massConfirmed = false;
  heartbeat: EpochMs | null = null;
  moduleGroupsRepaired: { idGroup: number; idShop: number }[] = [];
  /** For tests: the sandbox has none of them. */
  switches: SwitchFound[] = [];
  /** Called before each chunk with its number from 0: tests change the world in the middle of a batch. */
  beforeChunk: (chunk: number) => void = () => undefined;
  private lease = { number: 0, token: '', holder: '', expiresAt: 0 };
  private counter = 1;
  private events = 0;
  private nextOffer = 1;
  private nextList = 1;

  constructor(options: MemoryOptions = {}) {
    this.now = options.now ?? Date.now;
    this.chunk = options.chunk ?? CHUNK;
    this.leaseMs = options.leaseMs ?? LEASE_MS;
    this.faults = { down: false, empty500: 0, loseAnswer: 0, slowMs: 0, crashAfterChunks: null, ...options.faults };
    this.world = new World({
      timezone: options.timezone ?? 'Europe/Madrid',
      ...(options.shops === undefined ? {} : { shops: options.shops }),
    });
    if (options.statistics === false) this.world.visits = null;
    const seeding = { customers: options.customers ?? 0, seed: options.seed ?? 1, now: this.now() };
    this.seeded = seedWorld(this.world, seeding);
    repairOwnModuleGroups(this.world);
  }

  newOfferId(): number {
    return this.nextOffer++;
  }

  newListId(): number {
    return this.nextList++;
  }

  /** Something changed that a sync should look at. */
  bump(): void {
    this.counter++;
  }

  record(): void {
    this.events++;
  }

  acquireLease(holder: string, previous?: Lease): Lease & { readonly expiresAt: EpochMs } {
    const now = this.now();
    if (holder === '') throw badRequest('holder: must not be empty');
    // One that ends later than any lease can is from before the shop's clock was set back, and holds nobody up.
    const isAlive = this.lease.expiresAt > now && this.lease.expiresAt < now + 2 * this.leaseMs;
    const isOwn = this.lease.holder === holder || (previous !== undefined && this.isValid(previous));
    if (isAlive && !isOwn) {
      const until = new Date(this.lease.expiresAt).toISOString();
      throw new LeaseHeldError(`another service holds the lease until ${until}: stop it, or wait`, 'lease_held');
    }
    const token = randomBytes(16).toString('hex');
    this.lease = { number: this.lease.number + 1, token, holder, expiresAt: now + this.leaseMs };
    this.heartbeat = now;
    this.record();
    return { number: this.lease.number, token, expiresAt: this.lease.expiresAt };
  }

  /** A lease that ran out stays good as long as nobody took another: the number fences, time only lets others in. */
  renewLease(lease: Lease): boolean {
    if (!this.isValid(lease)) return false;
    this.heartbeat = this.now();
    this.lease.expiresAt = this.heartbeat + this.leaseMs;
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

  offerRow(id: number): OfferRow {
    const offer = this.offers.get(id);
    if (offer === undefined) throw new RefusedError(`no offer ${id}`, 'not_found');
    return offer;
  }

  /** The offer, if `version` is the stored one. */
  offerAt(id: number, version: number): OfferRow {
    const offer = this.offerRow(id);
    if (offer.version !== version) {
      const message = `version ${version} is not the stored version ${offer.version}: read the offer again`;
      throw new StaleVersionError(message, 'stale_version');
    }
    return offer;
  }

  groupOf(offer: number): KeptGroup | null {
    for (const kept of this.keptGroups.values()) if (kept.offer === offer) return kept;
    return null;
  }

  openOf(offer: number): Enrolment[] {
    return [...this.open.values()].filter((enrolment) => enrolment.offer === offer);
  }

  notify(notice: { code: string; idOffer: number; message: string }): void {
    const key = `${notice.code} ${notice.idOffer}`;
    if (notice.message === '') this.notices.delete(key);
    else this.notices.set(key, { ...notice, at: this.now() });
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
      timezone: this.world.timezone,
      moduleVersion: '0.2.0',
      prestashopVersion: '8.1.2',
      counter: String(this.counter),
      ledger: this.events + this.ledger.length,
      groupsFeature: this.world.groupsFeature,
      minUntil: minUntil === Infinity ? null : minUntil,
      openEnrolments: this.open.size,
      leaseNumber: this.lease.number,
      heartbeat: this.heartbeat,
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

/** Input that the shop cannot accept. The message names field, value and the way out. */
export function badRequest(message: string): RefusedError {
  return new RefusedError(message, 'bad_request');
}
