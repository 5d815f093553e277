import { randomUUID } from 'node:crypto';
import type { Answer, Facts, OrdersPage, Question } from '../../audience/index.ts';
import type { Logger } from '../../log.ts';
import type {
  CustomerList,
  EnrolmentRecord,
  EnrolmentsPage,
  EnterBatch,
  EnterResult,
  FreezeAnswer,
  FrozenSet,
  GivenNotice,
  HoldReason,
  IdleGroup,
  ImportLine,
  Lease,
  LeaveBudget,
  LeaveResult,
  NamedRow,
  OfferChanges,
  OfferGroup,
  OfferVersion,
  RepairResult,
  RotationPage,
  Shop,
  ShopDetails,
  ShopStatus,
  UnreadableRow,
  UntilBatch,
  WorseOff,
} from '../../moves/shop.ts';
import type { Offer, OfferPlan } from '../../offer/index.ts';
import { shopAddress } from './address.ts';
import { AudienceCalls } from './audience.ts';
import { frame, halve, halveEnter, halveUntil, joinEntered } from './batches.ts';
import { GroupCalls } from './group-calls.ts';
import { ShopHttp } from './http.ts';
import { OfferCalls } from './offer-calls.ts';
import { Resources } from './resources.ts';
import { tables } from '../../wire/index.ts';
import { requireModule } from './versions.ts';
import { answers as wire, iso } from '../../wire/index.ts';

export interface PrestaShopOptions {
  readonly name: string;
  /** Root address of the shop. */
  readonly url: string;
  /** The module's Webservice key. Secret. */
  readonly key: string;
  readonly allowHttp?: boolean;
  readonly keyInAddress?: boolean;
  readonly requestsPerMinute?: number;
  readonly requestsAtOnce?: number;
  /** For one request; making a group ready may take five times as long. */
  readonly timeoutMs?: number;
  readonly tries?: number;
  readonly backoffMs?: number;
  /** Ends waits and requests under way. */
  readonly signal?: AbortSignal;
}

/** Rows of one page of facts and enrolments: about 2 MB of JSON. */
const PAGE = 50_000;
/** Orders of one page: about 1.5 MB of JSON. */
const ORDERS_PAGE = 100_000;
/** Rows of one page of the ledger. */
const HISTORY_PAGE = 5_000;

/** A real PrestaShop through its Webservice and the resources that the module adds (docs/PROTOCOL.md). */
export class PrestaShopShop implements Shop {
  readonly name: string;
  private readonly http: ShopHttp;
  private readonly resources: Resources;
  private readonly audience: AudienceCalls;
  private readonly offerCalls: OfferCalls;
  private readonly groupCalls: GroupCalls;

  /** @throws InvalidInputError when the address cannot be used */
  constructor(options: PrestaShopOptions, log: Logger) {
    const { name, url, key, timeoutMs = 60_000 } = options;
    this.name = name;
    this.http = new ShopHttp({
      shop: name,
      address: shopAddress('SHOP_URL', url, options.allowHttp ?? false),
      key,
      keyInAddress: options.keyInAddress ?? false,
      requestsPerMinute: options.requestsPerMinute ?? 90,
      requestsAtOnce: options.requestsAtOnce ?? 2,
      timeoutMs,
      tries: options.tries ?? 4,
      backoffMs: options.backoffMs ?? 500,
      log,
      signal: options.signal,
    });
    this.resources = new Resources(this.http, name);
    this.audience = new AudienceCalls(this.resources);
    this.offerCalls = new OfferCalls(this.http, name, log, async () => (await this.status()).now);
    this.groupCalls = new GroupCalls(this.resources, 5 * timeoutMs);
  }

  /** HTTP requests sent so far, repeated ones included. */
  get requests(): number {
    return this.http.requests;
  }

  /** Closes kept connections. */
  close(): void {
    this.http.close();
  }

  /** What the key may do: methods in capitals by resource, core and module. */
  permissions(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    return this.resources.get('group_offer_status', { permissions: 1 }, wire.permissions);
  }

