import { readFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { runService, type RunningService } from '../../../src/main.ts';
import { BATCH_SIZE } from '../../../src/moves/index.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { Database } from '../../contract/database.ts';
import { MARK } from '../../contract/sql-catalogue.ts';
import type { Target } from '../../contract/target.ts';
import { seriousFindings } from '../page-at-hand.ts';
import { connection, env, realTarget } from '../../contract/shop/real-shop.ts';
import { Viewer } from '../../contract/shop/viewer.ts';
import { BackOffices, type BackOfficePage } from './back-office-page.ts';
import { Guests } from './guests.ts';
import { changesOfMenu } from './menu.ts';

const NAME = `${MARK}regulars’ night <img src=x onerror=alert(1)> & "more"`;
const PERCENT = 25;
/** The service looks every 15 s; a busy shop takes its time. */
const SOON = { interval: 500 };

/** The page where merchants meet it: in the back office of a real PrestaShop, with its real prices, customers and employees. */
describe('an offer in a real back office', () => {
  const offices = new BackOffices();
  let db: Database;
  let target: Target;
  let viewer: Viewer;
  let guests: Guests;
  let service: RunningService;
  let office: BackOfficePage;
  let before: Awaited<ReturnType<Guests['seats']>>;
  let meant = 0;
  let offer = 0;
  let priceInOffer = 0;

  beforeAll(async () => {
    db = new Database(env.SHOP_DB_URL);
    target = await realTarget(db);
    viewer = new Viewer(new Database(env.SHOP_DB_URL));
    await viewer.make();
    guests = new Guests(target, db);
    await guests.make();
    before = await guests.seats();
    const config = {
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'silent' as const,
      http: { host: '127.0.0.1', port: 0 },
    };
    service = await runService(
      { ...config, shops: [connection], batchSize: BATCH_SIZE },
      silentLog,
      (each) => new PrestaShopShop(each, silentLog),
    );
    office = await offices.logIn();
  });
  afterAll(async () => {
    await service?.stop();
    await viewer?.remove();
    // Offers, groups, customers and products with our mark go with it.
    await target?.close();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await office?.shot('failed');
  });

  it('is planned by the menu: the count is SQL’s, the prices are the storefront’s', async () => {
    const { page } = office;
    await office.openOffers();
    await office.shot('list');
    await page
      .getByRole('button', { name: 'New offer' })
      .or(page.getByRole('link', { name: 'New offer' }))
      .first()
      .click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(NAME);
    await page.getByRole('spinbutton', { name: 'Discount on everything' }).fill(String(PERCENT));
    // The buyer's cart, filled a moment ago, must not hold them back.
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Time to finish at the checkout' }).fill('0');

    await page.getByRole('radio', { name: 'Your own conditions' }).check();
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByRole('combobox', { name: 'Condition 1' }).selectOption({ label: 'In a customer group' });
    await page.getByRole('combobox', { name: 'Customer groups' }).fill(guests.groupName);
    const conditions = page.getByRole('group', { name: 'Conditions' });
    await conditions.getByRole('option', { name: guests.groupName }).click();
    await page.keyboard.press('Escape');
    meant = await guests.count();
    expect(meant).toBe(guests.ids.length - 2);
    const who = page.getByRole('region', { name: 'Who', exact: true });
    await expect
      .poll(() => who.getByText(/customers? gets? the offer/).textContent(), SOON)
      .toContain(`${meant} customers get the offer`);
    await office.shot('who');

    const review = page.getByRole('region', { name: 'Check' });
    await review.scrollIntoViewIfNeeded();
    await review.locator('[aria-controls=go-products-box]').click();
    await page.locator('#go-product-search').fill(`${MARK}product`);
    await page
      .locator('#go-products-box')
      .getByRole('button', { name: `Show ${MARK}product` })
      .first()
      .click();
    const line = review.getByRole('row').filter({ hasText: `${MARK}product` });
    await line.waitFor();
    const amounts = async () => {
      const cells = await line.getByRole('cell').allInnerTexts();
      return cells.slice(0, 2).map((text) => Number(text.replace(/[^\d.]/g, '')));
    };
    await expect.poll(amounts, SOON).toEqual([100, 100 - PERCENT]);
    const [today, then] = await amounts();
    expect(today).toBe(await guests.pays());
    priceInOffer = then!;
    await office.shot('review');
  });

  it('runs: customers enter, pay the foretold price, and the page says so', async () => {
    const { page } = office;
    const { timezone } = await target.shop.status();
    const now = Temporal.Now.zonedDateTimeISO(timezone).toPlainDateTime();
    const [date, time] = now.toString().slice(0, 16).split('T');
    await page.getByRole('textbox', { name: 'Starts: Date' }).fill(date!);
    await page.getByRole('textbox', { name: 'Starts: Time' }).fill(time!);
    await office.shot('when');
    await page.getByRole('button', { name: 'Activate the offer' }).first().click();
    await page.getByRole('heading', { name: NAME, level: 2 }).waitFor();
    offer = Number(/#\/offers\/(\d+)/.exec(page.url())![1]);

    await expect.poll(() => guests.inside(offer), SOON).toBe(meant);
    const rightNow = page.getByRole('region', { name: 'Right now' });
    await expect.poll(() => rightNow.innerText(), SOON).toMatch(new RegExp(`${meant}\\s+customers in it now`));
    expect(await guests.pays()).toBe(priceInOffer);
    await office.shot('running');
  });

  it('is told on the dashboard and on the customer’s page, where staff keep somebody out', async () => {
    const { page } = office;
    await office.openDashboard();
    const tile = page.locator('.go-tile');
    await expect
      .poll(() => tile.locator('li').filter({ hasText: NAME }).innerText(), SOON)
      .toContain(`${meant} customers`);
    await office.shot('dashboard');

    const kept = guests.ids[1]!;
    await office.openCustomer(kept);
    const block = page.locator('.go-customer');
    await block.getByText('Now in the offer').waitFor();
    expect(await block.innerText()).toContain(NAME);
    await office.shot('customer');
    await block.getByRole('button', { name: 'Keep out of offers' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep out of offers' }).click();
    await block.getByText('This customer is kept out of offers from now on.').waitFor();
    await expect.poll(async () => (await guests.seats())[1], SOON).toEqual(before[1]);
    await office.shot('customer-pinned');
    await block.getByRole('button', { name: 'Let into offers again' }).click();
    await block.getByText('Offers may take this customer again.').waitFor();
    expect(await db.rows('SELECT 1 FROM #groupoffers_pin WHERE id_customer = ?', [kept])).toEqual([]);
  });

  it('leaves the back office’s menu as it is, on each page where we are', async () => {
    for (const open of [
      () => office.openView('/'),
      () => office.openView('/new'),
      () => office.openDashboard(),
      () => office.openCustomer(guests.ids[0]!),
    ]) {
      await open();
      await office.page.waitForLoadState('load');
      expect(await changesOfMenu(office.page), office.page.url()).toEqual([]);
    }
  });

  it('has nothing serious for axe in any view, in the shop’s languages', async () => {
    const languages = await db.rows<{ id: number }>('SELECT id_lang AS id FROM #lang WHERE active = 1');
    const [own] = await db.rows<{ id: number }>('SELECT id_lang AS id FROM #employee WHERE email = ?', [
      env.SHOP_BO_USER,
    ]);
    const speak = (id: number) => db.write('UPDATE #employee SET id_lang = ? WHERE email = ?', [id, env.SHOP_BO_USER]);
    try {
      for (const { id } of languages) {
        await speak(id);
        for (const [open, ready] of [
          [() => office.openView('/'), '.go-offers-row, .go-content table'],
          [() => office.openView('/new'), '.go-who-number'],
          [() => office.openView(`/offers/${offer}/edit`), '.go-who-number'],
          [() => office.openView(`/offers/${offer}`), '.go-view-head'],
          [() => office.openView('/connect'), '.go-content section'],
          [() => office.openDashboard(), '.go-tile-count'],
          [() => office.openCustomer(guests.ids[0]!), '.go-customer-facts'],
        ] as const) {
          await open();
          await office.page.locator(ready).first().waitFor();
          expect(await seriousFindings(office.page), `language ${id}, ${office.page.url()}`).toEqual([]);
        }
      }
    } finally {
      await speak(own!.id);
    }
  });

  it('shows an employee who may only look no button that changes anything', async () => {
    const looker = await offices.logIn(viewer);
    const { page } = looker;
    await looker.openOffers();
    await page.getByText(NAME).first().waitFor();
    await looker.shot('viewer-list');
    const changing =
      /\b(New offer|Plan|End now|Pause|Resume|Edit|Archive|Delete|Keep out|Let into|Make|Save as draft|Activate)\b/;
    expect(await page.locator('.groupoffers-root').getByRole('button', { name: changing }).allInnerTexts()).toEqual([]);
    await looker.openView(`/offers/${offer}`);
    await page.getByRole('heading', { name: NAME, level: 2 }).waitFor();
    await page.getByRole('region', { name: 'Customers' }).waitFor();
    await looker.shot('viewer-offer');
    expect(await page.locator('.groupoffers-root').getByRole('button', { name: changing }).allInnerTexts()).toEqual([]);
    await looker.openCustomer(guests.ids[0]!);
    await page.locator('.go-customer').getByText('Now in the offer').waitFor();
    await looker.shot('viewer-customer');
    expect(await page.locator('.go-customer').getByRole('button', { name: changing }).allInnerTexts()).toEqual([]);
  });

  it('ends now: everybody has back what they had, and the report proves it (invariant 1)', async () => {
    const { page } = office;
    await office.openView(`/offers/${offer}`);
    await page.getByRole('button', { name: 'End now' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.innerText(), SOON).toContain(String(await guests.inside(offer)));
    await office.shot('end-asked');
    await dialog.getByRole('button', { name: /^End/ }).click();
    await expect.poll(() => guests.inside(offer), SOON).toBe(0);
    expect(await guests.seats()).toEqual(before);
    expect(await guests.pays()).toBe(100);

    const [{ n: stays } = { n: 0 }] = await db.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM #groupoffers_enrolment WHERE id_group_offer = ? AND outcome = 'restored'",
      [offer],
    );
    expect(Number(stays)).toBeGreaterThanOrEqual(meant);
    const report = page.getByRole('region', { name: 'Results' });
    await expect.poll(() => report.innerText(), SOON).toMatch(new RegExp(`Exactly as before\\s*${stays}`));
    expect(await report.innerText()).toMatch(/Still to be restored\s*0/);
    await office.shot('ended');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      report.getByRole('button', { name: 'Save as a table (CSV)' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.trim().split('\n')).toHaveLength(Number(stays) + 1);
  });

  it('asked nothing of another host, and broke nothing', () => {
    offices.expectQuiet();
  });
});
