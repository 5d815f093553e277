import { allEnded, withCleanup, within } from './concurrency.ts';
import type { Config, ShopConfig } from './config.ts';
import { NotOwnerError } from './errors.ts';
import { openLease, sealLease } from './fleet/sealed-lease.ts';
import { decide, shareOf } from './fleet/shares.ts';
import type { ShopHealth } from './health.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Lease, Shop } from './moves/index.ts';
import type { Places } from './places.ts';
import type { Owners, SyncQueue } from './queue/index.ts';
import { ShopService, type ServiceOptions } from './service.ts';
import { openState, shopIdOf, type ServiceState } from './state.ts';

/** How often an instance renews what it owns, and looks for what is its share. */
const TICK_MS = 1_000;
/** What was renewed so lately is surely owned still: some seconds less than ownership lasts. */
const FRESH_MS = 5_000;
/**
 * Where Redis did not know an instance any more, or has itself just begun, nothing new is taken for so long: it may have lost its data, and others
 * have to say first what they own.
 */
const SETTLING_MS = 4_000;
const REDIS_LIMIT_MS = 2_000;
/** This process notes so often that it runs. */
const AWAKE_MS = 500;
/** A sync under way is finished before a shop is handed over; one that takes longer is cut off. */
const HAND_OVER_LIMIT_MS = 600_000;

export interface FleetOptions {
  readonly config: Pick<Config, 'shops' | 'stateDirectory' | 'batchSize'>;
  readonly queue: SyncQueue;
  readonly places: Places;
  /** null: there is no other instance, since Redis is this one's own. */
  readonly owners: Owners | null;
  readonly instance: string;
  readonly openShop: (shop: ShopConfig) => Shop;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly watch: Pick<ServiceOptions, 'onReport' | 'speed'>;
}

/** A shop while this instance has it: from taking it to giving it away, or losing it. */
interface Tenure {
  readonly service: ShopService;
  isLost: boolean;
  ending: Promise<void> | null;
}

/** One configured shop, whoever serves it. */
interface Member {
  readonly id: string;
  readonly config: ShopConfig;
  readonly client: Shop;
  readonly state: ServiceState;
  /** An instance that is known to be dead and may still own it. */
  before: string | null;
  tenure: Tenure | null;
  owner: string | null;
  /** Since when it has been seen without an owner, ms of the steady clock; null: it has one. */
  freeSince: number | null;
}

/**
 * The shops of this instance, out of those that all instances with the same Redis share. Each tick renews what it owns and does what
 * {@link decide} says: an instance more or less moves its share within ten seconds. What a former owner still sends is fenced by the shop's lease,
 * which the next one ends by showing it.
 *
 * While Redis does not answer, the shops whose lease is held are served on, and none is taken.
 */
export class Fleet {
  private members: Member[] = [];
  private timer: NodeJS.Timeout | undefined;
  private tick: Promise<boolean> | null = null;
  private isLeaving = false;
  private isOver = false;
  /** Whether Redis has kept the last tick waiting, and this process has not stood still since. */
  private isSilent = false;
  private awakeAt = now();
  private awake: NodeJS.Timeout | undefined;
  /** When what this instance owns was renewed. */
  private renewed: Instant = { steady: -Infinity, wall: -Infinity };
  private settledAt = -Infinity;
  private shares: { readonly live: string; readonly of: ReadonlyMap<string, string | null> } = {
    live: '',
    of: new Map(),
  };

  constructor(private readonly options: FleetOptions) {}

  /** Begins with the shops that are this instance's now; their first syncs are under way by then. */
  async start(): Promise<void> {
    const { config, openShop, log, instance, owners } = this.options;
    for (const shop of config.shops) {
      const client = openShop(shop);
      const state = await openState(config.stateDirectory, shop.url, log.child({ shop: shop.name }), instance);
      const rest = { tenure: null, owner: null, freeSince: null };
      this.members.push({
        id: shopIdOf(shop.url),
        config: shop,
        client,
        state,
        before: state.keptBy,
        ...rest,
      });
    }
    if (owners === null) await allEnded(this.members.map((member) => this.begin(member)));
    else {
      this.awake = setInterval(() => this.noteAwake(), AWAKE_MS);
      this.settledAt = performance.now() + SETTLING_MS - (await owners.serverAge());
      await this.tickOnce();
      this.next();
    }
  }

