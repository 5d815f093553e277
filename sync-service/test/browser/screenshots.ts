import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openPictureShop, type PictureShop } from './screenshots-shop.ts';
import { WORDS, type PictureLanguage } from './screenshots-words.ts';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const WIDTH = 1280;
/** Higher than any view, so that nothing has to be scrolled and nothing sticks in the middle. */
const VIEW_HEIGHT = 9_000;
const SHOP_ADDRESS = 'https://my-shop.example';
const MARGIN = 16;
const MOST_HEIGHT = 1_040;
/** Where a picture has to be cut, it is cut in a gap not further up than this. */
const CUT_WITHIN = 140;
const GAP = 14;

/** Takes the pictures of the guides anew: npm run screenshots [-- en|es|fr]. The page must be built. */
async function main(languages: readonly PictureLanguage[]): Promise<void> {
  const browser = await launchChromium();
  try {
    for (const language of languages) {
      const shop = await openPictureShop(WORDS[language]);
      try {
        await takeAll(browser, shop, language);
      } finally {
        await shop.close();
      }
    }
  } finally {
    await browser.close();
  }
}

async function takeAll(browser: Browser, { shop, offers }: PictureShop, language: PictureLanguage): Promise<void> {
  await mkdir(join(IMAGES, language), { recursive: true });
  const open = async (hash: string): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: WIDTH, height: VIEW_HEIGHT },
      deviceScaleFactor: 1,
      reducedMotion: 'reduce',
      locale: language,
      timezoneId: 'Europe/Madrid',
    });
    const page = await context.newPage();
    await page.goto(`${shop.url}admin/?lang=${language}#${hash}`);
    await page.locator('.go-view, .go-editor-grid').first().waitFor();
    return page;
  };
  const take = async (page: Page, name: string, ...parts: Locator[]) => {
    await page.waitForTimeout(1_500);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.evaluate(showAddress, [shop.url.slice(0, -1), SHOP_ADDRESS] as const);
    const clip = await page.evaluate(lastGap, {
      ...(await around(parts)),
      most: MOST_HEIGHT,
      within: CUT_WITHIN,
      gap: GAP,
    });
    await writeFile(join(IMAGES, language, `${name}.png`), await page.screenshot({ clip, animations: 'disabled' }));
    process.stdout.write(`${language}/${name}.png ${clip.width} x ${clip.height}\n`);
  };
  const only = async (hash: string, name: string, parts: (page: Page) => Locator[]) => {
    const page = await open(hash);
    await page.waitForLoadState('networkidle');
    await take(page, name, ...parts(page));
    await page.context().close();
  };

  await only('/', 'offers', (page) => [page.locator('.go-view')]);
  const cards = (page: Page) => [page.locator('.go-view-head'), page.locator('.go-view section').nth(2)];
  await only(`/offers/${offers.running}`, 'running', cards);
  await only(`/offers/${offers.over}`, 'report', cards);
  await only('/connect', 'connect', (page) => [
    page.locator('.go-view-head'),
    page.locator('.go-view section').nth(1),
    page.locator('.go-connect-way').first(),
  ]);
  await only(`/offers/${offers.recurring}/edit`, 'when', (page) => [page.locator('.go-when-coming')]);

  const editor = await open(`/offers/${offers.draft}/edit`);
  await editor.waitForLoadState('networkidle');
  await editor.locator('#go-section-review table').first().waitFor();
  for (const name of ['what', 'who', 'review']) await take(editor, name, editor.locator(`#go-section-${name}`));
  await editor.context().close();
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle around all parts, with a margin. */
async function around(parts: readonly Locator[]): Promise<Rectangle> {
  const boxes = await Promise.all(parts.map(async (part) => (await part.boundingBox())!));
  const left = Math.max(0, Math.floor(Math.min(...boxes.map(({ x }) => x)) - MARGIN));
  const top = Math.max(0, Math.floor(Math.min(...boxes.map(({ y }) => y)) - MARGIN));
  const right = Math.min(WIDTH, Math.ceil(Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN));
  const bottom = Math.ceil(Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** In the browser: the rectangle, ended in the last wide enough gap between things if it is too high. */
function lastGap({ most, within, gap, ...clip }: Rectangle & { most: number; within: number; gap: number }): Rectangle {
  if (clip.height <= most) return clip;
  const taken = new Array<boolean>(most).fill(false);
  for (const element of document.querySelectorAll('.groupoffers-root :not(.go-hidden, .go-hidden *)')) {
    if (element.childElementCount > 0 && !element.matches('button, select, label, svg')) continue;
    const { top, bottom, width } = element.getBoundingClientRect();
    if (width > 1)
      for (let y = Math.max(0, Math.floor(top - clip.y)); y < Math.min(most, bottom - clip.y); y++) taken[y] = true;
  }
  for (let y = most - 1, size = 0; y > most - within; y--) {
    size = taken[y] === true ? 0 : size + 1;
    if (size === gap) return { ...clip, height: y + Math.floor(gap / 2) };
  }
  return { ...clip, height: most };
}

/** In the browser: the made-up shop's address becomes one that a reader would expect. */
function showAddress([from, to]: readonly [string, string]): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    node.nodeValue = (node.nodeValue ?? '').replaceAll(from, to);
  }
}

const asked = process.argv.slice(2).filter((word): word is PictureLanguage => word in WORDS);
await main(asked.length > 0 ? asked : ['en', 'es', 'fr']);
