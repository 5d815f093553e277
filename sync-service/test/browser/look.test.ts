import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PageAtHand } from './page-at-hand.ts';

/** The back office keeps its looks, and the page keeps its own. That nothing is asked of elsewhere, PageAtHand looks after. */
const at = new PageAtHand({ customers: 50, service: false });

/** What a stranger's page might hold: bare elements, and names that Puik uses too. */
const STRANGERS = `<h1>h1</h1><h2 class="title">h2</h2><p>p <a href="#">a</a> <b>b</b> <small>small</small></p><ul><li>li</li></ul>
  <table><caption>c</caption><tr><th>th</th><td>td</td></tr></table><label>label <input></label><select><option>1</select><textarea></textarea>
  <button>button</button><button class="puik-button puik-button--primary">Puik's, not ours</button><hr><img alt=""><fieldset><legend>l</legend></fieldset>
  <dialog open>dialog</dialog><span class="go-card go-hidden go-icon">names of ours</span><i class="material-icons">close</i>`;

/** The sort of styles that a back office has; `!important` is what nobody writes for bare elements. The back office's font is ours too. */
const HOSTILE = `html { font-size: 62.5% } * { letter-spacing: 2px } body { color: lime; font-style: italic; font-size: 30px; text-align: right; text-transform: uppercase }
  #content.bootstrap h1, #content.bootstrap h2 { margin: 50px; color: red; font-size: 50px } #main #content .bootstrap label { float: left; width: 20% }
  #content.bootstrap input[type='text'], #content.bootstrap input[type='checkbox'] { border: 9px solid red; height: 90px; width: 3px }
  #content.bootstrap button { background: red; padding: 40px } #content.bootstrap p, #content.bootstrap li { margin: 40px; line-height: 4 }
  #content.bootstrap a:hover, #content.bootstrap a { color: red; text-decoration: line-through } #content.bootstrap *::before { content: 'x' }
  #content.bootstrap table td { background: red } #content.bootstrap fieldset { border: 5px solid red } #content.bootstrap svg { width: 200px; fill: red }`;

/** Every computed style of every element that the selector finds, one text for each. */
async function looks(page: Page, selector: string): Promise<string[]> {
  // What is on its way comes when it likes.
  await page.waitForFunction(() => document.querySelector('.go-loading') === null);
  return page.evaluate((wanted) => {
    const all = [...document.querySelectorAll(wanted)];
    return all.flatMap((element) =>
      ['', '::before', '::after'].map((pseudo) => {
        const style = getComputedStyle(element, pseudo);
        const values = [...style]
          .filter((name) => !name.startsWith('--'))
          .map((name) => `${name}:${style.getPropertyValue(name)}`);
        return `${element.tagName}.${element.getAttribute('class') ?? ''}${pseudo} ${values.join(';')}`;
      }),
    );
  }, selector);
}

/** Names of what differs, so that a failure can be read. */
function differences(before: readonly string[], after: readonly string[]): string[] {
  return before.flatMap((text, index) => {
    const [was, is] = [text.split(/[ ;]/u), after[index]!.split(/[ ;]/u)];
    return was.flatMap((value, place) => (value === is[place] ? [] : [`${was[0]}: ${value} -> ${is[place]}`]));
  });
}

