import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../../../admin-widget/src', import.meta.url));
/** Each would take a customer's or an offer's name for HTML or a program; Vue's `{{ }}` never does. */
const RAW = /\bv-html\b|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc/;

it('the page shows every text as a text: nowhere is one taken for HTML', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(?:vue|ts)$/.test(name) && !/(?:\.test|^testing)\.ts$/.test(name),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((name) => RAW.test(readFileSync(join(SOURCES, name), 'utf8')))).toEqual([]);
});
