import {
  LeaseHeldError,
  LeaseLostError,
  RefusedError,
  ShopUnavailableError,
  ShopUnusableError,
  StaleVersionError,
  type GroupOffersError,
} from '../../errors.ts';
import { refusalOf, type RefusalCode } from '../../problems.ts';
import type { WireError } from './answer.ts';

/** Which request an error is about; the address is the shop's, without query and key. */
export interface RequestName {
  readonly shop: string;
  readonly address: string;
  readonly method: string;
  readonly resource: string;
  /** The setting that the key is from. */
  readonly keyName: string;
  /** Only to say that its length is wrong. */
  readonly keyLength: number;
}

const CLASSES: Readonly<Partial<Record<RefusalCode, typeof RefusedError>>> = {
  stale_version: StaleVersionError,
  lease_held: LeaseHeldError,
  lease_lost: LeaseLostError,
};

/** Codes of PrestaShop's own WebserviceRequest. */
const CORE = {
  key: new Set([16, 17, 18, 20, 21]),
  webserviceOff: 22,
  method: new Set([23, 25, 101]),
  resource: 26,
  unknownResource: 27,
  notThisShop: 132,
  missingClass: 124,
  notFound: new Set([87, 92, 131]),
};

/** The host refuses bodies of this size: send less at once. */
export class BodyTooLargeError extends ShopUnusableError {}
/** A whole status, half a body; or the shop got half of ours. Another try may help. */
export class CutOffError extends ShopUnusableError {}

const start = ({ shop, method, resource }: RequestName) => `Shop "${shop}", ${method} ${resource || 'api'}:`;

const refused = (message: string, code: RefusalCode) => new (CLASSES[code] ?? RefusedError)(message, code);

/** The refusal of one thing of several that were asked for in one request. @param code of docs/PROTOCOL.md */
export function partRefused({ code, message }: { readonly code: number; readonly message: string }): RefusedError {
  return refused(message, refusalOf(code) ?? 'bad_request');
}

/** The error that a body with `errors` means, whatever its status (a 409 of PrestaShop's goes out as 200). */
export function reportedError(
  name: RequestName,
  status: number,
  errors: readonly WireError[],
  retryAfterMs: number,
): GroupOffersError {
  const refusal = errors.find(({ code }) => refusalOf(code) !== undefined);
  if (refusal !== undefined) {
    const code = refusalOf(refusal.code)!;
    if (code === 'garbled') {
      const text = `${start(name)} what was sent did not arrive whole (the shop says: ${refusal.message}); check any proxy in front of ${name.address}`;
      return new CutOffError(text, status);
    }
    return refused(refusal.message, code);
  }
  // What some module's PHP had to say stands in front of what the core or our module means.
  const meant = errors.find((error) => whoseError(error.message) === null) ?? errors[0];
  const { code, message } = meant ?? { code: null, message: 'no message' };
  const whose = whoseError(message);
  if (whose !== null) {
    const text = `${start(name)} PrestaShop's Webservice answers ${status} because of a PHP error in ${whose}; update that module, or switch it off`;
    return new ShopUnavailableError(text, status, retryAfterMs);
  }
  const said = `(the shop says: ${message}${code === null ? '' : `, code ${code}`})`;
  if (code !== null) {
    if (CORE.key.has(code)) return wrongKey(name, status, said);
    if (code === CORE.webserviceOff) {
      return new ShopUnusableError(
        `${start(name)} the shop's Webservice is switched off; switch it on under Advanced Parameters > Webservice or on the configuration page of the module Group Offers ${said}`,
        status,
      );
    }
    if (CORE.method.has(code) || code === CORE.resource) return notAllowed(name, status, said);
    if (code === CORE.unknownResource || code === CORE.missingClass) return missingModule(name, status, said);
    if (code === CORE.notThisShop) {
      return new ShopUnusableError(
        `${start(name)} the key in ${name.keyName} does not belong to this shop of the installation; associate it with all shops under Advanced Parameters > Webservice, or have the module's configuration page make a new one ${said}`,
        status,
      );
    }
    if (CORE.notFound.has(code)) return new RefusedError(`${start(name)} not found ${said}`, 'not_found');
  }
  if (status >= 500 || status === 429) {
    return new ShopUnavailableError(`${start(name)} answered ${status} ${said}`, status, retryAfterMs);
  }
  if (status === 401) return wrongKey(name, status, said);
  if (status === 403 || status === 405) return notAllowed(name, status, said);
  if (status === 400) return new RefusedError(`${start(name)} refused ${said}`, 'bad_request');
  return new ShopUnusableError(`${start(name)} answered ${status} with an error ${said}`, status);
}

/** The place that the core's error handler names, `modules/name/name.php, line 7`; never the text, which may hold a customer's data. */
function whoseError(message: string): string | null {
  const place = /^\[PHP [^\]]*\] .*\(([^()]+), line (\d+)\)$/s.exec(message);
  if (place === null) return null;
  const file = /(?:modules|classes|controllers|override|src|vendor|config)\/.*$/.exec(place[1]!.replaceAll('\\', '/'));
  return `${file?.[0] ?? place[1]!.replace(/^.*[/\\]/, '')}, line ${place[2]}`;
}

