import { Readable } from 'node:stream';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plainPlan } from '../../../test/support/plain-plan.ts';
import { ShopUnavailableError, ShopUnusableError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import { PrestaShopShop } from './client.ts';

/** What no server on this machine can be made to do, or only one by one: names, certificates, every status, a break after every byte. */
const SHOP = 'https://shop.example';
const STATUS = '/api/group_offer_status';
const TRIES = 3;

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** What the shop's status is refused with, and how often it was asked for. */
async function refusal(call = (shop: PrestaShopShop): Promise<unknown> => shop.status()) {
  const key = 'k'.repeat(32);
  const options = { name: 'main', url: SHOP, key, planningKey: key, tries: TRIES, backoffMs: 0 };
  const shop = new PrestaShopShop({ ...options, requestsPerMinute: 10_000 }, silentLog);
  const error: unknown = await call(shop).then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  return { error: error as Error, asked: shop.requests };
}

const always = (reply: (interceptor: nock.Interceptor) => nock.Scope) =>
  reply(nock(SHOP).persist().get(STATUS).query(true));

const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('a shop that cannot be reached', () => {
  it.each([
    ['ENOTFOUND', "no such host; check SHOP_URL and this machine's DNS"],
    ['EAI_AGAIN', "could not be looked up; check this machine's DNS"],
    ['ECONNREFUSED', 'nothing listens there'],
    ['ETIMEDOUT', 'no answer in time'],
    ['EHOSTUNREACH', 'the connection broke (EHOSTUNREACH)'],
    ['ECONNRESET', 'the connection broke (ECONNRESET)'],
  ])('%s: is asked again, and told with a way out', async (code, told) => {
    always((each) => each.replyWithError(system(code)));
    const { error, asked } = await refusal();
    expect(error).toBeInstanceOf(ShopUnavailableError);
    expect(error.message).toContain(told);
    expect(asked).toBe(TRIES);
  });

  it.each([
    ['ENOTFOUND', TRIES],
    ['ECONNREFUSED', TRIES],
    ['ECONNRESET', 1],
    ['ETIMEDOUT', 1],
  ])('%s: is sent %i times what must not be done twice', async (code, times) => {
    nock(SHOP).persist().post(/./).query(true).replyWithError(system(code));
    expect((await refusal((shop) => shop.createOffer(plainPlan(0, 3_600_000)))).asked).toBe(times);
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
  ])('%s: its certificate is a matter for a person, and is not tried again', async (code) => {
    always((each) => each.replyWithError(system(code)));
    const { error, asked } = await refusal();
    expect(error).toBeInstanceOf(ShopUnusableError);
    expect(error.message).toContain(`certificate of ${SHOP}/ is not accepted (${code})`);
    expect(asked).toBe(1);
  });

  it('an answer that breaks off after any byte is asked for again, and never read in part', async () => {
    const whole = '{"protocol":3,"now":"2026-11-27T17:00:00.000Z","counter":"7"}';
    for (let bytes = 0; bytes < whole.length; bytes++) {
      always((each) => each.reply(200, () => breaksOff(whole.slice(0, bytes))));
      const { error, asked } = await refusal();
      expect(error.name, `${bytes} bytes`).toMatch(/^(ShopUnavailableError|CutOffError)$/);
      expect(asked).toBe(TRIES);
      nock.cleanAll();
    }
  });
});

describe('an answer without a word of PrestaShop', () => {
  it('is told by its status, each from 400 to 599, and asked for again where that may help', async () => {
    for (let status = 400; status < 600; status++) {
      always((each) => each.reply(status, ''));
      const { error, asked } = await refusal();
      const isPassing = status >= 500 || [408, 429].includes(status);
      const isFinal = [401, 403, 404, 405, 413].includes(status);
      expect(error, `${status}`).toBeInstanceOf(isPassing ? ShopUnavailableError : ShopUnusableError);
      expect(error.message).toContain({ 401: 'does not accept the key', 405: 'may not GET' }[status] ?? `${status}`);
      expect({ status, asked }).toEqual({ status, asked: isFinal ? 1 : TRIES });
      nock.cleanAll();
    }
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0.5', 500],
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
    ['-5', 0],
    ['Fri, 27 Nov 2015 17:00:00 GMT', 0],
    ['soon', 0],
  ])('%s', async (header, ms) => {
    always((each) => each.reply(503, '', { 'retry-after': header }));
    const { error, asked } = await refusal();
    const { retryAfterMs } = error as ShopUnavailableError;
    expect(Math.abs(retryAfterMs - ms)).toBeLessThan(60_000);
    // What the host wants longer than a request may take is the caller's to wait for.
    expect(asked).toBe(ms > 30_000 ? 1 : TRIES);
  });
});

/** Ends as a connection does that is reset. */
const breaksOff = (text: string) =>
  Readable.from(
    (async function* () {
      if (text !== '') yield text;
      throw system('ECONNRESET');
    })(),
  );
