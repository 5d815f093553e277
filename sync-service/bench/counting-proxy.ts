import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The largest of each, of all requests that went through. */
export interface Seen {
  requests: number;
  longestMs: number;
  /** Whose that was. */
  longest: string;
  requestBytes: number;
  answerBytes: number;
  /** Of PHP, where the stand-in tells it. */
  phpPeakMb: number;
}

const nothing = (): Seen => ({ requests: 0, longestMs: 0, longest: '', requestBytes: 0, answerBytes: 0, phpPeakMb: 0 });

/** Stands between the service and a shop and measures. */
export class CountingProxy {
  seen = nothing();
  /** When each request came, ms. */
  readonly begun: number[] = [];
  /** When the last step of entering or leaving was answered, ms since the epoch. */
  lastMoveAt = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async before(shop: string): Promise<CountingProxy> {
    const { hostname, port } = new URL(shop);
    const server = createServer((asked, answer) => {
      const started = performance.now();
      proxy.begun.push(started);
      const to = request(
        { hostname, port, method: asked.method, path: asked.url, headers: asked.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          const bytes = counted(response);
          response.pipe(answer);
          response.once('end', () => proxy.count(asked, response, { sent: sent(), got: bytes(), started }));
        },
      );
      const sent = counted(asked);
      to.once('error', () => answer.destroy());
      asked.pipe(to);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new CountingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return proxy;
  }

  /** What was seen since the last time. */
  take(): Seen {
    const { seen } = this;
    this.seen = nothing();
    return seen;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private count(
    asked: IncomingMessage,
    answer: IncomingMessage,
    { sent, got, started }: { readonly sent: number; readonly got: number; readonly started: number },
  ): void {
    const { seen } = this;
    const ms = Math.round(performance.now() - started);
    const name = `${asked.method} ${asked.url!.split('?')[0]!.replace('/api/', '')}`;
    seen.requests++;
    if (name === 'POST group_offer_moves') this.lastMoveAt = Date.now();
    if (ms > seen.longestMs) {
      seen.longestMs = ms;
      seen.longest = name;
    }
    seen.requestBytes = Math.max(seen.requestBytes, sent);
    seen.answerBytes = Math.max(seen.answerBytes, got);
    seen.phpPeakMb = Math.max(seen.phpPeakMb, Math.round(Number(answer.headers['x-stand-in-peak'] ?? 0) / 1_048_576));
  }
}

function counted(message: IncomingMessage): () => number {
  let bytes = 0;
  message.on('data', (part: Buffer) => (bytes += part.length));
  return () => bytes;
}
