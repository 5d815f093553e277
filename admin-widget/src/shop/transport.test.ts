import {
  RefusedError,
  ShopUnavailableError,
  ShopUnusableError,
  StaleVersionError,
} from '@group-offers/sync-service/errors';
import { describe, expect, it, vi } from 'vitest';
import { NotAllowedError, SessionOverError, Transport } from './transport.ts';

const ENDPOINT = { url: 'https://shop.example/admin/index.php?controller=AdminGroupOffers&token=t', token: 'ours' };
const JSON_TYPE = { 'content-type': 'application/json' };

function answering(status: number, body: string, headers: Record<string, string> = JSON_TYPE) {
  const requests: Request[] = [];
  const transport = new Transport(ENDPOINT, (input, init) => {
    requests.push(new Request(input, init));
    return Promise.resolve(new Response(status === 204 ? null : body, { status, headers }));
  });
  return {
    requests,
    call: () => transport.call({ resource: 'page_customers', method: 'POST', body: { search: 'ann' } }),
  };
}

const refusal = (code: number, message: string) => JSON.stringify({ errors: [{ code, message }] });

describe('a request of the page', () => {
  it('carries what is asked in its body, never in its address', async () => {
    const { requests, call } = answering(200, '{"customers":[]}');
    expect(await call()).toEqual({ customers: [] });
    expect(requests[0]!.url).toBe(ENDPOINT.url);
    expect(requests[0]!.method).toBe('POST');
    expect(requests[0]!.headers.get('x-group-offers')).toBe('ours');
    expect(await requests[0]!.json()).toEqual({
      resource: 'page_customers',
      method: 'POST',
      query: {},
      body: { search: 'ann' },
    });
  });

  it.each([
    ['401', 401, refusal(401, 'session over'), JSON_TYPE],
    ['a redirect', 302, '', { location: 'https://shop.example/admin/index.php?controller=AdminLogin' }],
    [
      'the login as a page',
      200,
      '<!doctype html><form><input type="password" name="passwd"></form>',
      { 'content-type': 'text/html' },
    ],
    [
      'the page that says "invalid token"',
      200,
      '<html><h1>Invalid security token</h1></html>',
      { 'content-type': 'text/html' },
    ],
  ])('tells that the session is over: %s', async (_name, status, body, headers) => {
    await expect(answering(status, body, headers as Record<string, string>).call()).rejects.toBeInstanceOf(
      SessionOverError,
    );
  });

  it('tells what the employee may not do', async () => {
    const error = await answering(403, refusal(403, 'your profile may only look'))
      .call()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotAllowedError);
    expect(error).toMatchObject({ message: 'your profile may only look' });
  });

  it('gives the message of a refusal as it came', async () => {
    const error = await answering(400, refusal(1001, 'discount: 120 is over 100'))
      .call()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ message: 'discount: 120 is over 100', code: 'bad_request' });
    await expect(answering(400, refusal(1002, 'changed meanwhile')).call()).rejects.toBeInstanceOf(StaleVersionError);
  });

  it('tells a shop that fails, cannot be reached, or prints nonsense', async () => {
    await expect(answering(500, '').call()).rejects.toBeInstanceOf(ShopUnavailableError);
    await expect(answering(503, '<h1>Service unavailable</h1>').call()).rejects.toBeInstanceOf(ShopUnavailableError);
    await expect(answering(200, 'Warning: something in line 3 {"customers":[]}').call()).rejects.toBeInstanceOf(
      ShopUnusableError,
    );
    const unreachable = new Transport(ENDPOINT, () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(unreachable.call({ resource: 'page_overview', method: 'GET' })).rejects.toBeInstanceOf(
      ShopUnavailableError,
    );
  });

  it('takes what came with the document once, and asks the shop after that', async () => {
    let asked = 0;
    const send = () => Promise.resolve(Response.json({ asked: ++asked }));
    const transport = new Transport(ENDPOINT, send, { page_overview: { asked: 0 } });
    const overview = () => transport.call({ resource: 'page_overview', method: 'GET' });
    expect([await overview(), await overview()]).toEqual([{ asked: 0 }, { asked: 1 }]);
  });

  it('does not take what came with a document long ago', async () => {
    vi.useFakeTimers();
    const transport = new Transport(ENDPOINT, () => Promise.resolve(Response.json('new')), { page_choices: 'old' });
    vi.advanceTimersByTime(11_000);
    vi.useRealTimers();
    expect(await transport.call({ resource: 'page_choices', method: 'GET' })).toBe('new');
  });
});
