import { expect } from 'vitest';
import type { GoodCall } from './calls.ts';
import { resourceXml } from '../../../src/shop/prestashop/xml.ts';
import { wireError } from '../../../src/wire/index.ts';
import type { ShopUnderFire } from './shop-under-fire.ts';

export interface Got {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

export interface Said {
  readonly code: number;
  readonly message: string;
}

/** Sends a call as its sender would. XML cannot hold everything: what the builder makes of it is what arrives. */
export async function send(shop: ShopUnderFire, call: GoodCall, who: 'editor' | 'viewer' = 'editor'): Promise<Got> {
  if (call.from === 'page') {
    const { text, status, headers } = await shop.pages[who].ask(
      JSON.stringify({ ...call, query: call.query, body: call.body ?? {} }),
    );
    return { status, text, type: headers.get('content-type') ?? '' };
  }
  const id = call.method === 'PUT' || call.method === 'PATCH' ? `/${inAddress(call.body?.['id'])}` : '';
  // Taken away altogether, too.
  const given = (call.body as GoodCall['body'] | undefined) ?? null;
  const body = given === null ? undefined : call.xml === true ? xml(given) : JSON.stringify(given);
  const key = call.from === 'planning' ? shop.standIn.planningKey : shop.standIn.key;
  return raw(shop, call.method, call.resource + (call.xml === true ? id : ''), { query: call.query, body, key });
}

/** Resources that the command line's key alone opens, or opens for writing. */
const PLANNED = /^group_offer(s|_imports|_exclusions|_control)\b/;

/** To the Webservice, with the key that is for it unless another is given. */
export async function raw(
  shop: ShopUnderFire,
  method: string,
  path: string,
  {
    query = {},
    body,
    key = PLANNED.test(path) ? shop.standIn.planningKey : shop.standIn.key,
    headers = {},
  }: {
    query?: Readonly<Record<string, unknown>> | null;
    body?: string | Uint8Array<ArrayBuffer> | undefined;
    key?: string;
    headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Got> {
  const address = new URL(`api/${path}`, shop.standIn.url);
  address.searchParams.set('output_format', 'JSON');
  for (const [name, value] of Object.entries(query ?? {})) {
    // PHP makes arrays of `name[key]`.
    if (typeof value !== 'object' || value === null) address.searchParams.set(name, plain(value));
    else for (const [key, each] of Object.entries(value)) address.searchParams.set(`${name}[${key}]`, plain(each));
  }
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const response = await fetch(address, {
    method,
    headers: { authorization, ...headers },
    ...(body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get('content-type') ?? '',
  };
}

const ANSWERS = new Set([200, 201, 400, 401, 403, 404, 405]);
/** The core's own word about XML that is none, said before the module is asked. */
const CORE = /^\{"errors":\[\{"code":127,"message":"XML error : [^"]*"\}\]\}$/;
const PHP =
  /Fatal error|(?:Warning|Notice|Deprecated): |Stack trace|SQLSTATE|SQL syntax|PHP #\d|\.php\b|PDOException|mysqli/;

/**
 * Whatever was sent: JSON, no failure, nothing of PHP's or the database's own words; and a refusal says code and message, of one field what is
 * wrong with it. @returns the refusal, or null when the request was taken
 */
export function wellAnswered(got: Got, secrets: readonly string[] = []): Said | null {
  const start = got.text.slice(0, 600);
  if (got.status !== 500 || !CORE.test(got.text)) expect(ANSWERS, start).toContain(got.status);
  expect(got.type, start).toMatch(/json/);
  const taken = got.status < 300;
  if (taken && got.text === '') return null;
  const said = JSON.parse(got.text) as { errors?: Said[] };
  if (taken) return null;
  expect(got.text).not.toMatch(PHP);
  for (const secret of secrets) expect(got.text).not.toContain(secret);
  const refusal = said.errors?.[0];
  expect(refusal, start).toMatchObject({ code: expect.any(Number), message: expect.stringMatching(/\S/) });
  const { message, problem } = wireError(refusal);
  expect(message.length, start).toBeLessThan(600);
  if (refusal!.code === 1001) expect(problem?.params, start).toHaveProperty('field', expect.stringMatching(/\S/));
  return refusal!;
}

function xml(body: Readonly<Record<string, unknown>>): string {
  return resourceXml(
    'group_offer',
    Object.fromEntries(
      Object.entries(body)
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, plain(value)]),
    ),
  );
}

/** A server hangs up on an address of any length, and half a character has no place in one. */
function inAddress(value: unknown): string {
  return encodeURIComponent(Buffer.from(plain(value).slice(0, 2_000)).toString());
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