  async status(lease?: Lease, lastSync?: number | null): Promise<ShopStatus> {
    const resource = 'group_offer_status';
    const answer =
      lease === undefined
        ? await this.resources.get(resource, {}, wire.status)
        : await this.resources.post(resource, { lease, ...(lastSync ? { synced: iso(lastSync) } : {}) }, wire.status);
    requireModule(this.name, answer.moduleVersion);
    return answer;
  }

  details(): Promise<ShopDetails> {
    return this.resources.get('group_offer_status', { detail: 1 }, wire.details);
  }

  groups(): Promise<readonly NamedRow[]> {
    return this.named('groups');
  }

  categories(): Promise<readonly NamedRow[]> {
    return this.named('categories');
  }

  acquireLease(holder: string, previous?: Lease): Promise<Lease> {
    const proof = previous && { number: previous.number, token: previous.token };
    return this.resources.post('group_offer_lease', { holder, previous: proof }, wire.lease);
  }

  async releaseLease({ number, token }: Lease): Promise<void> {
    await this.resources.post('group_offer_lease', { release: { number, token } }, wire.released);
  }

  offers(unreadable?: (offer: number, why: string) => void): Promise<readonly Offer[]> {
    return this.offerCalls.all(unreadable);
  }

  offer(id: number): Promise<Offer> {
    return this.offerCalls.one(id);
  }

  createOffer(plan: OfferPlan): Promise<Offer> {
    return this.offerCalls.create(plan);
  }

  changeOffer(id: number, version: number, changes: OfferChanges): Promise<Offer> {
    return this.offerCalls.change(id, version, changes);
  }

  createList(ids: readonly number[], how: { readonly skipUnknown?: boolean } = {}) {
    return this.audience.createList(ids, how);
  }

  listIds(list: number): Promise<Uint32Array> {
    return this.audience.listIds(list);
  }

  listsIds(lists: readonly number[]): Promise<readonly Uint32Array[]> {
    return this.audience.listsIds(lists);
  }

  listFigures(list: number) {
    return this.audience.listFigures(list);
  }

  lists(): Promise<readonly CustomerList[]> {
    return this.audience.lists();
  }

  importLines(target: { readonly list: number; readonly kind: CustomerList['kind'] }, lines: readonly ImportLine[]) {
    return this.audience.importLines(target, lines);
  }

  finishImport(list: number, name: string): Promise<CustomerList> {
    return this.audience.finishImport(list, name);
  }

  forgetList(list: number): Promise<void> {
    return this.audience.forgetList(list);
  }

  pin(ids: readonly number[], pinned: boolean) {
    return this.audience.pin(ids, pinned);
  }

  ask(question: Question): Promise<Answer> {
    return this.audience.ask(question);
  }

  async unreadableRows(): Promise<readonly UnreadableRow[]> {
    return this.resources.unreadableRows();
  }

  frozen(offer: number): Promise<readonly FrozenSet[]> {
    return this.audience.frozen(offer);
  }

  frozenOf(offers: readonly number[]): Promise<ReadonlyMap<number, readonly FrozenSet[]>> {
    return this.audience.frozenOf(offers);
  }

  freeze(lease: Lease, what: Parameters<Shop['freeze']>[1], ids: readonly number[]): Promise<FrozenSet> {
    return this.audience.freeze(lease, what, ids);
  }

  freezeAll(lease: Lease, sets: Parameters<Shop['freezeAll']>[1]): Promise<readonly FreezeAnswer[]> {
    return this.audience.freezeAll(lease, sets);
  }

  rotation(offer: number): AsyncIterable<RotationPage> {
    return this.audience.rotation(offer);
  }

  joinRotation(lease: Lease, offer: { id: number; version: number }, level: number, ids: readonly number[]) {
    return this.audience.joinRotation(lease, offer, level, ids);
  }