/** The error that a status means when the body says nothing that can be read. */
export function statusError(
  name: RequestName,
  status: number,
  kind: 'empty' | 'html' | 'broken',
  retryAfterMs: number,
  location: string | undefined,
): GroupOffersError {
  const what = { empty: 'an empty body', html: 'a web page', broken: 'a body that is neither XML nor JSON' }[kind];
  if (status >= 300 && status < 400) {
    return new ShopUnusableError(
      `${start(name)} redirects (${status}) to ${location ?? 'another address'}; redirects are not followed, they would carry the key elsewhere: write the shop's final address into SHOP_URL, which is now ${name.address}`,
      status,
    );
  }
  if (status === 413) {
    return new BodyTooLargeError(
      `${start(name)} the host refuses bodies of this size (413); raise its limit (client_max_body_size, LimitRequestBody, SecRequestBodyLimit) or lower BATCH_SIZE`,
      status,
    );
  }
  if (status === 429 || status === 408 || status >= 500) {
    const hint =
      status === 429
        ? 'the host allows fewer requests than this; lower REQUESTS_PER_MINUTE'
        : 'the shop failed or is down; its PHP error log says why if this stays';
    return new ShopUnavailableError(`${start(name)} answered ${status} with ${what}; ${hint}`, status, retryAfterMs);
  }
  if (status === 401) return wrongKey(name, status, `(${what})`);
  if (status === 403) {
    return new ShopUnusableError(
      `${start(name)} was forbidden (403, ${what}) before it reached the Webservice; let this machine through the host's firewall or access rules for ${name.address}api/`,
      status,
    );
  }
  if (status === 405) return notAllowed(name, status, `(${what})`);
  if (status === 404) {
    return new ShopUnusableError(
      `${start(name)} nothing at ${name.address}api/ (404, ${what}); check that SHOP_URL is the shop's root address, and that the shop's URL rewriting is on (Shop Parameters > Traffic & SEO)`,
      status,
    );
  }
  if (kind === 'html') {
    return new ShopUnusableError(
      `${start(name)} answered ${status} with a web page instead of the Webservice's XML or JSON; check that SHOP_URL (${name.address}) is the shop's root address and that no login, maintenance or protection page stands in front of ${name.address}api/`,
      status,
    );
  }
  return new CutOffError(
    `${start(name)} answered ${status} with ${kind === 'empty' ? 'an empty body' : 'an answer that is cut off or not of PrestaShop'}; check PHP's memory and time limits and any proxy in front of ${name.address}`,
    status,
  );
}

/** No answer at all, or half of one. `code` is Node's or axios'. */
export function networkError(name: RequestName, code: string, message: string): GroupOffersError {
  const cause = new Error(`${code}: ${message}`);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER|EPROTO|ERR_TLS|ERR_SSL/.test(code)) {
    return new ShopUnusableError(
      `${start(name)} the certificate of ${name.address} is not accepted (${code}); mend it, or name your own authority's file in NODE_EXTRA_CA_CERTS`,
      null,
      { cause },
    );
  }
  if (code.startsWith('HPE_')) {
    return new ShopUnusableError(`${start(name)} ${name.address} does not speak HTTP (${code}); check SHOP_URL`, null, {
      cause,
    });
  }
  if (/maxContentLength/.test(message)) {
    return new ShopUnusableError(`${start(name)} the answer is too large to be right; check SHOP_URL`, null, { cause });
  }
  const why: Readonly<Record<string, string>> = {
    ENOTFOUND: "no such host; check SHOP_URL and this machine's DNS",
    EAI_AGAIN: "the host's name could not be looked up; check this machine's DNS",
    ECONNREFUSED: 'nothing listens there; check SHOP_URL and that the shop is up',
    ECONNABORTED: 'no answer in time',
    ETIMEDOUT: 'no answer in time',
  };
  return new ShopUnavailableError(
    `${start(name)} ${name.address} cannot be reached: ${why[code] ?? `the connection broke (${code})`}`,
    null,
    0,
    { cause },
  );
}

function wrongKey(name: RequestName, status: number, said: string): ShopUnusableError {
  const length = name.keyLength === 32 ? '' : ` The key has ${name.keyLength} characters, PrestaShop's have 32.`;
  return new ShopUnusableError(
    `${start(name)} the shop does not accept the key in ${name.keyName} ${said}.${length} Copy it again, switch it on under Advanced Parameters > Webservice, or have the module's configuration page make a new one; where the host strips the Authorization header, set WS_KEY_IN_ADDRESS=1`,
    status,
  );
}

function notAllowed(name: RequestName, status: number, said: string): ShopUnusableError {
  return new ShopUnusableError(
    `${start(name)} the key in ${name.keyName} may not ${name.method} "${name.resource}" ${said}; allow it under Advanced Parameters > Webservice, or use the key that the module's configuration page makes`,
    status,
  );
}

function missingModule(name: RequestName, status: number, said: string): ShopUnusableError {
  const own = name.resource.startsWith('group_offer');
  const way = own
    ? 'the module Group Offers is missing, disabled, older than this service, or closed to visitors: install its current version, switch it on, authorise it for the visitor group (Customers > Groups), and see that "Disable non-PrestaShop modules" is off (Advanced Parameters > Performance)'
    : 'this PrestaShop does not have that resource; PrestaShop 8.0 or later is needed';
  return new ShopUnusableError(`${start(name)} ${way} ${said}`, status);
}
