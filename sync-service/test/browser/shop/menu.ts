import type { Page } from 'playwright-core';

/** Computed styles and places of everything in the back office's menu and header, one text for each element. */
function looks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('#nav-sidebar, #nav-sidebar *, .nav-bar, .nav-bar *, #header, #header *')]
      // It turns while the back office itself asks for something.
      .filter((element) => element.closest('#ajax_running') === null)
      .map((element) => {
        const style = getComputedStyle(element);
        const { x, y, width, height } = element.getBoundingClientRect();
        // Properties of Puik's are declared for the whole document; what they change would show in the others.
        const values = [...style].filter((name) => !name.startsWith('--'));
        const said = values.map((name) => `${name}: ${style.getPropertyValue(name)}`);
        return [`${element.tagName}#${element.id}`, `box: ${[x, y, width, height].join(' ')}`, ...said].join('\n');
      }),
  );
}

/** @returns how many sheets of ours there are */
function switchOurs(page: Page, off: boolean): Promise<number> {
  return page.evaluate((isOff) => {
    // Without its looks our place would be higher, and the page have another scroll bar.
    for (const root of document.querySelectorAll<HTMLElement>('.groupoffers-root')) {
      const { width, height } = root.getBoundingClientRect();
      root.style.cssText = isOff
        ? `display:block;box-sizing:border-box;width:${width}px;height:${height}px;overflow:hidden`
        : '';
    }
    const ours = [...document.styleSheets].filter(({ href }) => href?.includes('/modules/groupoffers/'));
    for (const sheet of ours) sheet.disabled = isOff;
    return ours.length;
  }, off);
}

/** What our style sheet changes in the menu and the header, in words. @throws Error when there is no menu, or no sheet of ours */
export async function changesOfMenu(page: Page): Promise<string[]> {
  // What is animated would differ by itself.
  await page.mouse.move(720, 600);
  await page.addStyleTag({
    content: '*, *::before, *::after { transition: none !important; animation: none !important }',
  });
  for (;;) {
    const withOurs = await looks(page);
    const sheets = await switchOurs(page, true);
    const without = await looks(page);
    await switchOurs(page, false);
    if (sheets === 0 || withOurs.length < 50)
      throw new Error(`${sheets} sheets of ours, ${withOurs.length} parts of a menu`);
    // The back office fills in notifications and the like when it has them: then it was not we who changed it.
    if ((await looks(page)).join() !== withOurs.join() || without.length !== withOurs.length) continue;
    return withOurs.flatMap((text, index) => {
      const [was, is] = [text.split('\n'), without[index]!.split('\n')];
      return was.flatMap((value, line) => (value === is[line] ? [] : [`${was[0]}: ${is[line]} -> ${value}`]));
    });
  }
}