  prepareGroups(lease: Lease, offers: readonly OfferVersion[], check: 'quick' | 'full') {
    return this.groupCalls.prepare(lease, offers, check);
  }

  async prepareGroup(lease: Lease, offer: OfferVersion, check: 'quick' | 'full'): Promise<OfferGroup> {
    const [answer] = await this.groupCalls.prepare(lease, [offer], check);
    if ('refused' in answer!) throw answer.refused;
    return answer!.group;
  }

  clearIdleGroups(lease: Lease): Promise<readonly IdleGroup[]> {
    return this.groupCalls.clearIdle(lease);
  }

  worseOff(offer: number): Promise<readonly WorseOff[]> {
    return this.groupCalls.worseOff(offer);
  }

  facts(): AsyncIterable<Facts> {
    return this.resources.getPages('group_offer_facts', { limit: PAGE }, tables.factsPage, tables.toFacts);
  }

  /** Read at the same time as {@link facts}: that is what two requests at once are for. */
  orders(): AsyncIterable<OrdersPage> {
    const query = { orders: 1, limit: ORDERS_PAGE };
    return this.resources.getPages('group_offer_facts', query, tables.ordersPage, tables.toOrders);
  }

  enrolments(): AsyncIterable<EnrolmentsPage> {
    const query = { open: 1, limit: PAGE };
    return this.resources.getPages('group_offer_enrolments', query, tables.enrolmentsPage, tables.toEnrolments);
  }

  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    const query = { open: 0, offer, limit: HISTORY_PAGE };
    return this.resources.getPages('group_offer_enrolments', query, wire.historyPage, wire.toHistory);
  }

  async enter(lease: Lease, batch: EnterBatch): Promise<EnterResult> {
    const parts = await this.resources.limit.send(
      batch,
      (part) =>
        JSON.stringify({
          kind: 'enter',
          lease,
          ...frame(part),
          expect: part.expect.map(({ defaultGroup, ids }) => ({ default: defaultGroup, ids })),
        }),
      (text) => this.resources.postText('group_offer_moves', text, wire.entered),
      halveEnter,
      ({ stopped }) => stopped === null,
    );
    return joinEntered(parts);
  }

  async setUntil(lease: Lease, batch: UntilBatch): Promise<{ changed: number }> {
    const parts = await this.resources.limit.send(
      batch,
      (part) => JSON.stringify({ kind: 'until', lease, ...frame(part), ids: part.ids }),
      (text) => this.resources.postText('group_offer_moves', text, wire.changed),
      halveUntil,
    );
    return { changed: parts.reduce((sum, { changed }) => sum + changed, 0) };
  }

  leaveDue({ from = 'first', after, ...budget }: LeaveBudget): Promise<LeaveResult> {
    const body = { kind: 'leave', key: randomUUID(), budget, from, after };
    return this.resources.post('group_offer_moves', body, wire.left);
  }

  repair(lease: Lease): Promise<RepairResult> {
    return this.resources.post('group_offer_moves', { kind: 'repair', lease }, wire.repaired);
  }

  async pauseAll(): Promise<number> {
    return (await this.resources.post('group_offer_moves', { kind: 'pauseAll' }, wire.paused)).paused;
  }

  notify(notice: GivenNotice, lease?: Lease): Promise<void> {
    return this.notifyAll([notice], lease);
  }

  async notifyAll(notices: readonly GivenNotice[], lease?: Lease): Promise<void> {
    await this.resources.limit.send(
      notices,
      (part) => JSON.stringify({ lease, notices: part }),
      (text) => this.resources.postText('group_offer_status', text, wire.status),
      halve,
    );
  }

  async hold(reason: HoldReason | null, lease?: Lease): Promise<void> {
    await this.resources.post('group_offer_status', { lease, hold: reason }, wire.status);
  }

  private async named(resource: 'groups' | 'categories'): Promise<readonly NamedRow[]> {
    return (await this.resources.get('group_offer_groups', { names: resource }, wire.names)).names;
  }
}
