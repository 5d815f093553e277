import { Temporal } from 'temporal-polyfill';
import type { Facts } from '../../src/audience/facts.ts';
import { InvalidInputError, LeaseLostError, RefusedError } from '../../src/errors.ts';
import type {
  EnrolmentRecord,
  EnrolmentsPage,
  EnterBatch,
  FreezeAnswer,
  GivenNotice,
  HoldReason,
  Lease,
  LeaveBudget,
  OfferChanges,
  OfferVersion,
  PreparedGroup,
  RotationPage,
  Shop,
  UnreadableRow,
  UntilBatch,
} from '../../src/moves/shop.ts';
import type { Offer, OfferPlan, Schedule } from '../../src/offer/offer.ts';
import { scheduleSpan } from '../../src/windows/index.ts';
import { enter, setUntil } from './enter.ts';
import { clearIdleGroups, judgeWorseOff, prepareGroup } from './groups.ts';
import { baseOf, leaveDue, leaveMerge, repair, seatOf, writtenOf } from './leave.ts';
import type { MemoryModel, OfferRow, Seat } from './model.ts';
import { changeOffer, createOffer, pauseAll } from './offers.ts';
import { createList, freeze, frozenOf, joinRotation, listIds } from './rotation.ts';
import { rotationRows, type RotationRow } from '../support/rotation-rows.ts';
import type { Customer } from './rows.ts';

/** What no sync asks is not here: the module's PHP answers it in tests. */
const absent = (): Promise<never> => Promise.reject(new Error('the shop in memory only knows what a sync asks'));

/** What a sync asks of a shop, in memory. Answers are those of the model at that moment; every call yields once, as I/O would. */
export class MemoryShop implements Shop {
  readonly name = 'in memory';
  readonly details = absent;
  readonly permissions = absent;
  readonly planningPermissions = absent;
  readonly groups = absent;
  readonly categories = absent;
  readonly listFigures = absent;
  readonly importLines = absent;
  readonly finishImport = absent;
  readonly forgetList = absent;
  readonly ask = absent;

  constructor(readonly model: MemoryModel) {}

  async status(lease?: Lease, lastSync?: number | null) {
    if (lease !== undefined && this.model.renewLease(lease)) {
      if (lastSync) this.model.lastSync = Math.min(lastSync, this.model.now());
    }
    return this.model.status();
  }

  async acquireLease(holder: string, previous?: Lease) {
    return this.model.acquireLease(holder, previous);
  }

  async releaseLease(lease: Lease) {
    this.model.releaseLease(lease);
  }

  async offers() {
    return [...this.model.offers.values()].filter(({ intent }) => intent !== 'archived').map(toOffer);
  }

  async offer(id: number) {
    return toOffer(this.model.offerRow(id));
  }

  /** What is in memory can be read. */
  async unreadableRows(): Promise<readonly UnreadableRow[]> {
    return [];
  }

  async createOffer(plan: OfferPlan) {
    return toOffer(createOffer(this.model, { ...plan, ...instants(plan.schedule), cutAt: null }));
  }

  async changeOffer(id: number, version: number, changes: OfferChanges) {
    const times = changes.schedule === undefined ? {} : instants(changes.schedule);
    return toOffer(changeOffer(this.model, id, version, { ...changes, ...times }));
  }

  async pauseAll() {
    return pauseAll(this.model);
  }

  async createList(ids: readonly number[]) {
    return createList(this.model, ids);
  }

  /** None has a name. */
  async lists() {
    return [];
  }

  async listIds(list: number) {
    return Uint32Array.from(listIds(this.model, list));
  }

  async listsIds(lists: readonly number[]) {
    return lists.map((list) => Uint32Array.from(listIds(this.model, list)));
  }

  async pin(ids: readonly number[], pinned: boolean) {
    for (const id of ids) {
      if (pinned) this.model.pinned.add(id);
      else this.model.pinned.delete(id);
    }
    this.model.bump();
    return { unknown: [] };
  }

  async prepareGroup(lease: Lease, offer: OfferVersion, check: 'quick' | 'full') {
    return prepareGroup(this.model, lease, offer, check);
  }

  async prepareGroups(lease: Lease, offers: readonly OfferVersion[], check: 'quick' | 'full') {
    this.model.requireLease(lease);
    return offers.map((offer): PreparedGroup => {
      const group = orRefused(() => prepareGroup(this.model, lease, offer, check));
      return group instanceof RefusedError ? { offer: offer.id, refused: group } : { offer: offer.id, group };
    });
  }

  async clearIdleGroups(lease: Lease) {
    this.model.requireLease(lease);
    return clearIdleGroups(this.model);
  }

  /** Default group, memberships and what keeps them out; of accounts, addresses and orders nothing is known. */
  async *facts(): AsyncIterable<Facts> {
    const { model } = this;
    const rows = [...model.world.customers.values()]
      .filter(({ guest, deleted }) => !guest && !deleted)
      .sort((a, b) => a.id - b.id);
    const seats = rows.map((row) => baseSeat(model, row));
    const blocked = rows.flatMap(({ id }): [number, number][] => {
      const until = model.blocked.get(id) ?? 0;
      return until > model.now() ? [[id, until]] : [];
    });
    const nothing = { length: rows.length };
    yield {
      id: Uint32Array.from(rows, ({ id }) => id),
      idShop: Uint32Array.from(rows, ({ idShop }) => idShop),
      defaultGroup: Uint32Array.from(seats, ({ default: group }) => group),
      groups: Uint32Array.from(seats, (_, row) => row),
      groupSets: seats.map(({ groups }) => groups),
      registered: Int32Array.from(nothing, () => -1),
      birthday: new Int32Array(rows.length),
      gender: new Uint8Array(rows.length),
      language: Uint32Array.from(nothing, () => 1),
      country: new Uint32Array(rows.length),
      flags: new Uint8Array(rows.length),
      blockedUntil: new Map(blocked),
      pinned: new Set(rows.map(({ id }) => id).filter((id) => model.pinned.has(id))),
    };
  }

