import { gzipSync } from 'node:zlib';
import { RefusedError, ShopUnavailableError, StaleVersionError } from '../../errors.ts';
import { planIn, toWire } from './http-offers.ts';
import { OWN_RESOURCES } from './http-own.ts';
import { CODES, iso, readJson, type Body } from './http-wire.ts';
import type { SandboxModel } from './model.ts';
import { badRequest } from './model.ts';
import { changeOffer, createOffer, deleteOffer } from './offers.ts';
import { customerOf, customersOf } from './page-customers.ts';
import { choicesOf, overviewOf } from './page-overview.ts';
import { productsOf, reviewOf } from './page-review.ts';

/** One request of the page, as its body says. */
interface Call {
  readonly resource: string;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: Body;
}
interface Gate {
  /** Root address of the shop, for those who connect the service. */
  readonly shopUrl: string;
}
type Answer = (model: SandboxModel, call: Call, gate: Gate) => unknown;

/** What may be asked of a resource, by method. */
interface Door {
  readonly GET?: Answer;
  readonly POST?: Answer;
  readonly PUT?: Answer;
  readonly DELETE?: Answer;
  /** Whether a POST only reads. */
  readonly reads?: (body: Body) => boolean;
}

const own =
  (resource: string): Answer =>
  (model, { method, query, body }) =>
    OWN_RESOURCES[resource]!(model, method, query, body);

/** A resource of the service, of which the page may only ask `which`. */
const only =
  (resource: string, allowed: (body: Body) => boolean, which: string): Answer =>
  (model, call, gate) => {
    if (!allowed(call.body)) throw badRequest(`body: of ${resource} the page may only ask ${which}`);
    return own(resource)(model, call, gate);
  };

const AUDIENCE_ASKS = ['ids', 'import', 'forget', 'pin', 'unpin', 'ask', 'freeze', 'join'];
/** What a body asks of the audience; null when that is not exactly one thing, so that nothing rides along with what is allowed. */
function audienceAsk(body: Body): string | null {
  const found = AUDIENCE_ASKS.filter((field) => body[field] !== undefined);
  return found.length === 1 ? found[0]! : null;
}
const always = () => true;

const DOORS: Readonly<Record<string, Door>> = {
  group_offer_status: {
    GET: own('group_offer_status'),
    POST: only(
      'group_offer_status',
      (body) => body['hold'] === null && Object.keys(body).length === 1,
      '{"hold":null}',
    ),
  },
  group_offer_groups: { GET: own('group_offer_groups') },
  group_offer_facts: { GET: own('group_offer_facts') },
  group_offer_audience: {
    GET: own('group_offer_audience'),
    POST: only(
      'group_offer_audience',
      (body) => ['ask', 'import', 'forget', 'pin', 'unpin'].includes(audienceAsk(body) ?? ''),
      'one of ask, import, forget, pin and unpin',
    ),
    reads: (body) => audienceAsk(body) === 'ask',
  },
  group_offer_moves: {
    POST: only('group_offer_moves', ({ kind }) => kind === 'leave' || kind === 'pauseAll', 'leave and pauseAll'),
  },
  group_offer_enrolments: { GET: own('group_offer_enrolments') },
  group_offers: {
    GET: (model, { query }) => {
      const id = query.get('id');
      return rows(id === null ? [...model.offers.values()] : [model.offerRow(Number(id))]);
    },
    POST: (model, { body }) => rows([createOffer(model, planIn(body))]),
    PUT: (model, { body }) => {
      if (body['version'] === undefined) throw badRequest('version: is missing; send the one that was read');
      const id = Number(body['id']);
      const input = planIn({ ...toWire(model.offerRow(id)), ...body });
      return rows([changeOffer(model, id, Number(body['version']), input)]);
    },
    DELETE: (model, { query }) => {
      deleteOffer(model, Number(query.get('id')));
      return { deleted: true };
    },
  },
  page_overview: { GET: overviewOf },
  page_choices: { GET: choicesOf },
  page_customers: { POST: (model, { body }) => customersOf(model, body), reads: always },
  page_customer: { POST: (model, { body }) => customerOf(model, body), reads: always },
  page_review: { POST: (model, { body }) => reviewOf(model, body), reads: always },
  page_products: { POST: (model, { body }) => productsOf(model, body), reads: always },
  page_connection: {
    GET: (model, _call, gate) => connectionOf(model, gate, null),
    POST: (model, { body }, gate) => connect(model, body, gate),
  },
};