  /** Gives all shops back, which others take at once. */
  async stop(): Promise<void> {
    const { owners } = this.options;
    this.isLeaving = true;
    await withCleanup(
      async () => {
        await allEnded(this.members.map((member) => this.end(member)));
      },
      async () => {
        this.isOver = true;
        clearTimeout(this.timer);
        clearInterval(this.awake);
        if (owners !== null) await within(REDIS_LIMIT_MS, owners.leave(), undefined);
        await allEnded(this.members.map(({ state }) => state.close()));
      },
    );
  }

  health(): readonly ShopHealth[] {
    const { queue } = this.options;
    return this.members.map(({ config, tenure, owner }) => {
      if (tenure !== null && !tenure.isLost) return tenure.service.health();
      const known = { up: false, synced: false, lastLook: null };
      return { shop: config.name, owner, isOwn: false, alarms: queue.works, ...known };
    });
  }

  private next(): void {
    if (this.isOver) return;
    this.timer = setTimeout(() => {
      const ticked = this.tickOnce();
      void within(REDIS_LIMIT_MS, ticked, false).then((isAnswered) => (this.isSilent = !isAnswered));
      void ticked.then(() => this.next());
    }, TICK_MS);
  }

  /** After a time in which this process did not run, nothing is known of Redis. */
  private noteAwake(): void {
    if (msSince(this.awakeAt) > REDIS_LIMIT_MS) this.isSilent = false;
    this.awakeAt = now();
  }

  /** One at a time; whoever asks meanwhile waits for the one under way. @returns whether Redis has answered */
  private tickOnce(): Promise<boolean> {
    this.tick ??= this.renew().then(
      () => true,
      (error: unknown) => {
        this.options.log.debug({ error }, 'Redis does not say who serves which shop');
        return false;
      },
    );
    const { tick } = this;
    void tick.then(() => (this.tick = null));
    return tick;
  }

  private async renew(): Promise<void> {
    const { owners, instance, queue } = this.options;
    // An instance without shops is alive, too.
    void queue.check(REDIS_LIMIT_MS);
    const asked = now();
    const said = this.members.map(({ id, tenure, before }) => {
      return { id, isServed: tenure !== null && !tenure.isLost, before };
    });
    const standing = await owners!.renew(said, this.isLeaving);
    if (!standing.wasKnown && this.renewed.steady > -Infinity) this.settledAt = performance.now() + SETTLING_MS;
    this.renewed = asked;
    this.isSilent = false;
    const free: Member[] = [];
    const ask: Member[] = [];
    const begun: Promise<void>[] = [];
    this.members.forEach((member, index) => {
      const { owner, wantedBy } = standing.shops[index]!;
      const { isServed } = said[index]!;
      member.owner = owner;
      member.before = null;
      member.freeSince = owner === null ? (member.freeSince ?? performance.now()) : null;
      const freeMs = member.freeSince === null ? 0 : performance.now() - member.freeSince;
      const share = this.shareOf(member.id, standing.live);
      switch (decide(instance, { owner, wantedBy, isServed, freeMs }, share, standing.live)) {
        case 'keep':
          // What its life before owned, or what was taken just before something failed.
          if (member.tenure === null && !this.isLeaving) begun.push(this.begin(member));
          break;
        case 'handOver':
          if (member.tenure?.service.isAtWork !== true) this.handOver(member);
          break;
        case 'drop':
          this.drop(member, owner);
          break;
        case 'take':
          if (member.tenure === null) free.push(member);
          break;
        case 'ask':
          ask.push(member);
          break;
        case 'leave':
      }
    });
    if (!this.isLeaving && performance.now() >= this.settledAt && free.length + ask.length > 0) {
      const ids = (of: readonly Member[]) => of.map(({ id }) => id);
      const taken = await owners!.take(ids(free), ids(ask));
      begun.push(...free.filter(({ id }) => taken.has(id)).map((member) => this.begin(member)));
    }
    // The first tick waits for what it begins; the others do not keep the next from renewing.
    const all = allEnded(begun);
    if (this.timer === undefined) await all;
    else all.catch((error: unknown) => this.options.log.error({ error }, 'a shop could not be taken'));
  }

  private shareOf(shop: string, live: readonly string[]): string | null {
    const now = live.join('\n');
    if (this.shares.live !== now)
      this.shares = { live: now, of: new Map(this.members.map(({ id }) => [id, shareOf(id, live)])) };
    return this.shares.of.get(shop)!;
  }

