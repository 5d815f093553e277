import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** Lines of the product's sources below these folders, `file: line`. */
function lines(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.(ts|vue)$/.test(file))
      .flatMap((file) => {
        const path = `${folder}/${file}`;
        const text = readFileSync(join(ROOT, path), 'utf8');
        return text.split('\n').map((line) => `${path}: ${line.trim()}`);
      }),
  );
}

it('what decides says what is wrong by code, and leaves the words to the front ends', () => {
  const pure = lines(...['windows', 'rotation', 'audience', 'plan', 'moves'].map((each) => `sync-service/src/${each}`));
  expect(pure.length).toBeGreaterThan(1_000);
  expect(pure.filter((line) => /new (Range|InvalidInput|GroupOffers|Refused)Error\(/.test(line))).toEqual([]);
});

it('no part of the page shows an error’s own sentence', () => {
  // These hand an error on, as what it is.
  const carriers = /admin-widget\/src\/(ui\/errors|who\/carried|shop\/transport)\.ts/;
  const page = lines('admin-widget/src').filter((line) => !carriers.test(line));
  expect(page.length).toBeGreaterThan(1_000);
  expect(page.filter((line) => /\berror\b.*\.message\b|String\(error\)/.test(line))).toEqual([]);
});
