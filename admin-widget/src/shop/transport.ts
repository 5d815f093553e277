import { ShopUnavailableError, ShopUnusableError } from '@group-offers/sync-service/errors';
import { refusedError, wireError } from '@group-offers/sync-service/wire';

/** The employee's session is over: they have to log in again. */
export class SessionOverError extends Error {}
/** The employee's profile does not allow it, or it is about a shop that they may not enter. */
export class NotAllowedError extends Error {
  constructor(
    message: string,
    /** The rights that it takes and that they lack (`boot.ts`). */
    readonly missing: readonly string[] = [],
  ) {
    super(message);
  }
}

export interface Call {
  readonly resource: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Where the module's admin controller listens, and the token that it wants. */
export interface Endpoint {
  readonly url: string;
  readonly token: string;
}

/** The document's own answers are as old as the document. */
const FIRST_MS = 10_000;

/** One request of the page to the module's admin controller (docs/PROTOCOL.md). */
export class Transport {
  private readonly first: Map<string, unknown>;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly send: typeof fetch = (...request) => fetch(...request),
    /** Answers that came with the document, by resource: each is given once, and only at the beginning. */
    first: Readonly<Record<string, unknown>> = {},
  ) {
    this.first = new Map(Object.entries(first));
    if (this.first.size > 0) setTimeout(() => this.first.clear(), FIRST_MS);
  }

  /**
   * @returns the answer's JSON, not yet checked
   * @throws SessionOverError, NotAllowedError, RefusedError (StaleVersionError), ShopUnavailableError (no answer, 5xx), ShopUnusableError
   */
  async call({ resource, method, query = {}, body = {}, signal }: Call): Promise<unknown> {
    if (method === 'GET' && this.first.has(resource) && Object.keys(query).length === 0) {
      const answer = this.first.get(resource);
      this.first.delete(resource);
      return answer;
    }
    let response: Response;
    try {
      response = await this.send(this.endpoint.url, {
        method: 'POST',
        credentials: 'same-origin',
        // Followed, a redirect to the login is a page of HTML; this way it is told apart.
        redirect: 'manual',
        headers: { 'Content-Type': 'application/json', 'X-Group-Offers': this.endpoint.token },
        body: JSON.stringify({ resource, method, query, body }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ShopUnavailableError(`${resource}: the shop did not answer`, null, 0, { cause: error });
    }
    if (
      response.type === 'opaqueredirect' ||
      (response.status >= 300 && response.status < 400) ||
      response.status === 401
    ) {
      throw new SessionOverError('the session is over');
    }
    const text = await response.text();
    const answer = parsed(text);
    if (response.status >= 500) throw new ShopUnavailableError(`${resource}: the shop failed`, response.status, 0);
    if (answer === undefined) {
      // The login or "invalid token" as a page.
      if (/^\s*</u.test(text) && /type="password"|AdminLogin|token/iu.test(text))
        throw new SessionOverError('the session is over');
      throw new ShopUnusableError(`${resource}: the answer is no JSON`, response.status);
    }
    if (response.ok) return answer;
    const { errors = [], missing } = answer as { errors?: unknown[]; missing?: string[] };
    const refusal = wireError(errors[0] ?? `${resource}: HTTP ${response.status}`);
    throw response.status === 403 ? new NotAllowedError(refusal.message, missing) : refusedError(refusal);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
