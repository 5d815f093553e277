import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { RefusedError } from '../../src/errors.ts';
import type { Facts } from '../../src/audience/facts.ts';
import type { EnterBatch, Lease, LeaveBudget } from '../../src/moves/shop.ts';
import type { Offer } from '../../src/offer/index.ts';
import { REFUSALS } from '../../src/problems.ts';
import { answers, planRow, PROTOCOL, sqlTime } from '../../src/wire/index.ts';
import type { MemoryShop } from './shop.ts';

/** A request as it came, before anything is done about it. */
export interface FrontRequest {
  /** Which of the shops, from 0. */
  readonly shop: number;
  /** `POST group_offer_moves enter`. */
  readonly name: string;
  readonly body: Body;
}

interface Body {
  readonly [field: string]: unknown;
  readonly lease?: Lease;
}

/**
 * Shops in memory as the service sees them over HTTP, as far as syncs of offers with one window go: each under a folder of its own, `/0/api/…`.
 * Answers are the module's (docs/PROTOCOL.md), without the core's ways of saying things. A key is not asked for.
 */
export class HttpFront {
  /** May keep a request waiting, or refuse it by throwing. */
  before: (request: FrontRequest) => void | Promise<void> = () => undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly shops: readonly MemoryShop[],
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('request', (request: IncomingMessage, response) => {
      this.answer(request).then(
        (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
        () => request.socket.destroy(),
      );
    });
  }