function rows(offers: readonly Parameters<typeof toWire>[0][]) {
  return { group_offers: offers.map(toWire) };
}

function connectionOf(model: SandboxModel, { shopUrl }: Gate, reveal: 'key' | 'cron' | null) {
  const { heartbeat, now, cron, ...rest } = model.backOffice.connection(model.now(), model.heartbeat, reveal);
  return {
    url: shopUrl,
    ...rest,
    cron: {
      url: `${shopUrl.replace(/\/$/u, '')}/index.php?fc=module&module=groupoffers&controller=cron`,
      ...cron,
      called: cron.called === null ? null : iso(cron.called),
    },
    groupsFeature: model.world.groupsFeature,
    heartbeat: heartbeat === null ? null : iso(heartbeat),
    now: iso(now),
  };
}

function connect(model: SandboxModel, body: Body, gate: Gate) {
  const { backOffice } = model;
  const { show, make } = body;
  if (make === 'key') backOffice.makeKey();
  else if (make === 'cron') backOffice.makeCron();
  else if (body['switchOn'] === 'webservice') backOffice.webservice = true;
  else if (typeof body['dropTables'] === 'boolean') backOffice.dropTables = body['dropTables'];
  else if (show !== 'key' && show !== 'cron') {
    throw badRequest(
      'body: must be {"show":"key"}, {"make":"key"}, {"show":"cron"}, {"make":"cron"}, {"switchOn":"webservice"} or {"dropTables":bool}',
    );
  }
  const seen = show ?? make;
  return connectionOf(model, gate, seen === 'key' || seen === 'cron' ? seen : null);
}

export interface GateAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The module's admin controller: `POST` with both tokens and one {@link Call} as JSON. */
export function answerGate(
  model: SandboxModel,
  request: {
    readonly method: string;
    readonly address: URL;
    readonly token: string;
    readonly gzip: boolean;
    readonly body: string;
    /** Where the login is. */
    readonly login: string;
  },
): GateAnswer {
  const visitor = model.backOffice.visitor(request.address.searchParams.get('token') ?? '', request.token);
  if (visitor === 'session over') return { status: 302, headers: { location: request.login }, body: '' };
  if (visitor === 'no such address') {
    const body = '<!doctype html><title>Invalid security token</title><h1>Invalid security token</h1>';
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
  }
  const json = (status: number, value: unknown) => jsonAnswer(status, value, request.gzip);
  const refuse = (status: number, code: number, message: string, extra: object = {}) =>
    json(status, { errors: [{ code, message }], ...extra });
  if (visitor === 'token wrong') return refuse(401, 401, 'the session is over: log in again');
  try {
    if (request.method !== 'POST') throw badRequest(`method: ${request.method} is not POST`);
    const call = callIn(readJson(request.body));
    const door = DOORS[call.resource];
    const answer = door?.[call.method as 'GET'];
    if (door === undefined || answer === undefined) {
      throw badRequest(`resource: the page cannot ask ${call.method} of "${call.resource}"`);
    }
    const reads = call.method === 'GET' || (call.method === 'POST' && door.reads?.(call.body) === true);
    if (!reads && !visitor.edit) return refuse(403, 403, 'Your profile may look at group offers, not change them.');
    return json(200, answer(model, call, { shopUrl: new URL('/', request.address).href }));
  } catch (error) {
    if (error instanceof ShopUnavailableError || !(error instanceof RefusedError)) throw error;
    const current = error instanceof StaleVersionError ? currentOf(model, request.body) : {};
    return refuse(400, CODES[error.code] ?? 1001, error.message, current);
  }
}

function callIn({ resource, method, query, body }: Body): Call {
  if (typeof resource !== 'string' || typeof method !== 'string') {
    throw badRequest('body: must be {"resource","method","query","body"}');
  }
  if (method === 'GET' && Object.keys((body ?? {}) as Body).length > 0) throw badRequest('body: GET takes none');
  const pairs = Object.entries((query ?? {}) as Body).map(([name, value]): [string, string] => [name, String(value)]);
  return { resource, method, query: new URLSearchParams(pairs), body: (body ?? {}) as Body };
}

/** What a stale write missed. */
function currentOf(model: SandboxModel, text: string) {
  const { body } = callIn(readJson(text));
  return { current: toWire(model.offerRow(Number(body['id']))) };
}

function jsonAnswer(status: number, value: unknown, gzip: boolean): GateAnswer {
  const text = JSON.stringify(value);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  if (!gzip || text.length < 1_000) return { status, headers, body: text };
  return { status, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(text) };
}
