import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { runServiceOn } from '../../demo/service.ts';
import { silentLog } from '../../src/log.ts';
import type { Offer } from '../../src/offer/index.ts';
import { launchChromium } from '../support/chromium.ts';

/** Only a fault takes so long, on however busy a machine. */
const PATIENCE_MS = 180_000;

export type Language = 'en' | 'es' | 'fr';

interface Options {
  readonly customers?: number;
  /** Whether the sync service runs beside; it does unless told otherwise. */
  readonly service?: boolean;
  /** What is in the shop before the page is opened. */
  readonly prepare?: (shop: SampleShop) => Promise<void>;
}

interface OpenOptions {
  readonly lang?: Language;
  readonly width?: number;
  readonly height?: number;
  readonly employee?: number;
  readonly rtl?: boolean;
  /** With the page as it is before it goes anywhere. */
  readonly before?: (page: Page) => Promise<void>;
}

/** The built page in the sample shop's back office, on the module's PHP, in a real Chromium. A complaint on the console or a request to elsewhere fails the test. */
export class PageAtHand {
  shop!: SampleShop;
  private browser!: Browser;
  private service: { stop(): Promise<void> } | null = null;
  private readonly contexts: BrowserContext[] = [];
  private complaints: string[] = [];
  private elsewhere: string[] = [];

  constructor(options: Options = {}) {
    beforeAll(async () => {
      this.browser = await launchChromium();
      this.shop = await SampleShop.open({ customers: options.customers ?? 300 });
      await options.prepare?.(this.shop);
      if (options.service ?? true) this.service = await runServiceOn(this.shop, silentLog);
    });
    afterEach(async () => {
      await Promise.all(this.contexts.splice(0).map((context) => context.close()));
      const [complaints, elsewhere] = [this.complaints, this.elsewhere];
      this.complaints = [];
      this.elsewhere = [];
      expect(complaints).toEqual([]);
      expect(elsewhere).toEqual([]);
    });
    afterAll(async () => {
      await this.service?.stop();
      await this.shop?.close();
      await this.browser?.close();
    });
  }

  /** The shop's offers as they are now. */
  async offers(): Promise<readonly Offer[]> {
    return (await this.shop.api()).offers();
  }

  /** How many customers are in an offer now. */
  async inside(): Promise<number> {
    return (await this.shop.inside()).length;
  }

  /** Opens an address below `/admin/`, in a browser of its own. */
  async open(
    path = '',
    { lang = 'en', width = 1280, height = 900, employee = 1, rtl = false, before }: OpenOptions = {},
  ): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A refused or failed request is the test's business; Chromium tells of each.
      if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.shop.url) && !url.startsWith('data:') && !url.startsWith('blob:'))
        this.elsewhere.push(url);
    });
    await before?.(page);
    await page.goto(address(this.shop.url, path, { lang, employee, rtl }));
    return page;
  }
}

/** `#/…` goes behind the query. */
function address(
  root: string,
  path: string,
  { lang, employee, rtl }: { lang: Language; employee: number; rtl: boolean },
): string {
  const [place = '', hash] = path.split('#');
  return `${root}admin/${place}?lang=${lang}&employee=${employee}${rtl ? '&dir=rtl' : ''}${hash === undefined ? '' : `#${hash}`}`;
}

/** What axe finds within the page's own parts: serious and critical findings, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('.groupoffers-root').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
