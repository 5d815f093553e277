import { ShopUnusableError } from '@group-offers/sync-service/errors';
import type {
  CustomerList,
  ImportedLines,
  ImportLine,
  LeaveResult,
  OfferChanges,
} from '@group-offers/sync-service/moves';
import type { Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { fieldOf } from '@group-offers/sync-service/problems';
import {
  answers,
  ModuleCalls,
  page,
  planRow,
  readOffers,
  sqlTime,
  windowsRow,
  type ActivityEntry,
  type Choices,
  type Connection,
  type CustomerDetail,
  type CustomerRow,
  type FoundOffers,
  type Overview,
  type Review,
} from '@group-offers/sync-service/wire';
import { Requests } from './requests.ts';
import type { Transport } from './transport.ts';

/** Windows are told from that long ago on while the shop's clock is not known. */
const UNKNOWN_CLOCK_MS = 2 * 24 * 3_600_000;
/** Customers in one step of leaving, so that the bar moves. */
const LEAVE_STEP = { customers: 2_000, ms: 1_000 };

/** All that the page asks of the shop and tells it, by the module's admin controller. Errors are those of `transport.ts`. */
export class Desk extends ModuleCalls {
  /** How far the shop's clock is ahead of this machine's, ms, as far as it has told. */
  private ahead = -UNKNOWN_CLOCK_MS;

  private readonly requests: Requests;

  constructor(private readonly transport: Transport) {
    const requests = new Requests(transport);
    super(requests);
    this.requests = requests;
  }

  async overview(): Promise<Overview> {
    const overview = await this.requests.get('page_overview', {}, page.overview);
    this.ahead = overview.status.now - Date.now();
    return overview;
  }

  choices(): Promise<Choices> {
    return this.requests.get('page_choices', {}, page.choices);
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

  /**
   * One step of letting those leave who are due; again while `remaining` > 0. Works without the service.
   * @param after the `next` of the step before
   */
  leave(after: string | null): Promise<LeaveResult> {
    return this.requests.post('group_offer_moves', { kind: 'leave', budget: LEAVE_STEP, after }, answers.left);
  }

  /** At most 2,000 lines a call, so that a body stays below 128 kB. The first call has `list` 0 and begins the import. */
  importLines(list: number, kind: CustomerList['kind'], lines: readonly ImportLine[]): Promise<ImportedLines> {
    const rows = lines.map(({ line, customer, figure }) =>
      figure === undefined ? [line, customer] : [line, customer, figure],
    );
    return this.requests.post('group_offer_imports', { import: { list, kind, lines: rows } }, answers.imported);
  }

  async pin(customer: number, pinned: boolean): Promise<void> {
    await this.requests.post(
      'group_offer_exclusions',
      pinned ? { exclude: [customer] } : { include: [customer] },
      answers.unknown,
    );
  }

  async customers(
    what: { search: string; limit?: number } | { ids: readonly number[] },
  ): Promise<readonly CustomerRow[]> {
    return (await this.requests.post('page_customers', what, page.customerRows)).customers;
  }

  /** Who is in the offer now, by id. */
  inside(offer: number, after: number, limit: number): Promise<{ customers: CustomerRow[]; next: number | null }> {
    return this.requests.post('page_customers', { offer, after, limit }, page.customerRows);
  }

  customer(id: number): Promise<CustomerDetail> {
    return this.requests.post('page_customer', { id }, page.customerDetail);
  }

  /** @param offer 0 for one that is not saved yet  @param group whose customers' prices of today are compared */
  review(
    plan: OfferPlan,
    offer: number,
    group: number,
    products: readonly number[],
    signal?: AbortSignal,
  ): Promise<Review> {
    return this.requests.post('page_review', { plan: planRow(plan), offer, group, products }, page.review, signal);
  }

  /** The activity log, newest first. @param offer 0: of the whole shop @param before the `next` of the page before; 0: the newest */
  async activity(
    offer: number,
    before = 0,
    limit = 20,
  ): Promise<{ entries: readonly ActivityEntry[]; next: number | null }> {
    const { activity, next } = await this.requests.get('page_activity', { offer, before, limit }, page.activity);
    return { entries: activity, next };
  }

  /** Something was saved as a file: the shop keeps who did it. */
  async saved(file: 'report' | 'turns' | 'activity', offer: number): Promise<void> {
    await this.requests.post('page_activity', { saved: { file, offer } }, page.recorded);
  }

  async products(search: string): Promise<readonly { id: number; name: string; reference: string }[]> {
    return (await this.requests.post('page_products', { search, limit: 20 }, page.products)).products;
  }

  connection(): Promise<Connection> {
    return this.requests.get('page_connection', {}, page.connection);
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
    return this.requests.post('page_connection', what, page.connection);
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
