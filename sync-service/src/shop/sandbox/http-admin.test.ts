import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from './http.ts';

interface Boot {
  readonly view: string;
  readonly endpoint: { readonly url: string; readonly token: string };
  readonly locale: string;
  readonly rtl: boolean;
  readonly edit: boolean;
  readonly page: string;
  readonly customer: number;
  readonly customerPage: string;
}

let sandbox: Sandbox;
let built: string;

beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'group-offers-page-'));
  writeFileSync(join(built, 'page.js'), 'export {};');
  writeFileSync(join(built, 'icons.woff2'), 'font');
});
afterAll(() => rmSync(built, { recursive: true }));
beforeEach(async () => {
  sandbox = await startSandbox({ customers: 20, page: built });
});
afterEach(() => sandbox.close());

const open = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, sandbox.url), { redirect: 'manual', ...init });
const text = async (path: string) => (await open(path)).text();
async function boot(path: string): Promise<Boot> {
  const data = /class="groupoffers-root" data-boot="([^"]*)"/.exec(await text(path))![1]!;
  return JSON.parse(data.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))) as Boot;
}
const ask = ({ endpoint }: Boot, resource: string, method = 'GET', body = {}) =>
  open(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-group-offers': endpoint.token },
    body: JSON.stringify({ resource, method, query: {}, body }),
  });
const press = (what: string) =>
  open('admin/trouble', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ what }),
  });

describe('the sandbox’s back office', () => {
  it('has the page, the tile and the customer’s block, each knowing what it is', async () => {
    expect(await boot('admin/')).toMatchObject({ view: 'page', edit: true, customer: 0, page: '/admin/' });
    expect(await boot('admin/dashboard')).toMatchObject({ view: 'tile', page: '/admin/' });
    expect(await boot('admin/customers/7')).toMatchObject({ view: 'customer', customer: 7 });
    expect((await open('admin')).headers.get('location')).toBe('/admin/');
    expect((await open('admin/nowhere')).status).toBe(404);
  });

  it.each([
    ['', 'en-US', false],
    ['?lang=es', 'es-ES', false],
    ['?lang=fr&dir=rtl', 'fr-FR', true],
    ['?lang=ar', 'ar-SA', true],
    ['?lang=de-AT', 'de-AT', false],
    ['?lang=<script>', 'en-US', false],
  ])('speaks the language that the address says: %s', async (query, locale, rtl) => {
    expect(await boot(`admin/${query}`)).toMatchObject({ locale, rtl });
    expect(await text(`admin/${query}`)).not.toContain('<script>');
  });

  it('keeps language and employee from page to page', async () => {
    const seen = await boot('admin/?lang=es&employee=2');
    expect(seen).toMatchObject({ edit: false, page: '/admin/?lang=es&employee=2' });
    expect(seen.customerPage).toBe('/admin/customers/0?lang=es&employee=2');
    expect(await text('admin/?lang=es&employee=2')).toContain('href="/admin/customers?lang=es&#38;employee=2"');
  });

  it('shows names as the text that they are', async () => {
    sandbox.model.world.customers.get(7)!.firstname = '<img src=x onerror=alert(1)>"';
    for (const path of ['admin/customers', 'admin/customers/7']) expect(await text(path)).not.toContain('<img');
  });

  it('serves what was built, and no other file', async () => {
    const assets = 'modules/groupoffers/views/page';
    const script = await open(`${assets}/page.js?v=1`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).toBe('export {};');
    expect((await open(`${assets}/icons.woff2`)).headers.get('content-type')).toBe('font/woff2');
    for (const other of ['page.css', '', '..%2fpage.js', '%2e%2e/%2e%2e/groupoffers.php']) {
      expect((await open(`${assets}/${other}`)).status).toBe(404);
    }
    expect(await text('img/p/3.svg')).toContain('<svg');
  });

  it('says what to do where nothing was built', async () => {
    const bare = await startSandbox({ page: join(built, 'nowhere') });
    const page = await (await fetch(new URL('admin/', bare.url))).text();
    await bare.close();
    expect(page).toContain('npm run build:page');
  });

  it('sends everybody to the login when the session is over; after a new one the open page goes on', async () => {
    const old = await boot('admin/');
    expect((await ask(old, 'page_overview')).status).toBe(200);
    await press('session=over');
    const answer = await ask(old, 'page_overview');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/admin/login');
    expect((await open('admin/?lang=es')).headers.get('location')).toBe('/admin/login?lang=es');
    expect(await text('admin/login')).toContain('type="password"');
    expect((await open('admin/login', { method: 'POST' })).headers.get('location')).toBe('/admin/');
    expect((await ask(old, 'page_overview')).status).toBe(200);
  });

  it('plays a shop that fails and comes back', async () => {
    const page = await boot('admin/');
    await press('fail=2');
    // Files are the web server's, which has no trouble.
    expect((await open('modules/groupoffers/views/page/page.js')).status).toBe(200);
    const answers = [
      await ask(page, 'page_overview'),
      await ask(page, 'page_overview'),
      await ask(page, 'page_overview'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(await answers[0]!.text()).toBe('');
  });

  it('plays a slow shop until all is well again', async () => {
    const page = await boot('admin/');
    await press('slow=300');
    const begun = performance.now();
    await ask(page, 'page_overview');
    expect(performance.now() - begun).toBeGreaterThan(290);
    await press('well=1');
    expect(sandbox.model.faults.slowMs).toBe(0);
  });

  it('plays a Webservice that is switched off, which the page switches on again', async () => {
    const page = await boot('admin/');
    const service = () => open('api/group_offer_status?output_format=JSON', { headers: { authorization: basic() } });
    const basic = () => `Basic ${Buffer.from(`${sandbox.key}:`).toString('base64')}`;
    expect((await service()).status).toBe(200);
    await press('webservice=off');
    expect((await service()).status).toBe(503);
    expect(await (await ask(page, 'page_connection')).json()).toMatchObject({ webservice: false });
    await ask(page, 'page_connection', 'POST', { switchOn: 'webservice' });
    expect((await service()).status).toBe(200);
  });

  it('shows the first key once', async () => {
    const page = await boot('admin/');
    const key = async () => (await (await ask(page, 'page_connection', 'POST', { show: 'key' })).json()) as object;
    expect(await key()).toMatchObject({ key: sandbox.key, keyShown: true });
    expect(await key()).toMatchObject({ key: null, keyShown: true });
  });

  it('answers HTML to an address whose token is nobody’s, as the core does', async () => {
    const page = await boot('admin/');
    const answer = await ask(
      { ...page, endpoint: { ...page.endpoint, url: `${page.endpoint.url}&token=x`.replace(/token=a\w+&/, '') } },
      'page_overview',
    );
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Invalid security token');
  });
});
