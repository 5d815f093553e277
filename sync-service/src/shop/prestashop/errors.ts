import { RefusedError, ShopUnavailableError, ShopUnusableError, type GroupOffersError } from '../../errors.ts';
import { BODY_TEXTS, keyLengthText, saidText, shopText, type ShopFailure } from '../../messages/index.ts';
import { problem, refusalOf, type Params, type RefusalCode } from '../../problems.ts';
import { refusedError, type WireError } from '../../wire/index.ts';

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

const textOf = (failure: ShopFailure, name: RequestName, more: Params = {}): string =>
  shopText(failure, { ...name, resource: name.resource || 'api', ...more });

const unusable = (failure: ShopFailure, name: RequestName, status: number | null, more: Params = {}) =>
  new ShopUnusableError(textOf(failure, name, { status: status ?? '', ...more }), status);

/** The error that a body with `errors` means, whatever its status (a 409 of PrestaShop's goes out as 200). */
export function reportedError(
  name: RequestName,
  status: number,
  errors: readonly WireError[],
  retryAfterMs: number,
): GroupOffersError {
  const refusal = errors.find(({ code }) => refusalOf(code) !== undefined);
  if (refusal !== undefined) {
    if (refusalOf(refusal.code) !== 'garbled') return refusedError(refusal);
    return new CutOffError(textOf('not_whole', name, { said: saidText(refusal.message, null) }), status);
  }
  // What some module's PHP had to say stands in front of what the core or our module means.
  const meant = errors.find((error) => whoseError(error.message) === null) ?? errors[0];
  const { code, message } = meant ?? { code: null, message: 'no message' };
  const place = whoseError(message);
  if (place !== null) {
    return new ShopUnavailableError(textOf('foreign_php', name, { status, place }), status, retryAfterMs);
  }
  const said = saidText(message, code);
  if (code !== null) {
    if (CORE.key.has(code)) return wrongKey(name, status, said);
    if (code === CORE.webserviceOff) return unusable('webservice_off', name, status, { said });
    if (CORE.method.has(code) || code === CORE.resource) return unusable('not_allowed', name, status, { said });
    if (code === CORE.unknownResource || code === CORE.missingClass) {
      const isOurs = name.resource.startsWith('group_offer');
      return unusable(isOurs ? 'module_missing' : 'resource_missing', name, status, { said });
    }
    if (code === CORE.notThisShop) return unusable('not_this_shop', name, status, { said });
    if (CORE.notFound.has(code)) return refusedByCore('not_found', textOf('not_found', name, { said }));
  }
  if (status >= 500 || status === 429) {
    return new ShopUnavailableError(textOf('failed', name, { status, said }), status, retryAfterMs);
  }
  if (status === 401) return wrongKey(name, status, said);
  if (status === 403 || status === 405) return unusable('not_allowed', name, status, { said });
  if (status === 400) return refusedByCore('bad_request', textOf('refused', name, { said }));
  return unusable('reported', name, status, { said });
}

/** Its own words are all that there is. */
const refusedByCore = (code: RefusalCode, detail: string) =>
  new RefusedError(detail, code, problem('bad_request', { reason: code, detail }));

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
  kind: keyof typeof BODY_TEXTS,
  retryAfterMs: number,
  location: string | undefined,
): GroupOffersError {
  const body = BODY_TEXTS[kind];
  const said = `(${body})`;
  if (status >= 300 && status < 400) {
    return unusable('redirects', name, status, { location: location ?? 'another address' });
  }
  if (status === 413) return new BodyTooLargeError(textOf('too_large', name), status);
  if (status === 429 || status === 408 || status >= 500) {
    const failure = status === 429 ? 'too_many_requests' : 'down';
    return new ShopUnavailableError(textOf(failure, name, { status, body }), status, retryAfterMs);
  }
  if (status === 401) return wrongKey(name, status, said);
  if (status === 403) return unusable('forbidden', name, status, { body });
  if (status === 405) return unusable('not_allowed', name, status, { said });
  if (status === 404) return unusable('nothing_there', name, status, { body });
  if (kind === 'html') return unusable('web_page', name, status);
  return new CutOffError(textOf('cut_off', name, { status, body }), status);
}

const UNREACHABLE: Readonly<Record<string, ShopFailure>> = {
  ENOTFOUND: 'no_host',
  EAI_AGAIN: 'no_dns',
  ECONNREFUSED: 'nothing_listens',
  ECONNABORTED: 'too_slow',
  ETIMEDOUT: 'too_slow',
};

/** No answer at all, or half of one. `code` is Node's or axios'. */
export function networkError(name: RequestName, code: string, message: string): GroupOffersError {
  const cause = new Error(`${code}: ${message}`);
  const failure = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER|EPROTO|ERR_TLS|ERR_SSL/.test(code)
    ? 'certificate'
    : code.startsWith('HPE_')
      ? 'no_http'
      : /maxContentLength/.test(message)
        ? 'answer_too_large'
        : null;
  if (failure !== null) return new ShopUnusableError(textOf(failure, name, { code }), null, { cause });
  return new ShopUnavailableError(textOf(UNREACHABLE[code] ?? 'broken', name, { code }), null, 0, { cause });
}

const wrongKey = (name: RequestName, status: number, said: string) =>
  unusable('wrong_key', name, status, { said: said + keyLengthText(name.keyLength) });
