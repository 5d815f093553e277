import { Temporal } from 'temporal-polyfill';
import type { Facts, OrdersPage } from '../../src/audience/facts.ts';
import type { Question } from '../../src/audience/questions.ts';
import { InvalidInputError, LeaseLostError, RefusedError } from '../../src/errors.ts';
import type {
  CustomerList,
  EnrolmentRecord,
  EnrolmentsPage,
  EnterBatch,
  FreezeAnswer,
  FrozenTurn,
  GivenNotice,
  HoldReason,
  ImportLine,
  Lease,
  LeaveBudget,
  OfferChanges,
  OfferVersion,
  RotationPage,
  Shop,
  ShopDetails,
  UnreadableRow,
  UntilBatch,
} from '../../src/moves/shop.ts';
import type { Offer, OfferPlan, Schedule } from '../../src/offer/offer.ts';
import { scheduleSpan } from '../../src/windows/index.ts';
import { enter, setUntil } from './enter.ts';
import { factsPage, ordersPage } from './facts.ts';
import { clearIdleGroups, prepareGroup, prepareGroups } from './groups.ts';
import { coreTables } from './http-core.ts';
import { OWN_RESOURCES } from './http-own.ts';
import { leaveDue, repair } from './leave.ts';
import { createList, finishImport, forgetList, importLines, listRow, namedLists, pin } from './lists.ts';
import type { OfferRow, MemoryModel } from './model.ts';
import { changeOffer, createOffer, pauseAll } from './offers.ts';
import { ask } from './questions.ts';
import { detailsOf, enrolmentsPage, historyOf } from './reads.ts';
import { freeze, frozenOf, joinRotation, rotationPage } from './rotation.ts';
import { judgeWorseOff } from './worse-off.ts';

const ALL_METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']);

/** The in-memory shop without HTTP. Answers are those of the model at that moment; every call yields once, as I/O would. */
export class MemoryShop implements Shop {
  readonly name = 'sandbox';

  constructor(readonly model: MemoryModel) {}

  async status(lease?: Lease) {
    if (lease !== undefined) this.model.renewLease(lease);
    return this.model.status();
  }

  async details(): Promise<ShopDetails> {
    return detailsOf(this.model);
  }

  async permissions() {
    return new Map(
      [...Object.keys(coreTables(this.model)), 'group_offers', ...Object.keys(OWN_RESOURCES)].map((name) => [
        name,
        ALL_METHODS,
      ]),
    );
  }

  async groups() {
    return [...this.model.world.groups.values()].map(({ id, name }) => ({ id, name }));
  }

  async categories() {
    return [...this.model.world.categories.values()].map(({ id, name }) => ({ id, name }));
  }

