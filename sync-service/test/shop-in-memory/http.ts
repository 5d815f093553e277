import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError, ShopUnavailableError } from '../../src/errors.ts';
import { UnfinishedError } from './enter.ts';
import { apiXml, coreTables, errorsXml, rowsXml, selectRows } from './http-core.ts';
import { answerOffers } from './http-offers.ts';
import { OWN_RESOURCES } from './http-own.ts';
import { CODES, readJson } from './http-wire.ts';
import type { MemoryOptions } from './model.ts';
import { MemoryModel } from './model.ts';

const KEY = 'SANDBOX0000000000000000000000KEY';

export interface Sandbox {
  /** Root address, ending in a slash. */
  readonly url: string;
  /** The Webservice key it accepts. */
  readonly key: string;
  readonly model: MemoryModel;
  /** Requests answered so far, faults included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

export interface SandboxServerOptions extends MemoryOptions {
  readonly port?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: { readonly 'content-type': 'application/json' | 'text/xml;charset=utf-8' };
  readonly body: string;
}

/** Starts the in-memory shop with its Webservice on a free port of the loopback (or `port`). */
export async function startSandbox(options: SandboxServerOptions = {}): Promise<Sandbox> {
  const model = new MemoryModel(options);
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    serve(model, request, response).catch(() => {
      // As an uncaught exception in PHP: an empty 500 (F17).
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    key: KEY,
    model,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(model: MemoryModel, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults } = model;
  if (faults.down) {
    request.socket.destroy();
    return;
  }
  if (faults.slowMs > 0) await sleep(faults.slowMs);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (faults.empty500 > 0) {
    faults.empty500--;
    response.writeHead(500).end();
    return;
  }
  const sent = Buffer.concat(chunks).toString('utf8');
  const { status, headers, body } = answer(model, request, sent);
  if (faults.loseAnswer > 0 && request.method !== 'GET') {
    faults.loseAnswer--;
    response.writeHead(500).end();
    return;
  }
  response.writeHead(status, headers).end(body);
}

function answer(model: MemoryModel, request: IncomingMessage, body: string): Answer {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const query = url.searchParams;
  const method = request.method ?? 'GET';
  const [root, resource = '', id] = url.pathname.split('/').filter((part) => part !== '');
  const inJson = query.get('output_format') === 'JSON';
  const refuse = (status: number, code: number, message: string, extra: object = {}): Answer =>
    inJson ? json(status, { errors: [{ code, message }], ...extra }) : xml(status, errorsXml(code, message));
  if (root !== 'api') return xml(404, '<!doctype html><title>404</title>');
  const key = givenKey(request, query);
  if (key === null) return refuse(401, 17, 'Authentication key is empty');
  if (key !== KEY) return refuse(401, 18, 'This authentication key does not exist');
  try {
    const own = OWN_RESOURCES[resource];
    if (own !== undefined) return json(200, own(model, method, query, readJson(body)));
    if (resource === 'group_offers') {
      const row = answerOffers(model, { method, id: id === undefined ? null : Number(id), query, body });
      return json(method === 'POST' ? 201 : 200, row);
    }
    return answerCore(model, { method, resource, id, query }, refuse);
  } catch (error) {
    if (error instanceof ShopUnavailableError || !(error instanceof RefusedError)) throw error;
    const extra = error instanceof UnfinishedError ? { progress: error.progress } : {};
    return refuse(400, CODES[error.code] ?? 1001, error.message, extra);
  }
}

function answerCore(
  model: MemoryModel,
  { method, resource, id, query }: { method: string; resource: string; id: string | undefined; query: URLSearchParams },
  refuse: (status: number, code: number, message: string) => Answer,
): Answer {
  const tables = coreTables(model);
  if (resource === '') return xml(200, apiXml([...Object.keys(tables), 'group_offers', ...Object.keys(OWN_RESOURCES)]));
  const table = tables[resource];
  if (table === undefined) return refuse(400, 27, `Resource of type "${resource}" does not exist`);
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 25, `Method ${method} is not allowed for this key`);
  const rows = table.rows();
  if (id === undefined) return xml(200, rowsXml(resource, table.item, selectRows(rows, query), query, false));
  const row = rows.find((each) => String(each['id']) === id);
  if (row === undefined) return refuse(404, 131, `This ${table.item} does not exist`);
  return xml(200, rowsXml(resource, table.item, [row], query, true));
}

function givenKey(request: IncomingMessage, query: URLSearchParams): string | null {
  const inAddress = query.get('ws_key');
  if (inAddress !== null) return inAddress;
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return basic === undefined ? null : Buffer.from(basic, 'base64').toString('utf8').split(':')[0]!;
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: value === '' ? '' : JSON.stringify(value) };
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml;charset=utf-8' }, body };
}
