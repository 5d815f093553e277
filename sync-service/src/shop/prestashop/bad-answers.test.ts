import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeServer, type FakeServer, type SeenRequest } from '../../../test/support/fake-server.ts';
import { plainPlan } from '../../../test/support/plain-plan.ts';
import {
  LeaseHeldError,
  LeaseLostError,
  RefusedError,
  ShopUnavailableError,
  ShopUnusableError,
  StaleVersionError,
} from '../../errors.ts';
import { createLog, silentLog } from '../../log.ts';
import { PrestaShopShop, type PrestaShopOptions } from './client.ts';

const KEY = 'K3YK3YK3YK3YK3YK3YK3YK3YK3YK3YKE';
const STATUS = {
  protocol: 3,
  now: '2026-11-27T17:00:00.000Z',
  timezone: 'Europe/Madrid',
  module: '0.2.0',
  prestashop: '8.1.2',
  counter: '7',
  ledger: 12,
  groupsFeature: true,
  minUntil: null,
  open: 0,
  leaseNumber: 1,
  heartbeat: null,
  hold: null,
  notices: [],
};

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Answer = (request: SeenRequest, response: ServerResponse) => void;
const body =
  (status: number, text: string, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(text);
const errorsJson = (status: number, code: number | null, message: string) =>
  body(status, JSON.stringify({ errors: [{ code, message }] }));

async function shopAnswering(answer: Answer, options: Partial<PrestaShopOptions> = {}, log = silentLog) {
  server = await startFakeServer(answer);
  const base = { name: 'main', url: server.url, key: KEY, planningKey: KEY, backoffMs: 1, requestsPerMinute: 1000 };
  return new PrestaShopShop({ ...base, ...options }, log);
}

async function refusal(answer: Answer, call = (shop: PrestaShopShop): Promise<unknown> => shop.status()) {
  const shop = await shopAnswering(answer);
  const error: unknown = await call(shop).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it was not refused');
  // The key must not be found anywhere in what callers may log.
  expect(inspect(error, { depth: 10 })).not.toContain(KEY);
  expect(inspect(error, { depth: 10 })).not.toContain(Buffer.from(`${KEY}:`).toString('base64'));
  return error;
}

describe('answers that no retry mends', () => {
  const page = '<!DOCTYPE html><html><head><title>Shop</title></head><body>{"now":1}</body></html>';
  it.each<[string, Answer, RegExp]>([
    ['a web page', body(200, page), /web page .* SHOP_URL/],
    ['a web page with 403', body(403, page), /forbidden \(403.* firewall/],
    ['a web page with 404', body(404, page), /nothing at .*URL rewriting/],
    ['401 in plain text', body(401, '401 Unauthorized'), /does not accept the key in SHOP_KEY/],
    ['a key that is switched off', errorsJson(401, 20, 'Authentification key is not active'), /code 20.*switch it on/s],
    ['a key without a right', errorsJson(401, 26, 'not allowed'), /may not GET "group_offer_status"/],
    ['a key without a method', errorsJson(405, 25, 'not allowed'), /may not GET "group_offer_status".*code 25/],
    ['a key of another shop', errorsJson(403, 132, 'No permission'), /associate it with all shops/],
    ['a missing module', errorsJson(400, 27, 'does not exist'), /module Group Offers is missing.*visitor group/],
    ['a Webservice that is off', errorsJson(503, 22, 'disabled'), /Webservice is switched off; switch it on/],
    ['a missing module in XML', body(400, xmlError(27, 'does not exist')), /module Group Offers is missing/],
    ['a module of before', body(200, '{"now":"today","module":"0.2.0"}'), /0\.2\.0 speaks an older.*update the module/],
    ['a newer module', body(200, '{"protocol":4,"module":"9.0.0"}'), /9\.0\.0 speaks protocol 4.*update this service/],
    ['an answer not as agreed', body(200, '{"protocol":3,"now":"today"}'), /not as agreed \(now/],
    ['a 200 that carries an error', errorsJson(200, null, 'conflict'), /answered 200 with an error.*conflict/],
    ['XML where JSON was asked', body(200, '<?xml version="1.0"?><prestashop><api/></prestashop>'), /XML where JSON/],
  ])('%s', async (_, answer, message) => {
    const error = await refusal(answer);
    expect(error).toBeInstanceOf(ShopUnusableError);
    expect(error.message).toMatch(message);
    expect(server!.seen).toHaveLength(1);
  });

  it('a redirect, which is not followed', async () => {
    const error = await refusal(body(301, '', { location: `https://www.shop.example/api/?ws_key=${KEY}` }));
    expect(error).toBeInstanceOf(ShopUnusableError);
    expect(error.message).toContain('redirects (301) to https://www.shop.example/api/;');
    expect(error.message).toMatch(/write the shop's final address into SHOP_URL/);
    expect(server!.seen).toHaveLength(1);
  });

  it('names the length of a key that cannot be one', async () => {
    server = await startFakeServer(errorsJson(401, 18, 'Invalid authentication key format'));
    const shop = new PrestaShopShop({ name: 'main', url: server.url, key: 'short' }, silentLog);
    await expect(shop.status()).rejects.toThrow(/The key has 5 characters, PrestaShop's have 32/);
  });
});

describe('refusals of the module', () => {
  it.each([
    [1001, 'bad_request', RefusedError],
    [1002, 'stale_version', StaleVersionError],
    [1003, 'lease_held', LeaseHeldError],
    [1004, 'lease_lost', LeaseLostError],
    [1005, 'key_reused', RefusedError],
    [1006, 'unfinished', RefusedError],
    [1007, 'not_running', RefusedError],
    [1008, 'groups_feature_off', RefusedError],
    [1009, 'on_hold', RefusedError],
    [1010, 'not_found', RefusedError],
  ] as const)('%i is %s', async (code, name, type) => {
    const error = await refusal(errorsJson(400, code, 'discount: 120 is too much'));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code: name, message: 'discount: 120 is too much' });
    expect(server!.seen).toHaveLength(1);
  });

  it('count even with a status of 200 or 500', async () => {
    expect(await refusal(errorsJson(200, 1002, 'old'))).toBeInstanceOf(StaleVersionError);
    await server!.close();
    expect(await refusal(errorsJson(500, 1004, 'lost'))).toBeInstanceOf(LeaseLostError);
  });

  it('never repeat the key, even when the shop does', async () => {
    const basic = Buffer.from(`${KEY}:`).toString('base64');
    const error = await refusal(errorsJson(401, 18, `Invalid key ${KEY} in ?ws_key=${KEY} or Basic ${basic}`));
    expect(error.message).not.toContain(basic.slice(0, 20));
    expect(error.message).toContain('[key]');
    await server!.close();
    const problem = { code: 'malformed', params: { field: 'x', value: `"${KEY}"`, expected: '1' } };
    const refused = await refusal(body(400, JSON.stringify({ errors: [{ code: 1001, message: KEY, problem }] })));
    expect(refused).toMatchObject({ message: '[key]', problem: { params: { value: '"[key]"' } } });
  });
});

describe('a shop that is down for a moment', () => {
  const recovers =
    (times: number, bad: Answer): Answer =>
    (request, response) =>
      server!.seen.length <= times ? bad(request, response) : body(200, JSON.stringify(STATUS))(request, response);

  it.each<[string, Answer]>([
    ['a 503 page', body(503, '<html><body>maintenance</body></html>')],
    ['a PHP warning turned into a 500', errorsJson(500, 3, '[PHP Warning #2] …')],
    ['a cut-off answer', body(200, JSON.stringify(STATUS).slice(0, 120))],
    ['a request that did not arrive whole', errorsJson(400, 1011, 'body: no JSON')],
  ])('%s is asked again', async (_, bad) => {
    const shop = await shopAnswering(recovers(2, bad));
    expect(await shop.status()).toMatchObject({ counter: '7', timezone: 'Europe/Madrid' });
    expect(server!.seen).toHaveLength(3);
    expect(shop.requests).toBe(3);
  });

  it('is reported as unavailable when it stays down', async () => {
    const error = await refusal(body(500, ''));
    expect(error).toBeInstanceOf(ShopUnavailableError);
    expect(error.message).toMatch(/answered 500 with an empty body/);
    expect(server!.seen).toHaveLength(4);
  });

  it('is reported as unusable when its answers stay cut off, never read in part', async () => {
    const error = await refusal(body(200, '{"errors":[],"more":{"now":1}'));
    expect(error).toBeInstanceOf(ShopUnusableError);
    expect(error.message).toMatch(/cut off/);
  });

  it('is waited for at least as long as Retry-After says; a long one goes to the caller', async () => {
    const shop = await shopAnswering(recovers(1, body(503, '', { 'retry-after': '1' })));
    const start = performance.now();
    await shop.status();
    expect(performance.now() - start).toBeGreaterThanOrEqual(995);
    await server!.close();
    const error = await refusal(body(503, '', { 'retry-after': '120' }));
    expect(error).toMatchObject({ retryAfterMs: 120_000 });
    expect(server!.seen).toHaveLength(1);
  });

  it('is not asked again for what must not happen twice', async () => {
    const error = await refusal(body(500, ''), (shop) => shop.createOffer(plainPlan(0, 3_600_000)));
    expect(error).toBeInstanceOf(ShopUnavailableError);
    expect(server!.seen.map(({ method }) => method)).toEqual(['POST']);
  });

  it('has a message when it does not answer in time, and a stop ends the wait at once', async () => {
    const silent = await shopAnswering(() => undefined, { timeoutMs: 50, tries: 1 });
    await expect(silent.status()).rejects.toThrow(/no answer in time/);
    await server!.close();
    const stop = new AbortController();
    const shop = await shopAnswering(body(500, ''), { backoffMs: 60_000, signal: stop.signal });
    const waiting = shop.status();
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('PHP notices in front of an answer', () => {
  const notice =
    '\nNotice: Undefined index: Jane Doe in /var/www/shop/classes/Hook.php on line 12\n<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>3</b><br />\n';

  it('are skipped with one warning that names file and line, not the text', async () => {
    const lines: string[] = [];
    const log = createLog('warn', { write: (line) => void lines.push(line) });
    const shop = await shopAnswering(body(200, notice + JSON.stringify(STATUS)), {}, log);
    expect(await shop.status()).toMatchObject({ ledger: 12 });
    await shop.status();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('Hook.php on line 12');
    expect(lines[0]).not.toContain('Jane');
  });

  it('are skipped in front of XML too', async () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop><errors><error><code>26</code><message>No</message></error></errors></prestashop>';
    expect((await refusal(body(401, notice + xml))).message).toMatch(/may not .* \(the shop says: No, code 26\)/);
  });

  it('do not make a cut-off answer whole', async () => {
    const cut = `${notice}{"errors":[],\n"more":{"now":1}`;
    expect(await refusal(body(200, cut))).toBeInstanceOf(ShopUnusableError);
  });
});

describe('the key', () => {
  it('goes into the header, or into the address when told so', async () => {
    const shop = await shopAnswering(body(200, JSON.stringify(STATUS)));
    await shop.status();
    expect(server!.seen[0]!.authorization).toBe(`Basic ${Buffer.from(`${KEY}:`).toString('base64')}`);
    expect(server!.seen[0]!.url).toBe('/api/group_offer_status?output_format=JSON');
    await server!.close();
    const inAddress = await shopAnswering(body(200, JSON.stringify(STATUS)), { keyInAddress: true });
    await inAddress.status();
    expect(server!.seen[0]!.authorization).toBeUndefined();
    expect(server!.seen[0]!.url).toContain(`ws_key=${KEY}`);
  });

  it('is not sent unencrypted off the loopback', () => {
    const options = { name: 'main', url: 'http://shop.example', key: KEY };
    expect(() => new PrestaShopShop(options, silentLog)).toThrow(/unencrypted.*SHOP_ALLOW_HTTP=1/);
    expect(() => new PrestaShopShop({ ...options, allowHttp: true }, silentLog)).not.toThrow();
  });
});

function xmlError(code: number, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n<errors>\n<error>\n<code><![CDATA[${code}]]></code>\n<message><![CDATA[${message}]]></message>\n</error>\n</errors>\n</prestashop>\n`;
}
