import { plainPlan } from '../support/plain-plan.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { LeaseHeldError, RefusedError } from '../../src/errors.ts';
import type { EnrolmentRecord, EnterResult, Lease, LeaveResult } from '../../src/moves/shop.ts';
import type { Offer, OfferPlan } from '../../src/offer/offer.ts';
import { EVERYBODY, type Audience, type AudienceRule } from '../../src/offer/rule.ts';
import type { RawCustomer, Target } from './target.ts';

/** A lease lives for 60 s. */
const LEASE_TRIES = 75;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** What the tests of one suite share: the target, a lease, short words for what they do again and again. */
export class Fixture {
  lease: Lease = { number: 0, token: '' };
  private readonly made: number[] = [];

  constructor(readonly target: Target) {}

  get shop() {
    return this.target.shop;
  }

  /** Takes the lease; waits for one that another service, or a run that was cut off, left behind. */
  async takeLease(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        this.lease = await this.shop.acquireLease('contract');
        return;
      } catch (error) {
        if (!(error instanceof LeaseHeldError) || tries >= LEASE_TRIES) throw error;
        await sleep(1_000);
      }
    }
  }

  async now(): Promise<number> {
    return (await this.shop.status()).now;
  }

  /** A plan that is armed and open now, unless told otherwise; times are offsets from the shop's clock, ms. */
  async plan(
    changes: Partial<OfferPlan> & { readonly startIn?: number; readonly endIn?: number } = {},
  ): Promise<OfferPlan> {
    const { startIn = -HOUR, endIn = HOUR, ...rest } = changes;
    const now = await this.now();
    return plainPlan(now + startIn, now + endIn, { name: 'contract-offer', ...rest });
  }

  /** An offer with its group, ready for customers. */
  async offer(changes: Parameters<Fixture['plan']>[0] = {}): Promise<Offer> {
    const offer = await this.create(await this.plan(changes));
    if (offer.intent !== 'draft') await this.prepare(offer);
    return offer;
  }

  async create(plan: OfferPlan): Promise<Offer> {
    const offer = await this.shop.createOffer(plan);
    this.made.push(offer.id);
    return offer;
  }

  async prepare(offer: Offer, check: 'quick' | 'full' = 'quick') {
    return this.shop.prepareGroup(this.lease, offer, check);
  }

  async change(offer: Offer, changes: Parameters<Target['shop']['changeOffer']>[2]): Promise<Offer> {
    const { version } = await this.shop.offer(offer.id);
    return this.shop.changeOffer(offer.id, version, changes);
  }

  /** Customers of the customer group. */
  async customers(count: number): Promise<number[]> {
    const { customerGroup } = this.target;
    return this.target.makeCustomers(
      Array.from({ length: count }, () => ({ defaultGroup: customerGroup, groups: [customerGroup] })),
    );
  }

  batch(offer: Offer, ids: readonly number[], expected: number, key: string = randomUUID()) {
    const end = offer.cutAt ?? offer.endsAt;
    return {
      key,
      offer: offer.id,
      version: offer.version,
      windowStart: offer.startsAt.epochMilliseconds,
      windowEnd: end.epochMilliseconds,
      until: end.epochMilliseconds,
      expect: [{ defaultGroup: expected, ids }],
    };
  }

  async enter(offer: Offer, ids: readonly number[], expected = this.target.customerGroup): Promise<EnterResult> {
    return this.shop.enter(this.lease, this.batch(offer, ids, expected));
  }

  /** Enters a window or turn that the service says, as of a recurring or rotating offer. Instants in ms; without `until` the window's end. */
  async enterAt(
    offer: Offer,
    at: { readonly start: number; readonly end: number; readonly until?: number },
    ids: readonly number[],
    expected = this.target.customerGroup,
  ): Promise<EnterResult> {
    const batch = this.batch(offer, ids, expected);
    return this.shop.enter(this.lease, {
      ...batch,
      windowStart: at.start,
      windowEnd: at.end,
      until: at.until ?? at.end,
    });
  }

  async leaveAll(): Promise<Omit<LeaveResult, 'remaining' | 'next' | 'nextDue' | 'longestLockMs'>> {
    const sum = { left: 0, restored: 0, staffKept: 0, changedElsewhere: 0, corrected: 0, deleted: 0, deferred: 0 };
    for (;;) {
      const result = await this.shop.leaveDue({ customers: 20_000, ms: 3_000 });
      sum.left += result.left;
      sum.restored += result.restored;
      sum.staffKept += result.staffKept;
      sum.changedElsewhere += result.changedElsewhere;
      sum.corrected += result.corrected;
      sum.deleted += result.deleted;
      sum.deferred = result.deferred;
      if (result.remaining === 0) return sum;
    }
  }

  /** Ends the offer now and lets its customers go. */
  async end(offer: Offer) {
    await this.change(offer, { cutAt: await this.now() });
    return this.leaveAll();
  }

  async raw(id: number): Promise<RawCustomer> {
    const row = await this.target.customer(id);
    if (row === null) throw new Error(`customer ${id} is gone`);
    return row;
  }

  /** Default group and memberships: what an offer may change. */
  async seat(id: number) {
    const { defaultGroup, groups } = await this.raw(id);
    return { defaultGroup, groups };
  }

  async history(offer: Offer): Promise<EnrolmentRecord[]> {
    const rows: EnrolmentRecord[] = [];
    for await (const page of this.shop.history(offer.id)) rows.push(...page);
    return rows;
  }

  /** Open enrolments of these customers: offer and `until`. */
  async enrolled(ids: readonly number[]): Promise<Map<number, { offer: number; until: number }>> {
    const found = new Map<number, { offer: number; until: number }>();
    for await (const page of this.shop.enrolments()) {
      page.customer.forEach((id, row) => {
        if (ids.includes(id)) found.set(id, { offer: page.offer[row]!, until: page.until[row]! });
      });
    }
    return found;
  }

  /** What the audience engine sees of these customers. */
  async facts(ids: readonly number[]) {
    const found = new Map<number, { defaultGroup: number; groups: readonly number[]; blockedUntil: number | null }>();
    for await (const page of this.shop.facts()) {
      page.id.forEach((id, row) => {
        if (!ids.includes(id)) return;
        found.set(id, {
          defaultGroup: page.defaultGroup[row]!,
          groups: [...page.groupSets[page.groups[row]!]!].sort((a, b) => a - b),
          blockedUntil: page.blockedUntil.get(id) ?? null,
        });
      });
    }
    return found;
  }

  /** All pages of something as one list. */
  async all<T>(pages: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const page of pages) found.push(page);
    return found;
  }

  /** The local day of the shop so many days ago, `2026-11-27`. */
  async dayAgo(days: number): Promise<string> {
    const { now, timezone } = await this.shop.status();
    return instant(now).toZonedDateTimeISO(timezone).toPlainDate().subtract({ days }).toString();
  }

  /** Customers' rows of an offer's rotation. */
  async turns(offer: Offer): Promise<Map<number, { level: number; turns: number; last: number }>> {
    const found = new Map<number, { level: number; turns: number; last: number }>();
    for (const page of await this.all(this.shop.rotation(offer.id))) {
      page.customer.forEach((id, row) => {
        found.set(id, { level: page.level[row]!, turns: page.turns[row]!, last: page.last[row]! });
      });
    }
    return found;
  }

  /** Waits until the shop's clock has passed `at` (ms). */
  async until(at: number): Promise<void> {
    for (let left = at - (await this.now()); left >= 0; left = at - (await this.now())) await sleep(left + 20);
  }

  /**
   * Does what has to be done before an edge that comes by itself; with twice the lead again while this machine was too slow for it.
   * @param attempt null: the edge had come
   */
  async beforeEdge<T>(attempt: (leadMs: number) => Promise<T | null>): Promise<T> {
    for (let lead = 2_000; lead < 100_000; lead *= 2) {
      const done = await attempt(lead);
      if (done !== null) return done;
    }
    throw new Error('an edge came too soon, however late it was');
  }

  /** Enters one's turn that ends shortly, by {@link beforeEdge}. @returns the turn */
  async enterShortTurn(offer: Offer, customer: number) {
    const start = offer.startsAt.epochMilliseconds;
    return this.beforeEdge(async (lead) => {
      const until = Math.ceil(((await this.now()) + lead) / 1_000) * 1_000;
      const turn = { start, end: offer.endsAt.epochMilliseconds, until };
      try {
        await this.enterAt(offer, turn, [customer]);
      } catch (error) {
        if (error instanceof RefusedError && error.code === 'not_running') return null;
        throw error;
      }
      return turn;
    });
  }

  /** Everybody out, the offers archived, their groups gone. */
  async cleanUp(): Promise<void> {
    await this.shop.confirm();
    await this.takeLease();
    const ids = this.made.splice(0);
    for (const id of ids) await this.archive(id);
    await this.leaveAll();
    for (const id of ids) await this.shop.prepareGroup(this.lease, await this.shop.offer(id), 'quick');
    for (const code of ['mass_change', 'group_edited']) await this.shop.notify({ code, idOffer: 0, params: null });
  }

  private async archive(id: number): Promise<void> {
    const offer = await this.shop.offer(id);
    // Without grace nobody stays at the checkout.
    await this.shop.changeOffer(id, offer.version, { intent: 'archived', checkoutGrace: 0 });
  }
}

/** The audience of a rule, as everybody's otherwise. */
export function audience(rule: AudienceRule, changes: Partial<Audience> = {}): Audience {
  return { ...EVERYBODY, rule, ...changes };
}

export function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}
