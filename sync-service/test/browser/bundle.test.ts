import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../../../admin-widget/module/groupoffers/views/page');
const files = readdirSync(BUILT).filter((file) => /\.(js|css)$/u.test(file));

const LANGUAGE = /^(en|es|fr)-/u;

it('what an employee loads, worker and styles included, is under 350 kB gzipped', () => {
  const size = (file: string) => gzipSync(readFileSync(join(BUILT, file))).length;
  const languages = files.filter((file) => LANGUAGE.test(file)).map(size);
  expect(languages).toHaveLength(3);
  const rest = files.filter((file) => !LANGUAGE.test(file)).map((file) => [file, size(file)] as const);
  expect(rest.map(([file]) => file)).toEqual(expect.arrayContaining(['page.js', 'page.css']));
  const total = rest.reduce((sum, [, bytes]) => sum + bytes, Math.max(...languages));
  expect(total, JSON.stringify(Object.fromEntries(rest), null, 1)).toBeLessThan(350_000);
});

it('each language’s file holds that language alone', () => {
  const has = (word: string) => files.filter((file) => readFileSync(join(BUILT, file), 'utf8').includes(word));
  expect(has('Se ha cerrado su sesión').map((file) => file.slice(0, 3))).toEqual(['es-']);
  expect(has('Vous avez été déconnecté').map((file) => file.slice(0, 3))).toEqual(['fr-']);
  expect(has('You have been logged out').map((file) => file.slice(0, 3))).toEqual(['en-']);
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
