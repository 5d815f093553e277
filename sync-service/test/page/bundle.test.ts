import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../../../admin-widget/module/groupoffers/views/page');
const files = readdirSync(BUILT).filter((file) => /\.(js|css)$/u.test(file));

it('the page with its worker, in every language, is under 350 kB gzipped', () => {
  const sizes = files.map((file) => ({ file, gzipped: gzipSync(readFileSync(join(BUILT, file))).length }));
  const total = sizes.reduce((sum, { gzipped }) => sum + gzipped, 0);
  expect(files).toEqual(expect.arrayContaining(['page.js', 'page.css']));
  expect(total, JSON.stringify(sizes, null, 1)).toBeLessThan(350 * 1024);
});

it('its styles name no address, and nothing but our own elements', () => {
  const css = readFileSync(join(BUILT, 'page.css'), 'utf8');
  expect(css).not.toMatch(/@import|@font-face|https?:|@property|@layer/u);
  const open = css
    .replaceAll(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/gu, '')
    .split(/[{}]/u)
    .map((part) => part.slice(part.lastIndexOf(';') + 1).trim())
    .filter((part) => part.includes('.puik-') && !part.includes('.groupoffers-root') && !part.startsWith('&'));
  expect(open).toEqual([]);
});
