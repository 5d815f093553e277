import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/u.test(file));

it('has the styles of each of Puik’s components that the page uses', () => {
  const used = new Set<string>();
  for (const file of sources) {
    for (const [, names] of readFileSync(join(SRC, file), 'utf8').matchAll(
      /import \{([^}]*)\} from '@prestashopcorp\/puik-components'/gu,
    )) {
      for (const [, name] of names!.matchAll(/\bPuik(\w+)/gu)) {
        used.add(`puik-${name!.replaceAll(/(?<!^)([A-Z])/gu, '-$1').toLowerCase()}`);
      }
    }
  }
  const styles = readFileSync(join(SRC, 'style/puik.css'), 'utf8');
  const there = [...styles.matchAll(/puik-theme\/([\w-]+)/gu)].map(([, name]) => name);
  expect(used.size).toBeGreaterThan(0);
  expect([...used].filter((name) => !there.includes(name))).toEqual([]);
});