  static async open(shops: readonly MemoryShop[]): Promise<HttpFront> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const front = new HttpFront(server, shops);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
    return front;
  }

  /** Root address of one of the shops. */
  url(shop: number): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${shop}/`;
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = (text === '' ? {} : JSON.parse(text)) as Body;
    const { pathname, searchParams } = new URL(request.url!, 'http://shop');
    const [, shop, resource] = /^\/(\d+)\/api\/(\w+)/.exec(pathname)!;
    const kind = typeof body['kind'] === 'string' ? ` ${body['kind']}` : '';
    const name = `${request.method} ${resource}`;
    await this.before({ shop: Number(shop), name: name + kind, body });
    try {
      return await ANSWERS[name]!(this.shops[Number(shop)]!, body, searchParams);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { errors: [refusal(error)] };
    }
  }
}

type Answer = (shop: MemoryShop, body: Body, query: URLSearchParams) => Promise<object>;

const { iso } = answers;
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));
const list = (column: Iterable<number>) => [...column];
const ms = (at: unknown) => Date.parse(String(at));

const ANSWERS: Readonly<Record<string, Answer>> = {
  'GET group_offer_status': (shop) => status(shop),
  async 'POST group_offer_status'(shop, { lease, synced, hold, notices }) {
    if (notices !== undefined) await shop.notifyAll(notices as Parameters<MemoryShop['notifyAll']>[0], lease);
    if (hold !== undefined) await shop.hold(hold as Parameters<MemoryShop['hold']>[0], lease);
    return status(shop, lease, synced === undefined ? null : ms(synced));
  },
  async 'POST group_offer_lease'(shop, { release, holder, previous }) {
    if (release === undefined) return shop.acquireLease(holder as string, previous as Lease | undefined);
    await shop.releaseLease(release as Lease);
    return { released: true };
  },
  async 'GET group_offers'(shop) {
    const offers = await shop.offers();
    return offers.length === 0 ? [] : { group_offers: offers.map(offerRow) };
  },
  async 'POST group_offer_groups'(shop, { lease, idle, offers, check }) {
    if (idle === true) return { idle: await shop.clearIdleGroups(lease!) };
    const asked = (offers as { offer: number; version: number }[]).map(({ offer, version }) => ({
      id: offer,
      version,
    }));
    const groups = await shop.prepareGroups(lease!, asked, check as 'quick' | 'full');
    return {
      groups: groups.map((each) =>
        'refused' in each
          ? { offer: each.offer, refused: refusal(each.refused) }
          : { offer: each.offer, ...each.group },
      ),
    };
  },
  async 'GET group_offer_facts'(shop, _, query) {
    if (query.has('orders')) return { customer: [], count: [], day: [], amount: [], next: null };
    for await (const page of shop.facts()) return factsPage(page);
    throw new Error('no page');
  },
  async 'GET group_offer_audience'(shop, _, query) {
    const numbers = (name: string) => (query.get(name) ?? '').split(',').map(Number);
    if (query.has('frozenOf')) {
      const found = await shop.frozenOf(numbers('frozenOf'));
      return {
        offers: [...found].map(([offer, frozen]) => ({
          offer,
          frozen: frozen.map((set) => ({ ...set, window: iso(set.window), turn: null })),
        })),
      };
    }
    const lists = numbers('contents');
    const ids = await shop.listsIds(lists);
    return { lists: lists.map((id, index) => ({ list: id, ids: list(ids[index]!) })), next: null };
  },
  async 'POST group_offer_audience'(shop, { lease, freezes }) {
    const sets = (freezes as (Record<string, unknown> & { window: string; ids: number[] })[]).map((set) => ({
      what: { ...set, window: ms(set.window), turn: null } as unknown as Parameters<MemoryShop['freeze']>[1],
      ids: set.ids,
    }));
    const answered = await shop.freezeAll(lease!, sets);
    return {
      freezes: answered.map((each) =>
        'refused' in each
          ? { refused: refusal(each.refused) }
          : { frozen: { ...each.frozen, window: iso(each.frozen.window), turn: null } },
      ),
    };
  },
  async 'GET group_offer_enrolments'(shop) {
    for await (const page of shop.enrolments()) {
      const [windows, untils] = [page.window, page.until].map((column) => [...new Set(column)]) as [number[], number[]];
      return {
        ...{ customer: list(page.customer), offer: list(page.offer), default: list(page.writtenDefault) },
        ...{ window: list(page.window).map((at) => windows.indexOf(at)), windows: windows.map(iso) },
        ...{ until: list(page.until).map((at) => untils.indexOf(at)), untils: untils.map(iso), next: null },
      };
    }
    throw new Error('no page');
  },
  async 'POST group_offer_moves'(shop, body) {
    const { kind, lease } = body;
    if (kind === 'repair') return shop.repair(lease!);
    if (kind === 'leave') {
      const left = await shop.leaveDue({
        ...(body['budget'] as LeaveBudget),
        from: body['from'] as 'first',
        after: (body['after'] ?? null) as string | null,
      });
      return { ...left, nextDue: isoOrNull(left.nextDue) };
    }
    const { window, until, expect, ids, ...frame } = body as unknown as Frame;
    const batch = { ...frame, windowStart: ms(window.start), windowEnd: ms(window.end), until: ms(until) };
    if (kind === 'until') return shop.setUntil(lease!, { ...batch, ids: ids! });
    const expected = expect!.map(({ default: defaultGroup, ids: each }) => ({ defaultGroup, ids: each }));
    const entered = await shop.enter(lease!, { ...batch, expect: expected });
    return { ...entered, deferredTo: isoOrNull(entered.deferredTo) };
  },
};

type Frame = Pick<EnterBatch, 'key' | 'offer' | 'version'> & {
  readonly window: { readonly start: string; readonly end: string };
  readonly until: string;
  readonly expect?: readonly { readonly default: number; readonly ids: readonly number[] }[];
  readonly ids?: readonly number[];
};

function refusal({ code, message, problem }: RefusedError) {
  const [number] = Object.entries(REFUSALS).find(([, name]) => name === code)!;
  return { code: Number(number), message, problem };
}

async function status(shop: MemoryShop, lease?: Lease, lastSync?: number | null) {
  const { now, moduleVersion, prestashopVersion, openEnrolments, minUntil, heartbeat, notices, ...same } =
    await shop.status(lease, lastSync);
  return {
    ...same,
    ...{
      protocol: PROTOCOL,
      now: iso(now),
      module: moduleVersion,
      prestashop: prestashopVersion,
      open: openEnrolments,
    },
    ...{ minUntil: isoOrNull(minUntil), heartbeat: isoOrNull(heartbeat), lastSync: isoOrNull(same.lastSync) },
    notices: notices.map((notice) => ({ ...notice, at: iso(notice.at) })),
  };
}

function offerRow(offer: Offer) {
  const { id, version, cutAt } = offer;
  const cut = cutAt === null ? '' : sqlTime(cutAt.epochMilliseconds);
  return { id, version, ...planRow(offer, offer), cut_at: cut };
}

function factsPage({ blockedUntil, pinned, defaultGroup, idShop, groupSets, ...columns }: Facts) {
  return {
    ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, list(column)])),
    ...{ shop: list(idShop), default: list(defaultGroup), groupSets },
    blocked: { id: [...blockedUntil.keys()], until: [...blockedUntil.values()].map(iso) },
    ...{ pinned: [...pinned], next: null },
  };
}