  async *orders() {}

  async worseOff(offer: number) {
    return judgeWorseOff(this.model, this.model.offerRow(offer));
  }

  async frozen(offer: number) {
    return frozenOf(this.model, offer);
  }

  async frozenOf(offers: readonly number[]) {
    return new Map(offers.map((offer) => [offer, this.model.offers.has(offer) ? frozenOf(this.model, offer) : []]));
  }

  async freeze(lease: Lease, what: Parameters<Shop['freeze']>[1], ids: readonly number[]) {
    this.model.requireLease(lease);
    return freeze(this.model, lease, what, createList(this.model, ids).list);
  }

  async freezeAll(lease: Lease, sets: Parameters<Shop['freezeAll']>[1]) {
    return sets.map(({ what, ids }): FreezeAnswer => {
      this.model.requireLease(lease);
      const frozen = orRefused(() => freeze(this.model, lease, what, createList(this.model, ids).list));
      return frozen instanceof RefusedError ? { refused: frozen } : { frozen };
    });
  }

  async *rotation(offer: number): AsyncIterable<RotationPage> {
    this.model.offerRow(offer);
    const rows = [...(this.model.rotation.get(offer) ?? [])].sort(([a], [b]) => a - b);
    yield rotationRows(rows.map(([id, { level, turns, last }]): RotationRow => [id, level, turns, last]));
  }

  async joinRotation(lease: Lease, offer: OfferVersion, level: number, ids: readonly number[]) {
    joinRotation(this.model, lease, offer, level, ids);
  }

  async *enrolments(): AsyncIterable<EnrolmentsPage> {
    const rows = [...this.model.open.values()].sort((a, b) => a.customer - b.customer);
    yield {
      customer: Uint32Array.from(rows, ({ customer }) => customer),
      offer: Uint32Array.from(rows, ({ offer }) => offer),
      writtenDefault: Uint32Array.from(rows, ({ writtenDefault }) => writtenDefault),
      window: Float64Array.from(rows, ({ window }) => window),
      until: Float64Array.from(rows, ({ until }) => until),
    };
  }

  async *history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    yield this.model.ledger
      .filter((row) => row.offer === offer)
      .map(({ id, idGroup, windowEnd, deferredUntil, left, ...record }) => {
        void [id, idGroup, windowEnd, deferredUntil, left];
        return record;
      });
  }

  async enter(lease: Lease, batch: EnterBatch) {
    return structuredClone(enter(this.model, lease, batch));
  }

  async setUntil(lease: Lease, batch: UntilBatch) {
    return setUntil(this.model, lease, batch);
  }

  async leaveDue(budget: LeaveBudget) {
    return leaveDue(this.model, budget);
  }

  async repair(lease: Lease) {
    return repair(this.model, lease);
  }

  async notify(notice: GivenNotice, lease?: Lease) {
    await this.notifyAll([notice], lease);
  }

  async notifyAll(notices: readonly GivenNotice[], lease?: Lease) {
    if (lease !== undefined) this.model.requireLease(lease);
    for (const notice of notices) this.model.notify(notice);
  }

  async hold(reason: HoldReason, lease?: Lease) {
    if (lease !== undefined) this.model.requireLease(lease);
    this.model.setHold(reason);
  }

  async confirm() {
    const { hold } = this.model;
    this.model.setHold(null);
    return hold;
  }
}

function orRefused<T>(work: () => T): T | RefusedError {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RefusedError) || error instanceof LeaseLostError) throw error;
    return error;
  }
}

/** As if no offer were: what leaving now would give them, or what they have; without any offer's group and groups that are gone. */
function baseSeat(model: MemoryModel, row: Customer): Seat {
  const enrolment = model.open.get(row.id);
  const current = seatOf(row);
  const seat = enrolment === undefined ? current : leaveMerge(model, baseOf(enrolment), writtenOf(enrolment), current);
  // No default group (0), or one that never existed, is what such a customer gets back; a default that is an offer's is the next sweep's.
  return { default: seat.default, groups: seat.groups.filter((id) => model.isBaseGroup(id)) };
}

function instants(schedule: Schedule): { startsAt: number; endsAt: number } {
  try {
    const { startsAt, endsAt } = scheduleSpan(schedule);
    return { startsAt: startsAt.epochMilliseconds, endsAt: endsAt.epochMilliseconds };
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toOffer({ dateUpd, ...row }: OfferRow): Offer {
  void dateUpd;
  return {
    ...row,
    startsAt: Temporal.Instant.fromEpochMilliseconds(row.startsAt),
    endsAt: Temporal.Instant.fromEpochMilliseconds(row.endsAt),
    cutAt: row.cutAt === null ? null : Temporal.Instant.fromEpochMilliseconds(row.cutAt),
  };
}