describe('in the back office', () => {
  it.each(['', 'dashboard', 'customers/7'])(
    'nothing outside of our elements changes its looks: /admin/%s',
    async (path) => {
      const page = await at.open(path);
      await page.locator('.groupoffers-root > *').first().waitFor();
      // What comes later makes our place higher, and what is beside us with it.
      await page.waitForLoadState('networkidle');
      await page.evaluate((html) => {
        const strangers = document.createElement('div');
        strangers.innerHTML = html;
        document.body.append(strangers);
      }, STRANGERS);
      const outside = ':not(.groupoffers-root, .groupoffers-root *, head, head *)';
      const withOurs = await looks(page, outside);
      expect(withOurs.length).toBeGreaterThan(60);
      const sheets = await page.evaluate(() => {
        // What we take away must not move what is beside us: our place keeps its size.
        for (const root of document.querySelectorAll<HTMLElement>('.groupoffers-root')) {
          const { width, height } = root.getBoundingClientRect();
          root.style.cssText = `display:block;box-sizing:border-box;inline-size:${width}px;block-size:${height}px;overflow:hidden`;
        }
        const ours = [...document.styleSheets].filter(({ href }) => href?.includes('page.css'));
        for (const sheet of ours) sheet.disabled = true;
        return ours.length;
      });
      expect(sheets).toBe(1);
      expect(differences(withOurs, await looks(page, outside))).toEqual([]);
    },
  );

  it('no style of the back office changes the looks of ours', async () => {
    const page = await at.open('#/connect', { width: 1280 });
    await page.getByRole('heading', { level: 2 }).nth(2).waitFor();
    // What is read is how each part looks, not where the wrapping of others puts it.
    await page.evaluate(() => {
      const root = document.querySelector('.groupoffers-root')!;
      const content = document.createElement('div');
      content.id = 'content';
      content.className = 'bootstrap';
      // Our stylesheet stands beside our place, and stays there.
      const main = root.parentElement!;
      main.id = 'main';
      main.className = '';
      root.replaceWith(content);
      content.append(root);
      for (const other of document.querySelectorAll('.bo-header, .bo-menu, #main > h1')) other.remove();
      document.body.style.cssText = 'margin:0';
    });
    const before = await looks(page, '.groupoffers-root, .groupoffers-root *');
    expect(before.length).toBeGreaterThan(100);
    await page.addStyleTag({ content: HOSTILE });
    expect(differences(before, await looks(page, '.groupoffers-root, .groupoffers-root *'))).toEqual([]);
  });

  it('reads from right to left', async () => {
    const page = await at.open();
    await page.goto(`${at.shop.url}admin/?dir=rtl`);
    expect(await page.locator('.go-page').getAttribute('dir')).toBe('rtl');
    const [title, nav] = [page.locator('.go-content h2').first(), page.locator('.go-nav')];
    await nav.waitFor();
    const [first, last] = [nav.getByRole('link').first(), nav.getByRole('link').last()];
    expect((await first.boundingBox())!.x).toBeGreaterThan((await last.boundingBox())!.x);
    expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  });

  it.each([360, 768, 1440, 3840])('nothing sticks out sideways at %i px', async (width) => {
    for (const path of ['', '#/new', '#/connect']) {
      const page = await at.open(path, { width });
      await page.locator('.go-content h2').first().waitFor();
      await page.waitForLoadState('networkidle');
      const out = await page.evaluate(() => {
        const root = document.querySelector('.groupoffers-root')!.getBoundingClientRect();
        const scrolled = (element: Element) =>
          element.parentElement!.closest('[class*=scroll], pre, .go-pick-list, .go-hidden') !== null;
        return [...document.querySelectorAll('.groupoffers-root *')]
          .filter((element) => !scrolled(element) && getComputedStyle(element).position !== 'absolute')
          .filter((element) => element.getBoundingClientRect().right > Math.max(root.right, innerWidth) + 1)
          .map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`);
      });
      expect(out, `${path} at ${width} px`).toEqual([]);
    }
  });
});

describe('when the session is over', () => {
  it('says so, keeps what was typed, and goes on after the employee has logged in again', async () => {
    const page = await at.open('#/new');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Typed before');
    await at.shop.makeTrouble({ loggedOut: 1 });
    await page.getByRole('button', { name: 'Save as draft' }).first().click();
    await page.getByText('You have been logged out').waitFor();
    const goOn = page.getByRole('button', { name: 'I have logged in: go on' });
    const [login] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Log in (new tab)' }).click(),
    ]);
    login.setDefaultTimeout(15_000);
    await login.locator('form button').click();
    // The session is there once the page behind the login has come.
    await login.waitForURL((url) => !url.pathname.endsWith('/login'));
    await login.close();
    await goOn.click();
    await page.getByText('You are logged in again').waitFor();
    expect(await name.inputValue()).toBe('Typed before');
    await page.getByRole('button', { name: 'Save as draft' }).first().click();
    await expect.poll(async () => (await at.offers()).map((offer) => offer.name)).toContain('Typed before');
  });
});
