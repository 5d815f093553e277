import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError, isCancel, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { ShopUnavailableError, ShopUnusableError, type GroupOffersError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { redactor } from '../../redact.ts';
import type { WireError } from '../../wire/index.ts';
import { waitFor, workUnderWay } from '../../work.ts';
import { isLoopback } from './address.ts';
import { AnswerReader } from './answer-reader.ts';
import { CutOffError, networkError, reportedError, statusError, type RequestName } from './errors.ts';
import { Pace, pause } from './pace.ts';
import type { Found, Reading } from './read-answer.ts';

export interface HttpOptions {
  readonly shop: string;
  readonly address: URL;
  /** Secret. */
  readonly key: string;
  /** The setting that it is from. */
  readonly keyName: string;
  readonly keyInAddress: boolean;
  readonly requestsPerMinute: number;
  readonly requestsAtOnce: number;
  readonly timeoutMs: number;
  /** Tries for one request, the first included. */
  readonly tries: number;
  /** The wait before the second try at most, ms; doubled for each further one. */
  readonly backoffMs: number;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly resource: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** JSON for the module's resources, XML for the ordinary one. */
  readonly body?: { readonly type: 'application/json' | 'text/xml'; readonly text: string };
  /** Whether sending it twice does no harm. Otherwise it is only tried again when it cannot have arrived. */
  readonly repeatable: boolean;
  readonly timeoutMs?: number | undefined;
  /** Ends its waits and itself. */
  readonly signal?: AbortSignal | undefined;
}

/** A longer Retry-After is not slept through here: the error carries it, and the caller decides. */
const WAIT_AT_MOST_MS = 30_000;
const BACKOFF_AT_MOST_MS = 10_000;
/** Shorter waits are no news. */
const WAIT_TOLD_MS = 1_000;
const ANSWER_AT_MOST = 16 * 1024 * 1024;
/** The time-out is about silence: an answer that comes byte by byte is given up after so many of them. */
const TIMEOUTS_AT_MOST = 4;
/** The request has not left this machine, or nobody took it. */
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What was read, and how many bytes that took. */
export type FoundAnswer<T = unknown> = Found<T> & { readonly bytes: number };

/**
 * Speaks HTTP to one shop. Whatever goes wrong comes out as one of `errors.ts`, without the key: axios' own errors, which carry the
 * whole request, stay in here.
 */
export class ShopHttp {
  private readonly axios: AxiosInstance;
  private readonly pace: Pace;
  private readonly agents: { destroy(): void }[] = [];
  private readonly noticed = new Set<string>();
  private readonly reader = new AnswerReader();
  private readonly withoutKey: (text: string) => string;
  private sent = 0;

  constructor(private readonly options: HttpOptions) {
    const { address, log, shop } = options;
    this.withoutKey = redactor([options.key]);
    this.pace = new Pace(options.requestsPerMinute, options.requestsAtOnce, (ms) => {
      if (ms >= WAIT_TOLD_MS) log.warn({ shop, ms: Math.round(ms) }, 'Waiting: REQUESTS_PER_MINUTE is reached');
    });
    const keepAlive = { keepAlive: true, maxSockets: options.requestsAtOnce };
    const httpAgent = new HttpAgent(keepAlive);
    const httpsAgent = new HttpsAgent(keepAlive);
    this.agents.push(httpAgent, httpsAgent);
    this.axios = axios.create({
      httpAgent,
      httpsAgent,
      maxRedirects: 0,
      maxContentLength: ANSWER_AT_MOST,
      responseType: 'arraybuffer',
      transformResponse: [],
      validateStatus: () => true,
      ...(isLoopback(address) ? { proxy: false as const } : {}),
    });
  }

  /** Requests sent so far, tries included. */
  get requests(): number {
    return this.sent;
  }

  close(): void {
    for (const agent of this.agents) agent.destroy();
    this.reader.close();
  }

  /** @returns the answer's JSON, read as `how` says @throws the errors of `errors.ts` */
  async json<T>(request: Request, how: Reading<T>): Promise<T> {
    return (await this.page(request, how)).value;
  }

  /** The same with what there is beside it. */
  async page<T>(request: Request, how: Reading<T>): Promise<FoundAnswer<T>> {
    const found = await this.send({ ...request, query: { output_format: 'JSON', ...request.query } }, how);
    return found as FoundAnswer<T>;
  }

  /** By hand: cockatiel's `retry` (3.2; 4 needs Node 22) sleeps through an abort, and knows no floor that the failure itself sets. */
  private async send(request: Request, how: Reading): Promise<FoundAnswer> {
    const { tries, backoffMs, log, shop } = this.options;
    const signals = [this.options.signal, request.signal].filter((each) => each !== undefined);
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    for (let attempt = 1; ; attempt++) {
      const send = async () => {
        await workUnderWay().mayAsk?.();
        return this.attempt(request, how, signal);
      };
      const outcome = await waitFor(() => this.pace.run(send, signal));
      if (!('error' in outcome)) return outcome;
      const { error, again } = outcome;
      const floor = error instanceof ShopUnavailableError ? error.retryAfterMs : 0;
      if (!again || attempt >= tries || floor > WAIT_AT_MOST_MS) throw error;
      // Full jitter: clients that failed together do not come back together.
      const backoff = Math.random() * Math.min(BACKOFF_AT_MOST_MS, backoffMs * 2 ** (attempt - 1));
      log.debug({ shop, resource: request.resource, attempt }, `Trying again: ${error.message}`);
      await pause(floor + backoff, signal);
    }
  }

  private async attempt(
    request: Request,
    how: Reading,
    signal: AbortSignal | undefined,
  ): Promise<FoundAnswer | { error: GroupOffersError; again: boolean }> {
    const name = this.name(request);
    this.sent++;
    let response: AxiosResponse<Buffer>;
    const { timeoutMs } = this.options;
    const ends = new AbortController();
    const end = () => ends.abort();
    const late = setTimeout(end, (request.timeoutMs ?? timeoutMs) * TIMEOUTS_AT_MOST);
    signal?.addEventListener('abort', end);
    try {
      signal?.throwIfAborted();
      response = await this.axios.request<Buffer>({ ...this.axiosRequest(request), signal: ends.signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (ends.signal.aborted) {
        return { error: networkError(name, 'ECONNABORTED', 'the answer did not end'), again: request.repeatable };
      }
      if (!isAxiosError(error) || isCancel(error)) return rethrow(this.redact(String(error)));
      const code = error.code ?? 'unknown';
      const mapped = networkError(name, code, this.redact(error.message));
      const unavailable = mapped instanceof ShopUnavailableError;
      return { error: mapped, again: unavailable && (request.repeatable || NEVER_ARRIVED.has(code)) };
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', end);
    }
    const result = await this.read(name, response, how);
    if (!(result instanceof Error)) return result;
    const again = result instanceof ShopUnavailableError || result instanceof CutOffError;
    return { error: result, again: again && request.repeatable };
  }

  private async read(
    name: RequestName,
    response: AxiosResponse<Buffer>,
    how: Reading,
  ): Promise<FoundAnswer | GroupOffersError> {
    const { status, data } = response;
    const wait = retryAfterMs(String(response.headers['retry-after'] ?? ''));
    if (status === 413 || (status >= 300 && status < 400)) {
      return statusError(name, status, 'html', wait, this.location(response));
    }
    const bytes = data.length;
    const body = await this.reader.read(data, name.resource, status >= 400 ? null : how);
    if (body.kind !== 'json' && body.kind !== 'xml') return statusError(name, status, body.kind, wait, undefined);
    if (body.errors.length > 0) {
      const safe = JSON.parse(this.redact(JSON.stringify(body.errors))) as WireError[];
      return reportedError(name, status, safe, wait);
    }
    if (status >= 400) return statusError(name, status, 'broken', wait, undefined);
    if (body.notices !== '') this.warnOfNotices(name, body.notices);
    if (body.kind === 'json') return { ...body.found!, bytes };
    throw new ShopUnusableError(`Shop "${name.shop}", ${name.resource}: answered with XML where JSON was asked`, 200);
  }

  private axiosRequest(request: Request): AxiosRequestConfig {
    const { address, key, keyInAddress, timeoutMs } = this.options;
    const url = new URL(`api/${request.resource}`, address);
    for (const [field, value] of Object.entries(request.query ?? {})) url.searchParams.set(field, String(value));
    if (keyInAddress) url.searchParams.set('ws_key', key);
    return {
      url: url.href,
      method: request.method,
      ...(keyInAddress ? {} : { auth: { username: key, password: '' } }),
      headers: {
        'User-Agent': 'group-offers',
        Accept: '*/*',
        ...(request.body === undefined ? {} : { 'Content-Type': request.body.type }),
        // A kept connection may be closed by the shop just as we write; what must not be sent twice gets a new one.
        ...(request.repeatable ? {} : { Connection: 'close' }),
      },
      ...(request.repeatable ? {} : { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() }),
      ...(request.body === undefined ? {} : { data: request.body.text }),
      timeout: request.timeoutMs ?? timeoutMs,
    };
  }

  private name(request: Request): RequestName {
    const { shop, address, key, keyName } = this.options;
    const { method, resource } = request;
    return { shop, address: address.href, method, resource, keyName, keyLength: key.length };
  }

  /** Where a redirect points, without its query, which may repeat the key. */
  private location(response: AxiosResponse<Buffer>): string | undefined {
    const header = response.headers['location'];
    if (typeof header !== 'string') return undefined;
    return this.redact(header.replace(/[?#].*$/s, ''));
  }

  private warnOfNotices(name: RequestName, notice: string): void {
    if (this.noticed.has(notice)) return;
    this.noticed.add(notice);
    this.options.log.warn(
      { shop: name.shop, resource: name.resource, notice },
      'The shop prints PHP notices in front of its answers; they were skipped (switch display_errors off there)',
    );
  }

  private redact(text: string): string {
    return this.withoutKey(text).replace(/ws_key=[^&\s"']*/g, 'ws_key=[key]');
  }
}

/** A fault of this program's own. Without its cause, which may carry the request. */
function rethrow(message: string): never {
  throw new Error(message);
}

/** Seconds or a date; 0 when there is none. */
function retryAfterMs(header: string): number {
  if (header === '') return 0;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