  async acquireLease(holder: string, previous?: Lease): Promise<Lease> {
    const { number, token } = this.model.acquireLease(holder, previous);
    return { number, token };
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

  async createOffer(plan: OfferPlan) {
    return toOffer(createOffer(this.model, { ...plan, ...instants(plan.schedule), cutAt: null }));
  }

  async changeOffer(id: number, version: number, changes: OfferChanges) {
    const times = changes.schedule === undefined ? {} : instants(changes.schedule);
    return toOffer(changeOffer(this.model, id, version, { ...changes, ...times }));
  }

  async createList(ids: readonly number[], how: { readonly skipUnknown?: boolean } = {}) {
    return createList(this.model, ids, how);
  }

  async listIds(list: number) {
    return Uint32Array.from(listRow(this.model, list).ids);
  }

  async listsIds(lists: readonly number[]) {
    return lists.map((list) => Uint32Array.from(listRow(this.model, list).ids));
  }

  async listFigures(list: number) {
    const { ids, figures } = listRow(this.model, list);
    return { ids: Uint32Array.from(ids), figures: Float64Array.from(ids, (id) => figures.get(id) ?? 0) };
  }

  async lists() {
    return namedLists(this.model);
  }

  async importLines(target: { list: number; kind: CustomerList['kind'] }, lines: readonly ImportLine[]) {
    return importLines(this.model, target, lines);
  }

  async finishImport(list: number, name: string) {
    return finishImport(this.model, list, name);
  }

  async forgetList(list: number) {
    forgetList(this.model, list);
  }

  async pin(ids: readonly number[], pinned: boolean) {
    return pin(this.model, ids, pinned);
  }

  async prepareGroup(lease: Lease, offer: { id: number; version: number }, check: 'quick' | 'full') {
    return prepareGroup(this.model, lease, offer, check);
  }

  /** What is in memory can be read. */
  async unreadableRows(): Promise<readonly UnreadableRow[]> {
    return [];
  }

  async prepareGroups(lease: Lease, offers: readonly OfferVersion[], check: 'quick' | 'full') {
    return prepareGroups(this.model, lease, offers, check);
  }

  async clearIdleGroups(lease: Lease) {
    this.model.requireLease(lease);
    return clearIdleGroups(this.model);
  }

  async *facts(): AsyncIterable<Facts> {
    yield factsPage(this.model, 0, Infinity).page;
  }

  async *orders(): AsyncIterable<OrdersPage> {
    yield ordersPage(this.model, 0, Infinity).page;
  }

  async ask(question: Question) {
    return ask(this.model, question, 0, Infinity).answer;
  }

  async worseOff(offer: number) {
    return judgeWorseOff(this.model, this.model.offerRow(offer));
  }

  async frozen(offer: number) {
    return frozenOf(this.model, offer);
  }

  async frozenOf(offers: readonly number[]) {
    return new Map(offers.map((offer) => [offer, this.model.offers.has(offer) ? frozenOf(this.model, offer) : []]));
  }

  async freeze(
    lease: Lease,
    what: { offer: number; version: number; window: number; turn: FrozenTurn | null; basis: string },
    ids: readonly number[],
  ) {
    this.model.requireLease(lease);
    const { list } = createList(this.model, ids, { skipUnknown: true });
    return freeze(this.model, lease, what, list);
  }

  async freezeAll(lease: Lease, sets: Parameters<Shop['freezeAll']>[1]) {
    const answers: FreezeAnswer[] = [];
    for (const { what, ids } of sets) {
      try {
        answers.push({ frozen: await this.freeze(lease, what, ids) });
      } catch (error) {
        if (!(error instanceof RefusedError) || error instanceof LeaseLostError) throw error;
        answers.push({ refused: error });
      }
    }
    return answers;
  }

  async *rotation(offer: number): AsyncIterable<RotationPage> {
    yield rotationPage(this.model, offer, 0, Infinity).page;
  }

  async joinRotation(lease: Lease, offer: { id: number; version: number }, level: number, ids: readonly number[]) {
    joinRotation(this.model, lease, offer, level, ids);
  }

  async *enrolments(): AsyncIterable<EnrolmentsPage> {
    yield enrolmentsPage(this.model, { after: 0, limit: Infinity }).page;
  }

  async *history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    yield historyOf(this.model, offer, 0, Infinity);
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

  async pauseAll() {
    return pauseAll(this.model);
  }

  async notify(notice: GivenNotice, lease?: Lease) {
    await this.notifyAll([notice], lease);
  }

  async notifyAll(notices: readonly GivenNotice[], lease?: Lease) {
    if (lease !== undefined) this.model.requireLease(lease);
    for (const notice of notices) this.model.notify(notice);
  }

  async hold(reason: HoldReason | null, lease?: Lease) {
    if (lease !== undefined) this.model.requireLease(lease);
    this.model.setHold(reason);
  }
}

function instants(schedule: Schedule): { startsAt: number; endsAt: number } {
  try {
    const { startsAt, endsAt } = scheduleSpan(schedule);
    return { startsAt: startsAt.epochMilliseconds, endsAt: endsAt.epochMilliseconds };
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function toOffer(row: OfferRow): Offer {
  const { dateAdd, dateUpd, ...offer } = row;
  void dateAdd;
  void dateUpd;
  return {
    ...offer,
    startsAt: Temporal.Instant.fromEpochMilliseconds(row.startsAt),
    endsAt: Temporal.Instant.fromEpochMilliseconds(row.endsAt),
    cutAt: row.cutAt === null ? null : Temporal.Instant.fromEpochMilliseconds(row.cutAt),
  };
}
