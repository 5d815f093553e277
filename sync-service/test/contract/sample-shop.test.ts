import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { runServiceOn } from '../../demo/service.ts';
import { silentLog } from '../../src/log.ts';
import { RIGHTS } from '../../src/wire/index.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { bootIn, OpenPage } from './page-door.ts';
import { askStandIn } from './stand-in.ts';

const CUSTOMERS = 120;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let shop: SampleShop;
beforeAll(async () => {
  shop = await SampleShop.open({ customers: CUSTOMERS });
});
afterAll(() => shop.close());

const open = (path: string, init: RequestInit = {}) => fetch(new URL(path, shop.url), { redirect: 'manual', ...init });
const text = async (path: string) => (await open(path)).text();
const boot = async (path: string) => bootIn(await text(path));
const page = async (path = 'admin/') => new OpenPage(await boot(path), shop.url);
const LOOK = { resource: 'page_overview', method: 'GET' } as const;
const press = (what: string) =>
  open('admin/trouble', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ what }),
  });

describe('the sample shop', () => {
  it('has customers who ordered, came, and are somebody', async () => {
    const { world, orders } = shop.data;
    const seen: number[] = [];
    for await (const { id } of (await shop.api()).facts()) seen.push(...id);
    expect(seen).toHaveLength([...world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length);
    const ordered = orders.filter(({ valid }) => valid).length;
    expect(ordered).toBeGreaterThan(CUSTOMERS / 2);
    const [row] = await shop.db.rows<{ n: number }>('SELECT COUNT(*) AS n FROM #orders WHERE valid = 1');
    expect(row!.n).toBe(ordered);
    const details = await (await shop.api()).details();
    expect(details.languages.map(({ iso }) => iso).sort()).toEqual(['en', 'es', 'fr']);
    expect(details.modules.map(({ name }) => name)).toContain('ps_cashondelivery');
  });

  it('has a clock that goes as fast as it is told', async () => {
    const then = Date.parse('2027-04-09T18:00:00Z');
    const hurried = await SampleShop.open({ customers: 0, now: then, speed: 3_600 });
    try {
      const first = (await (await hurried.api()).status()).now;
      expect(first).toBeGreaterThanOrEqual(then);
      await expect.poll(async () => (await (await hurried.api()).status()).now - first).toBeGreaterThan(HOUR);
      hurried.setClock(then + 1_000 * HOUR);
      expect((await (await hurried.api()).status()).now).toBeGreaterThanOrEqual(then + 1_000 * HOUR);
    } finally {
      await hurried.close();
    }
  });
});

it('is served by the real service as fast as its clock runs, and its storefront asks an offer’s prices meanwhile', async () => {
  const hurried = await SampleShop.open({ customers: 60, speed: 60 });
  const service = await runServiceOn(hurried, silentLog);
  try {
    const prices = async () =>
      (await askStandIn(hurried.url, `prices?customer=${customer}`)) as Readonly<Record<string, number>>;
    const { id: customer } = [...hurried.world.customers.values()].find(({ defaultGroup }) => defaultGroup === 3)!;
    const before = await prices();
    expect(Object.keys(before)).toHaveLength(hurried.world.products.size);
    const now = hurried.now();
    const api = await hurried.api();
    const offer = await api.createOffer(plainPlan(now + 12 * MINUTE, now + 1_000 * HOUR));
    await expect.poll(() => hurried.inside(offer.id)).toContain(customer);
    const { 'Customizable mug': mug } = await prices();
    expect(mug).toBeCloseTo(before['Customizable mug']! * 0.8, 1);
    const cutAt = Math.ceil(hurried.now() / 1000) * 1000 + 5 * MINUTE;
    await api.changeOffer(offer.id, offer.version, { cutAt });
    await expect.poll(() => hurried.inside(offer.id)).toEqual([]);
    expect(hurried.now()).toBeGreaterThanOrEqual(cutAt);
    expect(await prices()).toEqual(before);
    // To a service that took an hour for a minute, its clock would jump all the time.
    expect((await api.status()).hold).toBe(null);
  } finally {
    await service.stop();
    await hurried.close();
  }
});

describe('its back office', () => {
  it('has the page, the tile and the customer’s block, each knowing what it is', async () => {
    expect(await boot('admin/')).toMatchObject({ view: 'page', rights: RIGHTS, customer: 0 });
    expect(await boot('admin/dashboard')).toMatchObject({ view: 'tile' });
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
    const seen = (await boot('admin/?lang=es&employee=2')) as { page: string; customerPage: string };
    expect(seen.customerPage).toBe('/admin/customers/0?lang=es&employee=2');
    expect(await boot(seen.page)).toMatchObject({
      locale: 'es-ES',
      rights: ['view', 'customers', 'cartRules', 'allShops'],
    });
    expect(await text('admin/?lang=es&employee=2')).toContain('href="/admin/customers?lang=es&amp;employee=2"');
  });

  it('shows names as the text that they are', async () => {
    await shop.db.write(
      "UPDATE #customer SET active = 1, firstname = '<img src=x onerror=alert(1)>' WHERE id_customer = 1",
    );
    for (const path of ['admin/customers', 'admin/customers/1']) expect(await text(path)).not.toContain('<img');
  });

  it('serves pictures and what was built, and no other file', async () => {
    const assets = 'modules/groupoffers/views/page';
    for (const other of ['nowhere.css', '', 'index.php', '..%2fpage.js', '%2e%2e/%2e%2e/groupoffers.php']) {
      expect((await open(`${assets}/${other}`)).status).toBe(404);
    }
    expect(await text('3-home_default/mug.jpg')).toContain('<svg');
  });

  describe('in trouble', () => {
    let seen: OpenPage;
    beforeEach(async () => {
      seen = await page();
    });
    afterEach(() => press('slow=0&fail=0&loggedOut=0&webservice=1'));

    it('sends everybody to the login when the session is over; after a new one the open page goes on', async () => {
      expect((await seen.ask(LOOK)).status).toBe(200);
      await press('loggedOut=1');
      const answer = await seen.ask(LOOK);
      expect(answer.status).toBe(302);
      expect((await open('admin/?lang=es')).headers.get('location')).toBe('/admin/login?lang=es');
      expect(await text('admin/login')).toContain('type="password"');
      expect((await open('admin/login', { method: 'POST' })).headers.get('location')).toBe('/admin/');
      expect((await seen.ask(LOOK)).status).toBe(200);
    });

    it('fails and comes back', async () => {
      await press('fail=2');
      // Files are the web server's, which has no trouble.
      expect((await open('3-home_default/mug.jpg')).status).toBe(200);
      const answers = [await seen.ask(LOOK), await seen.ask(LOOK), await seen.ask(LOOK)];
      expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
      expect(answers[0]!.text).toBe('');
    });

    it('is slow until all is well again', async () => {
      await press('slow=300');
      const begun = performance.now();
      await seen.ask(LOOK);
      expect(performance.now() - begun).toBeGreaterThan(290);
      await press('slow=0');
      expect(await shop.trouble()).toEqual({ slow: 0, fail: 0, loggedOut: 0 });
    });

    it('has a Webservice that is switched off, which the page switches on again', async () => {
      await (await shop.api()).status();
      await press('webservice=0');
      await expect((await shop.api()).status()).rejects.toThrow();
      expect(await seen.desk.connection()).toMatchObject({ webservice: false });
      await seen.desk.connect({ switchOn: 'webservice' });
      await (await shop.api()).status();
    });
  });
});
