import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Facts } from '../../audience/index.ts';
import { RefusedError, ShopUnusableError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type {
  EnrolmentRecord,
  EnrolmentsPage,
  EnterBatch,
  EnterResult,
  EpochMs,
  HoldReason,
  Lease,
  LeaveBudget,
  LeaveResult,
  NamedRow,
  OfferChanges,
  OfferGroup,
  RepairResult,
  Shop,
  ShopDetails,
  ShopStatus,
  UntilBatch,
} from '../../moves/shop.ts';
import type { Offer, OfferPlan } from '../../offer/index.ts';
import { shopAddress } from './address.ts';
import { BodyLimit, halveEnter, halveIds, halveKeyed, joinEntered } from './batches.ts';
import { readDefaultLanguage, readNamed, readPermissions } from './core.ts';
import { ShopHttp } from './http.ts';
import { changedOfferXml, newOfferXml, readOffers, writtenOffer } from './offers.ts';
import { requireModule } from './versions.ts';
import * as wire from './wire.ts';

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

/** Rows of one page of facts, enrolments and lists: about 1 MB of JSON. */
const PAGE = 50_000;
/** Rows of one page of the ledger. */
const HISTORY_PAGE = 5_000;
const NOT_ARCHIVED = '[draft|armed|paused|cancelled]';

/** A real PrestaShop through its Webservice and the resources that the module adds (docs/PROTOCOL.md). */
export class PrestaShopShop implements Shop {
  readonly name: string;
  private readonly http: ShopHttp;
  private readonly limit = new BodyLimit();
  private readonly prepareTimeoutMs: number;
  private language: number | undefined;

  /** @throws InvalidInputError when the address cannot be used */
  constructor(
    options: PrestaShopOptions,
    private readonly log: Logger,
  ) {
    const { name, url, key, timeoutMs = 60_000 } = options;
    this.name = name;
    this.prepareTimeoutMs = 5 * timeoutMs;
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
    return readPermissions(this.http);
  }

  async status(lease?: Lease): Promise<ShopStatus> {
    const resource = 'group_offer_status';
    const answer =
      lease === undefined
        ? await this.get(resource, {}, wire.status)
        : await this.post(resource, { lease }, wire.status);
    requireModule(this.name, answer.moduleVersion);
    return answer;
  }

  details(): Promise<ShopDetails> {
    return this.get('group_offer_status', { detail: 1 }, wire.details);
  }

  groups(): Promise<readonly NamedRow[]> {
    return this.named('groups');
  }

  categories(): Promise<readonly NamedRow[]> {
    return this.named('categories');
  }

  acquireLease(holder: string): Promise<Lease> {
    return this.post('group_offer_lease', { holder }, wire.lease);
  }

  async releaseLease({ number, token }: Lease): Promise<void> {
    await this.http.json(this.jsonPost('group_offer_lease', JSON.stringify({ release: { number, token } })));
  }

  offers(): Promise<readonly Offer[]> {
    return this.readOffers({ 'filter[intent]': NOT_ARCHIVED });
  }

  async offer(id: number): Promise<Offer> {
    const [offer] = await this.readOffers({ 'filter[id]': `[${id}]` });
    if (offer === undefined) {
      throw new RefusedError(`offer: the shop has none with the id ${id}; "group-offers list" shows them`, 'not_found');
    }
    return offer;
  }

  async createOffer(plan: OfferPlan): Promise<Offer> {
    return this.writeOffer('POST', newOfferXml(plan));
  }

  async changeOffer(id: number, version: number, changes: OfferChanges): Promise<Offer> {
    const stored = await this.offer(id);
    return this.writeOffer('PUT', changedOfferXml(stored, version, changes), id);
  }

  async createList(ids: readonly number[]): Promise<{ list: number; unknown: readonly number[] }> {
    const resource = 'group_offer_audience';
    let list = 0;
    const parts = await this.limit.send(
      { ids },
      (part) => JSON.stringify(list === 0 ? part : { list, ...part }),
      async (text) => {
        const answer = await this.postText(resource, text, wire.list);
        list ||= answer.list;
        return answer;
      },
      halveIds,
    );
    const unknown = parts.flatMap((part) => part.unknown);
    return { list: unknown.length > 0 ? 0 : list, unknown };
  }

  async listIds(list: number): Promise<Int32Array> {
    const resource = 'group_offer_audience';
    const pages: Int32Array[] = [];
    for await (const { ids } of this.pages(resource, { list, limit: PAGE }, wire.listPage)) {
      pages.push(wire.integers(resource, ids, ids.length, { ascending: true }));
    }
    const all = new Int32Array(pages.reduce((sum, page) => sum + page.length, 0));
    pages.reduce((offset, page) => (all.set(page, offset), offset + page.length), 0);
    return all;
  }

  async prepareGroup(
    lease: Lease,
    offer: { id: number; version: number },
    check: 'quick' | 'full',
  ): Promise<OfferGroup> {
    const body = { lease, offer: offer.id, version: offer.version, check };
    return this.post('group_offer_groups', body, wire.offerGroup, this.prepareTimeoutMs);
  }

  async *facts(): AsyncIterable<Facts> {
    const resource = 'group_offer_facts';
    for await (const page of this.pages(resource, { limit: PAGE }, wire.factsPage)) yield wire.toFacts(resource, page);
  }

  async *enrolments(): AsyncIterable<EnrolmentsPage> {
    const resource = 'group_offer_enrolments';
    for await (const page of this.pages(resource, { open: 1, limit: PAGE }, wire.enrolmentsPage)) {
      yield wire.toEnrolments(resource, page);
    }
  }

  async *history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    const query = { open: 0, offer, limit: HISTORY_PAGE };
    for await (const { rows } of this.pages('group_offer_enrolments', query, wire.historyPage)) yield rows;
  }

  async enter(lease: Lease, batch: EnterBatch): Promise<EnterResult> {
    const parts = await this.limit.send(
      batch,
      (part) =>
        JSON.stringify({
          kind: 'enter',
          lease,
          ...frame(part),
          expect: part.expect.map(({ defaultGroup, ids }) => ({ default: defaultGroup, ids })),
        }),
      (text) => this.postText('group_offer_moves', text, wire.entered),
      halveEnter,
      ({ stopped }) => stopped === null,
    );
    return joinEntered(parts);
  }

  async setUntil(lease: Lease, batch: UntilBatch): Promise<{ changed: number }> {
    const parts = await this.limit.send(
      batch,
      (part) => JSON.stringify({ kind: 'until', lease, ...frame(part), ids: part.ids }),
      (text) => this.postText('group_offer_moves', text, wire.changed),
      halveKeyed,
    );
    return { changed: parts.reduce((sum, { changed }) => sum + changed, 0) };
  }

  leaveDue({ from = 'first', ...budget }: LeaveBudget): Promise<LeaveResult> {
    const body = { kind: 'leave', key: randomUUID(), budget, from };
    return this.post('group_offer_moves', body, wire.left);
  }

  repair(lease: Lease): Promise<RepairResult> {
    return this.post('group_offer_moves', { kind: 'repair', lease }, wire.repaired);
  }

  async pauseAll(): Promise<number> {
    return (await this.post('group_offer_moves', { kind: 'pauseAll' }, wire.paused)).paused;
  }

  async notify(notice: { code: string; idOffer: number; message: string }): Promise<void> {
    await this.post('group_offer_status', { notice }, wire.status);
  }

  async hold(reason: HoldReason | null): Promise<void> {
    await this.post('group_offer_status', { hold: reason }, wire.status);
  }

  private async named(resource: 'groups' | 'categories'): Promise<readonly NamedRow[]> {
    this.language ??= await readDefaultLanguage(this.http);
    return readNamed(this.http, resource, this.language);
  }

  private async readOffers(filter: Readonly<Record<string, string>>): Promise<readonly Offer[]> {
    const resource = 'group_offers';
    const query = { output_format: 'JSON', display: 'full', sort: '[id_ASC]', ...filter };
    const read = readOffers(await this.http.json({ method: 'GET', resource, query, repeatable: true }));
    if (read === undefined) {
      throw new ShopUnusableError(`Shop "${this.name}", ${resource}: the answer holds no list of offers`, 200);
    }
    for (const { id, why } of read.unreadable) {
      this.log.error(
        { shop: this.name, offer: id, why },
        'This service cannot read that offer, so it does not run; update it',
      );
    }
    return read.offers;
  }

  /** Not repeated by itself: a second POST would make a second offer, a second PUT would meet its own version. */
  private async writeOffer(method: 'POST' | 'PUT', text: string, id?: number): Promise<Offer> {
    const answer = await this.http.json({
      method,
      resource: id === undefined ? 'group_offers' : `group_offers/${id}`,
      body: { type: 'text/xml', text },
      repeatable: false,
    });
    return this.offer(id ?? wire.read('group_offers', writtenOffer, answer));
  }

  private async *pages<T extends { readonly next: number | null }>(
    resource: string,
    query: Readonly<Record<string, number>>,
    schema: z.ZodType<T>,
  ): AsyncIterable<T> {
    for (let after: number | null = 0; after !== null;) {
      const page: T = await this.get(resource, { ...query, after }, schema);
      if (page.next !== null && page.next <= after) {
        throw new ShopUnusableError(`Shop "${this.name}", ${resource}: its pages go round in circles at ${after}`, 200);
      }
      yield page;
      after = page.next;
    }
  }

  private async get<T>(
    resource: string,
    query: Readonly<Record<string, string | number>>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    return wire.read(resource, schema, await this.http.json({ method: 'GET', resource, query, repeatable: true }));
  }

  private post<T>(resource: string, body: object, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    return this.postText(resource, JSON.stringify(body), schema, timeoutMs);
  }

  private async postText<T>(resource: string, text: string, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    return wire.read(resource, schema, await this.http.json(this.jsonPost(resource, text, timeoutMs)));
  }

  /** Every POST of the module's is keyed or says how things shall be: repeating it does no harm. */
  private jsonPost(resource: string, text: string, timeoutMs?: number) {
    return {
      method: 'POST' as const,
      resource,
      body: { type: 'application/json' as const, text },
      repeatable: true,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }
}

/** What enter and until batches have in common, on the wire. */
function frame(batch: Omit<UntilBatch, 'ids'>) {
  const { key, offer, version, windowStart, windowEnd, until } = batch;
  return { key, offer, version, window: { start: iso(windowStart), end: iso(windowEnd) }, until: iso(until) };
}

function iso(ms: EpochMs): string {
  return new Date(Math.floor(ms)).toISOString();
}
