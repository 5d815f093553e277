import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ICONS, MIRRORED } from './icons.ts';

const SRC = join(import.meta.dirname, '..');
/** Drawn by Puik's own components. */
const PUIKS = ['close', 'error', 'warning'];

it('carries no drawing that nobody shows', () => {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/u.test(file) && !/\.test\.ts$|icons\.ts$|texts/u.test(file))
    .map((file) => readFileSync(join(SRC, file), 'utf8'))
    .join('\n');
  const unused = Object.keys(ICONS).filter(
    (name) => !PUIKS.includes(name) && !new RegExp(`['"]${name}['"]`, 'u').test(sources),
  );
  expect(unused).toEqual([]);
  expect([...MIRRORED].filter((name) => !(name in ICONS))).toEqual([]);
});
