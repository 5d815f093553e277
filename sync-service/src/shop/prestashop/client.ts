import { randomUUID } from 'node:crypto';
import type { Answer, AskedOf, Facts, OrdersPage, Question } from '../../audience/index.ts';
import { InvalidInputError } from '../../errors.ts';
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
  KeyRights,
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
import type { Problem } from '../../problems.ts';
import { shopAddress } from './address.ts';
import { AudienceCalls } from './audience.ts';
import { frame, halve, halveEnter, halveUntil, joinEntered } from './batches.ts';
import { GroupCalls } from './group-calls.ts';
import { ShopHttp } from './http.ts';
import { OfferCalls } from './offer-calls.ts';
import { PlanningCalls } from './planning-calls.ts';
import { Resources } from './resources.ts';
import { answers as wire, iso, ModuleCalls, PROTOCOL, protocolError, tables } from '../../wire/index.ts';

export interface PrestaShopOptions {
  readonly name: string;
  /** Root address of the shop. */
  readonly url: string;
  /** The module's Webservice key for the service. Secret. */
  readonly key: string;
  /** That for the command line, where there is one. Secret. */
  readonly planningKey?: string | null;
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

/** Rows of one page of enrolments: about 2 MB of JSON. */
const PAGE = 50_000;
/** So many ids fit into any host's body limit, so that excluding is one request. */
const ONE_BODY = 1_000;

/** A real PrestaShop through its Webservice and the resources that the module adds (docs/PROTOCOL.md). */
export class PrestaShopShop implements Shop {
  readonly name: string;
  private readonly http: ShopHttp;
  private readonly planningHttp: ShopHttp | null;
  private readonly resources: Resources;
  private readonly planningCalls: PlanningCalls | null;
  private readonly calls: ModuleCalls;
  private readonly audience: AudienceCalls;
  private readonly offerCalls: OfferCalls;
  private readonly groupCalls: GroupCalls;

  /** @throws InvalidInputError when the address cannot be used */
  constructor(options: PrestaShopOptions, log: Logger) {
    const { name, url, key, planningKey = null, timeoutMs = 60_000 } = options;
    this.name = name;
    const connection = {
      shop: name,
      address: shopAddress('SHOP_URL', url, options.allowHttp ?? false),
      keyInAddress: options.keyInAddress ?? false,
      requestsPerMinute: options.requestsPerMinute ?? 90,
      requestsAtOnce: options.requestsAtOnce ?? 2,
      timeoutMs,
      tries: options.tries ?? 4,
      backoffMs: options.backoffMs ?? 500,
      log,
      signal: options.signal,
    };
    this.http = new ShopHttp({ ...connection, key, keyName: 'SHOP_KEY' });
    this.planningHttp =
      planningKey === null ? null : new ShopHttp({ ...connection, key: planningKey, keyName: 'SHOP_PLANNING_KEY' });
    this.resources = new Resources(this.http, name);
    const now = async () => (await this.status()).now;
    this.planningCalls = this.planningHttp && new PlanningCalls(this.planningHttp, name, log, now);
    this.calls = new ModuleCalls(this.resources);
    this.audience = new AudienceCalls(this.resources);
    this.offerCalls = new OfferCalls(this.http, name, log, now);
    this.groupCalls = new GroupCalls(this.resources, 5 * timeoutMs);
  }

  /** HTTP requests sent so far, repeated ones included. */
  get requests(): number {
    return this.http.requests + (this.planningHttp?.requests ?? 0);
  }

  /** Closes kept connections. */
  close(): void {
    this.http.close();
    this.planningHttp?.close();
  }

  permissions(): Promise<KeyRights> {
    return this.resources.get('group_offer_status', { permissions: 1 }, wire.permissions);
  }

  async planningPermissions(): Promise<KeyRights | null> {
    return this.planningCalls === null ? null : this.planningCalls.permissions();
  }

