import { Agent, createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request of the service, whole. */
export interface Asked {
  /** Of all requests, from 1. */
  readonly number: number;
  /** Of those that write, from 1; null for one that reads. */
  readonly write: number | null;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** `POST group_offer_moves enter`. */
  readonly name: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What stands between the service and the shop. */
export interface Meddler {
  /** Before the shop hears of it. @returns what the shop gets, and how often; null: the connection is cut and the shop never hears */
  before?(asked: Asked): Promise<{ readonly body: Buffer; readonly times: number } | null>;
  /**
   * The shop has done it, and the service does not know yet.
   * @returns what the service hears, and after how many bytes of it the connection is cut (below zero: counted from the end); null: nothing
   */
  after?(asked: Asked, answer: Answered): Promise<{ readonly answer: Answered; readonly cutAfter?: number } | null>;
}

interface Seen {
  readonly asked: Asked;
  /** When it came, ms by the shop's clock. */
  readonly cameAt: number;
  answer: Answered | null;
}

/** Added to each request on its way to the shop, as by a shop far away. */
const DELAY_MS = Number(process.env['REQUEST_DELAY_MS'] ?? 0);
const ASKS_FOR_TIME = 'POST group_offer_status';
const READS_OFFERS = 'GET group_offers';

/** The shop was not asked. */
const NOTHING: Answered = { status: 500, headers: {}, body: Buffer.alloc(0) };

/** HTTP as it passes between one service and one shop: each request is seen whole, and may be meddled with. */
export class ShopProxy {
  meddler: Meddler = {};
  readonly seen: Seen[] = [];
  /** Requests that came and have not been answered. */
  underWay = 0;
  /** Requests that came and have been answered, or cut. */
  answered = 0;
  /** When the last one came, ms by our clock. */
  lastCameAt = 0;
  private writes = 0;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => {
    // A service that was killed hangs up whenever it likes.
    response.on('error', () => undefined);
    this.underWay++;
    this.lastCameAt = Date.now();
    this.serve(request)
      .catch(() => request.socket.destroy())
      .finally(() => {
        this.underWay--;
        this.answered++;
      });
  });

  private constructor(
    private readonly shop: URL,
    private readonly now: () => number,
  ) {}

  /** @param now the shop's clock, ms */
  static async open(shop: string, now: () => number): Promise<ShopProxy> {
    const proxy = new ShopProxy(new URL(shop), now);
    proxy.server.on('connection', (socket: Socket) => {
      proxy.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => proxy.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /**
   * The earliest instant that the service may have planned for when it did something at `at`, ms by the shop's clock. What it did follows from
   * offers that it had read; before them it had asked for the time, and before that it had heard the answer to an earlier request.
   */
  plannedFrom(at: number): number {
    const last = (before: number, isIt: (seen: Seen) => boolean) => this.seen.slice(0, before).findLastIndex(isIt);
    const offers = last(this.seen.length, ({ asked, cameAt }) => cameAt <= at && asked.name === READS_OFFERS);
    const time = last(Math.max(0, offers), ({ asked }) => asked.name === ASKS_FOR_TIME);
    const heard = last(Math.max(0, time), ({ answer }) => answer !== null);
    return this.seen[heard]?.cameAt ?? -Infinity;
  }

  /** What others have written to its sockets by now is read, a new connection and its first request included. */
  async heard(): Promise<void> {
    for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
  }

  close(): Promise<void> {
    this.agent.destroy();
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage): Promise<void> {
    const { socket } = request;
    const asked = await this.read(request);
    const seen: Seen = { asked, cameAt: this.now(), answer: null };
    this.seen.push(seen);
    if (DELAY_MS > 0) await sleep(DELAY_MS);
    const { before, after } = this.meddler;
    const sent = before === undefined ? { body: asked.body, times: 1 } : await before(asked);
    if (sent === null) {
      socket.destroy();
      return;
    }
    for (let time = 1; time <= sent.times; time++) seen.answer = await this.forward(asked, sent.body);
    const answer = seen.answer ?? NOTHING;
    const heard = after === undefined ? { answer } : await after(asked, answer);
    if (heard === null) {
      socket.destroy();
      return;
    }
    const text = written(heard.answer);
    if (!('cutAfter' in heard)) socket.write(text);
    else socket.write(text.subarray(0, heard.cutAfter), () => socket.destroy());
  }

  private async read(request: IncomingMessage): Promise<Asked> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '/', headers } = request;
    const resource = /^\/api\/(\w+)/.exec(url)?.[1] ?? url;
    const write = method === 'GET' ? null : ++this.writes;
    return {
      number: this.seen.length + 1,
      write,
      method,
      url,
      headers,
      body,
      name: [method, resource, aim(body)].join(' ').trim(),
    };
  }

  private forward({ method, url, headers }: Asked, body: Buffer): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.shop;
      const passed = { ...headers, 'content-length': String(body.length) };
      const sent = ask({ hostname, port, method, path: url, headers: passed, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const type = response.headers['content-type'];
          const kept = type === undefined ? {} : { 'content-type': type };
          resolve({ status: response.statusCode!, headers: kept, body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** What a body is for, by the field that tells it. */
function aim(body: Buffer): string {
  const text = body.toString('utf8', 0, 200);
  const kind = /"kind":"(\w+)"/.exec(text)?.[1];
  return (
    kind ??
    ['release', 'holder', 'notices', 'hold', 'freeze', 'freezes', 'join', 'create', 'check'].find((field) =>
      text.includes(`"${field}":`),
    ) ??
    ''
  );
}

/** Written by hand, so that it can be cut anywhere. */
function written({ status, headers, body }: Answered): Buffer {
  const lines = [`HTTP/1.1 ${status} As the shop says`];
  for (const [name, value] of Object.entries({ ...headers, 'content-length': String(body.length) }))
    lines.push(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}
