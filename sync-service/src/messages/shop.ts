import type { Params } from '../problems.ts';
import { filled } from './filled.ts';

/**
 * What went wrong between the service and a shop, before or instead of an answer of the module's; `said` is what the other side says, in
 * parentheses.
 */
const SHOP_TEXTS = {
  not_whole: 'what was sent did not arrive whole {said}; check any proxy in front of {address}',
  foreign_php:
    "PrestaShop's Webservice answers {status} because of a PHP error in {place}; update that module, or switch it off",
  webservice_off:
    "the shop's Webservice is switched off; switch it on under Advanced Parameters > Webservice or on the configuration page of the module Group Offers {said}",
  not_this_shop:
    "the key in {keyName} does not belong to this shop of the installation; associate it with all shops under Advanced Parameters > Webservice, or have the module's configuration page make a new one {said}",
  wrong_key:
    "the shop does not accept the key in {keyName} {said}. Copy it again, switch it on under Advanced Parameters > Webservice, or have the module's configuration page make a new one; where the host strips the Authorization header, set WS_KEY_IN_ADDRESS=1",
  not_allowed:
    'the key in {keyName} may not {method} "{resource}" {said}; allow it under Advanced Parameters > Webservice, or use the key that the module\'s configuration page makes',
  module_missing:
    'the module Group Offers is missing, disabled, older than this service, or closed to visitors: install its current version, switch it on, authorise it for the visitor group (Customers > Groups), and see that "Disable non-PrestaShop modules" is off (Advanced Parameters > Performance) {said}',
  resource_missing: 'this PrestaShop does not have that resource; PrestaShop 8.0 or later is needed {said}',
  not_found: 'not found {said}',
  refused: 'refused {said}',
  failed: 'answered {status} {said}',
  reported: 'answered {status} with an error {said}',
  redirects:
    "redirects ({status}) to {location}; redirects are not followed, they would carry the key elsewhere: write the shop's final address into SHOP_URL, which is now {address}",
  too_large:
    'the host refuses bodies of this size (413); raise its limit (client_max_body_size, LimitRequestBody, SecRequestBodyLimit) or lower BATCH_SIZE',
  too_many_requests:
    'answered {status} with {body}; the host allows fewer requests than this; lower REQUESTS_PER_MINUTE',
  down: 'answered {status} with {body}; the shop failed or is down; its PHP error log says why if this stays',
  forbidden:
    "was forbidden (403, {body}) before it reached the Webservice; let this machine through the host's firewall or access rules for {address}api/",
  nothing_there:
    "nothing at {address}api/ (404, {body}); check that SHOP_URL is the shop's root address, and that the shop's URL rewriting is on (Shop Parameters > Traffic & SEO)",
  web_page:
    "answered {status} with a web page instead of the Webservice's XML or JSON; check that SHOP_URL ({address}) is the shop's root address and that no login, maintenance or protection page stands in front of {address}api/",
  cut_off: "answered {status} with {body}; check PHP's memory and time limits and any proxy in front of {address}",
  certificate:
    "the certificate of {address} is not accepted ({code}); renew it, or name your own authority's file in NODE_EXTRA_CA_CERTS",
  no_http: '{address} does not speak HTTP ({code}); check SHOP_URL',
  answer_too_large: 'the answer is too large to be right; check SHOP_URL',
  no_host: "{address} cannot be reached: no such host; check SHOP_URL and this machine's DNS",
  no_dns: "{address} cannot be reached: the host's name could not be looked up; check this machine's DNS",
  nothing_listens: '{address} cannot be reached: nothing listens there; check SHOP_URL and that the shop is up',
  too_slow: '{address} cannot be reached: no answer in time',
  broken: '{address} cannot be reached: the connection broke ({code})',
} as const;
export type ShopFailure = keyof typeof SHOP_TEXTS;

/** @param request which one it is about, and what the text needs */
export const shopText = (failure: ShopFailure, request: Params): string =>
  filled(`Shop "{shop}", {method} {resource}: ${SHOP_TEXTS[failure]}`, request);

/** What a body without sense is, and what an error of the core's says. */
export const BODY_TEXTS = {
  empty: 'an empty body',
  html: 'a web page',
  broken: 'an answer that is cut off or not of PrestaShop',
} as const;
export const saidText = (message: string, code: number | null): string =>
  `(the shop says: ${message}${code === null ? '' : `, code ${code}`})`;
/** @returns nothing for a key of the right length */
export const keyLengthText = (length: number): string =>
  length === 32 ? '' : `. The key has ${length} characters, PrestaShop's have 32`;
