import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { planExamples } from '../../demo/examples.ts';
import { PageAtHand, seriousFindings, type Language } from './page-at-hand.ts';

/** Each view with what shows that it is there, in words that all three languages share or as a selector. */
const VIEWS: readonly [name: string, path: string, ready: string][] = [
  ['all offers', '', '.go-content h2:nth-of-type(1) ~ *, .go-offers-row, table'],
  ['a new offer', '#/new', '#go-section-review'],
  ['an offer that is planned, changed', '#/offers/3/edit', '#go-section-review'],
  ['an offer that runs', '#/offers/1', '.go-content section'],
  ['an offer in turns', '#/offers/4', '.go-content section'],
  ['the connection', '#/connect', '.go-content section'],
  ['the tile', 'dashboard', '.groupoffers-root section'],
  ['the customer’s block', 'customers/7', '.groupoffers-root section'],
];
const LANGUAGES: readonly Language[] = ['en', 'es', 'fr'];

describe('the page for everybody', () => {
  const at = new PageAtHand({
    customers: 200,
    prepare: planExamples,
  });

  async function show(path: string, ready: string, options: Parameters<PageAtHand['open']>[1]): Promise<Page> {
    await expect.poll(() => at.inside()).toBeGreaterThan(0);
    const page = await at.open(path, options);
    await page.locator(ready).first().waitFor();
    // Counts, prices and names come a moment later.
    await page.waitForLoadState('networkidle');
    return page;
  }

  describe.each(LANGUAGES)('in %s', (lang) => {
    it.each(VIEWS)('%s has nothing serious for axe, and no text without words', async (_view, path, ready) => {
      const page = await show(path, ready, { lang });
      expect(await seriousFindings(page)).toEqual([]);
      // A key instead of its text: `offers.state.running`.
      expect(await page.locator('.groupoffers-root').first().innerText()).not.toMatch(
        /\b(?:common|shell|ui|offers|editor|who|when|run|connect|tile|customer)\.[a-z]\w+/,
      );
    });
  });

  it.each(VIEWS)('%s fits a phone, a large screen, and right to left', async (_view, path, ready) => {
    for (const [width, query] of [
      [360, ''],
      [3840, ''],
      [1280, 'rtl'],
    ] as const) {
      const page = await show(path, ready, { lang: 'es', width, rtl: query === 'rtl' });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${width} px ${query}`).toBeLessThanOrEqual(0);
    }
  });

  it('plans an offer with the keyboard alone', async () => {
    const page = await show('#/new', '#go-section-review', { lang: 'en' });
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.focus();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('30');
    const save = page.getByRole('button', { name: 'Save as draft' });
    for (let tab = 0; tab < 300 && !(await save.evaluate((button) => button === document.activeElement)); tab++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await at.offers()).find((offer) => offer.name === 'By keyboard')?.discount).toBe(30);
  });
});