  /** @throws ProtocolError when module and service are of different protocols */
  async status(lease?: Lease, lastSync?: number | null): Promise<ShopStatus> {
    const resource = 'group_offer_status';
    const answer =
      lease === undefined
        ? await this.resources.get(resource, {}, wire.anyStatus)
        : await this.resources.post(
            resource,
            { lease, ...(lastSync ? { synced: iso(lastSync) } : {}) },
            wire.anyStatus,
          );
    if ('other' in answer) throw protocolError(this.name, answer.other);
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

  offers(unreadable?: (offer: number, why: Problem) => void): Promise<readonly Offer[]> {
    return this.offerCalls.all(unreadable);
  }

  offer(id: number): Promise<Offer> {
    return this.offerCalls.one(id);
  }

  createOffer(plan: OfferPlan): Promise<Offer> {
    return this.planning('making an offer').offers.create(plan);
  }

  changeOffer(id: number, version: number, changes: OfferChanges): Promise<Offer> {
    return this.planning('changing an offer').offers.change(id, version, changes);
  }

  createList(ids: readonly number[], how: { readonly skipUnknown?: boolean } = {}) {
    return this.audience.createList(ids, how);
  }

  listIds(list: number): Promise<Uint32Array> {
    return this.calls.listIds(list);
  }

  listsIds(lists: readonly number[]): Promise<readonly Uint32Array[]> {
    return this.audience.listsIds(lists);
  }

  listFigures(list: number) {
    return this.calls.listFigures(list);
  }

  lists(): Promise<readonly CustomerList[]> {
    return this.calls.lists();
  }

  importLines(target: { readonly list: number; readonly kind: CustomerList['kind'] }, lines: readonly ImportLine[]) {
    return this.planning('importing').importLines(target, lines);
  }

  finishImport(list: number, name: string): Promise<CustomerList> {
    return this.planning('importing').calls.finishImport(list, name);
  }

  forgetList(list: number): Promise<void> {
    return this.planning('taking a list away').calls.forgetList(list);
  }

  /** More ids than one request takes are looked up before any of them is excluded. */
  async pin(ids: readonly number[], pinned: boolean) {
    const planning = this.planning('excluding customers');
    if (ids.length > ONE_BODY) {
      const { unknown } = await this.audience.createList(ids);
      if (unknown.length > 0) return { unknown };
    }
    return planning.exclude(ids, pinned);
  }

  ask(_question: Question, of: AskedOf): Promise<Answer> {
    return this.calls.ask(of);
  }

  async unreadableRows(): Promise<readonly UnreadableRow[]> {
    return this.resources.unreadableRows();
  }

  frozen(offer: number): Promise<readonly FrozenSet[]> {
    return this.calls.frozen(offer);
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
    return this.calls.rotation(offer);
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
    return this.calls.facts();
  }

  /** Read at the same time as {@link facts}: that is what two requests at once are for. */
  orders(): AsyncIterable<OrdersPage> {
    return this.calls.orders();
  }

  enrolments(): AsyncIterable<EnrolmentsPage> {
    const query = { open: 1, limit: PAGE };
    return this.resources.getPages('group_offer_enrolments', query, tables.enrolmentsPage, tables.toEnrolments);
  }

  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    return this.calls.history(offer);
  }

  async enter(lease: Lease, batch: EnterBatch): Promise<EnterResult> {
    const parts = await this.resources.limit.send(
      batch,
      (part) =>
        JSON.stringify({
          kind: 'enter',
          protocol: PROTOCOL,
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
    return this.planning('pausing all offers').calls.pauseAll();
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

  async hold(reason: HoldReason, lease?: Lease): Promise<void> {
    await this.resources.post('group_offer_status', { lease, hold: reason }, wire.status);
  }

  async confirm(): Promise<HoldReason | null> {
    return this.planning('confirming').calls.confirm();
  }

  /** @throws InvalidInputError without the key for it */
  private planning(what: string): PlanningCalls {
    if (this.planningCalls !== null) return this.planningCalls;
    throw new InvalidInputError(
      `SHOP_PLANNING_KEY: not set, and ${what} needs it; have the shop make it under Customers > Group offers > Connection and put it beside SHOP_KEY (several shops: planningKey), or do it on that page`,
    );
  }

  private async named(resource: 'groups' | 'categories'): Promise<readonly NamedRow[]> {
    return (await this.resources.get('group_offer_groups', { names: resource }, wire.names)).names;
  }
}
