import { Temporal } from 'temporal-polyfill';
import type { Facts } from '../../audience/facts.ts';
import { InvalidInputError } from '../../errors.ts';
import type {
  EnrolmentRecord,
  EnrolmentsPage,
  EnterBatch,
  HoldReason,
  Lease,
  LeaveBudget,
  OfferChanges,
  Shop,
  ShopDetails,
  UntilBatch,
} from '../../moves/shop.ts';
import type { Offer, OfferPlan, Schedule } from '../../offer/offer.ts';
import { resolveSchedule } from '../../windows/index.ts';
import { enter, setUntil } from './enter.ts';
import { prepareGroup } from './groups.ts';
import { coreTables } from './http-core.ts';
import { OWN_RESOURCES } from './http-own.ts';
import { leaveDue, repair } from './leave.ts';
import type { OfferRow, SandboxModel } from './model.ts';
import { changeOffer, createList, createOffer, listIds, pauseAll } from './offers.ts';
import { detailsOf, enrolmentsPage, factsPage, historyOf } from './reads.ts';

const ALL_METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']);

/** The in-memory shop without HTTP. Answers are those of the model at that moment; every call yields once, as I/O would. */
export class SandboxShop implements Shop {
  readonly name = 'sandbox';

  constructor(readonly model: SandboxModel) {}

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

  async acquireLease(holder: string): Promise<Lease> {
    const { number, token } = this.model.acquireLease(holder);
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

  async createList(ids: readonly number[]) {
    return createList(this.model, ids);
  }

  async listIds(list: number) {
    return Int32Array.from(listIds(this.model, list));
  }

  async prepareGroup(lease: Lease, offer: { id: number; version: number }, check: 'quick' | 'full') {
    return prepareGroup(this.model, lease, offer, check);
  }

  async *facts(): AsyncIterable<Facts> {
    yield factsPage(this.model, 0, Infinity).page;
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

  async notify(notice: { code: string; idOffer: number; message: string }) {
    this.model.notify(notice);
  }

  async hold(reason: HoldReason | null) {
    this.model.setHold(reason);
  }
}

function instants(schedule: Schedule): { startsAt: number; endsAt: number } {
  try {
    const { start, end } = resolveSchedule(schedule);
    return { startsAt: start.epochMilliseconds, endsAt: end.epochMilliseconds };
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
