import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { env } from '../../contract/shop/real-shop.ts';
import { launchChromium } from '../../support/chromium.ts';

/** The dashboard's own requests hold the session for many seconds, and everything else of that employee waits for it. */
const PATIENCE_MS = 300_000;
/** A click that a page in between has swallowed is made again after so long. */
const SWALLOWED_MS = 60_000;
const OURS = '/modules/groupoffers/';

export interface Employee {
  readonly email: string;
  readonly password: string;
}

/** What our files asked for, by Chromium's own account of who began each request. */
interface Asked {
  readonly here: string[];
  readonly elsewhere: string[];
}

/** An employee of the shop at work in Chromium. Everything goes by the menu and by links, as people go. */
export class BackOfficePage {
  /** Errors of our files alone: the core has some of its own. */
  readonly complaints: string[] = [];
  readonly asked: Asked = { here: [], elsewhere: [] };
  private shots = 0;

  private constructor(
    readonly page: Page,
    readonly employee: Employee,
  ) {}

  static async logIn(context: BrowserContext, employee: Employee): Promise<BackOfficePage> {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.setDefaultNavigationTimeout(PATIENCE_MS);
    const office = new BackOfficePage(page, employee);
    await office.listen();
    await page.goto(`${env.SHOP_BO_URL}/index.php?controller=AdminLogin`, { waitUntil: 'domcontentloaded' });
    await page.locator('#email').fill(employee.email);
    await page.locator('#passwd').fill(employee.password);
    await page.locator('#submit_login').click();
    await page.locator('#subtab-AdminGroupOffers a').first().waitFor({ state: 'attached' });
    return office;
  }

  /** Customers > Group offers. The first click unfolds the menu, here or on the page that it leads to; that page may come in between. */
  async openOffers(): Promise<void> {
    const entry = this.page.locator('#subtab-AdminGroupOffers a').first();
    const content = this.page.locator('.go-content');
    await this.page.locator('#subtab-AdminParentCustomer > a').first().click({ noWaitAfter: true });
    for (let isThere = false; !isThere;) {
      await entry.waitFor();
      await entry.click();
      isThere = await content.waitFor({ timeout: SWALLOWED_MS }).then(
        () => true,
        () => false,
      );
    }
  }

  async openDashboard(): Promise<void> {
    await this.go(await this.menuLink('#header_logo'));
    await this.page.locator('.go-tile').waitFor();
  }

  async openCustomer(id: number): Promise<void> {
    const list = new URL(await this.menuLink('#subtab-AdminCustomers a'));
    list.pathname = list.pathname.replace(/\/?$/, `/${id}/view`);
    await this.go(list.href);
    await this.page.locator('.go-customer').waitFor();
  }

  /** A view of our page by the part of its address that follows the `#`. */
  async openView(path: string): Promise<void> {
    const address = await this.menuLink('#subtab-AdminGroupOffers a');
    // Not just another `#`: as if it was opened from a bookmark.
    await this.page.goto('about:blank');
    await this.go(`${address}#${path}`);
    await this.page.locator('.go-content').waitFor();
  }

  /** A picture of the whole page into the folder that SHOP_SHOTS names, when it does. */
  async shot(name: string): Promise<void> {
    const folder = process.env['SHOP_SHOTS'];
    if (!folder) return;
    const place = `${String(++this.shots).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({ path: join(folder, `real-${place}`), fullPage: true });
  }

  private links = new Map<string, string>();

  private async menuLink(selector: string): Promise<string> {
    if (!this.links.has(selector)) {
      const href = await this.page
        .locator(selector)
        .first()
        .evaluate((link) => (link as HTMLAnchorElement).href);
      this.links.set(selector, href);
    }
    return this.links.get(selector)!;
  }

  private async go(address: string): Promise<void> {
    await this.page.goto(address, { waitUntil: 'domcontentloaded' });
  }

  private async listen(): Promise<void> {
    const { page } = this;
    page.on('pageerror', (error) => {
      if ((error.stack ?? '').includes(OURS)) this.complaints.push(error.message);
    });
    page.on('console', (message) => {
      const isBad = ['error', 'warning'].includes(message.type());
      if (isBad && message.location().url.includes(OURS)) this.complaints.push(message.text());
    });
    const chromium = await page.context().newCDPSession(page);
    chromium.on('Network.requestWillBeSent', ({ request, initiator }) => {
      if (!/^(https?|wss?):/.test(request.url)) return;
      const isOurs = request.url.includes(OURS) || JSON.stringify(initiator).includes(OURS);
      if (!isOurs) return;
      const isHere = new URL(request.url).origin === new URL(env.SHOP_URL).origin;
      this.asked[isHere ? 'here' : 'elsewhere'].push(request.url);
    });
    await chromium.send('Network.enable');
  }
}

/** Chromium for a file of tests. At its end nothing may have gone wrong in our files, and none may have asked anything of elsewhere. */
export class BackOffices {
  private browser!: Browser;
  private readonly opened: BackOfficePage[] = [];

  constructor() {
    beforeAll(async () => {
      this.browser = await launchChromium();
    });
    afterAll(() => this.browser?.close());
  }

  async logIn(employee: Employee = { email: env.SHOP_BO_USER, password: env.SHOP_BO_PASSWORD }) {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 1000 },
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    const office = await BackOfficePage.logIn(context, employee);
    this.opened.push(office);
    return office;
  }

  expectQuiet(): void {
    expect(this.opened.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(this.opened.flatMap(({ asked }) => asked.elsewhere)).toEqual([]);
    // Or nothing was listened to.
    for (const { asked } of this.opened) expect(asked.here.length).toBeGreaterThan(0);
  }
}