  private async begin(member: Member): Promise<void> {
    const { config, queue, places, owners, instance, log, metrics, watch } = this.options;
    const state = owners === null ? member.state : await this.sharedState(member, owners);
    // Both may have come meanwhile.
    if (this.isLeaving || member.tenure !== null) return;
    const service: ShopService = new ShopService({
      ...{ shop: member.client, queue, places, state, instance, log, metrics, batchSize: config.batchSize, ...watch },
      mayAsk: async (hasLease) => {
        if (owners !== null) await this.mayAsk(tenure, hasLease);
      },
    });
    const tenure: Tenure = { service, isLost: false, ending: null };
    member.tenure = tenure;
    member.owner = instance;
    member.freeSince = null;
    try {
      await service.start();
    } catch (error) {
      // A later tick takes it again; with the first one the whole start fails.
      if (this.timer !== undefined) await this.end(member);
      throw error;
    }
  }

  /** The lease as it lies in Redis for whoever owns the shop next, or, where that has been emptied, as it is kept on this machine. */
  private async sharedState({ id, config, state }: Member, owners: Owners): Promise<ServiceState> {
    const sealed = await owners.sealedLease(id);
    const given = sealed === null ? null : openLease(sealed, config);
    let lease = latest(given, state.lease);
    return {
      get lease() {
        return lease;
      },
      keptBy: null,
      async keep(next) {
        lease = next;
        await state.keep(next);
        const kept = owners.keepLease(id, next === null ? null : sealLease(next, config));
        // Without it the next owner waits until the lease has run out.
        await within(
          REDIS_LIMIT_MS,
          kept.catch(() => undefined),
          undefined,
        );
      },
      close: async () => {},
    };
  }

  /** @throws NotOwnerError when the shop is not, or not surely, this instance's: Redis says so, or is silent and there is no lease to go on with */
  private async mayAsk(tenure: Tenure, hasLease: boolean): Promise<void> {
    this.noteAwake();
    const isKnown = () => tenure.isLost || this.isFresh() || (this.isSilent && hasLease);
    // A tick that is under way may have asked before this process stood still; of a Redis that is known to be silent nobody waits for an answer again.
    for (let tries = 0; tries < 2 && !isKnown(); tries++) await within(REDIS_LIMIT_MS, this.tickOnce(), false);
    if (tenure.isLost || !(this.isFresh() || hasLease))
      throw new NotOwnerError('Another instance has this shop, or Redis does not say which one');
  }

  private isFresh(): boolean {
    return msSince(this.renewed) < FRESH_MS;
  }

  private handOver(member: Member): void {
    if (member.tenure === null || member.tenure.ending !== null) return;
    const { log } = this.options;
    log.info({ shop: member.config.name }, 'handing this shop over to another instance');
    this.end(member, HAND_OVER_LIMIT_MS).catch((error: unknown) => log.warn({ error }, 'not stopped in order'));
  }

  /** Redis says that it is another's: nothing is sent any more, but that the lease, were it still this one's, is given back. */
  private drop(member: Member, owner: string | null): void {
    const { tenure } = member;
    if (tenure === null) return;
    tenure.isLost = true;
    member.tenure = null;
    this.options.log.warn({ shop: member.config.name, owner }, 'another instance has this shop now');
    void tenure.service.stop(0).catch((error: unknown) => this.options.log.warn({ error }, 'not stopped in order'));
  }

  /** Lets the sync under way finish, gives the lease back, and then the shop. */
  private async end(member: Member, limitMs?: number): Promise<void> {
    const { tenure } = member;
    if (tenure === null) return;
    const { owners } = this.options;
    tenure.ending ??= withCleanup(
      () => tenure.service.stop(limitMs),
      async () => {
        if (owners !== null) await within(REDIS_LIMIT_MS, owners.release(member.id), undefined);
        if (member.tenure === tenure) member.tenure = null;
      },
    );
    await tenure.ending;
  }
}

/** By both clocks: the steady one stands still while the machine sleeps, and the other one may be set. */
interface Instant {
  readonly steady: number;
  readonly wall: number;
}

const now = (): Instant => ({ steady: performance.now(), wall: Date.now() });
const msSince = ({ steady, wall }: Instant) => Math.max(performance.now() - steady, Date.now() - wall);

function latest(one: Lease | null, other: Lease | null): Lease | null {
  if (one === null || other === null) return one ?? other;
  return one.number >= other.number ? one : other;
}
