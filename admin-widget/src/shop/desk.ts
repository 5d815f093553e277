import { type Answer, type Facts, type OrdersPage, type Question } from '@group-offers/sync-service/audience';
import { ShopUnusableError } from '@group-offers/sync-service/errors';
import type {
  CustomerList,
  EnrolmentRecord,
  FrozenSet,
  ImportedLines,
  ImportLine,
  LeaveResult,
  OfferChanges,
  RotationPage,
} from '@group-offers/sync-service/moves';
import type { Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { fieldOf } from '@group-offers/sync-service/problems';
import {
  answers,
  page,
  planRow,
  read,
  readOffers,
  sqlTime,
  tables,
  windowsRow,
  type TellUnreadable,
  type ActivityEntry,
  type Choices,
  type Connection,
  type CustomerDetail,
  type CustomerRow,
  type FoundOffers,
  type Overview,
  type Review,
} from '@group-offers/sync-service/wire';
import type { z } from 'zod';
import type { Call, Transport } from './transport.ts';

/** A sample of the customers: those whose drawn number (0–999) is below `share`. */
export interface Sample {
  readonly share: number;
  readonly seed: number;
}

const PAGE = 50_000;
/** Rows that cannot be read are left out here as there; the service's notice names them. */
const TOLD_BY_SERVICE: TellUnreadable = () => undefined;
/** Windows are told from that long ago on while the shop's clock is not known. */
const UNKNOWN_CLOCK_MS = 2 * 24 * 3_600_000;
/** Customers in one step of leaving, so that the bar moves. */
const LEAVE_STEP = { customers: 2_000, ms: 1_000 };

/** All that the page asks of the shop and tells it, by the module's admin controller. Errors are those of `transport.ts`. */
export class Desk {
  /** How far the shop's clock is ahead of this machine's, ms, as far as it has told. */
  private ahead = -UNKNOWN_CLOCK_MS;

  constructor(private readonly transport: Transport) {}

  async overview(): Promise<Overview> {
    const overview = await this.get('page_overview', {}, page.overview);
    this.ahead = overview.status.now - Date.now();
    return overview;
  }

  choices(): Promise<Choices> {
    return this.get('page_choices', {}, page.choices);
  }

  /** All, archived ones too. Those that this version cannot read stand apart. */
  async offers(): Promise<FoundOffers> {
    return this.listed(await this.transport.call({ resource: 'group_offers', method: 'GET' }));
  }

  async offer(id: number): Promise<Offer> {
    return this.only(await this.transport.call({ resource: 'group_offers', method: 'GET', query: { id } }));
  }

  async create(plan: OfferPlan): Promise<Offer> {
    const body = { ...planRow(plan), ...this.windows(plan) };
    return this.only(await this.transport.call({ resource: 'group_offers', method: 'POST', body }));
  }

  /** @throws StaleVersionError when somebody else changed the offer since `version` was read */
  async change(offer: Offer, { cutAt, ...changes }: OfferChanges): Promise<Offer> {
    const plan = { ...offer, ...changes };
    const keepsTimes = changes.schedule === undefined;
    const body = {
      id: offer.id,
      version: offer.version,
      ...planRow(plan, keepsTimes ? offer : undefined),
      // Ending needs none, and must work where nobody can read the rule.
      ...(keepsTimes && changes.intent !== 'armed' ? {} : this.windows(plan)),
      ...(cutAt === undefined ? {} : { cut_at: sqlTime(cutAt) }),
    };
    return this.only(await this.transport.call({ resource: 'group_offers', method: 'PUT', body }));
  }

  /**
   * Gives the shop the next windows of an offer that comes again, and nothing else of it.
   * @throws StaleVersionError when somebody else changed the offer since it was read
   */
  async topUp(offer: Offer): Promise<void> {
    const body = { id: offer.id, version: offer.version, ...this.windows(offer) };
    await this.transport.call({ resource: 'group_offers', method: 'PUT', body });
  }

  private windows(plan: OfferPlan): ReturnType<typeof windowsRow> {
    return windowsRow(plan, Date.now() + this.ahead);
  }

  async remove(offer: Offer): Promise<void> {
    await this.transport.call({ resource: 'group_offers', method: 'DELETE', query: { id: offer.id } });
  }

  /** The merchant's word after a hold. */
  async confirm(): Promise<void> {
    await this.transport.call({ resource: 'group_offer_control', method: 'POST', body: { kind: 'confirm' } });
  }

  async pauseAll(): Promise<number> {
    return (await this.post('group_offer_control', { kind: 'pauseAll' }, answers.paused)).paused;
  }

  /**
   * One step of letting those leave who are due; again while `remaining` > 0. Works without the service.
   * @param after the `next` of the step before
   */
  leave(after: string | null): Promise<LeaveResult> {
    return this.post('group_offer_moves', { kind: 'leave', budget: LEAVE_STEP, after }, answers.left);
  }

  facts(sample?: Sample, signal?: AbortSignal): AsyncIterable<Facts> {
    return this.pages('group_offer_facts', { ...sample, limit: PAGE }, tables.factsPage, tables.toFacts, signal);
  }

  orders(sample?: Sample, signal?: AbortSignal): AsyncIterable<OrdersPage> {
    const query = { ...sample, orders: 1, limit: 2 * PAGE };
    return this.pages('group_offer_facts', query, tables.ordersPage, tables.toOrders, signal);
  }

  async ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    const parts: Answer[] = [];
    for (let after = 0; ;) {
      const body = { ask: question, limit: PAGE, after };
      const answer = await this.post('group_offer_audience', body, tables.answerPage, signal);
      parts.push(tables.toAnswer('group_offer_audience', answer, after, TOLD_BY_SERVICE));
      if (answer.next === null) break;
      after = this.forward('group_offer_audience', after, answer.next);
    }
    return {
      yes: tables.joinIds(parts.map(({ yes }) => yes)),
      no: tables.joinIds(parts.map(({ no }) => no)),
      others: parts[0]!.others,
    };
  }

  async lists(): Promise<readonly CustomerList[]> {
    return (await this.get('group_offer_audience', { lists: 1 }, answers.lists)).lists;
  }

  listIds(list: number): AsyncIterable<Uint32Array> {
    return this.pages('group_offer_audience', { list, limit: PAGE }, tables.listPage, tables.toIds);
  }

  listFigures(list: number): AsyncIterable<{ ids: Uint32Array; figures: Float64Array }> {
    const query = { list, figures: 1, limit: PAGE };
    return this.pages('group_offer_audience', query, tables.figuresPage, tables.toFigures);
  }

  /** At most 2,000 lines a call, so that a body stays below 128 kB. The first call has `list` 0 and begins the import. */
  importLines(list: number, kind: CustomerList['kind'], lines: readonly ImportLine[]): Promise<ImportedLines> {
    const rows = lines.map(({ line, customer, figure }) =>
      figure === undefined ? [line, customer] : [line, customer, figure],
    );
    return this.post('group_offer_imports', { import: { list, kind, lines: rows } }, answers.imported);
  }

  async finishImport(list: number, name: string): Promise<CustomerList> {
    return (await this.post('group_offer_imports', { import: { list, finish: name } }, answers.importFinished)).list;
  }

  async forgetList(list: number): Promise<void> {
    await this.post('group_offer_imports', { forget: list }, answers.forgotten);
  }

  async pin(customer: number, pinned: boolean): Promise<void> {
    await this.post(
      'group_offer_exclusions',
      pinned ? { exclude: [customer] } : { include: [customer] },
      answers.unknown,
    );
  }

  async frozen(offer: number): Promise<readonly FrozenSet[]> {
    return (await this.get('group_offer_audience', { frozen: offer }, answers.frozenSets)).frozen;
  }

  rotation(offer: number): AsyncIterable<RotationPage> {
    const query = { rotation: offer, limit: PAGE };
    return this.pages('group_offer_audience', query, tables.rotationPage, tables.toRotation);
  }

  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    const query = { open: 0, offer, limit: 5_000 };
    return this.pages('group_offer_enrolments', query, answers.historyPage, (_resource, { rows }) => rows);
  }

  async customers(
    what: { search: string; limit?: number } | { ids: readonly number[] },
  ): Promise<readonly CustomerRow[]> {
    return (await this.post('page_customers', what, page.customerRows)).customers;
  }

  /** Who is in the offer now, by id. */
  inside(offer: number, after: number, limit: number): Promise<{ customers: CustomerRow[]; next: number | null }> {
    return this.post('page_customers', { offer, after, limit }, page.customerRows);
  }

  customer(id: number): Promise<CustomerDetail> {
    return this.post('page_customer', { id }, page.customerDetail);
  }

  /** @param offer 0 for one that is not saved yet  @param group whose customers' prices of today are compared */
  review(
    plan: OfferPlan,
    offer: number,
    group: number,
    products: readonly number[],
    signal?: AbortSignal,
  ): Promise<Review> {
    return this.post('page_review', { plan: planRow(plan), offer, group, products }, page.review, signal);
  }

  /** The activity log, newest first. @param offer 0: of the whole shop @param before the `next` of the page before; 0: the newest */
  async activity(
    offer: number,
    before = 0,
    limit = 20,
  ): Promise<{ entries: readonly ActivityEntry[]; next: number | null }> {
    const { activity, next } = await this.get('page_activity', { offer, before, limit }, page.activity);
    return { entries: activity, next };
  }

  /** Something was saved as a file: the shop keeps who did it. */
  async saved(file: 'report' | 'turns' | 'activity', offer: number): Promise<void> {
    await this.post('page_activity', { saved: { file, offer } }, page.recorded);
  }

  async products(search: string): Promise<readonly { id: number; name: string; reference: string }[]> {
    return (await this.post('page_products', { search, limit: 20 }, page.products)).products;
  }

  connection(): Promise<Connection> {
    return this.get('page_connection', {}, page.connection);
  }

  connect(
    what:
      | { show: 'key' | 'cron' }
      | { make: 'key' | 'planning' | 'cron' }
      | { withdraw: 'key' | 'planning' }
      | { switchOn: 'webservice' }
      | { dropTables: boolean }
      | { approvalAbove: number | null },
  ): Promise<Connection> {
    return this.post('page_connection', what, page.connection);
  }

  private async get<T>(
    resource: string,
    query: NonNullable<Call['query']>,
    schema: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return read(
      resource,
      schema,
      await this.transport.call({ resource, method: 'GET', query, ...(signal && { signal }) }),
    );
  }

  private async post<T>(resource: string, body: object, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return read(
      resource,
      schema,
      await this.transport.call({ resource, method: 'POST', body, ...(signal && { signal }) }),
    );
  }

  private async *pages<P extends { readonly next: number | null }, T>(
    resource: string,
    query: NonNullable<Call['query']>,
    schema: z.ZodType<P>,
    to: (resource: string, answer: P, after: number, tell: TellUnreadable) => T,
    signal?: AbortSignal,
  ): AsyncIterable<T> {
    for (let after = 0; ;) {
      const answer = await this.get(resource, { ...query, after }, schema, signal);
      yield to(resource, answer, after, TOLD_BY_SERVICE);
      if (answer.next === null) return;
      after = this.forward(resource, after, answer.next);
    }
  }

  private forward(resource: string, after: number, next: number): number {
    if (next > after) return next;
    throw new ShopUnusableError(`${resource}: its pages go round in circles at ${after}`, 200);
  }

  private listed(answer: unknown): FoundOffers {
    const found = readOffers(answer);
    if (found !== undefined) return found;
    throw new ShopUnusableError('group_offers: the answer holds no list of offers', 200);
  }

  private only(answer: unknown): Offer {
    const { offers, unreadable } = this.listed(answer);
    if (offers[0] !== undefined) return offers[0];
    throw new ShopUnusableError(
      `group_offers: ${unreadable[0] === undefined ? 'no such offer' : fieldOf(unreadable[0].why)}`,
      200,
    );
  }
}
